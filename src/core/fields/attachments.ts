// Attachments, as links: https://developers.google.com/workspace/calendar/api/v3/reference/events#attachments
import { isObject } from '../checks';
import type { CalendarEvent } from '../calendar-event';
import { bad, whyBad } from './bad';
import type { Field, Value } from './field';
import { entriesOf, filledFrom, jsonOf, listColumn, listText, membersOf, type Entry } from './list';

/** Google takes no more. */
const MOST = 25;

export const attachments = {
  code: 'a',
  docs: {
    event: 'attachments',
    lost: 'Icon and file type stay on the event. Google opens links to Drive only for whom the file is shared with.',
  },
  columns: {
    attachments: {
      required: false as const,
      holds: 'list' as const,
      about: 'JSON: a list of addresses, or of { "fileUrl", "title" }; at most 25.',
    },
  },
  ofItem: ([raw]) => ofItem(raw),
  toItem: (value) => [listColumn(value)],
  ofEvent: (event) => textOf((event.attachments ?? []).filter(({ fileUrl }) => fileUrl)),
  toEvent: (value, event) => (value === null && !event ? {} : { attachments: written(value, event) }),
  whyBad,
  sameMeaning: (a, b) => a === b,
  beside: (item, event) => ({
    item: filledFrom(item.value, event.value, url),
    event: event.value,
  }),
} satisfies Field;

function url({ fileUrl }: Entry): string {
  return String(fileUrl);
}

function textOf(files: readonly Entry[]): string | null {
  const entries = files.map((file) => ({ fileUrl: file['fileUrl'], ...membersOf(file, { title: null }) }));
  return entries.length === 0 ? null : listText(entries, url);
}

function ofItem(raw: unknown): Value {
  if (raw === undefined) return undefined;
  if (raw === null || raw === '') return null;
  const list = jsonOf(raw);
  if (!Array.isArray(list)) return bad('attachments is no list of links');
  if (list.length > MOST) return bad(`attachments has ${list.length} links, and Google takes ${MOST}`);
  const files = (list as unknown[]).map((one) => (isObject(one) ? one : { fileUrl: one }));
  const wrong = files.find(({ fileUrl }) => typeof fileUrl !== 'string' || !/^https?:\/\/\S+$/.test(fileUrl));
  return wrong
    ? bad(`attachments: "${String(wrong['fileUrl'])}" is no address that begins with https://`)
    : textOf(files);
}

/** What is not synced of an attachment (icon, type, id) stays. */
function written(value: string | null, event: CalendarEvent | undefined): Record<string, unknown>[] {
  const before = new Map((event?.attachments ?? []).map((file) => [file.fileUrl, file]));
  return entriesOf(value).map((file) => ({ ...before.get(url(file)), ...file }));
}
