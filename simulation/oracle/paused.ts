// WA5: a paused pair stays as both sides left it. It is looked at whenever nothing runs: what was on its way when it was
// paused has arrived by then.
import { eventLink } from '../../src/core/event';
import { linksTo } from '../../src/core/identity';
import { rowKey } from '../../src/core/keys';
import type { Row } from '../../src/core/values';
import type { UiEvent } from '../../sandbox/calendar/ui';
import { asRead } from '../as-read';
import type { Binding } from '../binding';
import { mappedParts } from '../parts';
import type { People } from '../people/people';
import { isPaused } from '../wanted';
import type { World } from '../world';
import { eventThing } from './deeds';

/** A pair as it was left. */
interface Left {
  /** How often people had paused it, or let it go on. */
  pauses: number;
  /** Directus' newest activity id. */
  activity: number;
  event: { id: string; text: string; deeds: number } | undefined;
}

export class PausedPairs {
  private left = new Map<string, Left>();

  /** The database was put back: its feed is another one. */
  forget(): void {
    this.left.clear();
  }

  /** What was written to a pair since it was paused. */
  look(world: World, people: People): string[] {
    if (!world.isStill() || people.waiting > 0) return [];
    const before = this.left;
    this.left = new Map();
    return world.bindings.flatMap((binding) =>
      world.directus
        .rows(binding.collection)
        .filter((row) => isPaused(binding, row))
        .flatMap((row) => {
          const name = `${binding.id} ${rowKey(binding, row)}`;
          const now = leftNow(world, people, binding, row);
          this.left.set(name, now);
          const then = before.get(name);
          return then?.pauses === now.pauses ? written(world, binding, rowKey(binding, row), then, now) : [];
        }),
    );
  }
}

function leftNow(world: World, people: People, binding: Binding, row: Row): Left {
  const event = world.events(binding.calendar).find(({ id }) => id === row[binding.fields.eventId]);
  return {
    pauses: people.pausesOf(binding.collection, rowKey(binding, row)),
    activity: Number(world.directus.peek('directus_activity').at(-1)!['id']),
    event:
      event === undefined || world.isForeign(event) || isOfAnother(binding, row, event)
        ? undefined
        : { id: event.id, text: textOf(binding, event), deeds: people.deeds.times(eventThing(event.id)) },
  };
}

/** An id that was pasted into the item: the event goes on with its own. */
function isOfAnother(binding: Binding, row: Row, event: UiEvent): boolean {
  const link = eventLink(asRead(event));
  return link !== undefined && !linksTo(link, binding, rowKey(binding, row));
}

/** All that the sync could write to an event. */
function textOf(binding: Binding, event: UiEvent): string {
  const { key, link, base } = asRead(event).extendedProperties?.private ?? {};
  return JSON.stringify([event.status, key, link, base, ...mappedParts(binding).map((part) => event[part])]);
}

function written(world: World, { id, collection }: Binding, key: string, then: Left, now: Left): string[] {
  const byFlows = world.directus
    .peek('directus_activity')
    .some(
      (row) =>
        Number(row['id']) > then.activity &&
        row['user'] === null &&
        row['collection'] === collection &&
        row['item'] === key,
    );
  const isOther =
    then.event?.id === now.event?.id && then.event?.deeds === now.event?.deeds && then.event?.text !== now.event?.text;
  return [
    ...(byFlows ? [`[${id}] item ${key} was written to, although it is paused`] : []),
    ...(isOther ? [`[${id}] event ${now.event?.id} was written to, although its item ${key} is paused`] : []),
  ];
}
