// Series of the calendar in memory: daily and weekly rules in UTC, COUNT and UNTIL; what the local Google does, in short.
import type { CalendarEvent, EventTime } from '../../src/core/calendar-event';
import { originalOf, slotName } from '../../src/core/series/slot';

const DAY_MS = 86_400_000;
/** As many as Google gives of one without an end. */
const MOST = 730;

/** The occurrences that a rule gives, as they are while nobody has changed one of them. */
export function untouched(master: CalendarEvent): CalendarEvent[] {
  const rule = new Map(
    (master.recurrence?.[0] ?? '')
      .replace(/^RRULE:/, '')
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  );
  const step = (rule.get('FREQ') === 'WEEKLY' ? 7 : 1) * Number(rule.get('INTERVAL') ?? 1) * DAY_MS;
  const until = untilOf(rule.get('UNTIL'));
  const count = Number(rule.get('COUNT') ?? MOST);
  return Array.from({ length: Math.min(count, MOST) }, (_, i) => occurrenceOf(master, i * step)).filter(
    ({ start }) => until === undefined || timeOf(start) <= until,
  );
}

function untilOf(text: string | undefined): number | undefined {
  const [, year, month, day, hour = '23', minute = '59', second = '59'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function occurrenceOf(master: CalendarEvent, laterMs: number): CalendarEvent {
  const { id, etag, recurrence: _, start, end, ...members } = master;
  const [begins, ends] = [moved(start!, laterMs), moved(end!, laterMs)];
  const slot = slotName({ series: id, original: originalOf(begins)! });
  return {
    ...members,
    id: slot,
    occurrenceId: `${id}_${(begins.date ?? begins.dateTime!).replace(/[-:]|\.000/g, '')}`,
    etag: `"of ${etag}"`,
    start: begins,
    end: ends,
    recurringEventId: id,
    originalStartTime: begins,
  };
}

function moved({ date, dateTime, ...rest }: EventTime, laterMs: number): EventTime {
  const at = new Date(Date.parse(date ?? dateTime!) + laterMs).toISOString();
  return date ? { date: at.slice(0, 10) } : { ...rest, dateTime: at.replace('.000', '') };
}

/** Whether an event overlaps a time; a deleted one is always shown. */
export function isWithin({ status, start, end }: CalendarEvent, { from, to }: { from: string; to: string }): boolean {
  return status === 'cancelled' || (timeOf(end) > Date.parse(from) && timeOf(start) < Date.parse(to));
}

function timeOf(time: EventTime | undefined): number {
  return Date.parse(time?.date ?? time?.dateTime ?? '');
}
