// A video conference: a flag asks for one, and an event that has one sets it.
// https://developers.google.com/workspace/calendar/api/guides/create-events#conferencing
import type { CalendarEvent } from '../calendar-event';
import { shortHash } from '../hash';
import type { Field, Value } from './field';
import { writtenBack } from './links';

const WANTED = 'yes';

export const conference = {
  code: 'm',
  docs: {
    event: 'conferenceData',
    lost: 'A column that is empty becomes false. A conference of another product is kept, and counts as one; asked for is Google Meet.',
  },
  columns: {
    conference: {
      required: false as const,
      holds: 'flag' as const,
      about: 'Boolean: true asks for a Google Meet, false takes the conference away.',
    },
  },
  ofItem: ([raw]) => ofItem(raw),
  toItem: (value) => [value !== null],
  ofEvent: (event) => (hasConference(event) ? WANTED : null),
  toEvent: (value, event, _mapping, seed) => {
    if (value === null) return event ? { conferenceData: null } : {};
    // The same request again is the same conference; one that is asked for anew needs another id.
    const requestId = shortHash(seed, 20);
    return { conferenceData: { createRequest: { requestId, conferenceSolutionKey: { type: 'hangoutsMeet' } } } };
  },
  sameMeaning: (a, b) => a === b,
  isFailed: (event) => !hasConference(event) && statusOf(event) === 'failure',
} satisfies Field;

/** Its address. */
export const conferenceUrl = writtenBack({
  code: 'u',
  name: 'conferenceUrl',
  about: 'Text: the address of the event’s video conference is written here.',
  event: 'hangoutLink, conferenceData',
  ofEvent: addressOf,
});

function ofItem(raw: unknown): Value {
  if (raw === undefined) return undefined;
  return raw === true || raw === 1 || raw === '1' || raw === 'true' ? WANTED : null;
}

/** One that is still being made counts; one that could not be made does not. */
function hasConference(event: CalendarEvent): boolean {
  const { conferenceData: data, hangoutLink } = event;
  return Boolean(hangoutLink ?? data?.conferenceId ?? data?.entryPoints?.[0]) || statusOf(event) === 'pending';
}

function statusOf({ conferenceData }: CalendarEvent): string | undefined {
  return conferenceData?.createRequest?.status?.statusCode;
}

function addressOf({ conferenceData: data, hangoutLink }: CalendarEvent): string | null {
  return hangoutLink ?? data?.entryPoints?.find(({ entryPointType }) => entryPointType === 'video')?.uri ?? null;
}
