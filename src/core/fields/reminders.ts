// Reminders, in Google's own form; they are those of the account that the script runs under.
// https://developers.google.com/workspace/calendar/api/v3/reference/events#reminders
import { isObject } from '../checks';
import type { CalendarEvent } from '../calendar-event';
import { bad, whyBad } from './bad';
import type { Field, Value } from './field';
import { entriesOf, jsonOf, listText, type Entry } from './list';

/** Google takes no more. */
const MOST = 5;
const LATEST_MINUTES = 40_320;
const METHODS = ['popup', 'email'];

export const reminders = {
  code: 'r',
  docs: {
    event: 'reminders',
    lost: 'They are those of the account that runs the script: other people have their own.',
  },
  columns: {
    reminders: {
      required: false as const,
      holds: 'list' as const,
      about:
        'JSON: { "useDefault": false, "overrides": [{ "method": "popup" | "email", "minutes": 10 }] }, or that list, or minutes alone. Empty: those of the calendar; an empty list: none.',
    },
  },
  ofItem: ([raw]) => ofItem(raw),
  toItem: (value) => [value === null ? null : { useDefault: false, overrides: entriesOf(value) }],
  ofEvent: ({ reminders: own }) => (!own || own.useDefault ? null : textOf(own.overrides ?? [])),
  toEvent: (value, event) => {
    if (value === null) return event ? { reminders: { useDefault: true, overrides: null } } : {};
    return { reminders: { useDefault: false, overrides: entriesOf(value) } };
  },
  whyBad,
  sameMeaning: (a, b) => a === b,
} satisfies Field;

type Reminder = NonNullable<NonNullable<CalendarEvent['reminders']>['overrides']>[number];

function textOf(overrides: readonly Reminder[]): string {
  const name = ({ method, minutes }: Entry): string => `${String(minutes).padStart(5, '0')} ${String(method)}`;
  return listText(
    overrides.map(({ method, minutes }) => ({ method, minutes })),
    name,
  );
}

function ofItem(raw: unknown): Value {
  if (raw === undefined) return undefined;
  if (raw === null || raw === '') return null;
  const json = jsonOf(raw);
  if (isObject(json) && json['useDefault'] === true) return null;
  const list = isObject(json) ? (json['overrides'] ?? []) : typeof json === 'number' ? [json] : json;
  if (!Array.isArray(list)) return bad('reminders is no list of reminders');
  if (list.length > MOST) return bad(`reminders has ${list.length} entries, and Google takes ${MOST}`);
  const overrides: Reminder[] = [];
  for (const one of list as unknown[]) {
    const { method = METHODS[0], minutes } = isObject(one) ? one : { minutes: one };
    if (!METHODS.includes(String(method))) return bad(`reminders: method must be ${METHODS.join(' or ')}`);
    if (!Number.isInteger(minutes) || Number(minutes) < 0 || Number(minutes) > LATEST_MINUTES)
      return bad(`reminders: minutes must be a whole number from 0 to ${LATEST_MINUTES}`);
    overrides.push({ method: String(method), minutes: Number(minutes) });
  }
  return textOf(overrides);
}
