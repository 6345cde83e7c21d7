// Google's day: what is counted of it, and what becomes of bulk that it has no room for (GL12).
import { statusOf } from '../../src/setup/status';
import { USED } from '../../src/sync/quota';
import { catchUpAll, itemsChanged, calendarChanged, reconcileAll, startFeeds } from '../../src/app/work';
import type { App } from '../../src/sync/context';
import { CONSUMER } from '../../src/store/settings';
import type { Failure } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';
import { NEXT_DAY } from '../../src/sync/next-day';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SPENT: Failure = { kind: 'quotaExceeded', status: 403, reason: 'quotaExceeded', message: 'spent' };

/** One execution: what it used is stored at its end. */
function run<T>(world: World, work: (app: App) => T): T {
  const app = world.app();
  try {
    return work(app);
  } finally {
    app.quota.save();
  }
}

/** Items that were there before the sync was installed, and the first comparison of them. */
function firstSync(items: number, newEvents: number): World {
  const world = new World();
  world.allowed = { ...CONSUMER, newEvents };
  for (let i = 0; i < items; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  run(world, startFeeds);
  run(world, reconcileAll);
  return world;
}

/** The script's clockwork for so long. */
function pass(world: World, ms: number, stepMs = 60 * MINUTE_MS): void {
  for (let passed = 0; passed < ms; passed += stepMs) {
    world.advance(stepMs);
    run(world, catchUpAll);
  }
}

function save(world: World, key: unknown, values: object): void {
  world.directus.update(key, { ...values });
  signal(world, key, false);
}

function signal(world: World, key: unknown, created: boolean): void {
  const outcome = run(world, (app) => itemsChanged(app, world.directus.signal([key], created)));
  world.directus.writeBack(outcome.writeBacks);
}

function names(world: World): string[] {
  return world.calendar.live.map(({ summary }) => String(summary)).sort();
}

function expectEachOnce(world: World): void {
  expect(names(world)).toEqual(
    world.directus
      .items()
      .map((row) => String(row['name']))
      .sort(),
  );
}

describe('[GL12] a first sync that is larger than a day of new events', () => {
  it('[GL13] takes the days that it takes by itself, without failures, mails or a call in between, and makes each event once', () => {
    const world = firstSync(250, 100);
    const made = [world.calendar.live.length];
    while (made.length < 3) {
      world.calls();
      pass(world, DAY_MS - 60 * MINUTE_MS);
      expect(world.calls().filter((call) => ['insert', 'patch', 'apply'].includes(call))).toEqual([]);
      expect(world.calendar.live).toHaveLength(made[made.length - 1]!);
      pass(world, 60 * MINUTE_MS);
      made.push(world.calendar.live.length);
    }
    expect(made).toEqual([90, 180, 250]);
    expectEachOnce(world);
    expect(world.retries()).toEqual([]);
    expect(world.mails).toEqual([]);
    expect(world.state.get(NEXT_DAY)).toBeNull();
    world.calls();
    pass(world, 2 * DAY_MS, DAY_MS / 2);
    expect(world.calls().filter((call) => ['insert', 'patch', 'apply'].includes(call))).toEqual([]);
  });

  it('[GL13] lets an edit and a new item through at once, both ways', () => {
    const world = firstSync(150, 100);
    const [first] = world.directus.items().filter((row) => row['event'] !== null);
    save(world, first!['id'], { name: 'Edited' });
    expect(names(world)).toContain('Edited');
    const row = world.directus.create({ ...TALK, name: 'New' });
    signal(world, row['id'], true);
    expect(names(world)).toContain('New');
    world.calendar.edit('by-hand', { ...EVENT, summary: 'In Google' });
    world.advance(MINUTE_MS);
    run(world, (app) => calendarChanged(app, 'primary'));
    expect(world.directus.items().map((item) => item['name'])).toContain('In Google');
    expect(world.calendar.live).toHaveLength(92);
    pass(world, DAY_MS);
    expectEachOnce(world);
  });

  it('[SU2] is not called up to date meanwhile, and says when it goes on', () => {
    const world = firstSync(150, 100);
    world.advance(MINUTE_MS);
    run(world, catchUpAll);
    const app = world.app();
    const ping = () => ({ ok: false as const, failure: { ...SPENT } });
    const status = statusOf({ ...app, directus: { ...app.directus, ping } }, {});
    expect(status).toMatchObject({
      putOff: { since: '2026-06-01T00:00:00.000Z', until: '2026-06-02T00:00:00.000Z' },
      today: { newEvents: { used: 90, allowed: 100, left: 10, until: '2026-06-02T00:00:00.000Z' } },
      bindings: [{ toGoogle: { upToDate: false, lastGood: '2026-06-01T00:00:00.000Z', pending: 0, failed: 0 } }],
    });
  });
});

describe('[GL12] Google says that its day is used up, before the count does', () => {
  function refusing(): World {
    const world = new World();
    run(world, startFeeds);
    run(world, reconcileAll);
    let made = 0;
    world.calendar.refuse = (call) => (call === 'insert' && (made += 1) > 20 ? SPENT : undefined);
    for (let i = 0; i < 50; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
    run(world, catchUpAll);
    expect(world.calendar.live).toHaveLength(20);
    return world;
  }

  it('leaves no failure, tries nothing more in bulk that day, and goes on the next', () => {
    const world = refusing();
    expect(world.retries()).toEqual([]);
    world.calls();
    pass(world, DAY_MS - 60 * MINUTE_MS);
    expect(world.calls()).not.toContain('insert');
    world.calendar.refuse = () => undefined;
    pass(world, 60 * MINUTE_MS);
    expectEachOnce(world);
    expect(world.retries()).toEqual([]);
    expect(world.mails).toEqual([]);
  });

  it('[GL14] tries a single new item all the same, and puts it off where Google refuses it, too; an edit arrives', () => {
    const world = refusing();
    const row = world.directus.create({ ...TALK, name: 'New' });
    world.calls();
    signal(world, row['id'], true);
    expect(world.calls()).toContain('insert');
    expect(world.retries()).toEqual([]);
    const edited = world.directus.items().find((item) => item['event'] !== null)!;
    save(world, edited['id'], { name: 'Edited' });
    expect(names(world)).toContain('Edited');
    world.calendar.refuse = () => undefined;
    pass(world, DAY_MS);
    expectEachOnce(world);
  });

  it('a failure that was tried before is none any more while it waits', () => {
    const world = new World();
    run(world, startFeeds);
    run(world, reconcileAll);
    world.calendar.refuse = (call) => (call === 'insert' ? { ...SPENT, kind: 'unavailable' } : undefined);
    const row = world.directus.create(TALK);
    signal(world, row['id'], true);
    expect(world.retries()).toHaveLength(1);
    world.calendar.refuse = (call) => (call === 'insert' ? SPENT : undefined);
    pass(world, MINUTE_MS, MINUTE_MS);
    expect(world.retries()).toEqual([]);
    world.calendar.refuse = () => undefined;
    pass(world, DAY_MS + 60 * MINUTE_MS);
    expectEachOnce(world);
  });
});

describe('[GL12] a day of anything else that is used up', () => {
  function spent(): World {
    const world = new World();
    run(world, startFeeds);
    run(world, reconcileAll);
    world.state.set(USED, { urlFetches: { since: world.now, used: 18_000 } });
    return world;
  }

  it('stops bulk from Directus, and a comparison before it has begun; both go on the next day', () => {
    const world = spent();
    for (let i = 0; i < 20; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
    run(world, catchUpAll);
    run(world, reconcileAll);
    expect(world.calendar.live).toEqual([]);
    expect(world.triggers).not.toContain('soon');
    const single = world.directus.create({ ...TALK, name: 'New' });
    signal(world, single['id'], true);
    expect(names(world)).toEqual(['New']);
    pass(world, DAY_MS);
    expectEachOnce(world);
  });

  it('leaves many failures alone, without a look at any, until the next day', () => {
    const world = new World();
    run(world, startFeeds);
    run(world, reconcileAll);
    world.calendar.refuse = (call) => (call === 'insert' ? { ...SPENT, kind: 'unavailable' } : undefined);
    for (let i = 0; i < 20; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
    run(world, catchUpAll);
    world.calendar.refuse = () => undefined;
    world.state.set(USED, { urlFetches: { since: world.now, used: 18_000 } });
    world.calls();
    pass(world, 60 * MINUTE_MS, 10 * MINUTE_MS);
    expect(world.calls().filter((call) => call === 'read' || call === 'insert')).toEqual([]);
    expect(world.retries()).toHaveLength(20);
    pass(world, DAY_MS);
    expectEachOnce(world);
    expect(world.retries()).toEqual([]);
  });

  it('stops bulk from Google, and a single event goes on', () => {
    const world = spent();
    for (let i = 0; i < 20; i++) world.calendar.edit(`e${i}`, { ...EVENT, summary: `Event ${i}` });
    run(world, catchUpAll);
    expect(world.directus.items()).toEqual([]);
    world.calendar.edit('single', { ...EVENT, summary: 'Single' });
    world.advance(MINUTE_MS);
    run(world, catchUpAll);
    expect(world.directus.items().map((row) => row['name'])).toEqual(['Single']);
    pass(world, DAY_MS);
    expectEachOnce(world);
  });
});
