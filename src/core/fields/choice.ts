// Words that Google knows: colour, visibility, busy or free, tentative or confirmed.
import type { CalendarEvent } from '../calendar-event';
import { suggestion } from '../suggestion';
import { bad, whyBad } from './bad';
import type { Column, Field } from './field';

interface ChoiceField<Name extends string> {
  code: string;
  /** See `Field.docs`. */
  lost: string;
  /** The column's option in `bindings.json`. */
  name: Name;
  about: string;
  member: keyof CalendarEvent & string;
  /** Google's words, each with others that a column may hold for it. */
  words: Readonly<Record<string, readonly string[]>>;
  /** What an event is without such a word: what it is given to be that, and what the column is. Null: nothing. */
  standard: string | null;
}

/** The standard word counts as empty on both sides: where neither says anything, nothing is filled from it. */
export function choice<const Name extends string>({
  code,
  name,
  about,
  member,
  words,
  standard,
  lost,
}: ChoiceField<Name>) {
  // The name for people, where Google has a number.
  const choices = Object.entries(words).map(([word, [other]]) => (/^\d+$/.test(word) && other ? other : word));
  const column: Column & { required: false } = { required: false, holds: 'name', about, choices };
  const known = new Map(
    Object.entries(words).flatMap(([word, others]) => [word, ...others].map((each) => [each, word])),
  );
  const wordOf = (text: string): string | undefined => known.get(text.trim().toLowerCase());
  const orEmpty = (word: string): string | null => (word === standard ? null : word);
  return {
    code,
    docs: { event: member, lost },
    columns: { [name]: column } as Record<Name, typeof column>,
    ofItem: ([raw]) => {
      if (raw === undefined) return undefined;
      if (raw === null || raw === '') return null;
      const text = String(raw);
      const word = wordOf(text);
      if (word !== undefined) return orEmpty(word);
      const taken = [...known.keys()];
      return bad(`${name} "${text}" is unknown.${suggestion(text, taken)} Known are ${taken.join(', ')}`);
    },
    toItem: (value) => [value ?? standard],
    ofEvent: (event) => {
      const word = event[member];
      // A word that Google has added since is kept as it is.
      return typeof word === 'string' && word !== '' ? orEmpty(wordOf(word) ?? word) : null;
    },
    toEvent: (value, event) => (value === null && !event ? {} : { [member]: value ?? standard }),
    whyBad,
    sameMeaning: (a, b) => a === b,
  } satisfies Field;
}

/** Names of the colours in Google Calendar: https://developers.google.com/workspace/calendar/api/v3/reference/colors */
export const COLORS = {
  '1': ['lavender'],
  '2': ['sage'],
  '3': ['grape'],
  '4': ['flamingo'],
  '5': ['banana'],
  '6': ['tangerine'],
  '7': ['peacock'],
  '8': ['graphite'],
  '9': ['blueberry'],
  '10': ['basil'],
  '11': ['tomato'],
};
