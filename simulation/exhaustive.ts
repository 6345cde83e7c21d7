// Small stories without chance: two hands, one on each side of one pair, in every order, with one fault at every place.
import type { FaultKind } from './faults';
import type { Part } from './parts';
import type { PersonStep, Step } from './people/steps';
import { ITEM, type Scenario } from './scenarios';

/** What one hand does, in this order. */
const HANDS = [['edit', 'edit'], ['edit', 'delete'], ['delete']] as const;
type Act = (typeof HANDS)[number][number];

/** Both hands on one field, or each on its own. */
const FIELDS: readonly (readonly [item: Part, event: Part])[] = [
  ['summary', 'summary'],
  ['summary', 'description'],
];

/** Before the sync has begun with what came before, or once it has done with it. */
const PAUSES = ['none', 'still'] as const;

/** Whoever is killed before a call has left what the last change before it has. */
export const SINGLE_FAULTS: readonly FaultKind[] = [
  'execution killed after a change',
  'post of a flow lost',
  'post of a flow cut',
  'answer of the web app lost',
  'push lost',
];

/** All orders in which two hands can do what they do. */
function orders<T>([first, ...rest]: readonly T[], [other, ...others]: readonly T[]): T[][] {
  if (first === undefined) return [other === undefined ? [] : [other, ...others]];
  if (other === undefined) return [[first, ...rest]];
  return [
    ...orders(rest, [other, ...others]).map((later) => [first, ...later]),
    ...orders([first, ...rest], others).map((later) => [other, ...later]),
  ];
}

/** All of them on one pair that is in order, by what is done in them. */
export function smallStories(): Record<string, Scenario> {
  const stories = FIELDS.flatMap(([itemField, eventField]) => {
    const onItem = (act: Act): PersonStep =>
      act === 'edit' ? { do: 'edit item', which: 0, field: itemField } : { do: 'delete items', which: 0, count: 1 };
    const onEvent = (act: Act): PersonStep =>
      act === 'edit' ? { do: 'edit event', which: 0, field: eventField } : { do: 'delete event', which: 0 };
    return HANDS.flatMap((item) =>
      HANDS.flatMap((event) => orders<PersonStep>(item.map(onItem), event.map(onEvent))),
    ).flatMap((acts) =>
      PAUSES.map((pause): [string, Scenario] => {
        const what = (step: PersonStep): string => ('field' in step ? `${step.do} ${step.field}` : step.do);
        const last = acts.length - 1;
        const then = acts.map((act, i): Step => ({ ...act, at: 0, seed: 1, then: i < last ? pause : 'still' }));
        return [`${acts.map(what).join(', ')} (${pause})`, { before: [ITEM], then }];
      }),
    );
  });
  return Object.fromEntries(stories);
}
