// Start and end of an event: which combinations Google takes, and the one form in which they are kept.
import { ApiError, invalid, required } from './errors';
import { object, text } from './members';
import type { EventTime, JsonObject } from './resource';
import { formatUtc, instantOfWall, isDate, isTimeZone, readDateTime } from './zone';

type Side = 'start' | 'end';

/**
 * Reads `start` and `end` of a body: both all-day or both timed, end not before start, an instant for each.
 * Errors: 400 `required`, `invalid` or `timeRangeEmpty`.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#start
 */
export function readTimes(
  body: JsonObject,
  calendarZone: string,
  recurring: boolean,
): { start: EventTime; end: EventTime } {
  const start = readTime(body, 'start', calendarZone, recurring);
  const end = readTime(body, 'end', calendarZone, recurring);
  if (!start) throw required('Missing start time.');
  if (!end) throw required('Missing end time.');
  if ((start.date === undefined) !== (end.date === undefined))
    throw invalid('The start and end times must either both be date or both be dateTime.');
  // An all-day end is the day after the last one, so an equal end is an empty range; a timed event may last no time.
  const empty = start.date === undefined ? instantOf(end) < instantOf(start) : instantOf(end) <= instantOf(start);
  if (empty) throw new ApiError(400, 'timeRangeEmpty');
  return { start, end };
}

/** Reads one time: undefined where the body has none. */
function readTime(body: JsonObject, side: Side, calendarZone: string, recurring: boolean): EventTime | undefined {
  const value = object(body, side);
  if (!value) return undefined;
  const date = text(value, 'date');
  const dateTime = text(value, 'dateTime');
  const timeZone = text(value, 'timeZone');
  if (date === undefined && dateTime === undefined) return undefined;
  if (date !== undefined && dateTime !== undefined) throw invalid(`Invalid ${side} time.`);
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalid(`Invalid time zone definition for ${side} time.`);
  if (date !== undefined) {
    if (!isDate(date)) throw invalid(`Invalid ${side} time.`);
    return { date };
  }
  if (recurring && timeZone === undefined) throw required(`Missing time zone definition for ${side} time.`);
  return { dateTime: readInstant(dateTime ?? '', side, timeZone), timeZone: timeZone ?? calendarZone };
}

function readInstant(dateTime: string, side: Side, timeZone: string | undefined): string {
  const read = readDateTime(dateTime);
  if (!read) throw invalid(`Invalid ${side} time.`);
  if (read.instant !== undefined) return formatUtc(read.instant);
  if (timeZone === undefined) throw required(`Missing time zone definition for ${side} time.`);
  return formatUtc(instantOfWall(read.wall, timeZone));
}

/** The instant of a kept time in ms; a day counts from its midnight in `zone`. */
export function instantOf(time: EventTime, zone = 'UTC'): number {
  if (time.date !== undefined) return instantOfWall(Date.parse(`${time.date}T00:00:00Z`), zone);
  return Date.parse(time.dateTime ?? '');
}
