// What a message costs of the 50,000 calls to properties that Google gives for a day (GL16).
import { PropertyStore } from '../../sandbox/apps-script/property-store';
import { makeTriggers } from '../../src/app/clockwork';
import { answerPost } from '../../src/requests';
import { StoreFails } from '../../src/ports';
import { calendarChanged, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import { countedProperties } from '../../src/google/services';
import { stateStore } from '../../src/google/state-store';
import { State } from '../../src/store/state';
import { TALK, World } from '../fakes';
import { SECRET } from '../fakes/fake-directus';
import { properties } from '../google/properties';

/** A world whose state lies in properties as Google has them; all calls are counted, and refused where none is left. */
class CountedWorld extends World {
  readonly propertyCalls: string[] = [];
  isSpent = false;
  private readonly store = new PropertyStore('');

  override get state(): State {
    // Before the fields of this class are there the world asks for no state.
    const real = properties(this.store, this.propertyCalls);
    const spent = new Proxy(real, {
      get: (target, name) => {
        if (this.isSpent) throw new Error('Service invoked too many times for one day: properties.');
        return Reflect.get(target, name) as unknown;
      },
    });
    return new State(stateStore(countedProperties(spent, () => undefined)));
  }
}

function installed(): CountedWorld {
  const world = new CountedWorld();
  startFeeds(world.app());
  reconcileAll(world.app());
  makeTriggers(world.app());
  world.propertyCalls.length = 0;
  return world;
}

/** A person makes an item; Google tells of the event that became of it. Each is an execution of its own. */
function create(world: World): void {
  const { id } = world.directus.create({ ...TALK });
  const message = world.app();
  const outcome = itemsChanged(message, world.directus.signal([id], true));
  expect(outcome.writeBacks).toHaveLength(1);
  message.quota.save();
  world.advance(3000);
  const echo = world.app();
  calendarChanged(echo, 'primary');
  echo.quota.save();
  world.advance(20_000);
}

it('[GL16] an item that is created, its echo included, costs three calls', () => {
  const world = installed();
  // The first message of all notes which version answers.
  create(world);
  world.propertyCalls.length = 0;
  create(world);
  expect(world.propertyCalls).toEqual(['getAll', 'getAll', 'setAll']);
  world.propertyCalls.length = 0;
  for (let i = 0; i < 10; i++) create(world);
  // And the quota's write, once in a quarter of an hour where no trigger comes.
  expect(world.propertyCalls.length).toBeLessThanOrEqual(31);
  expect(world.calendar.live).toHaveLength(12);
});

it('[EX1] a message that finds the lock taken, and leaves a wake-up, costs none', () => {
  const world = installed();
  const { id } = world.directus.create({ ...TALK });
  world.lockIsTaken = true;
  const app = world.app();
  expect(itemsChanged(app, world.directus.signal([id], true)).queued).toBe(true);
  app.quota.save();
  expect(world.propertyCalls).toEqual([]);
});

describe('with no call left', () => {
  const post = (world: World, changes: object): unknown =>
    answerPost(JSON.stringify({ ...world.directus.signal([1], true), ...changes }), [SECRET], '1.0.0', () =>
      world.app(),
    );

  it('[GL18] a message fails with the reason, and changes nothing', () => {
    const world = installed();
    world.directus.create({ ...TALK });
    world.isSpent = true;
    expect(() => post(world, {})).toThrow(StoreFails);
    expect(world.calendar.live).toEqual([]);
    expect(world.lockIsTaken).toBe(false);
    world.isSpent = false;
    expect(post(world, {})).toMatchObject({ ok: true });
    expect(world.calendar.live).toHaveLength(1);
  });

  it('[GL18] the status answers, and says why it knows little', () => {
    const world = installed();
    create(world);
    world.isSpent = true;
    expect(post(world, { action: 'status' })).toMatchObject({
      ok: true,
      status: {
        healthy: false,
        problems: expect.arrayContaining([expect.stringContaining('too many times for one day')]),
        today: { newEvents: { allowed: 5000 } },
      },
    });
  });
});
