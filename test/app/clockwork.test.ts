// One trigger every five minutes: when it catches up, and what becomes of it when Google loses it.
import { clockworkInWords, makeTriggers, mendTriggers, tick, watchTriggers } from '../../src/app/clockwork';
import { statusOf } from '../../src/setup/status';
import { USED } from '../../src/sync/quota';
import { catchUpAll, itemsChanged } from '../../src/app/work';
import { TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { setCalendarState } from '../../src/sync/calendars';

const MINUTE_MS = 60_000;

/** What a catch-up every `minutes` does of so many ticks, each a little early or late. */
function ticks(world: World, count: number, free = true): boolean[] {
  return Array.from({ length: count }, (_, i) => {
    let called = false;
    tick(world.app(), () => {
      called = true;
      return free;
    });
    world.advance(5 * MINUTE_MS + (i % 2 === 0 ? -40_000 : 40_000));
    return called;
  });
}

function installed(): World {
  const world = started();
  makeTriggers(world.app());
  return world;
}

describe('tick', () => {
  it('[EX14] catches up at the first tick and then every second one, as CATCH_UP_MINUTES says, though triggers come early and late', () => {
    expect(ticks(installed(), 6)).toEqual([true, false, true, false, true, false]);
  });

  it('catches up at each tick while a calendar has no push', () => {
    const world = installed();
    setCalendarState(world.state, 'primary', { pushRefused: 'not verified' });
    expect(ticks(world, 3)).toEqual([true, true, true]);
  });

  it('tries again at the next tick when another execution was at work', () => {
    expect(ticks(installed(), 3, false)).toEqual([true, true, true]);
  });
});

describe('triggers that Google has lost', () => {
  it('[EX12] install says so when Google makes none', () => {
    const world = started();
    world.triggersFail = true;
    expect(makeTriggers(world.app())).toEqual([expect.stringContaining('Run install again')]);
  });

  it('[EX12] one that is missing or switched off is told by mail and status, and not remade in the run of a trigger', () => {
    const world = installed();
    world.triggers.splice(0);
    world.brokenTriggers = ['reconcile'];
    catchUpAll(world.app());
    expect(world.triggers).toEqual([]);
    expect(world.mails).toMatchObject([{ text: expect.stringContaining('reconcile') }]);
    expect(statusOf(world.app(), {}).problems.join()).toContain('switched off: reconcile');
  });

  it('[EX13] the next message from Directus makes them anew', () => {
    const world = installed();
    world.brokenTriggers = ['reconcile'];
    watchTriggers(world.app());
    world.triggers.splice(0);
    const { id } = world.directus.create(TALK);
    itemsChanged(world.app(), world.directus.signal([id], true));
    expect(world.triggers).toEqual(['standing']);
    expect(clockworkInWords(world.app())).toEqual([]);
    expect(world.calendar.live).toHaveLength(1);
  });

  it('[EX13] a message that finds no tick for three intervals tells the owner, and makes them anew, once for each silence', () => {
    const world = installed();
    world.triggers.splice(0);
    world.advance(30 * MINUTE_MS);
    mendTriggers(world.app());
    expect(world.triggers).toEqual([]);
    world.advance(1);
    mendTriggers(world.app());
    mendTriggers(world.app());
    expect(world.triggers).toEqual(['standing']);
    expect(world.mails).toMatchObject([
      { text: expect.stringMatching(/No script trigger has run since .*made anew/s) },
    ]);
    world.advance(31 * MINUTE_MS);
    mendTriggers(world.app());
    expect(world.triggers).toHaveLength(2);
    expect(world.mails).toHaveLength(1);
  });

  it('where Google makes none, the mail says what to do, and the message is served', () => {
    const world = installed();
    world.triggersFail = true;
    world.advance(31 * MINUTE_MS);
    const { id } = world.directus.create(TALK);
    itemsChanged(world.app(), world.directus.signal([id], true));
    expect(world.mails).toMatchObject([{ text: expect.stringContaining('Run install in the script editor') }]);
    expect(world.calendar.live).toHaveLength(1);
  });

  it('[EX13] a silence because the run time of a day is used up is none', () => {
    const world = installed();
    world.state.set(USED, { triggerSeconds: { since: world.now, used: 5400 } });
    world.advance(60 * MINUTE_MS);
    mendTriggers(world.app());
    expect([world.mails, clockworkInWords(world.app())]).toEqual([[], []]);
  });

  it('before install has made any, and after uninstall, none is missed', () => {
    const world = started();
    world.advance(60 * MINUTE_MS);
    mendTriggers(world.app());
    expect(world.triggers).not.toContain('standing');
  });
});
