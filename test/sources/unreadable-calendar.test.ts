// One of two calendars can't be listed: it is tried ever more seldom, and the other one is served as if it were alone.
import { CONSUMER } from '../../src/store/settings';
import { statusOf } from '../../src/setup/status';
import { calendarChanged, catchUpAll, goOnAll, itemsChanged, reconcileAll } from '../../src/app/work';
import type { Failure, FailureKind } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { DUE } from '../../src/sync/due';
import { NEXT_DAY } from '../../src/sync/next-day';
import { calendarState, setCalendarState } from '../../src/sync/calendars';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const FAILURES: Record<string, Failure> = {
  'is gone': refusal('notFound', 404, 'notFound'),
  'may not be read': refusal('forbidden', 403, 'forbidden'),
  'gives no answer': refusal('unavailable', 503, 'backendError'),
};

function refusal(kind: FailureKind, status: number, reason: string): Failure {
  return { kind, status, reason, message: `Google Calendar answered ${status} ${reason}` };
}

/** `lost` comes first, so that the other calendar is behind it. */
function twoCalendars(): World {
  const lost = { id: 'lost', calendar: 'lost', collection: 'rooms' };
  return started(lost, { id: 'main', calendar: 'primary', collection: 'talks' });
}

function refuse(world: World, failure: Failure | undefined): void {
  world.calendarOf('lost').refuse = () => failure;
}

/** Google's clockwork minute by minute: catch-ups, the daily comparison at 2:03, and what was asked for soon. */
function pass(world: World, ms: number): { executions: number; soon: number } {
  const begun = world.now;
  const counted = { executions: 0, soon: 0 };
  const run = (work: (app: ReturnType<World['app']>) => unknown): void => {
    counted.executions += 1;
    const app = world.app();
    work(app);
    app.quota.save();
  };
  while (world.now < begun + ms) {
    world.advance(MINUTE_MS);
    const minutes = world.now / MINUTE_MS;
    if (minutes % 10 === 0) run(catchUpAll);
    if (minutes % (24 * 60) === 123) run(reconcileAll);
    // Those that follow at once, up to one a second.
    for (let second = 0; second < 60 && world.triggers.splice(0).includes('soon'); second++) {
      counted.soon += 1;
      run(goOnAll);
    }
  }
  return counted;
}

const fullLists = (world: World): number[] => {
  const times: number[] = [];
  const calendar = world.calendarOf('lost');
  const list = calendar.list.bind(calendar);
  calendar.list = (id, token) => {
    if (token === undefined) times.push(world.now);
    return list(id, token);
  };
  return times;
};

/** The status, where `lost` stands in the list of calendars; what Directus has beside items is not asked. */
function look(world: World) {
  const app = world.app();
  const failure = refusal('unavailable', 503, 'not asked');
  const calendars = ['lost', 'primary'].map((id) => ({
    id,
    summary: id,
    accessRole: 'owner',
    primary: false,
    timeZone: 'UTC',
  }));
  const { problems, ...status } = statusOf(
    {
      ...app,
      calendar: { ...app.calendar, calendars: () => ({ ok: true, value: calendars }) },
      directus: { ...app.directus, ping: () => ({ ok: false, failure }) },
    },
    {},
  );
  return { ...status, problems: problems.filter((line) => line !== failure.message) };
}

describe.each(Object.entries(FAILURES))('a calendar that %s for 26 hours', (_, failure) => {
  it('[OU6] [OU3] brings no execution of its own, is tried ever more seldom, and the other one is compared each day', () => {
    const world = twoCalendars();
    refuse(world, failure);
    const tried = fullLists(world);
    world.directus.tracks = false;
    for (const collection of ['rooms', 'talks']) world.directus.create(TALK, 'user', collection);
    const daily: number[] = [];
    expect(pass(world, 3 * HOUR_MS).soon).toBe(0);
    daily.push(world.calendarOf('primary').live.length);
    world.directus.create(TALK);
    expect(pass(world, 23 * HOUR_MS + 10 * MINUTE_MS).soon).toBe(0);
    daily.push(world.calendarOf('primary').live.length);
    expect(daily).toEqual([1, 2]);
    expect(tried.length).toBeGreaterThan(10);
    expect(tried.length).toBeLessThan(20);
    expect(world.state.get(DUE)).toEqual(['lost']);
    expect(look(world).reconcile).toMatchObject({ due: true, last: '2026-06-01T00:00:00.000Z' });
    expect(world.directus.items('rooms')).toHaveLength(1);
  });

  it('[OU5] is told each day by mail, and in the status with what to do, since when it is, and when the next try is', () => {
    const world = twoCalendars();
    refuse(world, failure);
    pass(world, 28 * HOUR_MS);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('calendar "lost"'),
      expect.stringContaining('calendar "lost"'),
    ]);
    const { healthy, problems } = look(world);
    expect(healthy).toBe(false);
    expect(problems).toEqual([
      expect.stringMatching(/^Calendar "lost" could not be read since 2026-06-01T00:10.*again after 2026-06-02T0/),
    ]);
    expect(problems[0]).toMatch(/Have it shared again|Run install again|goes on by itself/);
  });

  it('is compared once it is back, by itself', () => {
    const world = twoCalendars();
    world.directus.tracks = false;
    refuse(world, failure);
    pass(world, 27 * HOUR_MS);
    world.directus.create(TALK, 'user', 'rooms');
    refuse(world, undefined);
    expect(pass(world, 110 * MINUTE_MS).soon).toBe(0);
    expect(world.calendarOf('lost').live).toHaveLength(1);
    expect(look(world)).toMatchObject({ reconcile: { due: false, last: '2026-06-02T02:03:00.000Z' }, problems: [] });
  });
});

it('[F18c] lists that answer 503 for ten minutes, in which the daily comparison falls, cost two tries, and it is compared afterwards', () => {
  const world = started();
  pass(world, 115 * MINUTE_MS);
  world.directus.tracks = false;
  world.directus.create(TALK);
  world.calendar.refuse = (call) => (call === 'list' ? FAILURES['gives no answer'] : undefined);
  world.calls();
  // A catch-up looks at the feed, and the comparison at the whole.
  expect(pass(world, 10 * MINUTE_MS)).toEqual({ executions: 2, soon: 0 });
  expect(world.calls().filter((call) => call === 'list')).toHaveLength(3);
  world.calendar.refuse = () => undefined;
  pass(world, 20 * MINUTE_MS);
  expect(world.calendar.live).toHaveLength(1);
});

it('[OU4] what changed in a calendar whose whole list fails arrives with the next message', () => {
  const world = twoCalendars();
  const calendar = world.calendarOf('lost');
  const list = calendar.list.bind(calendar);
  calendar.list = (id, token) =>
    token === undefined ? { ok: false, failure: FAILURES['gives no answer']! } : list(id, token);
  reconcileAll(world.app());
  calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'lost');
  expect(world.directus.items('rooms')).toHaveLength(1);
  expect(world.state.get(DUE)).toEqual(['lost']);
});

describe('a calendar that was never read', () => {
  it('is mailed about as well', () => {
    const world = new World();
    world.calendar.refuse = () => FAILURES['may not be read'];
    reconcileAll(world.app());
    pass(world, 2 * HOUR_MS);
    expect(world.mails).toMatchObject([{ text: expect.stringContaining('went well was never') }]);
  });
});

describe('a calendar whose token is void, and whose list fails', () => {
  it('is not compared with each message, nor is the other calendar', () => {
    const world = twoCalendars();
    setCalendarState(world.state, 'lost', { syncToken: undefined });
    refuse(world, FAILURES['gives no answer']);
    world.calls();
    for (let message = 0; message < 10; message++) {
      world.advance(30_000);
      calendarChanged(world.app(), 'lost');
    }
    // The items of its own collection, and its own list, once.
    expect(world.calls()).toEqual(['list', 'list']);
    expect(world.triggers).toEqual([]);
    refuse(world, undefined);
    world.advance(10 * MINUTE_MS);
    catchUpAll(world.app());
    expect(world.state.get(DUE)).toBeNull();
    expect(calendarState(world.state, 'lost').syncToken).toBeDefined();
  });
});

it('[DE20] a calendar that lists nothing where it had events is the only one that deletes nothing, though another is lost', () => {
  const world = started({}, { id: 'lost', calendar: 'lost', collection: 'rooms' });
  const main = world.calendarOf('primary');
  for (const collection of ['rooms', 'talks']) world.directus.create(TALK, 'user', collection);
  reconcileAll(world.app());
  reconcileAll(world.app());
  refuse(world, FAILURES['is gone']);
  world.advance(10 * MINUTE_MS);
  main.events.clear();
  reconcileAll(world.app());
  expect(world.directus.items()).toHaveLength(1);
  world.advance(10 * MINUTE_MS);
  main.edit('new', { ...EVENT, summary: 'New' });
  catchUpAll(world.app());
  main.remove('new');
  world.advance(10 * MINUTE_MS);
  catchUpAll(world.app());
  expect(world.directus.items().map((row) => row['name'])).toEqual(['Talk']);
});

it('what waits for the next day of Google is compared then, and only once, although another calendar is lost', () => {
  const world = twoCalendars();
  world.directus.tracks = false;
  world.allowed = { ...CONSUMER, newEvents: 100 };
  for (let i = 0; i < 120; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  refuse(world, FAILURES['is gone']);
  pass(world, 3 * HOUR_MS);
  const main = world.calendarOf('primary');
  expect(main.live).toHaveLength(90);
  pass(world, 24 * HOUR_MS);
  expect(main.live).toHaveLength(120);
  expect(world.state.get(NEXT_DAY)).toBeNull();
});

describe('[DE6] an event that Google does not know because its calendar is gone was deleted by nobody', () => {
  function paired(): World {
    const world = twoCalendars();
    world.directus.create(TALK, 'user', 'rooms');
    catchUpAll(world.app());
    expect(world.calendarOf('lost').live).toHaveLength(1);
    refuse(world, FAILURES['is gone']);
    return world;
  }
  const edit = (world: World, values: object): void => {
    world.directus.update(1, { ...values }, 'user', 'rooms');
    itemsChanged(world.app(), world.directus.signal([1], false, 'rooms'));
  };

  it('its item stays as it is, and an edit waits for the calendar, told as a failure, not as done', () => {
    const world = paired();
    edit(world, { name: 'Edited' });
    const { reports, retries } = { reports: world.state.reports(), retries: world.retries() };
    expect(reports).toEqual([]);
    expect(retries).toMatchObject([
      { key: '1', to: 'google', reason: expect.stringMatching(/could not be read.*404/) },
    ]);
    expect(retries[0]!.next).not.toBeNull();
    pass(world, 3 * HOUR_MS);
    refuse(world, undefined);
    pass(world, 7 * HOUR_MS);
    expect(world.calendarOf('lost').live).toMatchObject([{ summary: 'Edited' }]);
    expect([world.retries(), world.state.reports()]).toEqual([[], []]);
  });

  it('its item stays when the edit is taken back meanwhile: it is as its base says', () => {
    const world = paired();
    edit(world, { name: 'Edited' });
    world.directus.update(1, { name: 'Talk' }, 'user', 'rooms');
    pass(world, 26 * HOUR_MS);
    expect(world.directus.items('rooms')).toMatchObject([{ name: 'Talk' }]);
  });
});
