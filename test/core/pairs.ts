// Parts of the core's tests: a binding, and both sides of a pair with only what a test is about spelled out.
import type { PresentItem } from '../../src/core/item';
import type { Base } from '../../src/core/base';
import { type Binding } from '../../src/core/binding';
import { FIELD_NAMES, type FieldName } from '../../src/core/fields';
import { parseBindings } from '../../src/core/bindings-file';
import type { EventState } from '../../src/core/event';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { atHome, encodeLink, eventIdFor, type Link } from '../../src/core/identity';
import type { PairPlan, PlanContext } from '../../src/core/plan-model';
import { hashValue, type Values } from '../../src/core/values';

export const INSTALLATION = 'inst0001';

export function makeBinding(changes: Partial<Binding> = {}): Binding {
  const fields = { eventId: 'event', sync: 'sync', start: 'starts', end: 'ends', summary: 'name', description: 'text' };
  const [binding] = parseBindings(
    JSON.stringify({ bindings: [{ id: 'main', collection: 'talks', calendar: 'primary', fields }] }),
    'test',
  );
  return atHome({ ...binding!, ...changes }, [INSTALLATION]);
}

export const BINDING = makeBinding();

export const VALUES: Values = {
  start: '2026-03-01T10:00:00Z',
  end: '2026-03-01T11:00:00Z',
  summary: 'Talk',
  description: 'About calendars',
};

export const OWN_ID = eventIdFor(INSTALLATION, BINDING, '7', 0);

/** Prints of values that both sides agree on; `event` holds Google's where they differ. */
export function prints(values: Partial<Values>, event: Partial<Values> = {}): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of FIELD_NAMES) {
    const item = hashValue(values[name]);
    if (item !== undefined) fields[name] = { item, event: hashValue(name in event ? event[name] : values[name])! };
  }
  return fields;
}

export function base(values: Partial<Values> = VALUES, changes: Partial<Base> = {}): Base {
  return { stamp: 100, eventId: OWN_ID, fields: prints(values), ...changes };
}

/** An item that names its event and agrees with it, but for `changes`. */
export function item(changes: Partial<PresentItem> = {}): PresentItem {
  return {
    is: 'present',
    key: '7',
    row: { starts: VALUES.start, ends: VALUES.end },
    values: VALUES,
    eventId: OWN_ID,
    idText: changes.eventId === undefined ? OWN_ID : changes.eventId,
    sync: base(),
    syncText: 'the sync value',
    stamp: 101,
    ...changes,
  };
}

export type LiveEvent = Extract<EventState, { is: 'live' }>;

export function link(changes: Partial<Link> = {}): Link {
  return { installation: INSTALLATION, binding: 'main', eventId: OWN_ID, occurrence: '', key: '7', ...changes };
}

/** The event of `item()`, linked to it and agreeing with it, but for `changes`. */
export function live(changes: Partial<LiveEvent> = {}): LiveEvent {
  const id = changes.id ?? OWN_ID;
  const event: CalendarEvent = { id, etag: '"1"', start: { dateTime: VALUES.start }, end: { dateTime: VALUES.end } };
  return { is: 'live', id, event, values: VALUES, link: link(), base: base(), restored: false, ...changes };
}

export function cancelled(changes: { id?: string; byUs?: boolean; link?: Link } = {}): EventState {
  const id = changes.id ?? OWN_ID;
  const extendedProperties = changes.link && { private: { link: encodeLink(changes.link) } };
  const event: CalendarEvent = { id, status: 'cancelled', ...(extendedProperties && { extendedProperties }) };
  return { is: 'cancelled', id, byUs: changes.byUs ?? false, event, link: changes.link };
}

export function context(changes: Partial<PlanContext> = {}): PlanContext {
  return {
    installation: INSTALLATION,
    binding: BINDING,
    justCreated: false,
    searched: false,
    isCopy: undefined,
    isOwn: undefined,
    elsewhere: false,
    remade: false,
    pasted: false,
    generation: 0,
    times: undefined,
    itemDeletedForEvent: () => false,
    braked: [],
    refused: [],
    ...changes,
  };
}

export function changed(name: FieldName, value: Values[FieldName]): Values {
  return { ...VALUES, [name]: value };
}

/** Sides that are missing. */
export const NONE = { is: 'none' } as const;
export const ABSENT = { is: 'absent', id: OWN_ID } as const;
export const GONE = { is: 'gone', key: '7', sync: undefined, stamp: 300 } as const;

export const OFF = changed('start', null);
export const BAD = changed('end', '2026-03-01T09:00:00Z');
export const RENAMED = changed('summary', 'Renamed');

export const NOTHING: PairPlan = { event: null, item: null, base: {}, reports: [], needs: [] };
