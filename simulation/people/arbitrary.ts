// Random stories, as fast-check makes and shortens them.
import fc from 'fast-check';
import { FAULT_KINDS, type FaultKind, type FaultStep } from '../faults';
import { MISTYPES } from '../mistypes';
import { ZONES } from '../oracle/day-tokens';
import { PARTS, TEXTS } from '../parts';
import { WORDS } from '../words';
import { DRESSES, type Pause, type PersonStep, type Step } from './steps';

const which = fc.nat(5);
const few = fc.integer({ min: 2, max: 4 });
const field = fc.constantFrom(...PARTS);
const text = fc.constantFrom(...TEXTS);
const word = { which, word: fc.constantFrom(...WORDS), value: fc.nat(11) };
const rarely = fc.nat(15).map((n) => n === 15);

const step = <Kind extends PersonStep['do']>(
  weight: number,
  kind: Kind,
  rest: { [Name in keyof Omit<Extract<PersonStep, { do: Kind }>, 'do'>]-?: fc.Arbitrary<unknown> },
) => ({ weight, arbitrary: fc.record({ do: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<PersonStep> });

const personStep: fc.Arbitrary<PersonStep> = fc.oneof(
  step(4, 'create items', { count: fc.integer({ min: 1, max: 3 }), long: rarely }),
  step(10, 'edit item', { which, field, long: rarely }),
  step(2, 'edit items together', { which, count: few, field }),
  step(2, 'edit items each', { which, count: few, field }),
  step(4, 'delete items', { which, count: fc.integer({ min: 1, max: 2 }) }),
  step(2, 'copy item', { which }),
  step(3, 'export items', { which, count: fc.integer({ min: 1, max: 4 }) }),
  step(4, 'import items', { which, how: fc.constantFrom('same keys', 'other keys', 'from elsewhere') }),
  step(1, 'empty id', { which }),
  step(1, 'paste id', { which, other: which }),
  step(2, 'empty start', { which }),
  step(1, 'empty end', { which }),
  step(2, 'switch item', { which, typed: fc.boolean() }),
  step(5, 'set word of item', word),
  step(2, 'set zone of item', { which, zone: fc.nat(ZONES.length) }),
  step(2, 'empty text', { side: fc.constantFrom('item', 'event'), which, field: text }),
  step(3, 'mistype item', { which, what: fc.constantFrom(...MISTYPES) }),
  step(3, 'draft item', { which, draft: fc.boolean() }),
  step(3, 'pause item', { which, paused: fc.boolean() }),
  step(1, 'note item', { which }),
  step(1, 'remove field', { field: text }),
  step(2, 'make fields again', {}),
  step(4, 'create event', {}),
  step(10, 'edit event', { which, field, long: rarely }),
  step(2, 'switch event', { which }),
  step(5, 'set word of event', word),
  step(2, 'set zone of event', { which, zone: fc.nat(ZONES.length - 1), moved: fc.boolean() }),
  step(3, 'delete event', { which }),
  step(2, 'restore event', { which }),
  step(2, 'undo deletion', {}),
  step(1, 'empty bin', { which }),
  step(2, 'copy event', { which }),
  step(2, 'move event', { which, to: which }),
  step(2, 'move event back', { which }),
  step(1, 'erase properties', { which }),
  step(2, 'dress event', { which, how: fc.constantFrom(...DRESSES) }),
);

const pause: fc.Arbitrary<Pause> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Pause>('none') },
  { weight: 4, arbitrary: fc.record({ steps: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.constant<Pause>('still') },
  { weight: 1, arbitrary: fc.record({ minutes: fc.integer({ min: 1, max: 12 }) }) },
);

const rest = { at: fc.nat(1), then: pause, seed: fc.nat() };

export function steps(kinds: readonly FaultKind[] = FAULT_KINDS): fc.Arbitrary<Step> {
  const person = fc.tuple(personStep, fc.record(rest)).map(([made, more]): Step => ({ ...made, ...more }));
  if (kinds.length === 0) return person;
  const fault = fc
    .record({ do: fc.constant('fault' as const), kind: fc.constantFrom(...kinds), after: fc.nat(40), ...rest })
    .map((made): FaultStep & Step => ({ ...made, then: 'none' }));
  return fc.oneof({ weight: 4, arbitrary: person }, { weight: 1, arbitrary: fault });
}
