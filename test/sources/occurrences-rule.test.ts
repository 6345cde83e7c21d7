// What items of dates say of their series.
import { pull, started } from './followed';
import { FIELDS } from '../fakes';

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
