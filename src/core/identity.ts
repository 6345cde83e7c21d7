// Who belongs to whom: event ids that are ours, and the link that an event carries.
import type { Binding } from './binding';
import { digestBase32Hex, shortHash } from './hash';

/** What an event says of its item. Written for one event id: a copied event carries a link that names the original. */
export interface Link {
  installation: string;
  binding: string;
  eventId: string;
  key: string;
}

const VERSION = '1';

/** The longest value that a private property keeps; Google cuts longer ones without a word. */
export const PROPERTY_MAX_LENGTH = 1024;

export function encodeLink(link: Link): string {
  // Between the last two once was room for occurrences, which go by the names of their slots.
  return [VERSION, link.installation, link.binding, link.eventId, '', link.key].join('/');
}

export function decodeLink(text: string | undefined): Link | undefined {
  const match = /^1\/([^/]*)\/([^/]*)\/([^/]*)\/[^/]*\/([^]+)$/.exec(text ?? '');
  if (!match) return undefined;
  const [, installation, binding, eventId, key] = match as unknown as string[];
  return { installation: installation!, binding: binding!, eventId: eventId!, key: key! };
}

/**
 * Names where a pair is at home, in 6 characters (36 bits). A base that was made elsewhere proves nothing here: that of a
 * row from another instance or an old export, of a copied database, of a binding whose calendar or collection was changed.
 */
export function homeHash(
  installation: string,
  { calendar, collection }: Pick<Binding, 'calendar' | 'collection'>,
): string {
  return shortHash(JSON.stringify([installation, calendar, collection]), 6);
}

/** @param installations ours first, then those that were adopted */
export function atHome(binding: Binding, installations: readonly string[]): Binding {
  return { ...binding, homes: installations.map((installation) => homeHash(installation, binding)) };
}

/** Whether a link names the item of that key. */
export function linksTo(link: Link | undefined, binding: { id: string }, key: string | undefined): boolean {
  return link?.binding === binding.id && link.key === key;
}

/**
 * The id of the event that an item gets: always the same one, so that a repeated insert can only meet itself (409). Items
 * of two collections may have the same key, and a binding may come to name another collection.
 * A used id stays used on its calendar, hence the generation, raised when an event can't be brought back under its id.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events#id
 */
export function eventIdFor(
  installation: string,
  { id, collection }: Pick<Binding, 'id' | 'collection'>,
  key: string,
  generation: number,
): string {
  return digestBase32Hex(JSON.stringify([installation, id, collection, key, generation]), 32);
}

/**
 * The key of an item that is made of an event, where keys are texts that nobody makes: the same one in each try, so that
 * a repeated creation can only meet itself.
 */
export function keyForEvent(eventId: string): string {
  return digestBase32Hex(eventId, 20);
}

/** A short private property to search an item's event by, when nothing else names it. */
export function searchKey(installation: string, bindingId: string, key: string): string {
  return digestBase32Hex(JSON.stringify([installation, bindingId, key]), 26);
}
