// What people have done to items and events since both sides last agreed: whatever the report says must have a cause in it.
import type { ReportEntry } from '../../src/store/report-store';
import { eventLink } from '../../src/core/event';
import type { FieldName } from '../../src/core/fields';
import { asRead } from '../as-read';
import { isMadePart } from '../parts';
import { hasNoRoom } from '../words';
import { itemsOf } from './sides';
import type { World } from '../world';

/** One field, or more than fields: it was deleted, brought back, copied, or what it is linked to was changed. */
export type Deed = FieldName | 'whole';

export const itemThing = (collection: string, key: string): string => `item ${collection} ${key}`;
export const eventThing = (eventId: string): string => `event ${eventId}`;

export class Deeds {
  /** Changes that people ever made, each item and each event counted by itself. */
  count = 0;
  private readonly since = new Map<string, Set<Deed>>();
  private readonly ever = new Map<string, number>();

  /** @param thing missing: it is only being made */
  note(thing: string | undefined, deed: Deed): void {
    this.count += 1;
    if (thing === undefined) return;
    this.since.set(thing, (this.since.get(thing) ?? new Set()).add(deed));
    this.ever.set(thing, this.times(thing) + 1);
  }

  /** How often people ever did something to it. */
  times(thing: string): number {
    return this.ever.get(thing) ?? 0;
  }

  /**
   * Both sides agree again: what was done before is settled.
   * @param open things of which the other side has not got everything
   */
  forget(open: ReadonlySet<string>): void {
    for (const thing of this.since.keys()) if (!open.has(thing)) this.since.delete(thing);
  }

  /** Why nothing that people did can have brought this line about; undefined when something did. */
  withoutCause(world: World, line: ReportEntry): string | undefined {
    const { item, event } = sidesOf(world, line);
    const onItem = this.of(item);
    const onEvent = this.of(event);
    const binding = world.bindings.find(({ id }) => id === line.binding)!;
    const { direction } = binding;
    // OW1: of a text that is made of the item the event's own counts for nothing.
    const meets = (name: FieldName): boolean =>
      isMadePart(binding, name)
        ? touches(onItem, name) || touches(onEvent, name)
        : touches(onItem, name) && touches(onEvent, name);
    const isCaused = (): boolean => {
      if (direction !== 'both') {
        const [counting, readOnly] = direction === 'toGoogle' ? [onItem, onEvent] : [onEvent, onItem];
        return isCausedOnOneSide(line, counting, readOnly) || isOfNoRoom(world, line);
      }
      switch (line.kind) {
        case 'conflict':
          return fieldsOf(line).every(meets);
        case 'buried':
          return fieldsOf(line).some(meets);
        case 'revived':
          return onEvent.has('whole') && onItem.size > 0;
        case 'recreated':
          // A person who brings an event back from the bin wants its item, too.
          return onEvent.has('whole') || (onItem.has('whole') && onEvent.size > 0);
        case 'noBase':
          return onItem.has('whole') || onEvent.has('whole');
        default:
          // What Google makes of a text, and events that were moved, need no edits that meet.
          return true;
      }
    };
    if (isCaused()) return undefined;
    const done = (deeds: Set<Deed>): string => [...deeds].join(', ') || 'nothing';
    return `the report says without a cause: ${JSON.stringify(line)}; done to the item: ${done(onItem)}, to the event: ${done(onEvent)}`;
  }

  private of(things: readonly string[]): Set<Deed> {
    return new Set(things.flatMap((thing) => [...(this.since.get(thing) ?? [])]));
  }
}

/** OW2, OW5, OW6: what people did to the side that does not count is enough. What they brought back on the other one is, too. */
function isCausedOnOneSide(line: ReportEntry, onCounting: Set<Deed>, onReadOnly: Set<Deed>): boolean {
  const isEdited = (name: FieldName): boolean => touches(onReadOnly, name);
  switch (line.kind) {
    case 'conflict':
      return fieldsOf(line).every(isEdited);
    case 'buried':
      return fieldsOf(line).some(isEdited);
    case 'revived':
      return onReadOnly.has('whole');
    case 'recreated':
      return onReadOnly.has('whole') || onCounting.has('whole');
    case 'left':
      return onReadOnly.size > 0;
    default:
      return true;
  }
}

/** FI13: Google did it. */
function isOfNoRoom(world: World, { binding: id, kind, event: eventId }: ReportEntry): boolean {
  const { calendar } = world.bindings.find((binding) => binding.id === id)!;
  const event = world.events(calendar).find((each) => each.id === eventId);
  return kind === 'left' && event !== undefined && hasNoRoom(asRead(event));
}

function touches(deeds: Set<Deed>, name: FieldName): boolean {
  return deeds.has(name) || deeds.has('whole');
}

function fieldsOf({ lost, fields }: ReportEntry): FieldName[] {
  return (fields ?? Object.keys(lost ?? {})) as FieldName[];
}

/**
 * What counts as the line's item: the item itself, and its events of other bindings, whose edits come to it by way of
 * the sync.
 */
function sidesOf(world: World, line: ReportEntry): { item: string[]; event: string[] } {
  const binding = world.bindings.find(({ id }) => id === line.binding)!;
  const { collection } = binding;
  const event = line.event === undefined ? [] : [eventThing(line.event)];
  if (line.key === undefined) return { item: [], event };
  const others = world.bindings.filter((other) => other.collection === collection && other.id !== line.binding);
  const theirs = others.flatMap((other) => [
    ...itemsOf(world, other)
      .filter(({ key, eventId }) => key === line.key && eventId !== null)
      .map(({ eventId }) => eventThing(eventId!.replace(/^-/, ''))),
    ...world
      .events(other.calendar)
      .filter((candidate) => eventLink(asRead(candidate))?.key === line.key)
      .map(({ id }) => eventThing(id)),
  ]);
  return { item: [itemThing(collection, line.key), ...theirs], event };
}

/**
 * Items without an event, because they want none or were unlinked: what is done to them is settled once they have one.
 */
export function openThings(world: World): Set<string> {
  const open = world.bindings.flatMap((binding) =>
    itemsOf(world, binding)
      .filter(({ form, eventId }) => form === 'none' || eventId === null || eventId.startsWith('-'))
      .map(({ key }) => itemThing(binding.collection, key)),
  );
  return new Set(open);
}
