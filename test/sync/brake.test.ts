// The brake at work: what is held back, what goes on beside it, how it comes back, and what a person's "go on" sends.
import { PROTOCOL } from '../../src/core/message';
import { bindingsHash } from '../../src/core/bindings-file';
import { answerPost } from '../../src/requests';
import { statusOf } from '../../src/setup/status';
import {
  calendarChanged,
  catchUpAll,
  goOn,
  goOnAll,
  itemsChanged,
  itemsDeleted,
  reconcileAll,
  startFeeds,
} from '../../src/app/work';
import { brakeLines, statusLines } from '../../tools/status-text';
import { SECRET } from '../fakes/fake-directus';
import { TALK, World } from '../fakes';

/** The lowest limit that there is. */
const LIMIT = 10;
const MINUTE_MS = 60_000;

/** Items and their events, in step; nobody has counted them as pairs. */
function withPairs(count: number, changes: object = {}): { world: World; keys: number[] } {
  const world = new World({ brake: { deletions: LIMIT, share: 1 }, ...changes });
  startFeeds(world.app());
  reconcileAll(world.app());
  const keys = Array.from({ length: count }, (_, i) =>
    Number(world.directus.create({ ...TALK, name: `Talk ${i}` })['id']),
  );
  catchUp(world);
  catchUp(world);
  expect(world.calendar.live).toHaveLength(count);
  world.calls();
  return { world, keys };
}

function catchUp(world: World): void {
  world.advance(5 * MINUTE_MS);
  catchUpAll(world.app());
}

/** A person deletes items with one request; flow 3 tells of it. */
function deleteItems(world: World, keys: readonly number[]): void {
  for (const key of keys) world.directus.delete(key);
  const revisions = world.directus.tables.get('directus_revisions')!.filter(({ item }) => keys.includes(Number(item)));
  const head = { v: PROTOCOL, version: '1.0.0', id: 'signal', secret: SECRET, print: bindingsHash(world.bindings) };
  itemsDeleted(world.app(), {
    ...head,
    action: 'deleted',
    collection: 'talks',
    stamp: world.directus.newest,
    keys: [...keys],
    present: [],
    revisions: [...revisions].reverse() as never,
  });
}

function eventsOf(world: World, keys: readonly number[]): string[] {
  return keys.map((key) => String(world.directus.item(key)!['event']));
}

const live = (world: World): number => world.calendar.live.length;
const brakeOf = (world: World, direction: 'toGoogle' | 'toDirectus') =>
  statusOf(world.app(), { full: true }).bindings[0]!.brake.find((one) => one.direction === direction)!;

describe('[BR4] many items deleted at once', () => {
  it('keep their events, all of them; other changes go on', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, LIMIT + 1));
    expect(live(world)).toBe(20);
    expect(brakeOf(world, 'toGoogle')).toMatchObject({ sent: 0, limit: LIMIT, waiting: LIMIT + 1 });
    const made = world.directus.create(TALK)['id'];
    world.directus.update(keys[15], { name: 'Renamed' });
    itemsChanged(world.app(), world.directus.signal([made], true));
    itemsChanged(world.app(), world.directus.signal([keys[15]]));
    expect(live(world)).toBe(21);
    expect(world.calendar.live.map(({ summary }) => summary)).toContain('Renamed');
  });

  it('take their events along as long as there are no more than the limit within an hour', () => {
    const { world, keys } = withPairs(30);
    deleteItems(world, keys.slice(0, LIMIT));
    expect(live(world)).toBe(20);
    deleteItems(world, keys.slice(10, 11));
    expect(live(world)).toBe(20);
    world.advance(66 * MINUTE_MS);
    deleteItems(world, keys.slice(20, 25));
    expect(live(world)).toBe(15);
  });

  it('are counted over all slices before the first is sent, with edits in between', () => {
    const { world, keys } = withPairs(350, { brake: { deletions: 150, share: 1 } });
    keys.forEach((key, i) =>
      i % 2 === 0 ? world.directus.delete(key) : world.directus.update(key, { name: 'Renamed' }),
    );
    world.cached.clear();
    catchUp(world);
    expect(live(world)).toBe(350);
    expect(world.calendar.live.filter(({ summary }) => summary === 'Renamed')).toHaveLength(175);
    expect(brakeOf(world, 'toGoogle').waiting).toBe(175);
  });

  it('[BR5] are held to the share of the pairs that the last comparison has counted', () => {
    const { world, keys } = withPairs(60, { brake: { deletions: 100, share: 0.2 } });
    expect(brakeOf(world, 'toGoogle').limit).toBe(100);
    reconcileAll(world.app());
    expect(brakeOf(world, 'toGoogle').limit).toBe(12);
    deleteItems(world, keys.slice(0, 13));
    expect(live(world)).toBe(60);
    deleteItems(world, keys.slice(20, 32));
    expect(live(world)).toBe(48);
  });

  it('[BR8] come back at each catch-up and comparison, still held, and cost no write', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, 12));
    for (let i = 0; i < 3; i++) catchUp(world);
    reconcileAll(world.app());
    world.advance(100 * MINUTE_MS);
    catchUp(world);
    expect(live(world)).toBe(20);
    expect(brakeOf(world, 'toGoogle').waiting).toBe(12);
    expect(world.retries()).toEqual([]);
    expect(world.calls()).not.toContain('patch');
  });

  it('[BR8] are forgotten one by one when the items come back, and those that are left stay held', () => {
    const { world, keys } = withPairs(20);
    const rows = keys.slice(0, 12).map((key) => ({ ...world.directus.item(key)! }));
    deleteItems(world, keys.slice(0, 12));
    for (const row of rows.slice(0, 11)) world.directus.create(row);
    catchUp(world);
    expect(live(world)).toBe(20);
    expect(brakeOf(world, 'toGoogle').held).toMatchObject([{ key: String(keys[11]), what: 'delete' }]);
    world.directus.create(rows[11]!);
    catchUp(world);
    expect(brakeOf(world, 'toGoogle').waiting).toBe(0);
    expect(goOn(world.app(), 0)).toBe(0);
    expect(live(world)).toBe(20);
  });

  it('are forgotten when somebody deletes the events, too', () => {
    const { world, keys } = withPairs(20);
    const events = eventsOf(world, keys.slice(0, 12));
    deleteItems(world, keys.slice(0, 12));
    for (const id of events) world.calendar.remove(id);
    catchUp(world);
    expect(brakeOf(world, 'toGoogle').waiting).toBe(0);
  });

  it('[BR6] start anew when the properties were erased: the comparison after the one that counts the pairs holds them', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, 12));
    world.properties.clear();
    world.cached.clear();
    startFeeds(world.app());
    reconcileAll(world.app());
    expect(live(world)).toBe(20);
    expect(brakeOf(world, 'toGoogle')).toMatchObject({ sent: 0, waiting: 0 });
    expect(world.triggers).toContain('soon');
    goOnAll(world.app());
    expect(live(world)).toBe(20);
    expect(brakeOf(world, 'toGoogle')).toMatchObject({ sent: 0, waiting: 12 });
  });

  it('leave nothing to be found when time is over: the next execution goes on', () => {
    const { world, keys } = withPairs(250, { brake: { deletions: 300, share: 1 } });
    for (const key of keys) world.directus.delete(key);
    world.cached.clear();
    world.calendar.meanwhile = () => world.advance(100);
    for (let i = 0; i < 12 && live(world) > 0; i++) {
      world.advance(5 * MINUTE_MS);
      catchUpAll(world.app(4_000));
    }
    expect(live(world)).toBe(0);
  });
});

describe('[BR2] other destructive writes', () => {
  it('events whose items lost their start', () => {
    const { world, keys } = withPairs(20);
    for (const key of keys.slice(0, 12)) world.directus.update(key, { starts: null });
    itemsChanged(world.app(), world.directus.signal(keys.slice(0, 12)));
    expect(live(world)).toBe(20);
    goOn(world.app(), 0);
    expect(live(world)).toBe(8);
    expect(world.directus.item(keys[0])!['event']).toBeNull();
  });

  it('[BR7] fields emptied in Directus: the field stays in Google, the rest of the same edit goes on', () => {
    const { world, keys } = withPairs(20);
    for (const key of keys.slice(0, 12)) world.directus.update(key, { text: null, name: 'Renamed' });
    itemsChanged(world.app(), world.directus.signal(keys.slice(0, 12)));
    const described = () => world.calendar.live.filter(({ description }) => description === 'About').length;
    expect(world.calendar.live.filter(({ summary }) => summary === 'Renamed')).toHaveLength(12);
    expect(described()).toBe(20);
    expect(brakeOf(world, 'toGoogle').held[0]).toMatchObject({ what: 'empty description' });
    goOn(world.app(), 0);
    expect(described()).toBe(8);
  });

  it('fields emptied in Google: the item keeps its own until a person goes on', () => {
    const { world, keys } = withPairs(20);
    for (const id of eventsOf(world, keys.slice(0, 12)))
      world.calendar.edit(id, { description: undefined, summary: 'Renamed' });
    calendarChanged(world.app(), 'primary');
    const texts = () => world.directus.items().filter((row) => row['text'] === 'About').length;
    expect(texts()).toBe(20);
    expect(world.directus.items().filter((row) => row['name'] === 'Renamed')).toHaveLength(12);
    catchUp(world);
    expect(texts()).toBe(20);
    goOn(world.app(), 0);
    expect(texts()).toBe(8);
  });

  it('fields that are empty on both sides are none, however many events are edited', () => {
    const { world, keys } = withPairs(20);
    for (const key of keys.slice(0, 5)) world.directus.update(key, { text: null });
    itemsChanged(world.app(), world.directus.signal(keys.slice(0, 5)));
    world.advance(70 * MINUTE_MS);
    catchUp(world);
    for (const id of eventsOf(world, keys.slice(0, 5))) world.calendar.edit(id, { summary: 'Renamed' });
    calendarChanged(world.app(), 'primary');
    expect(brakeOf(world, 'toDirectus').sent).toBe(0);
  });
});

describe('[BR4] many events deleted at once', () => {
  const GONE = 12;

  it.each([
    ['delete', 20 - GONE],
    ['unlink', 20],
    [{ archive: { field: 'status', value: 'old' } }, 20],
  ])('keep their items as they are (%j) until a person goes on', (onEventDeleted, left) => {
    const { world, keys } = withPairs(20, { onEventDeleted });
    for (const id of eventsOf(world, keys.slice(0, GONE))) world.calendar.remove(id);
    calendarChanged(world.app(), 'primary');
    const untouched = () =>
      world.directus.items().filter(({ event }) => event && !String(event).startsWith('-')).length;
    expect(untouched()).toBe(20);
    expect(brakeOf(world, 'toDirectus').waiting).toBe(GONE);
    catchUp(world);
    expect(untouched()).toBe(20);
    expect(goOn(world.app(), 0)).toBe(GONE);
    expect(untouched()).toBe(20 - GONE);
    expect(world.directus.items()).toHaveLength(left);
  });

  it('come back with their items when a person restores them', () => {
    const { world, keys } = withPairs(20);
    const ids = eventsOf(world, keys.slice(0, GONE));
    for (const id of ids) world.calendar.remove(id);
    calendarChanged(world.app(), 'primary');
    for (const id of ids) world.calendar.edit(id, { status: 'confirmed' });
    catchUp(world);
    catchUp(world);
    expect(brakeOf(world, 'toDirectus').waiting).toBe(0);
    expect(goOn(world.app(), 0)).toBe(0);
    expect(world.directus.items()).toHaveLength(20);
    expect(live(world)).toBe(20);
  });

  it('take their items along within the limit, in one call, and count', () => {
    const { world, keys } = withPairs(20);
    for (const id of eventsOf(world, keys.slice(0, LIMIT))) world.calendar.remove(id);
    calendarChanged(world.app(), 'primary');
    expect(world.calls().filter((call) => call === 'apply')).toHaveLength(1);
    expect(world.directus.items()).toHaveLength(10);
    expect(brakeOf(world, 'toDirectus')).toMatchObject({ sent: LIMIT, waiting: 0 });
    for (const id of eventsOf(world, keys.slice(LIMIT, LIMIT + 1))) world.calendar.remove(id);
    catchUp(world);
    expect(world.directus.items()).toHaveLength(10);
  });
});

describe('[BR9] going on', () => {
  it('sends what was announced, once; what is deleted after it is held again', () => {
    const { world, keys } = withPairs(40);
    deleteItems(world, keys.slice(0, 12));
    expect(goOn(world.app(), 0)).toBe(12);
    expect(live(world)).toBe(28);
    expect(brakeOf(world, 'toGoogle')).toMatchObject({ sent: 0, waiting: 0, released: 0 });
    deleteItems(world, keys.slice(12, 24));
    catchUp(world);
    expect(live(world)).toBe(28);
    expect(brakeOf(world, 'toGoogle').waiting).toBe(12);
  });

  it('over the web app speaks of what the person has seen, not of what was announced meanwhile', () => {
    const { world, keys } = withPairs(40);
    deleteItems(world, keys.slice(0, 12));
    const { announced } = statusOf(world.app(), { full: true });
    world.advance(1000);
    deleteItems(world, keys.slice(12, 24));
    const request = {
      v: PROTOCOL,
      version: '1.0.0',
      id: 'go',
      secret: SECRET,
      print: 'any',
      action: 'goOn',
      seen: announced,
    };
    const ask = (body: object) => answerPost(JSON.stringify(body), [SECRET], '1.0.0', () => world.app());
    expect(ask({ ...request, secret: 'not the right one, but long enough' })).toMatchObject({
      ok: false,
      code: 'BAD_SECRET',
    });
    expect(ask({ ...request, seen: undefined })).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    expect(live(world)).toBe(40);
    expect(ask(request)).toMatchObject({ ok: true, action: 'goOn', released: 12 });
    expect(live(world)).toBe(28);
    expect(brakeOf(world, 'toGoogle').waiting).toBe(12);
  });

  it('says so when another execution is at work, and releases nothing', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, 12));
    world.lockIsTaken = true;
    expect(goOn(world.app(), 1000)).toBeUndefined();
    world.lockIsTaken = false;
    expect(brakeOf(world, 'toGoogle').waiting).toBe(12);
  });

  it('goes on later with what it had no time for, and with what a side refused for a while', () => {
    const { world, keys } = withPairs(260, { brake: { deletions: 100, share: 1 } });
    deleteItems(world, keys.slice(0, 250));
    world.calendar.room = 100;
    world.calendar.meanwhile = () => world.advance(100);
    goOn(world.app(3_000), 0);
    expect(live(world)).toBeGreaterThan(10);
    expect(world.triggers).toContain('soon');
    expect(brakeOf(world, 'toGoogle')).toMatchObject({ waiting: 0 });
    expect(brakeOf(world, 'toGoogle').released).toBeGreaterThan(0);
    for (let i = 0; i < 5; i++) catchUp(world);
    expect(live(world)).toBe(10);
    expect(brakeOf(world, 'toGoogle').released).toBe(0);
  });

  it('tries again what Google did not take for a while', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, 12));
    const down = { kind: 'unavailable', status: 503, reason: null, message: 'down' } as const;
    world.calendar.refuse = (_, write) => (write ? down : undefined);
    goOn(world.app(), 0);
    expect(live(world)).toBe(20);
    world.calendar.refuse = () => undefined;
    catchUp(world);
    expect(live(world)).toBe(8);
    expect(brakeOf(world, 'toGoogle').released).toBe(0);
  });

  it('asks a Directus that does not answer later', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, 12));
    world.directus.refuse = () => ({ kind: 'unavailable', status: 503, reason: null, message: 'down' });
    goOn(world.app(), 0);
    expect(live(world)).toBe(20);
    world.directus.refuse = () => undefined;
    world.advance(30 * MINUTE_MS);
    catchUp(world);
    expect(live(world)).toBe(8);
  });
});

describe('[SU2] the status', () => {
  it('tells what waits and how to go on, and calls no side up to date that holds something back', () => {
    const { world, keys } = withPairs(40);
    const before = statusOf(world.app(), { full: true });
    const aboutBrake: unknown = expect.stringMatching(/brake holds back 12 deletions.*goOn.*npm run go-on/);
    expect(before.problems).not.toContainEqual(aboutBrake);
    world.advance(MINUTE_MS);
    const heldSince = new Date(world.now).toISOString();
    deleteItems(world, keys.slice(0, 12));
    for (let i = 0; i < 3; i++) catchUp(world);
    const status = statusOf(world.app(), {});
    expect(status.directus.lastPull).toBe(heldSince);
    expect(status.calendars[0]!.lastPull! > heldSince).toBe(true);
    expect(status.healthy).toBe(false);
    expect(status.bindings[0]).toMatchObject({
      toGoogle: { lastGood: heldSince, upToDate: false, pending: 0, failed: 0 },
      toDirectus: { upToDate: true },
    });
    expect(status.problems).toContainEqual(aboutBrake);
    const lines = statusLines(status).join('\n');
    expect(lines).toMatch(/towards Google: 0 of 10 deletions within the hour, 12 held back/);
    expect(lines).toMatch(new RegExp(`delete: item ${keys[0]}, event `));
    expect(lines).toMatch(/and 2 more/);
    expect(brakeLines(statusOf(world.app(), { full: true }).bindings[0]!)).toHaveLength(2 + 12);
    goOn(world.app(), 0);
    catchUp(world);
    const after = statusOf(world.app(), {});
    expect(after.problems).not.toContainEqual(aboutBrake);
    expect(after.directus.lastPull! > heldSince).toBe(true);
    expect(after.bindings[0]!.toGoogle.upToDate).toBe(true);
  });

  it('mails the owner once a day', () => {
    const { world, keys } = withPairs(20);
    deleteItems(world, keys.slice(0, 12));
    for (let i = 0; i < 3; i++) catchUp(world);
    expect(world.mails).toHaveLength(1);
    expect(JSON.stringify(world.mails[0])).toMatch(/holds back 12 deletions/);
  });
});

it('[BR4] a single deletion costs one property write beyond what it cost without the brake, an edit none', () => {
  const { world, keys } = withPairs(3);
  const rename = (name: string): void => {
    world.directus.update(keys[0], { name });
    itemsChanged(world.app(), world.directus.signal([keys[0]]));
  };
  // The first message tells which version the web app is of.
  rename('Renamed');
  const before = new Map(world.properties);
  rename('Renamed again');
  expect([...world.properties].filter(([name, value]) => before.get(name) !== value)).toEqual([]);
  deleteItems(world, keys.slice(0, 1));
  expect([...world.properties].filter(([name, value]) => before.get(name) !== value)).toEqual([
    ['brake', expect.anything()],
  ]);
});
