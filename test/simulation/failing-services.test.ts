// Calls of Apps Script's services that throw, on the real bundle: work that was done counts as done, no run ends as failed.
import type { HostOptions } from '../../sandbox/apps-script';
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MINUTE_MS = 60_000;
const TALK = { name: 'Talk', text: 'About', starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };
const SERVICES = ['failingLockCalls', 'failingTriggerCalls', 'failingCacheCalls'] as const;

function titles(world: World): unknown[] {
  return world
    .events('primary')
    .filter((event) => !world.isForeign(event) && event['status'] !== 'cancelled')
    .map(({ summary }) => summary);
}

/** The event id that the item holds. */
function linked(world: World): unknown {
  return world.directus.rows('talks')[0]![world.bindings[0]!.fields.eventId];
}

interface Watched {
  world: World;
  /** What the web app answered, and which runs did not end by themselves. */
  answers: string[];
  failed: string[];
}

/** A world in which a service fails, from its first call on or from a later one. */
async function failing(changes: Partial<HostOptions>): Promise<Watched> {
  const world = await World.make(engine(), plainSetup(1));
  const watched: Watched = { world, answers: [], failed: [] };
  world.script.onEnd = ({ functionName, ending }) => {
    if ('returned' in ending && ending.returned.kind === 'text') watched.answers.push(ending.returned.content);
    if (!('returned' in ending)) watched.failed.push(`${functionName}: ${JSON.stringify(ending)}`);
  };
  Object.assign(world.script.options, changes);
  return watched;
}

test.each(SERVICES)(
  'while %s are all, an edit waits at most for the first catch-up after it, and nothing fails',
  async (service) => {
    const { world, answers, failed } = await failing({ [service]: Infinity });
    world.spawn(world.directus.create('talks', [TALK]));
    await world.scheduler.pass(30 * MINUTE_MS);
    if (service !== 'failingLockCalls') expect(titles(world)).toEqual(['Talk']);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.map((answer) => JSON.parse(answer) as object)).toEqual(
      answers.map(() => expect.objectContaining({ ok: true })),
    );
    Object.assign(world.script.options, { [service]: 0 });
    await world.scheduler.pass(11 * MINUTE_MS);
    expect(titles(world)).toEqual(['Talk']);
    expect(linked(world)).toEqual(expect.any(String));
    expect(failed).toEqual([]);
    await world.end();
  },
  LIMIT_MS,
);

test(
  'a lock that Google never gives costs a part of the run time of triggers, not all of it',
  async () => {
    const { world } = await failing({ failingLockCalls: Infinity });
    await world.scheduler.pass(24 * 60 * MINUTE_MS);
    const { used, allowed } = world.script.state.quotas.report().triggerMs;
    expect(used).toBeLessThan(allowed / 3);
    await world.end();
  },
  LIMIT_MS,
);

test.each(SERVICES)(
  '[EX11] one call after the other of %s fails: an item and its event are made, and its answer says so',
  async (service) => {
    for (let after = 0; after < 6; after++) {
      const { world, answers, failed } = await failing({});
      let calls = 0;
      world.script.onCall = ({ name, when }) => {
        const isMeant = name.startsWith(service.slice(7, -5).toLowerCase());
        if (isMeant && when === 'before' && calls++ === after) world.script.options[service] = 1;
      };
      world.spawn(world.directus.create('talks', [TALK]));
      await world.scheduler.pass(20 * MINUTE_MS);
      expect(titles(world)).toEqual(['Talk']);
      expect(linked(world)).toEqual(expect.any(String));
      expect(answers.join()).not.toContain('FAILED');
      expect(failed).toEqual([]);
      await world.end();
    }
  },
  LIMIT_MS,
);

test(
  'triggers that Google switches off are made anew with the next message, and the owner is told',
  async () => {
    const { world, failed } = await failing({ disablesTriggersOfTriggers: true });
    world.script.state.triggers.disable();
    await world.scheduler.pass(60 * MINUTE_MS);
    world.spawn(world.directus.create('talks', [TALK]));
    await world.scheduler.pass(30 * MINUTE_MS);
    expect(world.script.state.mails).toMatchObject([{ body: expect.stringContaining('made anew') }]);
    const triggers = world.script.state.triggers.list().map(({ function: name, disabled }) => [name, disabled]);
    expect(triggers.sort()).toEqual(['catchUp', 'reconcile', 'renewChannels'].map((name) => [name, false]));
    expect(failed).toEqual([]);
    await world.end();
  },
  LIMIT_MS,
);
