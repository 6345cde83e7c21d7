// Which items want an event, and which new events an item, in worlds whose bindings have filters or a pause: how people say
// so, and what it means. None of the sync's own code decides it here.
import type { UiEvent } from '../sandbox/calendar/ui';
import type { Binding } from './binding';
import type { Row } from '../src/core/values';

/** The column that filters look at. A new item holds nothing there, and so does one that is made of an event. */
export const STATE = 'state';

/** What an item holds there that is to have no event. */
export const DRAFT = 'draft';

/** As people write it who want all but drafts: in Directus null is not unequal to anything. */
export const ALL_BUT_DRAFTS = { _or: [{ [STATE]: { _null: true } }, { [STATE]: { _neq: DRAFT } }] };

/** Whether a filter keeps the item from having an event. */
export function isFilteredOut({ filter }: Pick<Binding, 'filter'>, row: Row): boolean {
  return filter !== undefined && row[STATE] === DRAFT;
}

export function isPaused({ fields }: Pick<Binding, 'fields'>, row: Row): boolean {
  return fields.paused !== undefined && row[fields.paused] === true;
}

/** Whether it says something that an item is a draft: to a filter, or in a text that is made of it. */
export function hasState({ filter, templates }: Pick<Binding, 'filter' | 'templates'>): boolean {
  return filter !== undefined || Object.values(templates).some((template) => template.includes(STATE));
}

/** Columns that filter and pause need. */
export function columnsOfWishes({ filter, fields }: Pick<Binding, 'filter' | 'fields'>): string[] {
  return [...(filter === undefined ? [] : [STATE]), ...(fields.paused === undefined ? [] : [fields.paused])];
}

export type EventFilter = Binding['eventFilter'];

/** A colour that new events are given where a filter asks for one. */
export const TAKEN_COLOR = '2';

/** A type of events that only those bindings deal with that name it. */
export const FURTHER_TYPE = 'focusTime';

/** Texts that people type begin by a token, such as "t17 ": some hold this, and an edit takes it away, or brings it. */
const TEXT = 'T1';
const COLORS = ['1', TAKEN_COLOR, '3', '4', '5'] as const;

/** What bindings take of new events. */
export const EVENT_FILTERS: readonly EventFilter[] = [
  { text: TEXT },
  { colors: [...COLORS] },
  { types: ['default', FURTHER_TYPE] },
  { text: TEXT, types: ['default', FURTHER_TYPE] },
];

/** Whether a binding deals with a type of events. */
export function takesFurtherType({ eventFilter }: Pick<Binding, 'eventFilter'>): boolean {
  return eventFilter.types?.includes(FURTHER_TYPE) ?? false;
}

/** Whether an event is one that becomes an item where it has none. */
export function isTakenAsNew({ eventFilter: { text, colors } }: Pick<Binding, 'eventFilter'>, event: UiEvent): boolean {
  const words = JSON.stringify([event['summary'], event['description'], event['location']]).toUpperCase();
  if (text !== undefined && !words.includes(text.toUpperCase())) return false;
  return colors === undefined || (colors as readonly unknown[]).includes(event['colorId']);
}
