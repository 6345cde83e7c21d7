// A first sync that is larger than what Google allows for a day, on the real bundle and the real flows.
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const ITEMS = 300;
const PER_DAY = 100;
const HOUR_MS = 3_600_000;

function talk(name: string) {
  return { name, text: 'About', starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };
}

/** The first minutes after `install` on an account that may create so many events a day. */
async function firstSync(
  properties: Record<string, string>,
  createdDay: 'fromFirst' | 'sliding' = 'fromFirst',
): Promise<World> {
  const items = Array.from({ length: ITEMS }, (_, i) => talk(`Talk ${i}`));
  const calendar = { quota: { createdPerDay: PER_DAY, createdDay } };
  const world = await World.make(engine(), { ...plainSetup(1), calendar, items, properties });
  await world.scheduler.pass(HOUR_MS);
  return world;
}

function titles(world: World): string[] {
  const live = world.events('primary').filter((event) => event.status !== 'cancelled' && !world.isForeign(event));
  return live.map(({ summary }) => String(summary)).sort();
}

function names(world: World): string[] {
  return world.directus
    .rows('talks')
    .map((row) => String(row['name']))
    .sort();
}

/** Hours go by; how many events there were after each day. */
async function passDays(world: World, days: number): Promise<number[]> {
  const counts: number[] = [];
  for (let day = 0; day < days; day++) {
    await world.scheduler.pass(24 * HOUR_MS);
    counts.push(titles(world).length);
  }
  return counts;
}

test(
  '[GL12] 300 items at 100 new events a day arrive in four days by themselves, once each; meanwhile a person is not kept waiting',
  async () => {
    const world = await firstSync({ DAILY_LIMITS: JSON.stringify({ newEvents: PER_DAY }) });
    expect(titles(world)).toHaveLength(90);
    world.spawn(world.directus.update('talks', [1], { name: 'Edited' }));
    world.spawn(world.directus.create('talks', [talk('New')]));
    await world.scheduler.pass(60_000);
    expect(titles(world)).toEqual(expect.arrayContaining(['Edited', 'New']));
    expect(titles(world)).toHaveLength(91);
    expect(await passDays(world, 3)).toEqual([181, 271, 301]);
    expect(titles(world)).toEqual(names(world));
    expect(world.script.state.mails).toEqual([]);
    await world.end();
  },
  LIMIT_MS,
);

test.each(['fromFirst', 'sliding'] as const)(
  '[GL12] where Google ends the day before the script expects it, an edit arrives all the same, and the rest the next days: %s',
  async (createdDay) => {
    const world = await firstSync({}, createdDay);
    expect(titles(world)).toHaveLength(PER_DAY);
    world.spawn(world.directus.update('talks', [1], { name: 'Edited' }));
    await world.scheduler.pass(60_000);
    expect(titles(world)).toContain('Edited');
    expect((await passDays(world, 4)).pop()).toBe(ITEMS);
    expect(titles(world)).toEqual(names(world));
    expect(world.script.state.mails).toEqual([]);
    await world.end();
  },
  LIMIT_MS,
);
