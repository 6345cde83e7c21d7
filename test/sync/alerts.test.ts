// What needs a person: one mail a day for each problem, and none for what passes by itself.
import { alertOwner, MAILS } from '../../src/sync/alerts';
import type { Failure, FailureKind } from '../../src/ports';
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { World } from '../fakes';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ALERT = { problem: 'test', subject: 'something is wrong', text: 'Mend it.' };

function installed(): World {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  catchUpAll(world.app());
  return world;
}

/** Catch-ups every ten minutes. */
function pass(world: World, ms: number): void {
  for (const end = world.now + ms; world.now < end;) {
    world.advance(10 * MINUTE_MS);
    catchUpAll(world.app());
  }
}

const refusal = (kind: FailureKind, message: string, reason: string | null = null): Failure => ({
  kind,
  status: null,
  reason,
  message,
});

describe('alertOwner', () => {
  it('sends one mail a day for each problem, and says what to do', () => {
    const world = new World();
    alertOwner(world.app(), ALERT);
    alertOwner(world.app(), ALERT);
    expect(world.mails).toEqual([
      { subject: 'Directus ⇄ Google Calendar: something is wrong', text: expect.stringMatching(/^Mend it\.\n/) },
    ]);
    alertOwner(world.app(), { ...ALERT, problem: 'other' });
    world.advance(23 * HOUR_MS);
    alertOwner(world.app(), ALERT);
    expect(world.mails).toHaveLength(2);
    world.advance(HOUR_MS);
    alertOwner(world.app(), ALERT);
    expect(world.mails).toHaveLength(3);
  });

  it('forgets what it mailed a day ago', () => {
    const world = new World();
    for (let i = 0; i < 50; i++) {
      alertOwner(world.app(), { ...ALERT, problem: `problem ${i}` });
      world.advance(HOUR_MS);
    }
    expect(Object.keys(world.state.get(MAILS)!)).toHaveLength(24);
  });

  it('a mail that cannot be sent fails nothing, is logged, and is tried again by the next run', () => {
    const world = new World();
    world.mailboxIsFull = true;
    alertOwner(world.app(), ALERT);
    expect(world.logged).toEqual([{ alert: 'test', sent: false }]);
    world.mailboxIsFull = false;
    alertOwner(world.app(), ALERT);
    expect(world.mails).toHaveLength(1);
  });

  it('a store that takes nothing more is told of, too, and does not make every run send a mail', () => {
    const world = new World();
    world.storeFails = () => true;
    alertOwner(world.app(), ALERT);
    alertOwner(world.app(), ALERT);
    expect(world.mails).toHaveLength(1);
    world.cached.clear();
    alertOwner(world.app(), ALERT);
    expect(world.mails).toHaveLength(2);
  });
});

describe('Directus', () => {
  it('is mailed about once it has given no answer for hours, and again a day later', () => {
    const world = installed();
    world.directus.refuse = () =>
      refusal('unavailable', 'Something other than the flow answered at DIRECTUS_URL (HTTP 502)');
    pass(world, 2 * HOUR_MS);
    expect(world.mails).toEqual([]);
    pass(world, 4 * HOUR_MS);
    expect(world.mails).toMatchObject([
      {
        subject: expect.stringContaining('Directus: no answer for hours'),
        text: expect.stringMatching(/2026-06-01T00:00.*nothing is lost/is),
      },
    ]);
    pass(world, 24 * HOUR_MS);
    expect(world.mails).toHaveLength(2);
  });

  it('is nothing to mail about when it was back in between', () => {
    const world = installed();
    for (let i = 0; i < 4; i++) {
      world.directus.refuse = () => refusal('unavailable', 'no answer');
      pass(world, HOUR_MS);
      world.directus.refuse = () => undefined;
      pass(world, 2 * HOUR_MS);
    }
    expect(world.mails).toEqual([]);
  });

  it.each([
    ['refuses the secret', 'unauthorized', 'BAD_SECRET'],
    ['lacks the flow', 'forbidden', 'NO_FLOW'],
  ] as const)('is mailed about when it %s for more than a quarter of an hour', (_, kind, reason) => {
    const world = installed();
    world.directus.refuse = () => refusal(kind, 'What to do.', reason);
    pass(world, 10 * MINUTE_MS);
    expect(world.mails).toEqual([]);
    pass(world, HOUR_MS);
    expect(world.mails).toMatchObject([
      { subject: expect.stringContaining('refuses'), text: expect.stringContaining('What to do.') },
    ]);
  });
});

describe('Google Calendar', () => {
  it.each([
    ['the API is switched off', 'apiDisabled', /Services \+, Google Calendar API/],
    ['its authorisation was taken back', 'unauthorized', /Run install again/],
    ['a scope is missing', 'forbidden', /tick all boxes/],
    ['a calendar is gone', 'notFound', /shared again.*"primary"/s],
  ] as const)('is mailed about when %s', (_, kind, remedy) => {
    const world = installed();
    world.calendar.refuse = () => refusal(kind, 'Google Calendar answered');
    pass(world, 10 * MINUTE_MS);
    expect(world.mails).toEqual([]);
    pass(world, HOUR_MS);
    expect(world.mails).toMatchObject([{ text: expect.stringMatching(remedy) }]);
  });

  it('is nothing to mail about when it is slow or busy', () => {
    const world = installed();
    world.calendar.refuse = () => refusal('rateLimited', 'Google Calendar answered 403');
    pass(world, 24 * HOUR_MS);
    expect(world.mails).toEqual([]);
  });
});
