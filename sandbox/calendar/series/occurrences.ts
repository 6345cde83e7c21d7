// The occurrences of stored series: untouched ones are computed, changed and cancelled ones are events of their own.
import { createHash } from 'node:crypto';
import { instantOf } from '../event-times';
import type { CalendarOptions } from '../options';
import type { EventFields, EventTime, StoredEvent } from '../resource';
import type { StoredCalendar } from '../store';
import { formatUtc } from '../zone';
import { expand, type Slot } from './expansion';

/** What occurrences are computed from. */
export interface SeriesPlace {
  calendar: StoredCalendar;
  options: CalendarOptions;
}

const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

/** Whether the event is a series, deleted or not. */
export function isMaster({ fields, recurringEventId }: StoredEvent): boolean {
  return fields.recurrence !== undefined && recurringEventId === undefined;
}

export function isCancelled({ fields }: StoredEvent): boolean {
  return fields.status === 'cancelled';
}

/** The one form of an original start by which slots are told apart. */
export function keyOf(original: EventTime): string {
  return original.date ?? formatUtc(instantOf(original));
}

/** The key of a time as people and clients write it: a day, or an RFC 3339 text with an offset. */
export function keyOfText(text: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : formatUtc(instant);
}

/** An expansion is asked for again and again while its series stays as it is. */
const expansions = new WeakMap<EventFields, { by: string; slots: readonly Slot[] }>();

/** The places that the lines of a series name. */
export function slotsOf(fields: EventFields, { gap, occurrenceLength }: CalendarOptions): readonly Slot[] {
  const by = `${gap} ${occurrenceLength}`;
  const known = expansions.get(fields);
  if (known?.by === by) return known.slots;
  const slots = expand(fields, { gap, occurrenceLength });
  expansions.set(fields, { by, slots });
  return slots;
}

/** The id of an occurrence: made of the series and its time, or nothing that tells anything (switch). */
export function occurrenceId({ calendar, options }: SeriesPlace, seriesId: string, key: string): string {
  if (options.occurrenceIds === 'timestamp') return `${seriesId}_${key.replace(/[-:]/g, '')}`;
  const digest = createHash('sha256').update(`${calendar.id} ${seriesId} ${key}`).digest();
  return [...digest.subarray(0, 26)].map((byte) => BASE32HEX[byte % 32]).join('');
}

/** An untouched occurrence as an event. It has what its series has, by a link to it in the place of the lines. */
export function untouched(place: SeriesPlace, master: StoredEvent, slot: Slot): StoredEvent {
  const { recurrence: _lines, ...fields } = master.fields;
  const { previous: _previous, ...state } = master;
  return {
    ...state,
    id: occurrenceId(place, master.id, slot.key),
    etag: place.options.occurrenceEtags === 'own' ? ownEtag(master, slot) : master.etag,
    fields: { ...fields, start: slot.start, end: slot.end },
    recurringEventId: master.id,
    originalStartTime: slot.start,
    ...(isCancelled(master) && { endedWithSeries: true }),
    previous: undefined,
  };
}

/** Changes with each change of the series, too. */
function ownEtag(master: StoredEvent, slot: Slot): string {
  const digest = createHash('sha256').update(`${master.etag} ${slot.key}`).digest();
  return `"${3_600_000_000_000_000 + digest.readUInt32BE() * 2}"`;
}

/** The changed and cancelled occurrences of a series by their keys. */
export function exceptionsOf(calendar: StoredCalendar, seriesId: string): Map<string, StoredEvent> {
  const exceptions = new Map<string, StoredEvent>();
  for (const event of calendar.events.values())
    if (event.recurringEventId === seriesId && event.originalStartTime && !event.reset)
      exceptions.set(keyOf(event.originalStartTime), event);
  return exceptions;
}

/** All occurrences of a series as it is now, cancelled ones among them, in the order of the original starts. */
export function occurrencesOf(place: SeriesPlace, master: StoredEvent): StoredEvent[] {
  const exceptions = exceptionsOf(place.calendar, master.id);
  const computed = slotsOf(master.fields, place.options)
    .filter(({ key }) => !exceptions.has(key))
    .map((slot) => [slot.key, untouched(place, master, slot)] as const);
  const all = [...computed, ...exceptions];
  return all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}

/** The occurrence of a series that began at `key` before it was moved, changed or not. */
export function occurrenceAt(place: SeriesPlace, master: StoredEvent, key: string): StoredEvent | undefined {
  const exception = exceptionsOf(place.calendar, master.id).get(key);
  if (exception) return exception;
  const slot = slotsOf(master.fields, place.options).find((one) => one.key === key);
  return slot && untouched(place, master, slot);
}

/** The untouched occurrence that has this id. Clients must not read ids; Google, who makes them, may. */
export function findUntouched(place: SeriesPlace, id: string): StoredEvent | undefined {
  for (const master of place.calendar.events.values()) {
    if (!isMaster(master)) continue;
    if (place.options.occurrenceIds === 'timestamp' && !id.startsWith(`${master.id}_`)) continue;
    const slot = slotsById(place, master).get(id);
    if (slot && !exceptionsOf(place.calendar, master.id).has(slot.key)) return untouched(place, master, slot);
  }
  return undefined;
}

const ids = new WeakMap<readonly Slot[], { by: string; byId: ReadonlyMap<string, Slot> }>();

function slotsById(place: SeriesPlace, master: StoredEvent): ReadonlyMap<string, Slot> {
  const slots = slotsOf(master.fields, place.options);
  const by = `${place.calendar.id} ${master.id} ${place.options.occurrenceIds}`;
  const known = ids.get(slots);
  if (known?.by === by) return known.byId;
  const byId = new Map(slots.map((slot) => [occurrenceId(place, master.id, slot.key), slot]));
  ids.set(slots, { by, byId });
  return byId;
}

/** An event of the calendar by its id: one that is stored, or an untouched occurrence. */
export function findInCalendar(place: SeriesPlace, id: string): StoredEvent | undefined {
  const stored = place.calendar.events.get(id);
  return stored && !stored.reset ? stored : (findUntouched(place, id) ?? stored);
}
