// Random stories of series, as fast-check makes and shortens them.
import fc from 'fast-check';
import { FAULT_KINDS, type FaultKind } from '../faults';
import type { Pause } from '../people/steps';
import { CHANGES, RULES, SCOPES, type SeriesPersonStep, type SeriesStep } from './steps';

/**
 * Faults after which the world is another one than the oracle of series knows: other bindings, another installation, a database
 * put back, values that a side changes on their way in.
 */
const NOT_OF_SERIES =
  /put back|backed up|installation|other (policies|bindings)|calendar is changed|only be read|changes values|long texts|normalises/;
export const SERIES_FAULTS = FAULT_KINDS.filter((kind) => !NOT_OF_SERIES.test(kind));

const nat = fc.nat(40);
const at = fc.nat(1);
const change = fc.constantFrom(...CHANGES);
const scope = fc.constantFrom(...SCOPES);
const rule = fc.nat(RULES.length - 1);
const when = { day: fc.nat(25), clock: fc.nat(5), whole: fc.nat(3).map((n) => n === 0) };

const step = <Kind extends SeriesPersonStep['do']>(
  weight: number,
  kind: Kind,
  rest: { [Name in keyof Omit<Extract<SeriesPersonStep, { do: Kind }>, 'do'>]-?: fc.Arbitrary<unknown> },
) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<SeriesPersonStep>,
});

const personStep: fc.Arbitrary<SeriesPersonStep> = fc.oneof(
  step(5, 'create series', { rule, ...when }),
  step(2, 'create single', when),
  step(12, 'change dates', { scope, series: nat, date: nat, change }),
  step(4, 'delete dates', { scope, series: nat, date: nat }),
  step(2, 'restore date', { series: nat, date: nat }),
  step(2, 'change rule', { series: nat, rule }),
  step(2, 'begin to repeat', { single: nat, rule }),
  step(1, 'end repeating', { series: nat }),
  step(1, 'change single', { single: nat, change }),
  step(1, 'delete single', { single: nat }),
  step(1, 'create item', { at, day: when.day, clock: when.clock, rule: fc.nat(RULES.length * 2) }),
  step(6, 'change item', {
    at,
    which: nat,
    change: fc.constantFrom('title', 'text', 'half an hour', 'a day', 'five days'),
  }),
  step(2, 'change rule of item', { at, which: nat, rule: fc.nat(RULES.length) }),
  step(3, 'change cancelled', { at, which: nat, date: nat, restores: fc.nat(3).map((n) => n === 0) }),
  step(2, 'change items together', { at, which: nat, count: fc.integer({ min: 2, max: 4 }) }),
  step(4, 'delete items', { at, which: nat, count: fc.integer({ min: 1, max: 3 }) }),
  step(1, 'copy item', { at, which: nat }),
  step(3, 'days pass', { days: fc.integer({ min: 1, max: 4 }) }),
);

/** Without a series nothing happens. */
export const firstSeries: fc.Arbitrary<SeriesStep> = fc.record({
  do: fc.constant('create series' as const),
  rule,
  ...when,
  then: fc.constant({ minutes: 3 }),
  seed: fc.nat(),
});

const pause: fc.Arbitrary<Pause> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Pause>('none') },
  { weight: 3, arbitrary: fc.record({ steps: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.constant<Pause>('still') },
  { weight: 6, arbitrary: fc.record({ minutes: fc.integer({ min: 1, max: 12 }) }) },
);

const rest = { then: pause, seed: fc.nat() };

export function seriesSteps(kinds: readonly FaultKind[] = SERIES_FAULTS): fc.Arbitrary<SeriesStep> {
  const person = fc.tuple(personStep, fc.record(rest)).map(([made, more]): SeriesStep => ({ ...made, ...more }));
  if (kinds.length === 0) return person;
  const fault = fc
    .record({ do: fc.constant('fault' as const), kind: fc.constantFrom(...kinds), after: fc.nat(40), ...rest })
    .map((made): SeriesStep => ({ ...made, then: 'none' }));
  return fc.oneof({ weight: 5, arbitrary: person }, { weight: 1, arbitrary: fault });
}
