// Fields beside times and texts: words that Google knows, and lists. People choose among a few values of each, and two values
// mean the same by what is said of them here, with nothing of the sync's own code.
import type { CalendarEvent } from '../src/core/calendar-event';

/** Options of `bindings.json`. */
export const WORDS = [
  'color',
  'visibility',
  'transparency',
  'status',
  'attendees',
  'reminders',
  'attachments',
  'conference',
] as const;
export type Word = (typeof WORDS)[number];

/** What people write into a column. */
export const IN_ITEMS: Readonly<Record<Word, readonly unknown[]>> = {
  color: [null, '11', 'Tomato', ' sage', '3'],
  visibility: [null, 'default', 'private', 'Public'],
  transparency: [null, 'busy', 'free', 'transparent', 'opaque'],
  status: [null, 'tentative', 'confirmed'],
  attendees: [
    null,
    [],
    ['ada@example.com'],
    ['bob@example.com', 'Ada@Example.com'],
    [{ email: 'bob@example.com', displayName: 'Bob', responseStatus: 'accepted' }],
    [{ email: 'cleo@example.com', optional: true }, 'ada@example.com'],
  ],
  reminders: [
    null,
    [],
    [10],
    [{ method: 'email', minutes: 60 }, 10],
    { useDefault: true },
    { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] },
  ],
  attachments: [
    null,
    [],
    ['https://example.com/a'],
    [{ fileUrl: 'https://example.com/b', title: 'B' }, 'https://example.com/a'],
  ],
  conference: [null, true, false],
};

/** The member of an event, and what people set it to; null takes it away. */
export const IN_EVENTS: Readonly<Record<Word, { member: string; values: readonly unknown[] }>> = {
  color: { member: 'colorId', values: [null, '11', '2', '7'] },
  visibility: { member: 'visibility', values: ['default', 'private', 'public'] },
  transparency: { member: 'transparency', values: ['opaque', 'transparent'] },
  status: { member: 'status', values: ['confirmed', 'tentative'] },
  attendees: {
    member: 'attendees',
    values: [
      [],
      [{ email: 'ada@example.com' }],
      [{ email: 'bob@example.com', displayName: 'Robert', responseStatus: 'declined' }, { email: 'ada@example.com' }],
      [{ email: 'cleo@example.com', optional: true }],
    ],
  },
  reminders: {
    member: 'reminders',
    values: [
      { useDefault: true, overrides: null },
      { useDefault: false, overrides: [] },
      { useDefault: false, overrides: [{ method: 'popup', minutes: 10 }] },
      {
        useDefault: false,
        overrides: [
          { method: 'popup', minutes: 30 },
          { method: 'email', minutes: 60 },
        ],
      },
    ],
  },
  attachments: {
    member: 'attachments',
    values: [
      [],
      [{ fileUrl: 'https://example.com/a', title: 'A' }],
      [{ fileUrl: 'https://example.com/c', title: 'C' }, { fileUrl: 'https://example.com/a' }],
    ],
  },
  conference: {
    member: 'conferenceData',
    values: [
      null,
      { createRequest: { requestId: 'one', conferenceSolutionKey: { type: 'hangoutsMeet' } } },
      { createRequest: { requestId: 'another', conferenceSolutionKey: { type: 'hangoutsMeet' } } },
      {
        conferenceId: 'call',
        conferenceSolution: { key: { type: 'addOn' }, name: 'Other' },
        entryPoints: [{ entryPointType: 'video', uri: 'https://call.example.com/7' }],
      },
    ],
  },
};

type Entry = Readonly<Record<string, unknown>>;

const COLORS: Record<string, string> = { tomato: '11', sage: '2' };
const SAME: Record<string, string> = { busy: 'opaque', free: 'transparent' };
/** What tells the entries of a list apart. */
const NAMED_BY = { attendees: 'email', attachments: 'fileUrl' };
/** What stands for nothing. */
const USUAL: Partial<Record<Word, string>> = { visibility: 'default', transparency: 'opaque', status: 'confirmed' };

const ASKED_FOR = 'asked for';

/** Where people meet by video. */
export function addressOf({ conferenceData }: CalendarEvent): string | null {
  return conferenceData?.entryPoints?.[0]?.uri ?? null;
}

/** Google makes a room some time after it was asked for one. */
function isPending({ conferenceData }: CalendarEvent): boolean {
  return conferenceData?.createRequest?.status?.statusCode === 'pending';
}

/** Google was asked for a room and made none. */
export function hasNoRoom(event: CalendarEvent): boolean {
  return addressOf(event) === null && event.conferenceData?.createRequest?.status?.statusCode === 'failure';
}

/** What a column says to a person; of lists what names their entries, as the rest may be left out in it. */
export function saidInItem(word: Word, raw: unknown): string {
  switch (word) {
    case 'attendees':
      return names(listOf(raw, NAMED_BY.attendees), NAMED_BY.attendees);
    case 'attachments':
      return names(listOf(raw, NAMED_BY.attachments), NAMED_BY.attachments);
    case 'reminders':
      return remindersIn(raw);
    case 'conference':
      return raw === true ? ASKED_FOR : '';
    default: {
      const text = String(raw ?? '')
        .trim()
        .toLowerCase();
      return usual(word, word === 'color' ? (COLORS[text] ?? text) : (SAME[text] ?? text));
    }
  }
}

/** The same of an event. */
export function saidInEvent(word: Word, event: CalendarEvent): string {
  const held = (event as Readonly<Record<string, unknown>>)[IN_EVENTS[word].member];
  switch (word) {
    case 'attendees':
      return names(
        listOf(held, NAMED_BY.attendees).filter((each) => !each['organizer'] && !each['resource']),
        NAMED_BY.attendees,
      );
    case 'attachments':
      return names(listOf(held, NAMED_BY.attachments), NAMED_BY.attachments);
    case 'reminders':
      return remindersIn(held);
    case 'conference':
      return addressOf(event) !== null || isPending(event) ? ASKED_FOR : '';
    default:
      return usual(word, String(held ?? ''));
  }
}

/** Whether an item and an event say the same; an entry that leaves something out says nothing of it. */
export function agreesInWord(word: Word, raw: unknown, event: CalendarEvent): boolean {
  if (saidInItem(word, raw) !== saidInEvent(word, event)) return false;
  if (word !== 'attendees' && word !== 'attachments') return true;
  const name = NAMED_BY[word];
  const inEvent = listOf((event as Readonly<Record<string, unknown>>)[IN_EVENTS[word].member], name);
  return listOf(raw, name).every((entry) => {
    const other = inEvent.find((each) => nameOf(each, name) === nameOf(entry, name))!;
    return Object.entries(entry).every(([member, value]) => member === name || other[member] === value);
  });
}

function usual(word: Word, text: string): string {
  return text === USUAL[word] ? '' : text;
}

function listOf(raw: unknown, name: string): Entry[] {
  const list = Array.isArray(raw) ? (raw as unknown[]) : [];
  return list.map((each) => (typeof each === 'object' ? (each as Entry) : { [name]: each }));
}

function nameOf(entry: Entry, name: string): string {
  return String(entry[name]).toLowerCase();
}

function names(list: readonly Entry[], name: string): string {
  return [...new Set(list.map((entry) => nameOf(entry, name)))].sort().join();
}

function remindersIn(raw: unknown): string {
  if (raw === null || raw === undefined) return 'as the calendar';
  const { useDefault, overrides = [] } = (Array.isArray(raw) ? { overrides: raw } : raw) as {
    useDefault?: boolean;
    overrides?: (number | { method: string; minutes: number })[];
  };
  if (useDefault) return 'as the calendar';
  const said = overrides.map((each) => (typeof each === 'number' ? `popup ${each}` : `${each.method} ${each.minutes}`));
  return `own: ${said.sort().join()}`;
}
