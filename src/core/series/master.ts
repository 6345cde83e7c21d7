// What Google needs of a series beside its rule.
import type { CalendarEvent, EventTime } from '../calendar-event';
import { readRule } from './recurrence';
import { originalOf } from './slot';

/**
 * Members of a write, with the rule as Google takes it: in the kind and zone of the start, which both ends have to name.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#start
 * @param members as the fields make them; the rule is one text
 * @param event that is patched
 * @param zone of the binding
 */
export function withRule(
  members: Record<string, unknown>,
  event: CalendarEvent | undefined,
  zone: string,
): Record<string, unknown> {
  const rule = (members['recurrence'] as string[] | null | undefined)?.[0];
  if (rule === undefined) return members;
  const [start, end] = (['start', 'end'] as const).map((name) =>
    timeAfter(members[name] as EventTime | undefined, event?.[name]),
  ) as [EventTime, EventTime];
  const ends = Object.fromEntries(
    [
      ['start', start],
      ['end', end],
    ].flatMap(([name, time]) => [[name, inZone(time as EventTime, start.timeZone ?? zone)]]),
  );
  const context = { allDay: Boolean(start.date), zone: start.timeZone ?? zone, start: originalOf(start) ?? '' };
  const read = readRule(rule, { ...context, there: event?.recurrence ?? [] });
  return { ...members, ...ends, recurrence: 'lines' in read ? read.lines : [rule] };
}

function timeAfter(written: EventTime | undefined, there: EventTime | undefined): EventTime {
  return { ...there, ...written };
}

function inZone(time: EventTime, zone: string): EventTime {
  return time.date ? time : { ...time, timeZone: time.timeZone ?? zone };
}
