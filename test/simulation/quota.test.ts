// The quota of Google's day against what the local Google itself has counted.
import type { Row } from '../../src/core/values';
import { plainSetup } from '../../simulation/setups';
import { World, type WorldSetup } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MANY = 80;
const MINUTE_MS = 60_000;

function talks(): Row[] {
  const times = { starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };
  return Array.from({ length: MANY }, (_, i) => ({ ...times, name: `Talk ${i}`, text: 'About' }));
}

/** A burst of flow runs, edits of both sides, hours of looks. */
async function aDay(script: WorldSetup['script'] = {}): Promise<World> {
  const world = await World.make(engine(), { ...plainSetup(1), script });
  world.spawn(world.directus.create('talks', talks()));
  await world.scheduler.pass(20 * MINUTE_MS);
  const keys = Array.from({ length: MANY }, (_, i) => i + 1);
  world.spawn(world.directus.update('talks', keys, { name: 'All' }));
  await world.scheduler.pass(20 * MINUTE_MS);
  world.spawn(world.directus.update('talks', [1], { name: 'One' }));
  world.google.ui.create('primary', {
    summary: 'By hand',
    start: { dateTime: '2026-07-02T10:00:00Z' },
    end: { dateTime: '2026-07-02T11:00:00Z' },
  });
  await world.scheduler.pass(180 * MINUTE_MS);
  return world;
}

test.each([true, false])(
  '[GL8] what the script counts is what Google counts, over many executions at once, the lock for it shared with the web app: %j',
  async (webAppSeesOwnersLock) => {
    const world = await aDay({ webAppSeesOwnersLock });
    const { today } = await statusOf(world);
    const { urlFetches, triggerMs } = world.script.state.quotas.report();
    const { quotaUnits, calls, refused } = world.google.stats();
    expect(today.newEvents.used).toBe(calls['events.insert']! - (refused['409 duplicate'] ?? 0));
    expect(today.urlFetches.used).toBe(urlFetches.used);
    expect(today.calendarUnits.used).toBe(quotaUnits);
    expect(today.triggerSeconds.used * 1000).toBeGreaterThanOrEqual(triggerMs.used * 0.9);
    await world.end();
  },
  LIMIT_MS,
);
