// Small stories without chance: two hands, one on each side of one pair, in every order, with one fault at every place.
import type { FieldName } from '../src/core/binding';
import type { Engine } from './engine';
import type { FaultKind } from './faults';
import type { PersonStep, Step } from './people/steps';
import { plainSetup } from './setups';
import { tell } from './story';

/** What one hand does, in this order. */
const HANDS = [['edit', 'edit'], ['edit', 'delete'], ['delete']] as const;
type Act = (typeof HANDS)[number][number];

/** Both hands on one field, or each on its own. */
const FIELDS: readonly (readonly [item: FieldName, event: FieldName])[] = [
  ['summary', 'summary'],
  ['summary', 'description'],
];

/** Before the sync has begun with what came before, or once it has done with it. */
const PAUSES = ['none', 'still'] as const;

export const FAULTS_OF_EXHAUSTIVE = [
  'execution killed before a call',
  'execution killed after a call',
  'push lost',
  'post of a flow cut',
] as const satisfies readonly FaultKind[];

export interface SmallStory {
  name: string;
  /** On one pair that is in order. */
  acts: readonly Step[];
}

/** All orders in which two hands can do what they do. */
function orders<T>([first, ...rest]: readonly T[], [other, ...others]: readonly T[]): T[][] {
  if (first === undefined) return [other === undefined ? [] : [other, ...others]];
  if (other === undefined) return [[first, ...rest]];
  return [
    ...orders(rest, [other, ...others]).map((later) => [first, ...later]),
    ...orders([first, ...rest], others).map((later) => [other, ...later]),
  ];
}

export function smallStories(): SmallStory[] {
  const stories = FIELDS.flatMap(([itemField, eventField]) => {
    const onItem = (act: Act): PersonStep =>
      act === 'edit' ? { do: 'edit item', which: 0, field: itemField } : { do: 'delete items', which: 0, count: 1 };
    const onEvent = (act: Act): PersonStep =>
      act === 'edit' ? { do: 'edit event', which: 0, field: eventField } : { do: 'delete event', which: 0 };
    return HANDS.flatMap((item) =>
      HANDS.flatMap((event) => orders<PersonStep>(item.map(onItem), event.map(onEvent))),
    ).flatMap((acts) =>
      PAUSES.map((pause): SmallStory => {
        const what = (step: PersonStep): string => ('field' in step ? `${step.do} ${step.field}` : step.do);
        const steps = acts.map((act, i): Step => ({
          ...act,
          at: 0,
          seed: 1,
          then: i < acts.length - 1 ? pause : 'still',
        }));
        return { name: `${acts.map(what).join(', ')} (${pause})`, acts: steps };
      }),
    );
  });
  return [...new Map(stories.map((story) => [story.name, story])).values()];
}

/** What one fault at each possible place did. */
export interface Ends {
  /** Stories that were told to their ends. */
  count: number;
  /** Violations, each with the story and the place. */
  bad: string[];
}

/**
 * Tells a story anew, in a world of its own, for each place at which the fault can strike: until the story is over before
 * it does.
 * @param stride only each so-many-th place
 */
export async function exhaust(engine: Engine, { name, acts }: SmallStory, kind: FaultKind, stride = 1): Promise<Ends> {
  const make: Step = { do: 'create items', count: 1, at: 0, then: 'still', seed: 1 };
  const bad: string[] = [];
  for (let place = 0, count = 1; ; place += stride, count++) {
    const fault: Step = { do: 'fault', kind, after: place, at: 0, then: 'none', seed: 1 };
    let struck = 0;
    const violations = await tell(engine, { setup: plainSetup(1), steps: [make, fault, ...acts] }, ({ weather }) => {
      struck = weather.struck()[kind] ?? 0;
    });
    bad.push(...violations.map((line) => `${name}; ${kind}, place ${place}: ${line}`));
    if (struck === 0) return { count, bad };
  }
}
