// What Directus makes of the values that the sync writes (cut, rounded, changed by a trigger) is no edit (SO2).
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import { decodeBase } from '../../src/core/base';
import { hashColumns } from '../../src/core/hash';
import { hashValue, type Row } from '../../src/core/values';
import { apartInWords } from '../../src/sync/apart';
import { EVENT, World } from '../fakes';

const LONG = 'A title that the column does not hold';

const LOST: Failure = { kind: 'unavailable', status: null, reason: null, message: 'The answer is lost' };

function started(): World {
  const world = new World();
  world.directus.stores = (values) =>
    typeof values['name'] === 'string' ? { ...values, name: values['name'].slice(0, 9) } : values;
  startFeeds(world.app());
  reconcileAll(world.app());
  return world;
}

function edit(world: World, changes: object): Row {
  world.calendar.edit('e1', { ...EVENT, ...changes });
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  return world.directus.items()[0]!;
}

/** Lets everything look at the pair again, and says what was written. */
function lookAgain(world: World): string[] {
  world.cached.clear();
  world.calls();
  const { newest } = world.directus;
  catchUpAll(world.app());
  reconcileAll(world.app());
  const events = world.calls().filter((call) => ['patch', 'insert'].includes(call));
  return world.directus.newest === newest ? events : [...events, 'item'];
}

describe('[SO2] Directus stores a text otherwise than it was sent', () => {
  it('of a new event: the event keeps its own, and nothing more is written', () => {
    const world = started();
    const row = edit(world, { summary: LONG });
    expect(row['name']).toBe('A title t');
    const { summary } = decodeBase(world.binding, row['sync'])!.fields;
    expect(summary).toEqual({ item: hashColumns(['A title t']), event: hashValue('summary', LONG) });
    expect(lookAgain(world)).toEqual([]);
    expect(world.calendar.events.get('e1')!.summary).toBe(LONG);
  });

  it('[SO3] as nothing, which is no removed field: the revision of that very write says so', () => {
    const world = started();
    world.directus.stores = (values) => ('text' in values ? { ...values, text: null } : values);
    edit(world, {});
    const row = edit(world, { description: 'Edited' });
    expect(row['text']).toBeNull();
    expect(lookAgain(world)).toEqual([]);
    expect(world.calendar.events.get('e1')!.description).toBe('Edited');
  });

  it('of an edit in Google: the same, and the next edit of the item goes to the event', () => {
    const world = started();
    edit(world, {});
    const row = edit(world, { summary: LONG });
    expect(row['name']).toBe('A title t');
    expect(lookAgain(world)).toEqual([]);
    expect(world.calendar.events.get('e1')!.summary).toBe(LONG);
    world.directus.update(row['id'], { name: 'Short' });
    catchUpAll(world.app());
    expect(world.calendar.events.get('e1')!.summary).toBe('Short');
  });

  it.each([
    ['a new event', false],
    ['an edit in Google', true],
  ])('of %s, and the answer is lost: the event follows, and Directus’ revision holds what was sent', (_, isPaired) => {
    const world = started();
    if (isPaired) edit(world, {});
    const app = world.app();
    const apply = app.directus.apply.bind(app.directus);
    app.directus.apply = (binding, changes) =>
      apply(binding, changes).map(() => ({
        stamp: 0,
        result: { ok: false as const, failure: LOST },
      }));
    world.calendar.edit('e1', { ...EVENT, summary: LONG });
    world.advance(60_000);
    calendarChanged(app, 'primary');
    const row = world.directus.items()[0]!;
    expect(row['name']).toBe('A title t');
    world.advance(600_000);
    lookAgain(world);
    expect(world.calendar.events.get('e1')!.summary).toBe('A title t');
    const revisions = world.directus.tables.get('directus_revisions')!;
    expect(revisions).toContainEqual(expect.objectContaining({ delta: expect.objectContaining({ name: LONG }) }));
    expect(lookAgain(world)).toEqual([]);
  });

  it('[SO4] and a person saves the item while it is written: that is an edit', () => {
    const world = started();
    const row = edit(world, {});
    const update = world.directus.update.bind(world.directus);
    world.directus.update = (key, values, user, collection) => {
      update(key, values, user, collection);
      // After our write, before flow 4 looks again.
      world.directus.update = update;
      update(key, { name: 'By hand' });
    };
    edit(world, { summary: 'From Google' });
    catchUpAll(world.app());
    expect(row['name']).toBe('By hand');
    expect(world.calendar.events.get('e1')!.summary).toBe('By hand');
  });
});

describe('[SO5] [SU3] that item and event differ', () => {
  const reasons = (world: World) => world.state.reports().map(({ kind, key, reason }) => [kind, key, reason]);
  const TOLD = [['stored', '1', expect.stringMatching(/^Directus changed name when it stored the item/)]];
  const APART = [
    expect.stringMatching(/^talks: Directus stored other values .*: name of item 1\. .*until one of them is edited/),
  ];

  it('is told once in the report, and by the status for as long as it is so', () => {
    const world = started();
    edit(world, { summary: LONG });
    for (let day = 0; day < 3; day++) {
      expect([reasons(world), apartInWords(world.app())]).toEqual([TOLD, APART]);
      world.advance(86_400_000);
      lookAgain(world);
    }
  });

  it('is over when the item is changed', () => {
    const world = started();
    const row = edit(world, { summary: LONG });
    world.directus.update(row['id'], { name: 'Short' });
    catchUpAll(world.app());
    expect(apartInWords(world.app())).toEqual([]);
  });

  it('is over when the event is changed to what Directus stores, and not when something else of it is', () => {
    const world = started();
    edit(world, { summary: LONG });
    edit(world, { summary: LONG, description: 'New' });
    expect(apartInWords(world.app())).toEqual(APART);
    edit(world, { summary: 'Short', description: 'New' });
    expect(apartInWords(world.app())).toEqual([]);
  });

  it('is over when the item is deleted', () => {
    const world = started();
    const row = edit(world, { summary: LONG });
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(apartInWords(world.app())).toEqual([]);
  });

  it('is forgotten by the comparison when both are gone without a word', () => {
    const world = started();
    const row = edit(world, { summary: LONG });
    world.directus.tracks = false;
    world.directus.delete(row['id']);
    world.calendar.events.clear();
    reconcileAll(world.app());
    expect(apartInWords(world.app())).toEqual([]);
  });

  it('is not told of blanks and line ends', () => {
    const world = started();
    world.directus.stores = (values) =>
      typeof values['name'] === 'string' ? { ...values, name: values['name'].trim() } : values;
    edit(world, { summary: ' Talk ' });
    expect([reasons(world), apartInWords(world.app())]).toEqual([[], []]);
  });
});
