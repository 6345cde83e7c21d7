// A person edits all occurrences of a series: what the series holds afterwards.
import type { Place } from '../commits';
import { readFields } from '../event-fields';
import { readTimes } from '../event-times';
import { mergePatch } from '../members';
import { isObject, type EventFields, type EventTime, type JsonObject } from '../resource';
import { formatUtc } from '../zone';
import { fieldContext } from '../writes';
import { shiftLines } from './lines';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The members of a series after an edit of all. Where the start moves and no rule is given, the rule goes with it; where no end
 * is given, the length stays. A time of the other kind replaces the one that is there. Throws where Google would refuse.
 */
export function editedWhole(place: Place, fields: EventFields, changes: JsonObject): EventFields {
  const { calendar } = place;
  const whole = mergePatch(fields, { ...changes, start: undefined, end: undefined });
  const start = newTime(fields.start, changes.start, calendar.timeZone);
  const end = 'end' in changes ? newTime(fields.end, changes.end, calendar.timeZone) : undefined;
  const times = { start, end: end ?? endAfter(fields, start) };
  const read = readTimes(times, calendar.timeZone, true);
  const lines =
    'recurrence' in changes || !fields.start || !fields.recurrence
      ? {}
      : { recurrence: shiftLines(fields.recurrence, fields.start, read.start) };
  return readFields({ ...whole, ...times, ...lines }, fieldContext(place, false, fields));
}

function newTime(old: EventTime = {}, change: JsonObject[string], calendarZone: string): EventTime {
  if (!isObject(change)) return old;
  const { date, dateTime, timeZone } = change as EventTime;
  if (typeof date === 'string') return { date };
  const zone = timeZone ?? old.timeZone ?? calendarZone;
  const kept = dateTime ?? old.dateTime;
  return { ...(kept !== undefined && { dateTime: kept }), timeZone: zone };
}

/** As long as before; an hour, or the days that it touched, where the kind of the start changes. */
function endAfter({ start: oldStart = {}, end: oldEnd = {} }: EventFields, start: EventTime): EventTime {
  const began = Date.parse(oldStart.date ?? oldStart.dateTime ?? '');
  const length = Date.parse(oldEnd.date ?? oldEnd.dateTime ?? '') - began;
  if (start.date !== undefined) {
    const whole = Math.max(1, Math.ceil(length / DAY_MS)) * DAY_MS;
    return { date: formatUtc(Date.parse(start.date) + whole).slice(0, 10) };
  }
  const { start: read } = readTimes({ start, end: start }, 'UTC', false);
  const end = Date.parse(read.dateTime ?? '') + (oldStart.date === undefined ? length : HOUR_MS);
  return { dateTime: formatUtc(end), timeZone: oldEnd.timeZone ?? start.timeZone ?? 'UTC' };
}
