// Z8: another zone of a binding moves nothing. What its DateTimes say then is another moment than that of their events, until
// a person has one of the two count.
import type { Binding } from './binding';
import { laterBase } from './base';
import type { EventState } from './event';
import { mappingOf, wayOf } from './fields/mapped';
import { when } from './fields/when';
import type { PresentItem } from './item';
import type { Retime } from './message';
import { hashValue, rawOf, sameMeaning } from './values';

type Live = Extract<EventState, { is: 'live' }>;

/** Whether a binding holds what clocks show. A Timestamp is a moment and a Date a day, whatever the zone. */
export function holdsClocks({ types }: Pick<Binding, 'types'>): boolean {
  return types.start === 'dateTime';
}

/** What a person may have count in a binding: in one of one direction that side alone. */
export function retimesOf(binding: Binding): Retime[] {
  const way = wayOf(binding, 'when');
  if (!holdsClocks(binding)) return [];
  return [...(way === 'toItem' ? [] : ['directus' as const]), ...(way === 'toEvent' ? [] : ['google' as const])];
}

/**
 * Whether a pair was agreed on while its binding was in another zone, and has meant two different times since that changed.
 * @param zones others in which the binding was
 */
export function isOfOtherZone(binding: Binding, zones: readonly string[], item: PresentItem, event: Live): boolean {
  if (zones.length === 0) return false;
  const base = laterBase(item.sync, event.base, event.id)?.fields.when;
  // Whoever edited a side since then has seen what it says now.
  if (!base || base.item !== item.hashes.when || base.event !== hashValue('when', event.values.when)) return false;
  const agrees = (zone: string): boolean => isSameTime({ ...binding, zone }, item, event);
  return !agrees(binding.zone) && zones.some(agrees);
}

function isSameTime(binding: Binding, { row }: PresentItem, { event }: Live): boolean {
  const mapping = mappingOf(binding, 'when');
  const raw = rawOf(binding, row, 'when');
  const [item, times] = [when.ofItem(raw, mapping), when.ofEvent(event, mapping)];
  const both = when.beside({ raw, value: item }, { event, value: times }, mapping);
  return sameMeaning('when', both.item, both.event);
}
