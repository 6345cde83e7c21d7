// Items and events that were there before the sync, and are the same thing although no link says so (rule NP11).
import { itemForm } from './item';
import { groupBy } from './groups';
import { columnsOfText } from './fields/time';
import { textForm } from './fields/text';
import type { Values } from './values';

export interface Likeness<Item, Event> {
  item: Item;
  event: Event;
  /** Other items or events have the same times and title: a person may want to look before they are linked. */
  ambiguous: boolean;
}

/**
 * Pairs up items and events of the same start, end and title. Where several have them, those of the same description
 * find each other first, the others in the order that they are given in; what is left over on one side stays alone.
 * @param items without an event
 * @param events without a link
 */
export function findAlike<Item extends { values: Values }, Event extends { values: Values }>(
  items: readonly Item[],
  events: readonly Event[],
): Likeness<Item, Event>[] {
  const eventsByLook = groupBy(events.filter(isTelling), look);
  return [...groupBy(items.filter(isTelling), look)].flatMap(([sameLook, group]) => {
    const candidates = [...(eventsByLook.get(sameLook) ?? [])];
    const ambiguous = candidates.length > 0 && group.length + candidates.length > 2;
    const found: Likeness<Item, Event>[] = [];
    const pairUp = (item: Item, i: number): void => {
      if (candidates[i]) found.push({ item, event: candidates.splice(i, 1)[0]!, ambiguous });
    };
    for (const item of group)
      pairUp(
        item,
        candidates.findIndex((event) => description(event) === description(item)),
      );
    const paired = new Set(found.map(({ item }) => item));
    for (const item of group.filter((one) => !paired.has(one))) pairUp(item, 0);
    return found;
  });
}

/** A time alone says nothing: many events begin at nine. */
function isTelling({ values }: { values: Values }): boolean {
  return itemForm(values).form === 'ok' && Boolean(values.summary && textForm(values.summary));
}

function look({ values: { when, summary } }: { values: Values }): string {
  // By what their columns hold: a time of day is all that an item of days cannot hold.
  return JSON.stringify([columnsOfText(when!), textForm(summary!)]);
}

function description({ values }: { values: Values }): string {
  return textForm(values.description ?? '');
}
