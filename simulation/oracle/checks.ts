// What must hold when all is quiet. Each violation is one line that a person can look into.
import { itemFromRow, itemInSync, namedEvent } from '../../src/core/item';
import type { UiEvent } from '../../sandbox/calendar/ui';
import type { Binding } from '../binding';
import { FIELD_NAMES } from '../../src/core/fields';
import type { Row } from '../../src/core/values';
import { dressed, type People } from '../people/people';
import { UNMAPPED, type World } from '../world';
import { asRead } from '../as-read';
import { mistypableColumns, mistypedIn } from '../mistypes';
import { partsOf } from '../parts';
import { isPaused, isTakenAsNew } from '../wanted';
import { isCutOff } from './cut-off';
import { eventThing, itemThing } from './deeds';
import { differences } from './differences';
import { itemsOf, liveEvents, stateOf, type Item, type LiveEvent } from './sides';
import { tokenOf } from './tokens';
import { RETRIES } from '../../src/sync/retries';

export function violations(world: World, people: People): string[] {
  return [
    ...world.bindings.flatMap((_, at) => unpaired(world, people, at)),
    ...duplicates(world, people),
    ...madeOfEvents(world),
    ...madeOfOthers(world, people),
    ...lostEdits(world, people),
    ...unjustified(world, people),
    ...resurrected(world, people),
    ...changedStrangers(world),
    ...undressed(world, people),
    ...leftovers(world),
    ...tooManyWrites(world, people),
  ];
}

/** Nothing runs, no item is paused, both sides of each pair are equal, and each item's base says so. */
export function isAgreed(world: World, people: People): boolean {
  if (!world.isStill() || people.waiting > 0 || people.hasPaused()) return false;
  return world.bindings.every(
    (binding, at) =>
      unpaired(world, people, at).length === 0 &&
      itemsOf(world, binding).every(({ form, eventId, row }) => {
        if (binding.direction === 'toDirectus' && eventId === null) return true;
        if (form === 'none' || eventId?.startsWith('-') || world.foreign.has(eventId ?? '')) return true;
        return form === 'ok' && itemInSync(itemFromRow(binding, row, 0));
      }),
  );
}

/** Links one to one, and both sides of each pair equal. */
function unpaired(world: World, people: People, at: number): string[] {
  const binding = world.bindings[at]!;
  const events = new Map(liveEvents(world, binding).map((event) => [event.id, event]));
  const found: string[] = [];
  const say = (line: string): void => void found.push(`[${binding.id}] ${line}`);
  const claimed = new Set<string>();
  const items = itemsOf(world, binding);
  for (const item of items) {
    const event = item.eventId === null ? undefined : events.get(item.eventId);
    // Its sync value names an event, too, where the id was emptied.
    const named = namedEvent(itemFromRow(binding, item.row, 0));
    if (named !== null && isOfOtherInstallation(world, named)) {
      claimed.add(named);
      if (!world.otherInstallation.mayBeNamed(named))
        say(`item ${item.key} names event ${named}, which is another installation's`);
      continue;
    }
    // OW6: no item deletes an event.
    if (item.form === 'bad' || (item.form === 'none' && binding.direction === 'toDirectus')) {
      if (event) claimed.add(event.id);
      continue;
    }
    if (item.form === 'none') {
      if (item.eventId !== null && !item.eventId.startsWith('-')) say(`item ${item.key} wants no event, but names one`);
      continue;
    }
    if (item.eventId?.startsWith('-')) {
      if (events.has(item.eventId.slice(1))) say(`item ${item.key} is unlinked from an event that lives`);
      continue;
    }
    if (isItemAlone(world, binding, item, event)) continue;
    if (!event) say(`item ${item.key} has no event (${item.eventId ?? 'no id'})`);
    else if (claimed.has(event.id)) say(`event ${event.id} has several items`);
    else {
      claimed.add(event.id);
      if (!isLeft(world, people, binding, item, event)) found.push(...differences(world, people, binding, item, event));
    }
  }
  const takesNew = binding.newEvents && binding.direction !== 'toGoogle';
  for (const event of events.values()) {
    const linked = event.link?.binding === binding.id && items.find(({ key }) => key === event.link?.key);
    // One whose item has another event, or had one last, counts as new (P7).
    const own = event.link?.binding === binding.id && !(linked && hasOther(linked, event.id, claimed));
    if (isLeftAlone(world, people, binding, event)) continue;
    const isNew =
      takesNew && !isOfOther(world, binding, event) && isTakenAsNew(binding, event.event as unknown as UiEvent);
    if (!claimed.has(event.id) && (own || isNew)) say(`event ${event.id} has no item`);
  }
  return found;
}

/** OW3: a side that does not count may stay as people left it, once they did something to it. */
function isLeft(world: World, { deeds }: People, binding: Binding, { key }: Item, { id }: LiveEvent): boolean {
  if (binding.onReadOnlyEdit !== 'leave') return false;
  const way = wayOf(world, binding);
  return way !== 'both' && deeds.times(way === 'toGoogle' ? eventThing(id) : itemThing(binding.collection, key)) > 0;
}

/**
 * OW5, OW6: an event whose item a person deleted where that does not count, or that a person brought back where that doesn't;
 * or whose item an older database lacks, which no person deleted. Without its state the script takes an item that it deleted
 * for one that a person deleted (ST1).
 */
function isLeftAlone(world: World, people: People, binding: Binding, event: LiveEvent): boolean {
  if (binding.onReadOnlyEdit !== 'leave' || !event.link) return false;
  const way = wayOf(world, binding);
  if (way === 'both') return false;
  const wasRestored = people.everRestored.has(event.id);
  return way === 'toGoogle'
    ? world.wasPutBack || people.everDeleted.has(event.id) || wasRestored
    : people.watch.everDeleted(binding.collection, event.link.key) || (world.lostState && wasRestored);
}

/** OW6: where events alone count, an item that a person made has none, whatever id came with it. */
function isItemAlone(world: World, binding: Binding, { key, eventId }: Item, event: LiveEvent | undefined): boolean {
  if (binding.direction !== 'toDirectus') return false;
  if (eventId === null) return true;
  const isLinked = event?.link?.binding === binding.id && event.link.key === key;
  return !isLinked && isMadeByPerson(world, binding.collection, key);
}

function isMadeByPerson(world: World, collection: string, key: string): boolean {
  return typeof makersOf(world, collection, key).at(-1) === 'string';
}

/** Who made an item, and made it again; null: the sync. */
function makersOf({ directus }: World, collection: string, key: string): unknown[] {
  return directus
    .peek('directus_activity')
    .filter((row) => row['action'] === 'create' && row['collection'] === collection && row['item'] === key)
    .map(({ user }) => user);
}

/** OW7: a calendar that may only be read counts alone. */
function wayOf({ wasReadOnly }: World, { direction }: Binding): Binding['direction'] {
  return direction === 'both' && wasReadOnly ? 'toDirectus' : direction;
}

function hasOther({ eventId }: Item, id: string, claimed: ReadonlySet<string>): boolean {
  return eventId !== null && (claimed.has(eventId) || (eventId.startsWith('-') && eventId !== `-${id}`));
}

/** An item that names such an event stays as it is for as long as the event lives (P22). */
function isOfOtherInstallation({ foreign, otherInstallation }: World, eventId: string): boolean {
  return foreign.has(eventId) && !otherInstallation.deleted.has(eventId);
}

/** Another binding's of the same calendar, as long as the event says so, or an item names it there. */
function isOfOther(world: World, { id: own, calendar }: Binding, { id: eventId, link }: LiveEvent): boolean {
  const others = world.bindings.filter((other) => other.id !== own && other.calendar === calendar);
  return others.some(({ id, collection, fields }) => {
    const names = (row: Row): boolean => [eventId, `-${eventId}`].includes(String(row[fields.eventId]));
    return id === link?.binding || world.directus.rows(collection).some(names);
  });
}

/**
 * FI4, FI7: items of which people mistyped something that nobody is told of: each is among the failures until it is mended.
 * Where events alone count it is put back, or stays.
 */
export function untold(world: World): string[] {
  const failures = stateOf(world).get(RETRIES);
  return world.bindings
    .filter(({ direction }) => direction !== 'toDirectus')
    .flatMap((binding) =>
      itemsOf(world, binding)
        .filter(({ form, eventId, row }) => {
          if (form === 'none' || isPaused(binding, row) || eventId?.startsWith('-')) return false;
          return form === 'bad' || mistypedIn(binding, row).length > 0;
        })
        .filter(({ key }) => !failures.some((failure) => failure.binding === binding.id && failure.key === key))
        .map(({ key }) => `[${binding.id}] nobody is told that item ${key} was mistyped`),
    );
}

/** A title of which there are more items than people made. */
function duplicates(world: World, people: People): string[] {
  // A key that is handed out again may pair a new item with the event of the one that is lost; the loser is reported.
  if (world.wasPutBack && world.setup.keys === 'integer') return [];
  return [...new Set(world.bindings.map(({ collection }) => collection))].flatMap((collection) => {
    const binding = world.bindings.find((candidate) => candidate.collection === collection)!;
    const counts = new Map<number, number>();
    for (const { values } of itemsOf(world, binding)) {
      const token = tokenOf(values.summary);
      if (token !== undefined) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    return [...counts]
      .filter(([token, count]) => count > 1 + people.copiesOf(token))
      .map(
        ([token, count]) => `[${collection}] ${count} items hold t${token}, people made ${1 + people.copiesOf(token)}`,
      );
  });
}

/** OW5: where items alone count, no event makes one. */
function madeOfEvents(world: World): string[] {
  const collections = new Set(
    world.bindings.filter(({ direction }) => direction === 'toGoogle').map(({ collection }) => collection),
  );
  return world.directus
    .peek('directus_activity')
    .filter(
      ({ action, user, collection }) => action === 'create' && user === null && collections.has(String(collection)),
    )
    .map(({ collection, item }) => `[${String(collection)}] item ${String(item)} was made of an event`);
}

/** WA4: no item is made of an event that its binding never would have taken. What comes by other ways is not judged. */
function madeOfOthers(world: World, people: People): string[] {
  if (world.wasPutBack || world.wasLost || world.hadOtherBindings) return [];
  return world.bindings.flatMap((binding) =>
    itemsOf(world, binding)
      .filter(({ key, eventId }) => {
        if (eventId === null || !people.madeEvents.has(eventId) || people.wasTaken(binding, eventId, key)) return false;
        return makersOf(world, binding.collection, key)[0] === null;
      })
      .map(
        ({ key, eventId }) => `[${binding.id}] item ${key} was made of event ${eventId}, which its filter leaves out`,
      ),
  );
}

function lostEdits(world: World, people: People): string[] {
  const values = world.bindings.flatMap((binding) => [
    ...itemsOf(world, binding).flatMap(({ row }) => [
      ...partsOf(binding, row),
      ...mistypableColumns(binding).map(([column]) => row[column]),
    ]),
    ...liveEvents(world, binding).flatMap((event) => FIELD_NAMES.map((name) => event.values[name])),
  ]);
  const standing = [...values, ...world.otherInstallation.taken];
  const cutOff = people.tokens.lost(standing).filter((token) => isCutOff(world, token));
  return people.tokens.lost(standing, cutOff).map((token) => `the edit t${token} is lost without a report`);
}

/** Nothing of a person's is deleted without a person's deletion behind it. */
function unjustified(world: World, people: People): string[] {
  const items = people.watch.deletedBySync
    .filter(({ binding, row, given }) => {
      const own = world.bindings.filter(({ collection }) => collection === binding.collection);
      const ids = own.map(({ fields }) => String(row[fields.eventId] ?? '').replace(/^-/, ''));
      // A calendar that the script did not know for a while was out of its sight.
      const isOut = (id: string): boolean => world.hadOtherBindings && people.moved.has(id);
      return !ids.some((id) => people.deletedAfter(id, given) || isOut(id));
    })
    .map(({ binding, key }) => `[${binding.collection}] item ${key} was deleted, though no person deleted its event`);
  const events = world.bindings.flatMap((binding) =>
    world
      .events(binding.calendar)
      .filter(
        (event) => event.status === 'cancelled' && !people.everDeleted.has(event.id) && !people.moved.has(event.id),
      )
      .filter((event) => !world.isForeign(event) && !people.watch.wasOrphaned(event.id))
      .filter((event) => {
        // OW5: an event goes with the item that an older database lacks; all of it stands in the report.
        if (binding.direction === 'toGoogle' && world.wasPutBack) return false;
        const key = keyOfLink(asRead(event).extendedProperties?.private?.['link'], binding.id);
        if (key === undefined) return false;
        const { collection } = binding;
        // An item that went with its event takes the events of its other bindings along.
        if (people.watch.deletedBySync.some((gone) => gone.binding.collection === collection && gone.key === key))
          return false;
        return !people.watch.everDeleted(collection, key) && !people.watch.wasUnwanted(collection, key);
      })
      .map(({ id }) => `[${binding.id}] event ${id} was deleted, though no person deleted its item`),
  );
  return [...items, ...new Set(events)];
}

function keyOfLink(link: string | undefined, binding: string): string | undefined {
  const parts = (link ?? '').split('/');
  return parts[2] === binding ? parts.slice(5).join('/') : undefined;
}

/** An event that a person deleted, and that nobody touched since, stays deleted, and so does its item. */
function resurrected(world: World, people: People): string[] {
  // A key that is handed out again has the event id that it had: a new item brings that id back.
  if (world.wasPutBack && world.setup.keys === 'integer') return [];
  // OW5: where the item alone counts it gets its event back.
  const bindings = world.bindings.filter(({ direction }) => direction !== 'toGoogle');
  return bindings.flatMap((binding) =>
    liveEvents(world, binding)
      .filter(({ id }) => people.deletedEvents.has(id))
      .map(({ id }) => `[${binding.id}] event ${id} is back, though a person deleted it`),
  );
}

function changedStrangers(world: World): string[] {
  return [...world.foreign].flatMap(([id, { calendar, text }]) => {
    const now = world.events(calendar).find((event) => event.id === id);
    return JSON.stringify(now) === text ? [] : [`the foreign event ${id} was changed`];
  });
}

/** Fields that nobody mapped, and what else people put on events. */
function undressed(world: World, people: People): string[] {
  const lost = world.calendarIds().flatMap((calendar) =>
    world.events(calendar).flatMap((event) => {
      if (event.status === 'cancelled') return [];
      const dress = people.dresses.get(dressed(calendar, event.id));
      return dress && !holds(event, dress) ? [`event ${event.id} lost what was on it: ${JSON.stringify(dress)}`] : [];
    }),
  );
  const notes = world.bindings.flatMap((binding) =>
    itemsOf(world, binding).flatMap(({ key, row }) => {
      const note = people.watch.noteOf(binding.collection, key);
      return note === undefined || row[UNMAPPED] === note ? [] : [`item ${key} lost its note`];
    }),
  );
  return [...lost, ...new Set(notes)];
}

function holds(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(actual) && wanted.every((each, i) => holds(actual[i], each));
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  return Object.entries(wanted).every(([name, value]) =>
    holds((actual as Record<string, unknown> | null)?.[name], value),
  );
}

/**
 * When nothing fails any more, nothing stands among the failures but texts that Google once refused (RF1), pairs that
 * cannot be served (WH13), and items that end before they start: two people may have typed the two ends (P16).
 */
function leftovers(world: World): string[] {
  const isBad = ({ binding: id, key }: { binding: string; key?: string | null | undefined }): boolean => {
    const binding = world.bindings.find((each) => each.id === id)!;
    return itemsOf(world, binding).some((item) => item.key === key && item.form === 'bad');
  };
  return stateOf(world)
    .get(RETRIES)
    .filter((failure) => !isBad(failure))
    .filter(({ refused }) => !world.refusedTexts || !refused?.every(({ to }) => to === 'google'))
    .filter(({ event, unserved }) => !(unserved && isOfOtherInstallation(world, event ?? '')))
    .map(({ binding, key, event, reason }) => `[${binding}] ${key ?? event} still fails: ${reason}`);
}

/**
 * Writes to one side for each change of a person, by each binding: one for the value, and one for what links the pair (a
 * new item's event id, an event's link). Whoever needs more answers his own writes. Runs need less than one, faults and
 * the comparisons at the end included: edits that come together are written together.
 */
const WRITES_FOR_A_CHANGE = 2;

/** Writes end where people end: no side answers the other without end. */
function tooManyWrites(world: World, { deeds }: People): string[] {
  const bound = WRITES_FOR_A_CHANGE * world.bindings.length * deeds.count;
  const collections = new Set(world.bindings.map(({ collection }) => collection));
  const byFlows = world.directus.peek('directus_activity').filter(({ user, collection }) => {
    return user === null && collections.has(String(collection));
  });
  const writes = { 'the calendars': world.google.stats().writes, Directus: byFlows.length };
  return Object.entries(writes).flatMap(([side, count]) =>
    count > bound
      ? [`${count} writes to ${side} for ${deeds.count} changes of people, more than ${bound} can be needed`]
      : [],
  );
}
