// What the status action answers: each way of each binding, what failed, what lost, and never "healthy" too early (SU3).
import type { Failure } from '../../src/ports';
import { statusOf, type Status, type StatusOptions } from '../../src/setup/status';
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, TALK, World } from '../fakes';
import { BRAKE } from '../../src/sync/brake';

const MINUTE_MS = 60_000;
const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };
const REFUSED: Failure = { kind: 'invalid', status: 400, reason: 'invalid', message: 'Google Calendar answered 400' };

function started(changes: object = {}): World {
  const world = new World(changes);
  startFeeds(world.app());
  reconcileAll(world.app());
  catchUpAll(world.app());
  return world;
}

/** What Directus has, beside a bound collection, is the prerequisites' matter. */
function look(world: World, options: StatusOptions = {}): Omit<Status, 'problems'> & Status['bindings'][0] {
  const app = world.app();
  const status = statusOf(
    { ...app, directus: { ...app.directus, ping: () => ({ ok: false, failure: DOWN }) } },
    options,
  );
  return { ...status, ...status.bindings[0]! };
}

const GOOD = { upToDate: true, pending: 0, failed: 0 };

test('[SU1] both ways are up to date after looks that left nothing undone, and not once the next ones are late', () => {
  const world = started();
  expect(look(world)).toMatchObject({ toGoogle: GOOD, toDirectus: { ...GOOD, lastGood: '2026-06-01T00:00:00.000Z' } });
  world.advance(30 * MINUTE_MS);
  expect(look(world).toGoogle.upToDate).toBe(true);
  world.advance(1);
  expect([look(world).toGoogle.upToDate, look(world).toDirectus.upToDate]).toEqual([false, false]);
});

test('[SU1] a way whose last look was incomplete is not up to date until one is complete', () => {
  const world = started();
  world.calendar.refuse = (call) => (call === 'list' ? DOWN : undefined);
  world.advance(MINUTE_MS);
  catchUpAll(world.app());
  expect([look(world).toGoogle.upToDate, look(world).toDirectus.upToDate]).toEqual([true, false]);
  expect(look(world).healthy).toBe(false);
  world.calendar.refuse = () => undefined;
  world.advance(MINUTE_MS);
  catchUpAll(world.app());
  expect(look(world).toDirectus.upToDate).toBe(true);
});

test('[SU1] a way whose signal waits is not up to date', () => {
  const world = started();
  world.lockIsTaken = true;
  calendarChanged(world.app(), 'primary');
  world.lockIsTaken = false;
  expect(look(world).toDirectus.upToDate).toBe(false);
});

test('a failure is counted for the side that lacks it, with its reason and the addresses of item and event', () => {
  const world = started();
  world.calendar.edit('e1', { ...EVENT, htmlLink: 'https://www.google.com/calendar/event?eid=1' });
  catchUpAll(world.app());
  world.directus.update(1, { name: 'Edited' });
  world.calendar.refuse = (call) => (call === 'patch' ? REFUSED : undefined);
  catchUpAll(world.app());
  expect(look(world)).toMatchObject({
    healthy: false,
    toGoogle: { pending: 0, failed: 1 },
    toDirectus: GOOD,
    failures: [
      {
        key: '1',
        reason: 'Google Calendar answered 400',
        item: 'https://directus.example.com/admin/content/talks/1',
        link: 'https://www.google.com/calendar/event?eid=1',
      },
    ],
  });

  world.calendar.edit('e2', EVENT);
  world.directus.refuse = (action) => (action === 'apply' ? { ...REFUSED, kind: 'rateLimited' } : undefined);
  calendarChanged(world.app(), 'primary');
  expect(look(world).toDirectus).toMatchObject({ pending: 1, failed: 0 });
});

test('losers are shortened, and whole for the item that is asked about', () => {
  const world = started();
  const at = new Date(world.now).toISOString();
  const line = (key: string) => ({
    at,
    binding: 'main',
    kind: 'conflict',
    winner: 'item',
    key,
    lost: { summary: 'x'.repeat(1000) },
  });
  world.state.report.add([line('1'), line('a/b')], world.now);
  expect(look(world).reports).toMatchObject([
    { lost: { summary: 'x'.repeat(200) } },
    { lost: { summary: 'x'.repeat(200) }, item: 'https://directus.example.com/admin/content/talks/a%2Fb' },
  ]);
  expect(look(world, { about: 'a/b' }).reports).toMatchObject([line('a/b')]);
  expect(look(world, { full: true }).reports).toMatchObject([line('1'), line('a/b')]);
});

test('an answer takes at most 8 kB a binding, says how many lines are missing, and all of them come on request', () => {
  const world = started();
  const at = new Date(world.now).toISOString();
  const lost = { summary: 'ä'.repeat(500), description: '✓'.repeat(500) };
  const lines = Array.from({ length: 50 }, (_, i) => ({ at, binding: 'main', kind: 'conflict', key: `k${i}`, lost }));
  world.state.report.add(lines, world.now);
  const { bindings, reports, omitted } = look(world);
  expect(Buffer.byteLength(JSON.stringify(bindings))).toBeLessThan(8_100);
  expect(reports.length).toBeGreaterThan(2);
  expect(reports[reports.length - 1]!.key).toBe('k49');
  expect(reports.length + omitted).toBe(50);
  expect(look(world, { full: true })).toMatchObject({ omitted: 0, reports: { length: 50 } });
});

test('[SO5] item and event that differ, because Directus stored otherwise, are a problem for as long as they do', () => {
  const world = started();
  world.directus.stores = (values) => ({ ...values, name: 'As the trigger likes it' });
  world.calendar.edit('e1', EVENT);
  catchUpAll(world.app());
  const problems = () => statusOf(world.app(), {}).problems.join();
  expect(problems()).toContain('name of item 1');
  world.calendar.edit('e1', { summary: 'As the trigger likes it' });
  catchUpAll(world.app());
  expect(problems()).not.toContain('name of item 1');
});

test('[P2] an event that shows no start is told once, by feed and comparison, and no more when it shows one', () => {
  const world = started();
  world.calendar.edit('secret', { ...EVENT, start: undefined, end: undefined });
  for (let i = 0; i < 3; i++) {
    world.calendar.edit('secret', { summary: `Edit ${i}` });
    catchUpAll(world.app());
    reconcileAll(world.app());
  }
  expect(look(world).failures).toMatchObject([
    { event: 'secret', count: 1, next: null, reason: expect.stringMatching(/hidden/) },
  ]);
  world.calendar.edit('secret', EVENT);
  catchUpAll(world.app());
  expect(look(world).failures).toEqual([]);
  expect(world.directus.items()).toMatchObject([{ event: 'secret' }]);
});

test('changes in a collection without activity are found by the daily comparison', () => {
  const world = started();
  world.directus.create(TALK);
  catchUpAll(world.app());
  world.directus.tracks = false;
  world.directus.create({ ...TALK, name: 'Untracked' });
  world.directus.update(1, { name: 'Renamed' });
  catchUpAll(world.app());
  expect(world.calendar.live).toHaveLength(1);
  reconcileAll(world.app());
  expect(world.calendar.live.map(({ summary }) => summary).sort()).toEqual(['Renamed', 'Untracked']);
  world.directus.delete(1);
  reconcileAll(world.app());
  expect(world.calendar.live.map(({ summary }) => summary)).toEqual(['Untracked']);
});

test('what the brake holds back counts to the 8 kB of a binding, and comes for one item when it is asked about', () => {
  const world = started();
  const at = world.now;
  const held = Array.from({ length: 12 }, (_, i) => [
    { side: 'main toGoogle', key: `k${i}`.padEnd(250, 'x'), event: `e${i}`.padEnd(1000, 'x'), what: 'delete', at },
    { side: 'main toDirectus', key: `k${i}`.padEnd(250, 'x'), event: `e${i}`.padEnd(1000, 'x'), what: 'delete', at },
  ]).flat();
  world.state.set(BRAKE, { pairs: {}, sent: {}, held });
  const { bindings, brake, healthy } = look(world);
  expect(Buffer.byteLength(JSON.stringify(bindings))).toBeLessThan(8_100);
  expect(brake).toMatchObject([{ waiting: 12 }, { waiting: 12 }]);
  expect(healthy).toBe(false);
  expect(look(world, { about: held[0]!.key }).brake).toMatchObject([
    { waiting: 12, held: [{ key: held[0]!.key }] },
    { waiting: 12, held: [{ key: held[0]!.key }] },
  ]);
});

test('[SU3] a failure keeps the status from being healthy, also when another item is asked about', () => {
  const world = started();
  world.directus.refuse = (action) => (action === 'apply' ? REFUSED : undefined);
  world.calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'primary');
  expect(look(world, { about: 'other' })).toMatchObject({ failures: [], toDirectus: { pending: 0, failed: 1 } });
});
