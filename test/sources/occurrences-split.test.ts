// A series that is split in two while its items wait for the other half.
import { calendarChanged, goOnAll } from '../../src/app/work';
import type { World } from '../fakes';
import { pull, started } from './followed';

const CUT = ['RRULE:FREQ=DAILY;UNTIL=20260604T085959Z'];

/** A daily series of five days, made while there was another one. */
function split(): World {
  const world = started({ recurring: 'occurrences' });
  for (const [id, start] of [
    ['other', '2026-06-20T09:00:00Z'],
    ['daily', '2026-06-02T09:00:00Z'],
  ] as const) {
    world.calendar.makeSeries(id, start, 'FREQ=DAILY;COUNT=5');
    pull(world);
    soon(world, 61);
  }
  world.calendar.remove('other');
  pull(world);
  return world;
}

function soon(world: World, seconds: number): void {
  world.advance(seconds * 1000);
  calendarChanged(world.app(), 'primary');
}

/** The event of each item, by key. */
function events(world: World): [unknown, string][] {
  return world.directus.items().map(({ id, event }): [unknown, string] => [id, String(event)]);
}

describe('[SE6] the second half of a series that was split', () => {
  it.each([
    ['after', 5],
    ['before', 5],
    ['after', 55],
    ['before', 55],
  ])('takes the items over when it is seen %s the first one, %i seconds apart', (order, seconds) => {
    const world = split();
    const before = events(world);
    const halves = [
      () => void world.calendar.edit('daily', { recurrence: CUT }),
      () => world.calendar.makeSeries('second', '2026-06-04T10:00:00Z', 'FREQ=DAILY;COUNT=3'),
    ];
    for (const half of order === 'after' ? halves : halves.reverse()) {
      half();
      soon(world, seconds);
    }
    for (let i = 0; i < 13; i++) soon(world, 10);
    expect(events(world)).toEqual(
      before.map(([key, event]) => [
        key,
        event < 'daily#2026-06-04' ? event : event.replace('daily', 'second').replace('T09', 'T10'),
      ]),
    );
  });
});

it('[SE6] items of a series that ends earlier go a minute later, though no message comes', () => {
  const world = split();
  world.calendar.edit('daily', { recurrence: CUT });
  pull(world);
  world.advance(61_000);
  goOnAll(world.app());
  expect(events(world)).toHaveLength(2);
});
