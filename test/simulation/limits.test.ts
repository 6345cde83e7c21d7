// Google asks for slowness, or refuses batches: nothing fails for it, and nobody waits who need not.
import type { Row } from '../../src/core/values';
import type { Status } from '../../src/setup/status';
import type { Fault } from '../../sandbox/faults';
import { bindingsOf, plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MANY = 60;
const MINUTE_MS = 60_000;

function talks(prefix: string): Row[] {
  const times = { starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };
  return Array.from({ length: MANY }, (_, i) => ({ ...times, name: `${prefix} ${i}`, text: 'About' }));
}

function titles(world: World, calendar: string): string[] {
  const live = world.events(calendar).filter((event) => event.status !== 'cancelled' && !world.isForeign(event));
  return live.map(({ summary }) => String(summary)).sort();
}

function names(world: World, collection: string): string[] {
  return world.directus
    .rows(collection)
    .map((row) => String(row['name']))
    .sort();
}

function failures({ bindings }: Status): unknown[] {
  return bindings.flatMap((binding) => binding.failures);
}

describe('Google refuses batches as a whole', () => {
  test.each<{ how: string; fault: Partial<Fault> }>([
    { how: 'not found', fault: { status: 404 } },
    { how: 'forbidden', fault: { status: 403, reason: 'forbidden' } },
    { how: 'unavailable', fault: { status: 503 } },
    { how: 'no answer', fault: { drop: true } },
  ])(
    'calls go one by one, which the status says until batches work again: $how',
    async ({ fault }) => {
      const world = await World.make(engine(), plainSetup(1));
      world.faults.add({ target: 'calendar', match: '^POST /batch', ...fault });
      world.spawn(world.directus.create('talks', talks('First')));
      await world.scheduler.pass(12 * MINUTE_MS);
      expect(titles(world, 'primary')).toEqual(names(world, 'talks'));
      const during = await statusOf(world);
      expect(during.batchesRefused).toMatch(/^2026-/);
      expect(failures(during)).toEqual([]);
      world.faults.clear();
      world.spawn(world.directus.create('talks', talks('Second')));
      await world.scheduler.pass(12 * MINUTE_MS);
      expect(titles(world, 'primary')).toEqual(names(world, 'talks'));
      expect((await statusOf(world)).batchesRefused).toBeNull();
      await world.end();
    },
    LIMIT_MS,
  );

  test(
    'once only: that is nothing to tell',
    async () => {
      const world = await World.make(engine(), plainSetup(1));
      world.faults.add({ target: 'calendar', match: '^POST /batch', status: 503, times: 1 });
      world.spawn(world.directus.create('talks', talks('First')));
      await world.scheduler.pass(12 * MINUTE_MS);
      expect(titles(world, 'primary')).toEqual(names(world, 'talks'));
      expect(await statusOf(world)).toMatchObject({ batchesRefused: null, healthy: true });
      await world.end();
    },
    LIMIT_MS,
  );
});

describe('[GL5] Google says that one calendar is written to too fast', () => {
  const ROOMS = 'rooms@group.calendar.google.com';

  test.each<Partial<Fault>>([{ status: 403, reason: 'rateLimitExceeded' }, { status: 429 }])(
    'the other one goes on, and this one when Google lets it: $status',
    async (refusal) => {
      const setup = { ...plainSetup(1), bindings: bindingsOf('two collections, two calendars') };
      const world = await World.make(engine(), setup);
      world.faults.add({ target: 'calendar', match: '^(POST|PUT|PATCH) .*/rooms.*/events', ...refusal });
      world.spawn(world.directus.create('rooms', talks('Room')));
      world.spawn(world.directus.create('talks', talks('Talk')));
      await world.scheduler.pass(MINUTE_MS);
      expect(titles(world, 'primary')).toEqual(names(world, 'talks'));
      world.spawn(world.directus.update('talks', [1], { name: 'Edited' }));
      await world.scheduler.pass(MINUTE_MS);
      expect(titles(world, 'primary')).toContain('Edited');
      expect(titles(world, ROOMS)).toEqual([]);
      expect(failures(await statusOf(world))).toEqual([]);
      world.faults.clear();
      await world.scheduler.pass(12 * MINUTE_MS);
      expect(titles(world, ROOMS)).toEqual(names(world, 'rooms'));
      expect(await statusOf(world)).toMatchObject({ healthy: true });
      await world.end();
    },
    LIMIT_MS,
  );
});
