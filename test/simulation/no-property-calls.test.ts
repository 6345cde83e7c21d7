// A day whose calls to properties are used up, on the real bundle: honest answers, no failed run, and all of it made up for.
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MINUTE_MS = 60_000;
const TALK = { text: 'About', starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };

test(
  '[GL18] with no property call left a message says so, no run fails, and the first catch-up of the next day brings it',
  async () => {
    const world = await World.make(engine(), plainSetup(1));
    await world.scheduler.pass(12 * MINUTE_MS);
    const answers: string[] = [];
    const failed: string[] = [];
    world.script.onEnd = ({ functionName, ending }) => {
      if ('returned' in ending && ending.returned.kind === 'text') answers.push(ending.returned.content);
      if (!('returned' in ending)) failed.push(`${functionName}: ${JSON.stringify(ending)}`);
    };
    const { quotas } = world.script.state;
    quotas.add('propertyCalls', quotas.left('propertyCalls'));
    world.spawn(world.directus.create('talks', [{ ...TALK, name: 'Late' }]));
    await world.scheduler.pass(8 * 60 * MINUTE_MS);
    expect(answers.map((answer) => JSON.parse(answer) as object)).toEqual([
      expect.objectContaining({
        ok: false,
        code: 'FAILED',
        message: expect.stringContaining('too many times for one day'),
      }),
    ]);
    await world.scheduler.pass(17 * 60 * MINUTE_MS);
    expect(world.events('primary').filter(({ summary }) => summary === 'Late')).toHaveLength(1);
    expect(failed).toEqual([]);
    await world.end();
  },
  LIMIT_MS,
);

test(
  '[GL16] 60 items that are created one by one, echoes included, cost four property calls each at most, catch-ups aside',
  async () => {
    const world = await World.make(engine(), plainSetup(1));
    await world.scheduler.pass(12 * MINUTE_MS);
    let calls = 0;
    let locks = 0;
    world.script.onCall = ({ name, when, execution }) => {
      if (when === 'after' || execution.setup.kind !== 'webapp') return;
      if (name.startsWith('properties.')) calls += 1;
      if (name.startsWith('lock.')) locks += 1;
    };
    for (let i = 0; i < 60; i++) {
      world.spawn(world.directus.create('talks', [{ ...TALK, name: `Talk ${i}` }]));
      await world.scheduler.pass(20_000);
    }
    expect(calls).toBeLessThanOrEqual(60 * 4);
    // Two executions, of which each takes the lock and that of the quota, and releases both.
    expect(locks).toBeLessThanOrEqual(60 * 8 + 20);
    process.stdout.write(`property calls: ${calls}, lock calls: ${locks}\n`);
    await world.end();
  },
  LIMIT_MS,
);
