// The series of a calendar that is compared, for bindings that have items for dates.
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import { namedEvent, type PresentItem } from '../core/item';
import { datesOf, hasKind, isSeries, kindOf } from '../core/series/kinds';
import { readSlot } from '../core/series/slot';
import { bindingsOfCalendar, type App } from '../sync/context';
import { linkOfEvent } from '../sync/job';
import { seriesNow } from './changed-series';
import type { Sides } from './read-sides';
import type { SeriesRead } from './series';

/** What a comparison knows of the series of one binding. */
export interface DatedSide {
  binding: Binding;
  /** Those that name a date, or an event that is or was a series. */
  items: PresentItem[];
  read: SeriesRead;
}

/** Undefined where Google gives no answer about a series that items name and the list lacks. */
export function seriesOfSides(app: App, { calendarId, bindings, list, dates }: Sides): DatedSide[] | undefined {
  const dated = bindings.filter(({ binding }) => datesOf(binding) !== 'none');
  if (dated.length === 0) return [];
  const masters = new Map(list.events.filter(isSeries).map((event) => [event.id, event]));
  const result: DatedSide[] = [];
  for (const { binding, items } of dated) {
    const isWhole = datesOf(binding) === 'all';
    const whole = new Map<string, CalendarEvent | null>(masters);
    const singles: CalendarEvent[] = [];
    // A list is no proof that a series is gone: each is read by itself.
    const others = new Set(items.flatMap((item) => readSlot(namedEvent(item) ?? '')?.series ?? []));
    const now = seriesNow(
      app,
      calendarId,
      [...others].filter((id) => !whole.has(id)),
    );
    if (!now) return undefined;
    for (const event of now) {
      if (isSeries(event)) continue;
      whole.set(event.id, null);
      if (event.status !== 'cancelled' && isWhole) singles.push(event);
    }
    const exceptions = list.events.filter((event) => kindOf(event) === 'occurrence');
    const read = { occurrences: [...exceptions, ...(isWhole ? dates : []), ...singles], whole };
    result.push({ binding, items: items.filter((item) => isOfSeries(item, isWhole ? whole : new Map())), read });
  }
  return result;
}

/** @param whole events that are, or were, series whose items are all dates */
function isOfSeries(item: PresentItem, whole: SeriesRead['whole']): boolean {
  const name = namedEvent(item);
  return name !== null && (readSlot(name) !== undefined || whole.has(name));
}

/**
 * Whether an event of the list is a matter of single pairs: series are not where no binding has items for them, nor where one
 * began as an item whose binding has dates; nor are dates, and what was a series.
 */
export function opensTo(app: App, calendarId: string, dated: readonly DatedSide[]): (event: CalendarEvent) => boolean {
  const bindings = bindingsOfCalendar(app, calendarId);
  const whole = dated.filter(({ binding }) => datesOf(binding) === 'all');
  const isDated = (id: string | undefined): boolean => whole.some(({ binding }) => binding.id === id);
  const was = new Set(whole.flatMap(({ read }) => [...read.whole].flatMap(([id, series]) => (series ? [] : [id]))));
  return (event) => {
    if (dated.length === 0) return true;
    if (was.has(event.id) || kindOf(event) === 'occurrence') return false;
    if (kindOf(event) === 'single') return true;
    return (
      bindings.some((binding) => hasKind(binding, 'series')) && !isDated(linkOfEvent(app, calendarId, event)?.binding)
    );
  };
}
