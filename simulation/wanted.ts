// Which items want an event, in worlds whose bindings have a filter or a pause: how people say so, and what it means. None of
// the sync's own code decides it here.
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

/** Columns that filter and pause need. */
export function columnsOfWishes({ filter, fields }: Pick<Binding, 'filter' | 'fields'>): string[] {
  return [...(filter === undefined ? [] : [STATE]), ...(fields.paused === undefined ? [] : [fields.paused])];
}
