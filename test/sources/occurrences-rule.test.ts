// What items of dates say of their series.
import { pull, started } from './followed';
import { FIELDS } from '../fakes';
import { pullDirectus } from '../fakes/sources';

it('each date tells the rule of its series, also when that changes', () => {
  const world = started({ recurring: 'occurrences', fields: { ...FIELDS, recurrence: 'rule' } });
  world.calendar.makeSeries('daily', '2026-06-02T09:00:00Z', 'FREQ=DAILY;COUNT=5');
  pull(world);
  const rules = () => world.directus.items().map(({ rule }) => rule);
  expect(rules()).toEqual(Array(5).fill('RRULE:FREQ=DAILY;COUNT=5'));
  world.calendar.edit('daily', { recurrence: ['RRULE:FREQ=DAILY;COUNT=6'] });
  pull(world);
  expect(rules()).toEqual(Array(6).fill('RRULE:FREQ=DAILY;COUNT=6'));
});

it('a copy of one date is an event that happens once, and says so', () => {
  const world = started({ recurring: 'occurrences', fields: { ...FIELDS, recurrence: 'rule', series: 'its' } });
  world.calendar.makeSeries('daily', '2026-06-02T09:00:00Z', 'FREQ=DAILY;COUNT=5');
  pull(world);
  const { id: _, ...copy } = world.directus.items()[1]!;
  world.directus.create({ ...copy, id: 9 });
  pullDirectus(world.app());
  const made = world.calendar.live.filter(({ id }) => id !== 'daily');
  expect(made).toHaveLength(1);
  expect(made[0]!.recurrence).toBeUndefined();
  expect(world.directus.items().find(({ id }) => id === 9)).toMatchObject({ rule: null, its: null });
});
