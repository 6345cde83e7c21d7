// Where each side is to be found: the event's address in the item, and the item's in the event.
import type { Value } from './field';
import { bad, whyBad } from './bad';
import type { Field } from './field';
import { rendered } from './template';
import { textOf } from './text';

export const eventUrl = {
  code: 'e',
  docs: { event: 'htmlLink', lost: 'What a person writes into the column: it is written over.' },
  way: 'toItem' as const,
  columns: {
    eventUrl: {
      required: false as const,
      holds: 'text' as const,
      about: 'Text: the address of the event in Google Calendar is written here.',
    },
  },
  ofItem: ([raw]) => textOf(raw),
  toItem: (value) => [value],
  ofEvent: ({ htmlLink }) => htmlLink ?? null,
  toEvent: () => ({}),
  sameMeaning: (a, b) => a === b,
} satisfies Field;

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
