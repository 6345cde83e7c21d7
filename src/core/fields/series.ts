// What an item says of a series: the rule, and of an item that is one of its dates which series and which date it is.
import { canonicalInstant, canonicalDay, canonicalWall } from '../datetime';
import { canonicalRule, readRule, ruleText } from '../series/recurrence';
import { isDay, originalOf } from '../series/slot';
import { dayOf, momentOfWall, startOfDay, wallOf } from '../zones';
import { bad, whyBad } from './bad';
import type { Field, Mapping, Value } from './field';
import { writtenBack } from './links';
import { textOf } from './text';

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#recurrence */
export const recurrence = {
  code: 'y',
  docs: {
    event: 'recurrence',
    lost: 'How the rule is written: the item keeps its own form while it means the same. With `"recurring": "occurrences"` it goes to Directus only.',
  },
  wayOfDates: 'toItem' as const,
  columns: {
    recurrence: {
      required: false as const,
      holds: 'text' as const,
      about:
        'Text: how the event recurs, such as "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231", and lines RDATE and EXDATE for single dates. Of a date it is the rule of its series.',
    },
  },
  safeLength: 1024,
  ofItem: ([raw]) => ruleOf(textOf(raw)),
  toItem: (value) => [value],
  // Google tells of a date only which series it is one of.
  ofEvent: (event) => (event.recurrence ? ruleText(event.recurrence) : event.recurringEventId ? undefined : null),
  // A rule needs to know the start: see series/master.ts.
  toEvent: (value, event) => (value === null ? (event ? { recurrence: null } : {}) : { recurrence: [value] }),
  whyBad,
  sameMeaning: (a, b) => canonicalRule(a) === canonicalRule(b),
  // Google writes a rule in its own form: that is no edit.
  said: (value) => canonicalRule(value),
} satisfies Field;

/** What is wrong with it for any start; the rest only Google can say. */
function ruleOf(text: Value): Value {
  if (text === null || text === undefined) return text;
  const [timed, days] = [
    readRule(text, { allDay: false, zone: 'UTC', start: '0001-01-01T00:00:00Z' }),
    readRule(text, { allDay: true, zone: 'UTC', start: '0001-01-01' }),
  ];
  return 'problem' in timed && 'problem' in days ? bad(`recurrence: ${timed.problem}`) : text;
}

export const series = writtenBack({
  code: 'i',
  name: 'series',
  about: 'Text: of an item that is one date of a series, the id of the series, the same in all of its items.',
  event: 'recurringEventId',
  ofEvent: ({ recurringEventId }) => recurringEventId ?? null,
});

const originalStartColumn = {
  required: false as const,
  holds: 'time' as const,
  about: 'Of the type of the start: where the series has the date, wherever it was moved to.',
};

export const originalStart = {
  code: 'z',
  docs: {
    event: 'originalStartTime',
    lost: 'What a person writes into the column: it is written over.',
  },
  way: 'toItem' as const,
  columns: { originalStart: originalStartColumn },
  ofItem: ([raw], mapping) => (typeof raw === 'string' && raw !== '' ? momentIn(raw, mapping) : textOf(raw)),
  toItem: (value, mapping) => [value === null ? null : columnOf(value, mapping)],
  ofEvent: (event) => (event.recurringEventId ? (originalOf(event.originalStartTime) ?? null) : null),
  toEvent: () => ({}),
  sameMeaning: (a, b) => a === b,
} satisfies Field;

function momentIn(raw: string, { type, zone }: Mapping): Value {
  if (type === 'date') return canonicalDay(raw) ?? raw;
  const wall = type === 'dateTime' ? canonicalWall(raw) : undefined;
  return (wall === undefined ? canonicalInstant(raw) : momentOfWall(wall, zone)) ?? raw;
}

function columnOf(original: string, { type, zone }: Mapping): string {
  if (type === 'date') return isDay(original) ? original : dayOf(original, zone);
  const moment = isDay(original) ? startOfDay(original, zone) : original;
  return type === 'dateTime' ? wallOf(moment, zone) : moment.replace('Z', '.000Z');
}
