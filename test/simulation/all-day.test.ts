// An all-day event, single or a series, that gets a time in Directus.
import type { EventTime } from '../../src/core/calendar-event';
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

test(
  'gets that time in Google as well, a series in the zone of its calendar',
  async () => {
    const day = { start: { date: '2026-07-01' }, end: { date: '2026-07-02' } };
    const world = await World.make(engine(), {
      ...plainSetup(1),
      calendar: { timeZone: 'Europe/Berlin' },
      events: [
        { summary: 'Single', ...day },
        { summary: 'Series', ...day, recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] },
      ],
    });
    await world.scheduler.pass(60_000);
    for (const row of world.directus.rows('talks'))
      world.spawn(
        world.directus.update('talks', [Number(row['id'])], {
          starts: '2026-07-01T08:00:00.000Z',
          ends: '2026-07-01T09:00:00.000Z',
        }),
      );
    await world.scheduler.pass(60_000);
    const live = world.events('primary').filter((event) => event.status !== 'cancelled' && !world.isForeign(event));
    const starts = live.map((event) => event.start as EventTime);
    expect(live.map(({ summary }) => summary)).toEqual(['Single', 'Series']);
    expect(starts.map(({ timeZone }) => timeZone)).toEqual(Array(2).fill('Europe/Berlin'));
    expect(starts.map(({ dateTime }) => Date.parse(dateTime!))).toEqual(Array(2).fill(Date.UTC(2026, 6, 1, 8)));
    expect(await statusOf(world)).toMatchObject({ healthy: true });
    await world.end();
  },
  LIMIT_MS,
);
