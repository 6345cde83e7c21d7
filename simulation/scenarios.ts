// Short stories that are told again and again, each time with one fault at another place.
import type { Engine } from './engine';
import type { FaultKind } from './faults';
import { fault, step, type Step } from './people/steps';
import { tell } from './story';
import type { WorldSetup } from './world';

/** One pair. */
export const ITEM = step({ do: 'create items', count: 1 });
const EVENT = step({ do: 'create event' });
/** So long ago that a message about the event is served at once, not gathered with those about its creation. */
const GATHERED = step({ do: 'create event' }, { minutes: 1 });
const THREE = step({ do: 'create items', count: 3 });

const EDITED_WITHOUT_ITS_EVENT = [
  step({ do: 'delete event', which: -1 }, 'none'),
  step({ do: 'edit item', which: -1, field: 'summary' }),
];

export interface Scenario {
  /** What was there before, and is in order. */
  before: readonly Step[];
  /** What happens. */
  then: readonly Step[];
  /** What the world is like beside that. */
  world?: Partial<WorldSetup>;
}

export const SCENARIOS: Record<string, Scenario> = {
  'an item is created': { before: [], then: [ITEM] },
  'an item is edited': { before: [ITEM], then: [step({ do: 'edit item', which: -1, field: 'summary' })] },
  'an item is deleted': { before: [ITEM], then: [step({ do: 'delete items', which: -1, count: 1 })] },
  'an event is created': { before: [], then: [EVENT] },
  'an event is edited': { before: [GATHERED], then: [step({ do: 'edit event', which: -1, field: 'start' })] },
  'an event is deleted': { before: [GATHERED], then: [step({ do: 'delete event', which: -1 })] },
  'both sides are edited': {
    before: [ITEM],
    then: [
      step({ do: 'edit item', which: -1, field: 'summary' }, 'none'),
      step({ do: 'edit event', which: -1, field: 'summary' }),
    ],
  },
  'an item is edited whose event is deleted': { before: [ITEM], then: EDITED_WITHOUT_ITS_EVENT },
  'an item is edited whose event is deleted, and can not be brought back': {
    before: [ITEM],
    then: EDITED_WITHOUT_ITS_EVENT,
    world: { calendar: { revive: 'forbidden' } },
  },
  'an item is copied': {
    before: [ITEM],
    then: [step({ do: 'copy item', which: -1 })],
    world: { uniqueEventId: false },
  },
  'three items are created at once': { before: [], then: [THREE] },
  'three items are edited at once': {
    before: [THREE],
    then: [step({ do: 'edit items together', which: -3, count: 3, field: 'description' })],
  },
};

export const KILLS: readonly FaultKind[] = ['execution killed before a call', 'execution killed after a change'];

/** What one fault at each possible place did. */
export interface Everywhere {
  /** Places at which it struck. */
  places: number;
  /** Violations, each with the place. */
  bad: string[];
}

/**
 * Tells a scenario anew, in a world of its own, for each place at which the fault can strike: at the first call, the
 * second, and so on, until the story is over before it strikes. All goes as it went before up to that place.
 * @param stride only each so-many-th place
 */
export async function strikeEverywhere(
  engine: Engine,
  setup: WorldSetup,
  kind: FaultKind,
  { before, then, world }: Scenario,
  stride = 1,
): Promise<Everywhere> {
  const bad: string[] = [];
  for (let place = 0, places = 0; ; place += stride, places++) {
    let struck = 0;
    const story = { setup: { ...setup, ...world }, steps: [...before, fault(kind, place), ...then] };
    const violations = await tell(engine, story, ({ weather }) => {
      struck = weather.struck()[kind] ?? 0;
    });
    bad.push(...violations.map((line) => `${kind}, place ${place}: ${line}`));
    if (struck === 0) return { places, bad };
  }
}
