// What nobody promises of the advanced service: that it passes nulls on, and that its answers are plain objects.
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

test.each([
  { serviceDropsNulls: true, serviceAnswersPlain: true },
  { serviceDropsNulls: false, serviceAnswersPlain: false },
])(
  'single edits and many arrive all the same: %j',
  async (script) => {
    const day = { start: { date: '2026-07-01' }, end: { date: '2026-07-02' }, location: 'Hall' };
    const events = [0, 1, 2].map((i) => ({ summary: `Day ${i}`, description: 'About', ...day }));
    const world = await World.make(engine(), { ...plainSetup(1), script, events });
    await world.scheduler.pass(60_000);
    const keys = world.directus.rows('talks').map((row) => Number(row['id']));
    const [single] = keys;
    const times = { starts: '2026-07-01T08:00:00.000Z', ends: '2026-07-01T09:00:00.000Z' };
    for (const values of [{ text: null }, times]) {
      world.spawn(world.directus.update('talks', [single!], values));
      await world.scheduler.pass(60_000);
    }
    world.spawn(world.directus.update('talks', keys.slice(1), { text: null, ...times }));
    await world.scheduler.pass(60_000);
    const live = world.events('primary').filter((event) => event.status !== 'cancelled' && !world.isForeign(event));
    for (const event of live) expect(event).toMatchObject({ location: 'Hall', start: { timeZone: 'UTC' } });
    for (const event of live) expect(event).not.toHaveProperty('description');
    expect(world.directus.rows('talks').map((row) => row['text'])).toEqual([null, null, null]);
    expect(await statusOf(world)).toMatchObject({ healthy: true });
    await world.end();
  },
  LIMIT_MS,
);
