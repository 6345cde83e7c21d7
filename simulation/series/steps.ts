// What people do to series and to the items of their dates, as plain data.
import type { FaultStep } from '../faults';
import type { Pause } from '../people/steps';

/** How a rule is typed, by the start of the first date. */
export const RULES = [
  'FREQ=DAILY;COUNT=9',
  'FREQ=DAILY',
  'FREQ=WEEKLY;COUNT=5',
  'FREQ=WEEKLY',
  'FREQ=DAILY;INTERVAL=2;COUNT=8',
  'FREQ=WEEKLY;BYDAY=TU,TH',
  'FREQ=DAILY;UNTIL=',
  'FREQ=MONTHLY;COUNT=3',
] as const;

/** What a person changes of a date, or of many; a length is that of the date. */
export const CHANGES = ['title', 'text', 'half an hour', 'a day', 'five days', 'length', 'kind', 'zone'] as const;
export type Change = (typeof CHANGES)[number];

export const SCOPES = ['this', 'following', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

/** `series`, `date`, `single` and `which` choose among those that are there at that moment, counted round. */
export type SeriesPersonStep =
  /** `day` counts from today; `whole`: it takes whole days. */
  | { do: 'create series'; rule: number; day: number; clock: number; whole: boolean }
  | { do: 'create single'; day: number; clock: number; whole: boolean }
  | { do: 'change dates'; scope: Scope; series: number; date: number; change: Change }
  | { do: 'delete dates'; scope: Scope; series: number; date: number }
  | { do: 'restore date'; series: number; date: number }
  | { do: 'change rule'; series: number; rule: number }
  | { do: 'begin to repeat'; single: number; rule: number }
  | { do: 'end repeating'; series: number }
  | { do: 'change single'; single: number; change: Change }
  | { do: 'delete single'; single: number }
  /** `at`: which binding; `rule` counts where items are series, of higher numbers there is none. */
  | { do: 'create item'; at?: number; day: number; clock: number; rule?: number }
  | { do: 'change item'; at?: number; which: number; change: Change }
  | { do: 'change rule of item'; at?: number; which: number; rule: number }
  | { do: 'change cancelled'; at?: number; which: number; date: number; restores: boolean }
  | { do: 'change items together'; at?: number; which: number; count: number }
  | { do: 'delete items'; at?: number; which: number; count: number }
  | { do: 'copy item'; at?: number; which: number }
  | { do: 'days pass'; days: number };

export type SeriesStep = (SeriesPersonStep | FaultStep) & { then: Pause; seed: number };

/** A step of a story that is written down: everything that follows from it is done before the next one. */
export function seriesStep(made: SeriesPersonStep | FaultStep, then: Pause = { minutes: 3 }): SeriesStep {
  return { ...made, then, seed: 1 };
}
