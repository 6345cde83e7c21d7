// Both sides of a calendar, read whole.
import { itemFromRow, type PresentItem } from '../core/item';
import type { Binding } from '../core/binding';
import type { CalendarEvent } from '../core/calendar-event';
import { rowKey } from '../core/keys';
import { failed, success, type EventList, type Result } from '../ports';
import { bindingsOfCalendar, type App } from '../sync/context';
import { isOutage, noteAlive, noteOutage } from '../sync/outage';
import { readDates, withCancelledDates } from './changed-series';
import { isSeries } from '../core/series/kinds';

const PAGE_SIZE = 500;
const MAX_PAGES = 2000;

export interface Sides {
  calendarId: string;
  bindings: { binding: Binding; items: PresentItem[] }[];
  list: EventList;
  /** Occurrences within the windows of bindings whose items are dates, by the names of their slots. */
  dates: CalendarEvent[];
}

/**
 * Reads all items of all bindings of a calendar, and all its events, page by page; undefined when a side could not be read
 * whole, which is noted as its outage.
 */
export function* readSides(app: App, calendarId: string): Generator<void, Sides | undefined> {
  const bindings: Sides['bindings'] = [];
  // Items are read first: an event that is made meanwhile is then a new event, not an item's lost one.
  for (const binding of bindingsOfCalendar(app, calendarId)) {
    const items = yield* allItems(app, binding);
    if (items.ok) bindings.push({ binding, items: items.value });
    else {
      app.log({ comparison: 'incomplete', side: 'directus' });
      // A Directus that refuses one collection answers for the others.
      noteOutage(app, items.failure, isOutage(items.failure) ? undefined : calendarId);
      return undefined;
    }
  }
  const list = app.calendar.list(calendarId, undefined);
  if (!list.ok) {
    app.log({ comparison: 'incomplete', side: 'google' });
    noteOutage(app, list.failure, calendarId);
    return undefined;
  }
  // Where the list could not say which dates are cancelled, each series does.
  const isUnknown = list.value.events.some((event) => isSeries(event) && !event.cancelledDates);
  const events = isUnknown ? withCancelledDates(app, calendarId, list.value.events) : list.value.events;
  if (!events) return undefined;
  const dates = readDates(app, calendarId);
  if (!dates.ok) {
    app.log({ comparison: 'incomplete', side: 'google' });
    noteOutage(app, dates.failure, calendarId);
    return undefined;
  }
  noteAlive(app, calendarId);
  return { calendarId, bindings, list: { ...list.value, events: [...events] }, dates: dates.value };
}

/** The same in one go. */
export function readSidesAtOnce(app: App, calendarId: string): Sides | undefined {
  const reading = readSides(app, calendarId);
  for (;;) {
    const page = reading.next();
    if (page.done) return page.value;
  }
}

/**
 * Where items come and go between two pages, one may be on both, and one on none: its event then counts as one whose
 * item is gone, which a read of the key corrects.
 */
function* allItems(app: App, binding: Binding): Generator<void, Result<PresentItem[]>> {
  const items = new Map<string, PresentItem>();
  for (let page = 0; page < MAX_PAGES; page++) {
    // One more than is used: it shows whether there is another page, and saves the call that would find none.
    const answer = app.directus.list(binding, page * PAGE_SIZE, PAGE_SIZE + 1);
    if (!answer.ok) return answer;
    const { results, stamp } = answer.value;
    for (const row of results.slice(0, PAGE_SIZE)) items.set(rowKey(binding, row), itemFromRow(binding, row, stamp));
    if (results.length <= PAGE_SIZE) return success([...items.values()]);
    yield;
  }
  return failed('invalid', `${binding.collection} has more items than can be compared`);
}
