// Whether the two sides of a pair say the same: in what they hold, and of each other.
import type { UiEvent } from '../../sandbox/calendar/ui';
import type { FieldName } from '../../src/core/fields';
import { mappedFields } from '../../src/core/fields/mapped';
import { sameMeaning, type Value } from '../../src/core/values';
import type { Binding } from '../binding';
import { mistypedIn } from '../mistypes';
import { isMadePart } from '../parts';
import { LONGEST, type People } from '../people/people';
import { isSameText, textByTemplate } from '../templates';
import { addressOf, agreesInWord, hasNoRoom, WORDS } from '../words';
import type { World } from '../world';
import { eventThing } from './deeds';
import { agreesInTime } from './meaning';
import { stateOf, type Item, type LiveEvent } from './sides';
import { tokensOf } from './tokens';

/** One line for each thing in which they differ without a reason. */
export function differences(world: World, people: People, binding: Binding, item: Item, event: LiveEvent): string[] {
  const { link } = event;
  const { id } = binding;
  if (link?.key !== item.key || link.binding !== id)
    return [`[${id}] event ${event.id} is linked to ${link?.binding}/${link?.key}, item ${item.key} names it`];
  const mistyped = mistypedIn(binding, item.row);
  const isSame = (name: FieldName): boolean => {
    const word = WORDS.find((each) => each === name);
    if (name === 'when') return agreesInTime(binding, item.row, event.event);
    if (isMadePart(binding, name)) return agreesInMade(people, binding, item, event, name);
    // FI7: what is no value goes nowhere, and stops no other field.
    if (word && binding.direction !== 'toDirectus' && mistyped.some((each) => each === word)) return true;
    if (name === 'conference' && hasNoRoom(event.event) && isToldOfRoom(world, binding, item)) return true;
    if (name === 'conferenceUrl') return item.values[name] === addressOf(event.event);
    return word
      ? agreesInWord(word, item.row[binding.fields[word]!], event.event)
      : sameMeaning(name, item.values[name], event.values[name]);
  };
  return mappedFields(binding)
    .filter((name) => !isSame(name) && !isExcused(world, name, item.values[name], event.values[name]))
    .map((name) => {
      const [ofItem, ofEvent] = [item.values[name], event.values[name]];
      const [held, has] = show(ofItem) === show(ofEvent) ? [ofItem, ofEvent] : [show(ofItem), show(ofEvent)];
      return `[${id}] item ${item.key} ${name}: ${held}, event ${event.id}: ${has}`;
    });
}

/** OW3, OW4: an item that says nothing empties nothing, and what people made of a text in Google may stay. */
function agreesInMade(
  { deeds }: People,
  { templates, onReadOnlyEdit }: Binding,
  { row }: Item,
  { id, event }: LiveEvent,
  name: FieldName,
): boolean {
  const text = textByTemplate((templates as Readonly<Record<string, string>>)[name]!, row);
  if (text === null || (onReadOnlyEdit === 'leave' && deeds.times(eventThing(id)) > 0)) return true;
  return isSameText(text, (event as unknown as UiEvent)[name]);
}

/** FI13, SO8: an item keeps its wish for a room that Google did not make, where it counts alone, or where Google said so at once. */
function isToldOfRoom(world: World, { id }: Binding, { key }: Item): boolean {
  return stateOf(world)
    .reports()
    .some((line) => line.binding === id && line.key === key && line.reason?.includes('conference'));
}

/** Where a side changed or refused what was written to it. */
function isExcused(world: World, name: FieldName, item: Value, event: Value): boolean {
  const tokens = tokensOf(item);
  if (world.changedValues && tokens.length > 0 && tokens.join() === tokensOf(event).join()) return true;
  return world.refusedTexts && name === 'description' && (item?.length ?? 0) > LONGEST;
}

function show(value: unknown): string {
  const tokens = tokensOf(value);
  return tokens.length === 0 ? JSON.stringify(value) : tokens.map((token) => `t${token}`).join(' to ');
}
