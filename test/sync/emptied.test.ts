// What revisions prove of columns that are empty: somebody emptied them, or the field was away (EM3).
import { release } from '../../src/app/go-on';
import { catchUpAll, calendarChanged, goOnAll, itemsChanged, reconcileAll } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import type { Row } from '../../src/core/values';
import { EVENT, TALK, type World } from '../fakes';
import { started } from '../fakes/started';
import { BRAKE } from '../../src/sync/brake';

const MINUTE_MS = 60_000;

/** Linked pairs in step. */
function pairs(count: number, ...args: Parameters<typeof started>): World {
  const world = started(...args);
  for (let i = 0; i < count; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app());
  reconcileAll(world.app());
  world.calls();
  return world;
}

const eventOf = (world: World, row: Row) => world.calendar.events.get(String(row['event']))!;

/** What flow 2 tells of an item, and what becomes of the answer. */
function signal(world: World, row: Row): void {
  world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']])).writeBacks);
}

const COLUMNS: [string, string, object][] = [
  ['description', 'text', { description: 'About' }],
  ['start', 'starts', { start: EVENT.start }],
  ['end', 'ends', { end: EVENT.end }],
];

describe('[EM5] a mapped field is removed from the data model and made again', () => {
  it.each(COLUMNS)('%s: a comparison fills it in every item, and writes nothing to Google', (_, column) => {
    const world = pairs(3);
    const events = structuredClone([...world.calendar.events.values()]);
    world.directus.remake(column);
    reconcileAll(world.app());
    expect([...world.calendar.events.values()]).toEqual(events);
    for (const row of world.directus.items()) expect(Date.parse(String(row[column])) || row[column]).toBeTruthy();
    expect(world.state.reports()).toEqual([]);
    expect(world.state.get(BRAKE)).toMatchObject({ sent: {}, held: [] });
    world.calls();
    const { newest } = world.directus;
    reconcileAll(world.app());
    expect(world.calls()).toEqual(['list', 'list']);
    expect(world.directus.newest).toBe(newest);
  });

  it.each(COLUMNS)('%s: an edit of another field fills it as well, and goes to Google alone', (_, column, kept) => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.remake(column);
    world.directus.update(row!['id'], { name: 'Renamed' });
    signal(world, row!);
    expect(eventOf(world, row!)).toMatchObject({ ...EVENT, ...kept, summary: 'Renamed' });
    expect(row![column]).not.toBeNull();
  });

  it('[M5] an event that is edited meanwhile fills it with what it says now', () => {
    const world = pairs(1, { onConflict: 'directus' });
    const [row] = world.directus.items();
    world.directus.remake('text');
    world.calendar.edit(String(row!['event']), { description: 'Edited', summary: 'Edited' });
    calendarChanged(world.app(), 'primary');
    expect(row).toMatchObject({ name: 'Edited', text: 'Edited' });
    expect(eventOf(world, row!)).toMatchObject({ description: 'Edited' });
    expect(world.state.reports()).toEqual([]);
  });

  it('[EM5] what our own write left there was not stored otherwise by it', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    const edit = (changes: object) => {
      world.calendar.edit(String(row!['event']), changes);
      calendarChanged(world.app(), 'primary');
    };
    edit({ description: 'Edited' });
    world.directus.remake('text');
    // Flow 4 shows the item, whose newest revision is ours and has the text.
    edit({ colorId: '5' });
    expect(row).toMatchObject({ text: 'Edited' });
    expect(eventOf(world, row!)).toMatchObject({ description: 'Edited' });
  });

  it('[EM10] an event that is deleted meanwhile comes back with what it had, and so does the item', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.remake('text');
    world.calendar.remove(String(row!['event']));
    calendarChanged(world.app(), 'primary');
    expect(eventOf(world, row!)).toMatchObject({ status: 'confirmed', description: 'About' });
    expect(world.directus.items()).toMatchObject([{ text: 'About' }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'revived' }]);
  });

  it('[EM10] so it does where a signal of the item finds it deleted', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.remake('text');
    world.calendar.remove(String(row!['event']));
    world.directus.update(row!['id'], { name: 'Renamed' });
    signal(world, row!);
    expect(eventOf(world, row!)).toMatchObject({ status: 'confirmed', summary: 'Renamed', description: 'About' });
    expect(row).toMatchObject({ name: 'Renamed', text: 'About' });
  });
});

describe('[EM6] [M2] what a person emptied is emptied in the event', () => {
  it('[EM7] for one call to Directus, which an edit of anything else does not cost', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.update(row!['id'], { text: null });
    signal(world, row!);
    expect(eventOf(world, row!)).not.toHaveProperty('description');
    expect(world.calls().sort()).toEqual(['get', 'patch', 'revisions']);
    world.directus.update(row!['id'], { name: 'Renamed' });
    signal(world, row!);
    expect(world.calls()).toEqual(['get', 'patch']);
  });

  it('[EM4] whatever was saved since, and although the base has moved with another field meanwhile', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.update(row!['id'], { text: null });
    world.calendar.edit(String(row!['event']), { summary: 'Edited' });
    world.directus.refuse = (action) => (action === 'revisions' ? UNAVAILABLE : undefined);
    calendarChanged(world.app(), 'primary');
    expect(row).toMatchObject({ text: null });
    expect(eventOf(world, row!)).toMatchObject({ summary: 'Edited', description: 'About' });
    world.advance(600_000);
    for (let i = 0; i < 7; i++) world.directus.update(row!['id'], { name: `Renamed ${i}` });
    world.directus.refuse = () => undefined;
    reconcileAll(world.app());
    expect(row).toMatchObject({ text: null });
    expect(eventOf(world, row!)).toMatchObject({ summary: 'Renamed 6' });
    expect(world.state.reports()).toMatchObject([{ kind: 'conflict', winner: 'item', lost: { summary: 'Edited' } }]);
    expect(eventOf(world, row!)).not.toHaveProperty('description');
  });

  it('[BR2] and counts for the brake, which what was away does not', () => {
    const world = pairs(30);
    for (const row of world.directus.items().slice(0, 12)) world.directus.update(row['id'], { text: null });
    for (const row of world.directus.items().slice(12)) row['text'] = null;
    reconcileAll(world.app());
    expect(world.state.get(BRAKE).held).toHaveLength(12);
    expect(world.calendar.live.filter(({ description }) => description !== 'About')).toEqual([]);
    expect(world.directus.items().filter(({ text }) => text === 'About')).toHaveLength(18);
    release(world.app(), 0);
    goOnAll(world.app());
    expect(world.calendar.live.filter(({ description }) => description !== 'About')).toHaveLength(12);
    expect(world.directus.items().filter(({ text }) => text === null)).toHaveLength(12);
  });

  it('[P14] an emptied start takes the event away', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.update(row!['id'], { starts: null, ends: null });
    signal(world, row!);
    expect(world.calendar.live).toEqual([]);
    expect(row).toMatchObject({ starts: null, event: null });
  });
});

const UNAVAILABLE: Failure = { kind: 'unavailable', status: null, reason: null, message: 'Directus does not answer' };

describe('[EM4] what the revisions do not tell', () => {
  it('[EM11] while Directus gives none, the pair waits, and is settled later', () => {
    const world = pairs(1);
    const [row] = world.directus.items();
    world.directus.update(row!['id'], { text: null, name: 'Renamed' });
    world.directus.refuse = (action) => (action === 'revisions' ? UNAVAILABLE : undefined);
    signal(world, row!);
    expect(eventOf(world, row!)).toMatchObject({ summary: 'Talk 0', description: 'About' });
    expect(row).toMatchObject({ text: null });
    expect(world.retries()).toHaveLength(1);
    world.directus.refuse = () => undefined;
    world.advance(10 * MINUTE_MS);
    catchUpAll(world.app());
    expect(eventOf(world, row!)).toMatchObject({ summary: 'Renamed' });
    expect(eventOf(world, row!)).not.toHaveProperty('description');
    expect(world.retries()).toEqual([]);
  });

  it('[EM8] where revisions are off nothing is emptied in Google; the report says why, once', () => {
    const world = started();
    world.directus.tracks = false;
    const row = world.directus.create(TALK);
    reconcileAll(world.app());
    for (let time = 0; time < 2; time++) {
      world.directus.update(row['id'], { text: null });
      reconcileAll(world.app());
      expect(row['text']).toBe('About');
      expect(eventOf(world, row)).toMatchObject({ description: 'About' });
    }
    expect(world.state.reports()).toMatchObject([{ kind: 'untracked', key: String(row['id']), winner: 'event' }]);
  });

  it('many items cost one call', () => {
    const world = pairs(20);
    world.directus.remake('text');
    reconcileAll(world.app());
    expect(world.calls().filter((call) => call === 'revisions')).toHaveLength(1);
  });

  it('one with so many revisions that they leave the others of the call no room hides nothing', () => {
    const world = pairs(20);
    const [first, second, ...others] = world.directus.items();
    for (const row of [first, second]) world.directus.update(row!['id'], { text: null });
    for (let i = 0; i < 120; i++) world.directus.update(first!['id'], { name: `Talk 0, ${i}` });
    for (const row of others) row['text'] = null;
    reconcileAll(world.app());
    for (const row of [first, second]) expect(eventOf(world, row!)).not.toHaveProperty('description');
    expect(others.filter(({ text }) => text !== 'About')).toEqual([]);
  });
});
