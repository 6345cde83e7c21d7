// Where each side is to be found: the event's address in the item, and the item's in the event.
import type { CalendarEvent } from '../calendar-event';
import { bad, whyBad } from './bad';
import type { Column, Field, Value } from './field';
import { rendered } from './template';
import { textOf } from './text';

interface WrittenBack<Name extends string> {
  code: string;
  /** The column's option in `bindings.json`. */
  name: Name;
  about: string;
  /** See `Field.docs`. */
  event: string;
  ofEvent: (event: CalendarEvent) => string | null;
}

/** An address that only Google knows, written to the item. */
export function writtenBack<const Name extends string>({ code, name, about, event, ofEvent }: WrittenBack<Name>) {
  const column: Column & { required: false } = { required: false, holds: 'text', about };
  return {
    code,
    docs: { event, lost: 'What a person writes into the column: it is written over.' },
    way: 'toItem' as const,
    columns: { [name]: column } as Record<Name, typeof column>,
    ofItem: ([raw]) => textOf(raw),
    toItem: (value) => [value],
    ofEvent,
    toEvent: () => ({}),
    sameMeaning: (a, b) => a === b,
  } satisfies Field;
}

export const eventUrl = writtenBack({
  code: 'e',
  name: 'eventUrl',
  about: 'Text: the address of the event in Google Calendar is written here.',
  event: 'htmlLink',
  ofEvent: ({ htmlLink }) => htmlLink ?? null,
});

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#source */
export const source = {
  code: 'o',
  docs: {
    event: 'source',
    lost: 'Google shows the source to whom created the event only. Its title is the name of the server.',
  },
  way: 'toEvent' as const,
  columns: {
    sourceUrl: {
      required: false as const,
      holds: 'text' as const,
      takes: ['onlyTemplate'] as const,
      about:
        'The address of the item, which the event shows as its source: a text such as "https://directus.example.com/admin/content/events/{{id}}".',
    },
  },
  ofItem: (raw, { template }) => addressOf(rendered(template ?? '', raw)),
  toItem: (value) => [value],
  ofEvent: (event) => event.source?.url ?? null,
  toEvent: (value, event) => {
    if (value === null) return event ? { source: null } : {};
    return { source: { url: value, title: value.replace(/^https?:\/\/([^/?#]+).*$/, '$1') } };
  },
  whyBad,
  sameMeaning: (a, b) => a === b,
} satisfies Field;

function addressOf(url: Value): Value {
  if (url === undefined || url === null || /^https?:\/\/\S+$/.test(url)) return url;
  return bad(`sourceUrl "${url}" is no address that begins with https:// or http://`);
}
