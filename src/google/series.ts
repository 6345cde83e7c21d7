// Series and their occurrences, as the advanced service reads them.
import type { CalendarEvent } from '../core/calendar-event';
import { withCancelled } from '../core/series/cancelled';
import { completed, named } from '../core/series/occurrence';
import { slotName } from '../core/series/slot';
import { failed, success, type Period, type Result } from '../ports';
import { allPages, attempt, PAGE_SIZE, service, type Counted } from './advanced-service';

export function eventsIn(pages: readonly { items?: unknown[] | undefined }[]): CalendarEvent[] {
  return pages.flatMap(({ items }) => (items ?? []) as CalendarEvent[]).map(named);
}

function bounds({ from, to }: Period): { timeMin: string; timeMax: string } {
  return { timeMin: from, timeMax: to };
}

/** The occurrences of one series that overlap a time. */
export function occurrencesWithin(
  options: Counted,
  calendarId: string,
  seriesId: string,
  time: Period,
): Result<CalendarEvent[]> {
  return attempt(() => occurrencesOf(options, calendarId, seriesId, bounds(time)));
}

/** @throws what a page throws */
function occurrencesOf(
  options: Counted,
  calendarId: string,
  seriesId: string,
  which: { timeMin: string; timeMax?: string } | { originalStart: string },
): CalendarEvent[] {
  const query = { maxResults: PAGE_SIZE, showDeleted: true, ...which };
  return eventsIn(allPages((page) => service(options).Events.instances(calendarId, seriesId, { ...query, ...page })));
}

export function allOccurrences(options: Counted, calendarId: string, time: Period): Result<CalendarEvent[]> {
  const query = { maxResults: PAGE_SIZE, singleEvents: true, showDeleted: true, ...bounds(time) };
  return attempt(() => {
    const pages = allPages((page) => service(options).Events.list(calendarId, { ...query, ...page }));
    return eventsIn(pages).filter(({ recurringEventId }) => recurringEventId);
  });
}

/** @param read events by Google's own ids */
export function wholeSeries(
  options: Counted,
  calendarId: string,
  iCalUID: string,
  read: (ids: readonly string[]) => Result<CalendarEvent>[],
): Result<CalendarEvent[]> {
  const query = { maxResults: PAGE_SIZE, showDeleted: true, iCalUID };
  const list = attempt(() =>
    eventsIn(allPages((page) => service(options).Events.list(calendarId, { ...query, ...page }))),
  );
  if (!list.ok) return list;
  let unread: Result<CalendarEvent[]> | undefined;
  const events = completed(list.value, (ids) => {
    const answers = read(ids);
    const failure = answers.find((answer) => !answer.ok && answer.failure.kind !== 'notFound');
    if (failure && !failure.ok) unread = failure;
    return new Map(answers.flatMap((answer, i) => (answer.ok ? [[ids[i]!, answer.value] as const] : [])));
  });
  return unread ?? success(withCancelled(events));
}

const DAY_MS = 86_400_000;

/** Several occurrences of a series are read in one go; one that was moved to before them by itself. */
export function slotsOf(
  options: Counted,
  calendarId: string,
  series: string,
  originals: readonly string[],
): Map<string, Result<CalendarEvent>> {
  const found = new Map<string, Result<CalendarEvent>>();
  const look = (which: Parameters<typeof occurrencesOf>[3]): Result<CalendarEvent[]> => {
    const read = attempt(() => occurrencesOf(options, calendarId, series, which));
    if (read.ok) for (const event of read.value) found.set(event.id, success(event));
    // It happens once by now, or takes days where the name has a time.
    return !read.ok && read.failure.kind === 'invalid' ? success([]) : read;
  };
  const first = Math.min(...originals.map((original) => Date.parse(original)));
  const whole = originals.length > 1 ? look({ timeMin: new Date(first - DAY_MS).toISOString() }) : undefined;
  if (whole && !whole.ok) return new Map(originals.map((original) => [slotName({ series, original }), whole]));
  for (const original of originals) {
    const name = slotName({ series, original });
    if (found.has(name)) continue;
    const read = look({ originalStart: original });
    if (!found.has(name))
      found.set(name, read.ok ? failed('notFound', 'The series has no such occurrence', 404) : read);
  }
  return found;
}
