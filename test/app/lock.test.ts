// Wake-ups and lock over all interleavings of two executions and some of three: no signal is left without anybody to serve it.
import fc from 'fast-check';
import type { Cache } from '../../src/ports';
import type { App } from '../../src/sync/context';
import { tryOnce, whenFree, withLock, type Worker } from '../../src/app/lock';
import type { FeedName } from '../../src/sync/looks';
import { explore, sample, type Perform } from '../fakes/interleavings';
import { Reads } from '../../src/sync/reads';
import { World } from '../fakes';
import { wakeUpOf, servedWakeUps, setWakeUp } from '../../src/app/wake-ups';

const FEEDS: FeedName[] = ['directus', 'calendar.a'];

interface Shared {
  locked: boolean;
  /** The wake-ups, and what was served of them. */
  cached: Record<string, string>;
  /** Changes that happened and changes that somebody has looked at, by feed. */
  changes: Record<string, number>;
  looked: Record<string, number>;
}

const nothing = (): Shared => ({ locked: false, cached: {}, changes: {}, looked: {} });

/** The part of an App that the lock works with; every touch of what is shared is a step. */
function appOf(shared: Shared, perform: Perform, name: string, changes: Partial<App['lock']> = {}): App {
  let feeds = 0;
  const get = (feed: string) => perform(`read ${feed}`, () => shared.cached[feed] ?? null);
  const cache: Cache = {
    get,
    // Other executions may come between, though it is one call.
    getAll: (names) => {
      const values = names.map((feed) => [feed, get(feed)] as const).filter(([, value]) => value !== null);
      return Object.fromEntries(values) as Record<string, string>;
    },
    putAll: (values) =>
      perform(`set ${Object.keys(values).join()}`, () => Boolean(Object.assign(shared.cached, values))),
  };
  const state = { refresh: () => undefined, flush: () => undefined };
  const lock = {
    tryLock: () => perform('try the lock', () => !shared.locked && (shared.locked = true)),
    release: () => perform('release', () => void (shared.locked = false)),
    ...changes,
  };
  const clock = { now: () => 0, sleep: () => undefined, left: () => 1000 };
  return {
    state,
    cache,
    lock,
    clock,
    reads: new Reads(),
    uuid: () => `${name}${(feeds += 1)}`,
  } as unknown as App;
}

/** A worker whose looks find nothing to settle. @param serve false where a side gives no answer */
function worker({ own, serve }: { own: () => void; serve: (feed: FeedName) => boolean }): () => Worker {
  const follow: Worker['follow'] = (feed) => ({
    source: () => (serve(feed) ? { pairs: [], commit: () => undefined } : undefined),
  });
  return () => ({ own, follow, served: () => undefined });
}

type Signaller = (shared: Shared, perform: Perform) => void;

/** An execution that a change of `feed` wakes. */
function signaller(name: string, feed: FeedName, changes?: (perform: Perform) => Partial<App['lock']>): Signaller {
  return (shared, perform) => {
    const look = (feed: string) =>
      perform(`look at ${feed}`, () => {
        // Only the holder works.
        if (!shared.locked) throw new Error('worked without the lock');
        shared.looked[feed] = shared.changes[feed] ?? 0;
      });
    perform(`change of ${feed}`, () => void (shared.changes[feed] = (shared.changes[feed] ?? 0) + 1));
    const app = appOf(shared, perform, name, changes?.(perform));
    const serve = (feed: FeedName) => {
      look(feed);
      return true;
    };
    withLock(app, FEEDS, feed, worker({ own: () => look(feed), serve }));
  };
}

const allSeen = ({ changes, looked, locked }: Shared) =>
  !locked && Object.entries(changes).every(([feed, count]) => looked[feed] === count);

describe('withLock', () => {
  it('[EX1] strands no signal of two executions of one feed', () => {
    const { ends, bad } = explore(nothing, [signaller('a', 'directus'), signaller('b', 'directus')], allSeen);
    expect(bad).toBeUndefined();
    expect(ends).toBeGreaterThan(3);
  });

  it('[EX2] [EX1] strands no signal of two executions of different feeds', () => {
    const { bad } = explore(nothing, [signaller('a', 'directus'), signaller('b', 'calendar.a')], allSeen);
    expect(bad).toBeUndefined();
  });

  it('[EX2] strands no signal of three executions, in random interleavings', () => {
    const three = [signaller('a', 'directus'), signaller('b', 'directus'), signaller('c', 'calendar.a')];
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 20, maxLength: 60, size: 'max' }), (choices) => {
        const { state, trace } = sample(nothing, three, choices);
        expect(allSeen(state) || trace).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('[EX1] needs the second try: without it this exploration finds a stranded signal', () => {
    const oneTry = (shared: () => Shared) => (perform: Perform) => {
      let tried = false;
      return {
        tryLock: () => {
          if (tried) return false;
          tried = true;
          return perform('try the lock', () => !shared().locked && (shared().locked = true));
        },
      };
    };
    const weak: Signaller = (shared, perform) =>
      signaller(
        'b',
        'directus',
        oneTry(() => shared),
      )(shared, perform);
    const { bad } = explore(nothing, [weak, weak], allSeen);
    expect(bad).toBeDefined();
  });

  it('[EX1] leaves a wake-up and says so when another execution holds the lock', () => {
    const world = new World();
    world.lockIsTaken = true;
    const own = jest.fn();
    expect(withLock(world.app(), FEEDS, 'directus', worker({ own, serve: () => true }))).toBe(false);
    expect(own).not.toHaveBeenCalled();
    expect(wakeUpOf(world.cache, 'directus')).not.toBeNull();
  });

  it('leaves no wake-up for the clockwork, which comes again by itself', () => {
    const world = new World();
    world.lockIsTaken = true;
    expect(withLock(world.app(), FEEDS, null, worker({ own: () => undefined, serve: () => true }))).toBe(false);
    expect(wakeUpOf(world.cache, 'directus')).toBeNull();
  });

  it('serves a wake-up instead of its own values where one waits: they may be older', () => {
    const world = new World();
    setWakeUp(world.cache, 'directus', 'x');
    const done: string[] = [];
    const recording = worker({ own: () => void done.push('own'), serve: (feed) => Boolean(done.push(feed)) });
    withLock(world.app(), FEEDS, 'directus', recording);
    withLock(world.app(), FEEDS, 'directus', recording);
    expect(done).toEqual(['directus', 'own']);
  });

  it('[EX4] counts a wake-up that is written while it is being served again', () => {
    const world = new World();
    setWakeUp(world.cache, 'directus', '1');
    let served = 0;
    const serve = () => {
      served += 1;
      if (served === 1) setWakeUp(world.cache, 'directus', '2');
      return true;
    };
    withLock(world.app(), FEEDS, null, worker({ own: () => undefined, serve }));
    expect(served).toBe(2);
    expect(servedWakeUps(world.cache)['directus']).toBe('2');
  });

  it('keeps a wake-up that could not be served for the next execution, and does not try it again', () => {
    const world = new World();
    setWakeUp(world.cache, 'directus', '1');
    let tries = 0;
    withLock(world.app(), FEEDS, null, worker({ own: () => undefined, serve: () => ((tries += 1), false) }));
    expect(tries).toBe(1);
    let later = 0;
    withLock(world.app(), FEEDS, null, worker({ own: () => undefined, serve: () => Boolean((later += 1)) }));
    expect(later).toBe(1);
  });

  it('[EX7] stops serving when time is over', () => {
    const world = new World();
    setWakeUp(world.cache, 'directus', '1');
    let tries = 0;
    withLock(world.app(0), FEEDS, null, worker({ own: () => undefined, serve: () => Boolean((tries += 1)) }));
    expect(tries).toBe(0);
  });

  it('[EX10] ends although every look finds another wake-up', () => {
    const world = new World();
    setWakeUp(world.cache, 'directus', '0');
    let tries = 0;
    const serve = () => {
      setWakeUp(world.cache, 'directus', `${(tries += 1)}`);
      return true;
    };
    withLock(world.app(), FEEDS, null, worker({ own: () => undefined, serve }));
    expect(tries).toBeLessThan(2000);
    expect(world.lockIsTaken).toBe(false);
  });

  it('lets go of the lock when the work throws', () => {
    const world = new World();
    const own = () => {
      throw new Error('a bug');
    };
    expect(() => withLock(world.app(), FEEDS, 'directus', worker({ own, serve: () => true }))).toThrow('a bug');
    expect(world.lockIsTaken).toBe(false);
  });
});

describe('whenFree and tryOnce', () => {
  it('ask for the lock a few times only, also where Google fails at once', () => {
    const world = new World();
    let calls = 0;
    const app = { ...world.app(), lock: { tryLock: () => (calls += 1) < 0, release: () => undefined } };
    expect(whenFree(app, 60_000, () => undefined)).toBe(false);
    expect(calls).toBe(6);
  });

  it('wait for the lock as long as they are told, or not at all', () => {
    const world = new World();
    const before = world.now;
    world.lockIsTaken = true;
    expect(tryOnce(world.app(), () => true)).toBe(false);
    expect(whenFree(world.app(), 3000, () => undefined)).toBe(false);
    expect(world.now - before).toBe(3000);
    world.lockIsTaken = false;
    let works = 0;
    expect(whenFree(world.app(), 3000, () => void (works += 1))).toBe(true);
    expect(tryOnce(world.app(), () => Boolean((works += 1)))).toBe(true);
    expect([works, world.lockIsTaken]).toEqual([2, false]);
  });
});
