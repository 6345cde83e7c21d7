// What people do, as plain data: a story can be printed, shortened and played again.
import type { FaultKind, FaultStep } from '../faults';
import type { Mistype } from '../mistypes';
import type { Part, Text } from '../parts';
import type { Word } from '../words';

/** How much of the world's own work is done before the next step. */
export type Pause =
  | 'none'
  /** So many single steps of whatever runs. */
  | { steps: number }
  /** Until nothing runs, without waiting for what is due later. */
  | 'still'
  | { minutes: number };

/** What people put on an event beside its mapped fields. The conference is of another vendor. */
export const DRESSES = ['colorId', 'location', 'attendees', 'property', 'conferenceData'] as const;
export type DressedIn = (typeof DRESSES)[number];

/** `which` and `other` choose among those that are there at that moment, counted round; negative ones from the newest. */
export type PersonStep =
  | { do: 'create items'; count: number; long?: boolean }
  | { do: 'edit item'; which: number; field: Part; long?: boolean }
  | { do: 'edit items together'; which: number; count: number; field: Part }
  | { do: 'edit items each'; which: number; count: number; field: Part }
  | { do: 'delete items'; which: number; count: number }
  | { do: 'copy item'; which: number }
  /** Rows whole, with ids and sync values; they are kept until they are imported. */
  | { do: 'export items'; which: number; count: number }
  /** Of one export. `same keys`: those that are gone since; `from elsewhere`: as another instance has them. */
  | { do: 'import items'; which: number; how: 'same keys' | 'other keys' | 'from elsewhere' }
  | { do: 'empty id'; which: number }
  | { do: 'paste id'; which: number; other: number }
  | { do: 'empty start'; which: number }
  | { do: 'empty end'; which: number }
  /** From times to days, or back: by `allDay` where there is such a column. `typed`: with another start. */
  | { do: 'switch item'; which: number; typed: boolean }
  /** `zone` counts those of `ZONES`, and none. */
  | { do: 'set zone of item'; which: number; zone: number }
  | { do: 'empty text'; side: 'item' | 'event'; which: number; field: Text }
  /** What an item says in a word or a list; `value` counts what people set it to. */
  | { do: 'set word of item'; which: number; word: Word; value: number }
  /** A value that no event can have. It is mended at the end at the latest. */
  | { do: 'mistype item'; which: number; what: Mistype }
  /** Of those that are not so yet: whether a filter leaves it out, where there is one. */
  | { do: 'draft item'; which: number; draft: boolean }
  | { do: 'pause item'; which: number; paused: boolean }
  | { do: 'note item'; which: number }
  /** Deleted from the data model, with what stands in it. It is made again at the end at the latest. */
  | { do: 'remove field'; field: Text }
  | { do: 'make fields again' }
  | { do: 'create event' }
  | { do: 'edit event'; which: number; field: Part; long?: boolean }
  /** From times to days, or back, with another start. */
  | { do: 'switch event'; which: number }
  /** `moved`: both ends are typed anew, in that zone. */
  | { do: 'set word of event'; which: number; word: Word; value: number }
  | { do: 'set zone of event'; which: number; zone: number; moved: boolean }
  | { do: 'delete event'; which: number }
  | { do: 'restore event'; which: number }
  /** Brings back the event that was deleted last, in whatever calendar. */
  | { do: 'undo deletion' }
  | { do: 'empty bin'; which: number }
  | { do: 'copy event'; which: number }
  /** `to` counts the other calendars; the last one is bound to nothing. */
  | { do: 'move event'; which: number; to: number }
  /** From the calendar that is bound to nothing. */
  | { do: 'move event back'; which: number }
  | { do: 'erase properties'; which: number }
  | { do: 'dress event'; which: number; how: DressedIn };

export type Step = (PersonStep | FaultStep) & {
  /** Which binding, counted round. */
  at: number;
  then: Pause;
  /** Chance from here on. */
  seed: number;
};

/** A step of a story that is written down, without chance of its own. */
export function step(made: PersonStep | FaultStep, then: Pause = 'still'): Step {
  return { ...made, at: 0, then, seed: 1 };
}

/** @param after so many calls, or steps of the simulation, at which it could strike pass first */
export function fault(kind: FaultKind, after = 0): Step {
  return step({ do: 'fault', kind, after }, 'none');
}

/** One line for a person. */
export function describeStep({
  then,
  seed: _,
  ...step
}: {
  do: string;
  at?: number;
  then: Pause;
  seed: number;
}): string {
  const { do: what, at = 0, ...rest } = step;
  const more = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const pause = typeof then === 'string' ? then : 'steps' in then ? `${then.steps} steps` : `${then.minutes} min`;
  return `${what} (binding ${[at, ...more].join(', ')}), then ${pause}`;
}
