// Parts of the core's tests: a binding, and both sides of a pair with only what a test is about spelled out.
import { baseOnceWritten, encodeBase, type Base } from '../../src/core/base';
import { type Binding } from '../../src/core/binding';
import type { FieldName } from '../../src/core/fields';
import type { PresentItem, UnreadItem } from '../../src/core/item';
import { parseBindings } from '../../src/core/bindings-file';
import type { EventState } from '../../src/core/event';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { atHome, encodeLink, eventIdFor, type Link } from '../../src/core/identity';
import type { PairPlan, PlanContext } from '../../src/core/plan-model';
import {
  columnsToWrite,
  hashValue,
  namesOf,
  rowHashes,
  rowValues,
  type Row,
  type Value,
  type Values,
} from '../../src/core/values';

export const INSTALLATION = 'inst0001';

/** @param options as bindings.json has them, in place of `changes` where reading it changes more than their own member */
export function makeBinding(changes: Partial<Binding> = {}, options: object = {}): Binding {
  const fields = { eventId: 'event', sync: 'sync', start: 'starts', end: 'ends', summary: 'name', description: 'text' };
  const [binding] = parseBindings(
    JSON.stringify({ bindings: [{ id: 'main', collection: 'talks', calendar: 'primary', fields, ...options }] }),
    'test',
  );
  return atHome({ ...binding!, ...changes }, [INSTALLATION]);
}

export const BINDING = makeBinding();

export const START = '2026-03-01T10:00:00Z';
export const END = '2026-03-01T11:00:00Z';

/** The field `when`. */
export function time(start: string, end: string): string {
  return `${start}/${end}`;
}

export const VALUES = {
  when: time(START, END),
  summary: 'Talk',
  description: 'About calendars',
} satisfies Values;

/** The columns that hold `VALUES`, as Directus gives them. */
export const ROW = columnsToWrite(BINDING, VALUES);

export const OWN_ID = eventIdFor(INSTALLATION, BINDING, '7', 0);

/** Hashes of values that both sides agree on; `event` holds Google's where they differ. */
export function fieldBases(values: Values, event: Values = {}): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of namesOf(values)) {
    const agreed = baseOnceWritten(BINDING, name, values[name]);
    if (agreed) fields[name] = name in event ? { ...agreed, event: hashValue(name, event[name])! } : agreed;
  }
  return fields;
}

export function base(values: Values = VALUES, changes: Partial<Base> = {}): Base {
  return { stamp: 100, eventId: OWN_ID, fields: fieldBases(values), ...changes };
}

/**
 * An item that names its event and agrees with it, but for `changes`. Of `row`, `values` and `hashes` one is enough: columns
 * hold the values, and both others are made of the columns.
 */
export function item({ row, values, hashes, ...changes }: Partial<PresentItem> = {}): PresentItem {
  const columns = row ?? columnsToWrite(BINDING, values ?? VALUES);
  return {
    is: 'present',
    key: '7',
    row: columns,
    values: values ?? rowValues(BINDING, columns),
    hashes: hashes ?? rowHashes(BINDING, columns),
    eventId: OWN_ID,
    want: 'event',
    idText: changes.eventId === undefined ? OWN_ID : changes.eventId,
    sync: base(),
    syncText: 'the sync value',
    stamp: 101,
    ...changes,
  };
}

/** The item of `live()`, as long as nobody has read it. */
export function unread(known?: Base): UnreadItem {
  return { is: 'unread', key: '7', known };
}

export type LiveEvent = Extract<EventState, { is: 'live' }>;

export function link(changes: Partial<Link> = {}): Link {
  return { installation: INSTALLATION, binding: 'main', eventId: OWN_ID, key: '7', ...changes };
}

/** The event of `item()`, linked to it and agreeing with it, but for `changes`. */
export function live(changes: Partial<LiveEvent> = {}): LiveEvent {
  const id = changes.id ?? OWN_ID;
  const event: CalendarEvent = { id, etag: '"1"', start: { dateTime: START }, end: { dateTime: END } };
  return { is: 'live', id, event, values: VALUES, link: link(), base: base(), restored: false, ...changes };
}

/** What is left of a deleted event: with a link or a base where Google still shows them. */
export function cancelled(changes: { id?: string; byUs?: boolean; link?: Link; base?: Base } = {}): EventState {
  const id = changes.id ?? OWN_ID;
  const left = {
    ...(changes.link && { link: encodeLink(changes.link) }),
    ...(changes.base && { base: encodeBase(BINDING, changes.base) }),
  };
  const event: CalendarEvent = { id, status: 'cancelled', extendedProperties: { private: left } };
  return { is: 'cancelled', id, byUs: changes.byUs ?? false, event, link: changes.link };
}

export function context(changes: Partial<PlanContext> = {}): PlanContext {
  return {
    installation: INSTALLATION,
    binding: BINDING,
    elsewhere: false,
    remade: false,
    pasted: false,
    generation: 0,
    itemDeletedForEvent: () => false,
    braked: [],
    refused: [],
    ...changes,
  };
}

/** What the item's revisions say: these fields somebody emptied, all others were away (EM1). */
export function proven(...names: FieldName[]): Pick<PlanContext, 'emptied'> {
  return { emptied: { proven: names, untracked: false } };
}

export function changed<Name extends FieldName>(name: Name, value: Value) {
  return { ...VALUES, [name]: value };
}

/** Sides that are missing. */
export const NONE = { is: 'none' } as const;
export const ABSENT = { is: 'absent', id: OWN_ID } as const;
export const GONE = { is: 'gone', key: '7', sync: undefined, stamp: 300 } as const;

export const NO_START = changed('when', null);
export const BAD_ROW: Row = { ...ROW, ends: '2026-03-01T09:00:00.000Z' };
export const BAD = rowValues(BINDING, BAD_ROW);
export const RENAMED = changed('summary', 'Renamed');

export const NOTHING: PairPlan = { event: null, item: null, base: {}, reports: [], needs: [] };
