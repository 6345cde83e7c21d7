// Ids and bases that come from elsewhere, or from before: they delete nothing, and what they name is replaced (DE1, P12).
import { catchUpAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import type { Row } from '../../src/core/values';
import { EVENT, TALK, World } from '../fakes';

const MINUTE_MS = 60_000;

/** A world in which a first comparison is through. */
function started(...args: ConstructorParameters<typeof World>): World {
  const world = new World(...args);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.advance(MINUTE_MS);
  world.calls();
  return world;
}

/** What flow 2 does about items that were just created. */
function signal(world: World, ...keys: unknown[]): void {
  const { writeBacks } = itemsChanged(world.app(), world.directus.signal(keys, true));
  world.directus.writeBack(writeBacks);
}

function pair(world: World, changes: object = {}): Row {
  const row = world.directus.create({ ...TALK, ...changes });
  signal(world, row['id']);
  return row;
}

/** Long enough for everything that waits, and a comparison. */
function settle(world: World): void {
  for (let times = 0; times < 2; times++) {
    world.advance(10 * MINUTE_MS);
    catchUpAll(world.app());
    reconcileAll(world.app());
  }
}

/** Each item beside the live event that it names; undefined where there is none. */
function titles(world: World): [unknown, unknown][] {
  const live = new Map(world.calendar.live.map((event) => [event.id, event.summary]));
  return world.directus.items().map((row) => [row['name'], live.get(String(row['event']))]);
}

const WAYS: [string, (world: World, ...keys: unknown[]) => void][] = [
  ['at once, by the signal', signal],
  ['by the feed', (world) => void catchUpAll(world.app())],
];

describe.each(WAYS)('[CB8] an item that a person makes with a base of another item keeps, %s', (_, look) => {
  it('itself, and gets an event of its own, although its base says that nothing changed', () => {
    const world = started({ onEventDeleted: 'delete' });
    const first = pair(world);
    const made = world.directus.create({
      ...TALK,
      id: 100,
      event: 'a'.repeat(32),
      sync: String(first['sync']).replace(String(first['event']), 'a'.repeat(32)),
    });
    look(world, 100);
    expect(titles(world)).toEqual([
      ['Talk', 'Talk'],
      ['Talk', 'Talk'],
    ]);
    expect(made['event']).not.toBe(first['event']);
    settle(world);
    expect(world.directus.items()).toHaveLength(2);
    expect(world.calendar.live).toHaveLength(2);
  });
});

describe('rows that were exported whole and come back', () => {
  it.each(['delete', 'unlink'])(
    '[CB5] keep their events after six weeks, when Google has forgotten them (%s)',
    (policy) => {
      const world = started({ onEventDeleted: policy });
      const rows = [1, 2, 3].map((n) => pair(world, { name: `Talk ${n}` }));
      const exported = rows.map((row) => ({ ...row }));
      for (const { id } of exported) world.directus.delete(id);
      catchUpAll(world.app());
      expect(world.calendar.live).toEqual([]);
      world.calendar.forgetTombstones();
      world.advance(42 * 24 * 60 * MINUTE_MS);
      for (const row of exported) world.directus.create(row);
      signal(world, ...exported.map(({ id }) => id));
      expect(titles(world)).toEqual([1, 2, 3].map((n) => [`Talk ${n}`, `Talk ${n}`]));
      settle(world);
      expect(titles(world)).toEqual([1, 2, 3].map((n) => [`Talk ${n}`, `Talk ${n}`]));
      expect(world.calendar.live).toHaveLength(3);
    },
  );

  it('[CB5] are found by the comparison, too, where nobody told of them, and are not deleted', () => {
    const world = started({ onEventDeleted: 'delete' });
    const exported = { ...pair(world) };
    world.directus.delete(exported['id']);
    catchUpAll(world.app());
    world.calendar.forgetTombstones();
    world.directus.create(exported);
    reconcileAll(world.app());
    expect(titles(world)).toEqual([['Talk', 'Talk']]);
  });

  it('[DE4] from another instance of the sync get events of their own, and that is reported', () => {
    const staging = started({ calendar: 'staging' });
    const rows = [1, 2].map((n) => ({ ...pair(staging, { name: `Talk ${n}` }) }));
    const world = started({ onEventDeleted: 'delete' });
    for (const row of rows) world.directus.create(row);
    signal(world, ...rows.map(({ id }) => id));
    expect(titles(world)).toEqual([
      ['Talk 1', 'Talk 1'],
      ['Talk 2', 'Talk 2'],
    ]);
    expect(world.state.reports().map(({ kind }) => kind)).toEqual(['ownEvent', 'ownEvent']);
    settle(world);
    expect(world.directus.items()).toHaveLength(2);
    expect(world.state.reports()).toHaveLength(2);
  });
});

describe('[DE3] an id that a person types or pastes into an item', () => {
  it('that no event has is replaced by that of its own event, and nothing is deleted', () => {
    const world = started({ onEventDeleted: 'delete' });
    const row = pair(world);
    const { event } = row;
    world.directus.update(row['id'], { event: 'nobody' });
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ event, name: 'Talk' }]);
    expect(world.calendar.live).toMatchObject([{ id: event }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'ownEvent', key: String(row['id']) }]);
  });

  it('that no event has is replaced also where the base was erased, and where the event was made in Google', () => {
    const world = started({ onEventDeleted: 'delete' });
    world.calendar.edit('e1', EVENT);
    reconcileAll(world.app());
    const [row] = world.directus.items();
    world.directus.update(row!['id'], { event: 'nobody', sync: null });
    catchUpAll(world.app());
    settle(world);
    expect(world.directus.items()).toMatchObject([{ event: 'e1' }]);
    expect(world.calendar.live).toHaveLength(1);
  });

  it('[DE3] and that is the event of another bound calendar is no move: it keeps its own', () => {
    const world = started({ onEventDeleted: 'delete' }, { id: 'rooms', collection: 'rooms', calendar: 'rooms' });
    world.calendarOf('rooms').edit('theirs', EVENT);
    reconcileAll(world.app());
    const row = pair(world);
    const { event } = row;
    world.directus.update(row['id'], { event: 'theirs' });
    catchUpAll(world.app());
    settle(world);
    expect(world.directus.items()).toMatchObject([{ event }]);
    expect(world.calendar.live).toMatchObject([{ id: event }]);
    expect(world.directus.items('rooms')).toMatchObject([{ event: 'theirs' }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'ownEvent' }]);
  });

  it('[WH5] and that is another item’s is replaced by that of its own event', () => {
    const world = started({ onEventDeleted: 'delete' });
    const [first, second] = [pair(world, { name: 'First' }), pair(world, { name: 'Second' })];
    world.directus.update(second['id'], { event: first['event'] });
    catchUpAll(world.app());
    settle(world);
    expect(titles(world)).toEqual([
      ['First', 'First'],
      ['Second', 'Second'],
    ]);
    expect(world.calendar.live).toHaveLength(2);
  });
});

describe('[DE19] a binding that was changed deletes nothing on either side', () => {
  /** The same sides, with the binding as it is now. */
  function rebound(world: World, changes: object): World {
    const other = new World({ onEventDeleted: 'delete', ...changes });
    for (const [name, rows] of world.directus.tables) other.directus.tables.set(name, rows);
    for (const [name, value] of world.properties) other.properties.set(name, value);
    return other;
  }

  it('in its calendar: the items get events in the new one, the old ones stay, and back again they are the items’', () => {
    const before = started({ onEventDeleted: 'delete' });
    const rows = Array.from({ length: 20 }, (_, n) => pair(before, { name: `Talk ${n}` }));
    const ids = rows.map((row) => row['event']);
    const world = rebound(before, { calendar: 'elsewhere' });
    settle(world);
    expect(world.directus.items()).toHaveLength(20);
    expect(world.calendar.live).toHaveLength(20);
    expect(before.calendar.live.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(titles(world).every(([item, event]) => item === event)).toBe(true);
    const back = rebound(world, {});
    for (const event of before.calendar.live) back.calendar.edit(event.id, event);
    settle(back);
    expect(back.directus.items().map((row) => row['event'])).toEqual(ids);
    expect(back.calendar.live).toHaveLength(20);
  });

  it('in its collection: no event is deleted or overwritten, although the keys are the same numbers', () => {
    const before = started({ onEventDeleted: 'delete' });
    for (let n = 0; n < 12; n++) pair(before, { name: `Talk ${n}` });
    const world = rebound(before, { collection: 'rooms' });
    world.directus.tables.set('rooms', []);
    for (const event of before.calendar.live) world.calendar.edit(event.id, event);
    for (let n = 0; n < 12; n++) world.directus.create({ ...TALK, name: `Room ${n}` }, 'user', 'rooms');
    settle(world);
    const titlesNow = world.calendar.live.map(({ summary }) => summary);
    for (let n = 0; n < 12; n++) expect(titlesNow).toEqual(expect.arrayContaining([`Talk ${n}`, `Room ${n}`]));
    expect(world.calendar.live).toHaveLength(24);
    expect(world.directus.items()).toHaveLength(12);
    // What stands in the calendar already becomes items of the new collection, as at any first sync.
    expect(world.directus.items('rooms')).toHaveLength(24);
  });
});

describe('before the pairs of a binding were counted', () => {
  it('[BR6] nothing is deleted on either side; the comparison after the first one does it', () => {
    const world = started({ onEventDeleted: 'delete' });
    const [first, second, third] = [1, 2, 3].map((n) => pair(world, { name: `Talk ${n}` }));
    for (const name of [...world.properties.keys()]) world.properties.delete(name);
    world.calendar.remove(String(first!['event']));
    world.directus.delete(second!['id']);
    startFeeds(world.app());
    reconcileAll(world.app());
    expect(world.directus.items()).toHaveLength(2);
    expect(world.calendar.live).toHaveLength(2);
    expect(world.mails).toEqual([]);
    expect(world.triggers).toContain('soon');
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ id: third!['id'] }]);
    expect(world.calendar.live).toMatchObject([{ id: third!['event'] }]);
  });
});

describe('[CB18] an item that its event’s deletion archived', () => {
  it('gets its event back when a person takes it out of the archive', () => {
    const world = started({ onEventDeleted: { archive: { field: 'status', value: 'archived' } } });
    const row = pair(world, { status: 'published' });
    const { event } = row;
    world.calendar.remove(String(event));
    catchUpAll(world.app());
    expect(row).toMatchObject({ event: `-${event}`, status: 'archived' });
    settle(world);
    expect(world.calendar.live).toEqual([]);
    world.directus.update(row['id'], { status: 'published' });
    catchUpAll(world.app());
    expect(row).toMatchObject({ event, status: 'published' });
    expect(world.calendar.live).toMatchObject([{ id: event, summary: 'Talk' }]);
  });
});

const BEFORE: [string, (world: World, row: Row) => void][] = [
  ['nothing else', () => undefined],
  ['its own event is deleted', (world, row) => world.calendar.remove(String(row['event']))],
  // Removed from the data model and made again: no revision tells of it.
  ['a field of it was away', (_, row) => void (row['text'] = null)],
];

it.each(BEFORE)(
  '[DE3] [P15] an item whose start is emptied, and that is given another item’s id, names nothing in the end (before: %s)',
  (_, before) => {
    const world = started();
    const [row, other] = [pair(world), pair(world, { name: 'Other' })];
    world.directus.update(row['id'], { starts: null });
    before(world, row);
    world.directus.update(row['id'], { event: other['event'] });
    settle(world);
    expect(row).toMatchObject({ starts: null, text: 'About', event: null, sync: null });
    expect(world.calendar.live).toMatchObject([{ id: other['event'], summary: 'Other' }]);
    expect(world.state.reports()).toEqual([]);
  },
);
