// Query parameters: which ones each method knows, of which kind, and Google's refusal of everything else.
import { ApiError, invalidParameter } from './errors';
import { EVENT_TYPES } from './resource';
import { isTimeZone, readDateTime } from './zone';

type Kind =
  | { kind: 'text'; many?: true }
  | { kind: 'flag' }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'choice'; values: readonly string[]; many?: true }
  | { kind: 'instant' }
  | { kind: 'zone' };

export type Parameters = Readonly<Record<string, Kind>>;

const TEXT: Kind = { kind: 'text' };
const FLAG: Kind = { kind: 'flag' };
const INSTANT: Kind = { kind: 'instant' };
const MAX_INT = 2 ** 31 - 1;

/** Known to every method. https://cloud.google.com/apis/docs/system-parameters */
const STANDARD: Parameters = {
  alt: { kind: 'choice', values: ['json'] },
  fields: TEXT,
  key: TEXT,
  prettyPrint: FLAG,
  quotaUser: TEXT,
  userIp: TEXT,
};

const PAGES: Parameters = { maxResults: { kind: 'number', min: 1, max: 2_500 }, pageToken: TEXT };
const VIEW: Parameters = {
  alwaysIncludeEmail: FLAG,
  maxAttendees: { kind: 'number', min: 1, max: MAX_INT },
  timeZone: { kind: 'zone' },
};
const NOTIFY: Parameters = {
  sendNotifications: FLAG,
  sendUpdates: { kind: 'choice', values: ['all', 'externalOnly', 'none'] },
};
const WRITE: Parameters = {
  conferenceDataVersion: { kind: 'number', min: 0, max: 1 },
  eventLabelVersion: { kind: 'number', min: 0, max: 1 },
  maxAttendees: { kind: 'number', min: 1, max: MAX_INT },
  supportsAttachments: FLAG,
};
const LIST: Parameters = {
  ...PAGES,
  ...VIEW,
  eventTypes: { kind: 'choice', values: EVENT_TYPES, many: true },
  iCalUID: TEXT,
  orderBy: { kind: 'choice', values: ['startTime', 'updated'] },
  privateExtendedProperty: { kind: 'text', many: true },
  q: TEXT,
  sharedExtendedProperty: { kind: 'text', many: true },
  showDeleted: FLAG,
  showHiddenInvitations: FLAG,
  singleEvents: FLAG,
  syncToken: TEXT,
  timeMax: INSTANT,
  timeMin: INSTANT,
  updatedMin: INSTANT,
};

/** By method. https://developers.google.com/workspace/calendar/api/v3/reference */
const PARAMETERS = {
  'calendarList.get': {},
  'calendarList.list': {
    ...PAGES,
    minAccessRole: { kind: 'choice', values: ['freeBusyReader', 'reader', 'writer', 'owner'] },
    showDeleted: FLAG,
    showHidden: FLAG,
  },
  'calendars.delete': {},
  'calendars.get': {},
  'calendars.insert': {},
  'channels.stop': {},
  'events.delete': NOTIFY,
  'events.get': VIEW,
  'events.import': { conferenceDataVersion: WRITE.conferenceDataVersion, supportsAttachments: FLAG },
  'events.insert': { ...WRITE, ...NOTIFY },
  'events.instances': { ...PAGES, ...VIEW, originalStart: TEXT, showDeleted: FLAG, timeMax: INSTANT, timeMin: INSTANT },
  'events.list': LIST,
  'events.move': { ...NOTIFY, destination: TEXT },
  'events.patch': { ...WRITE, ...NOTIFY, alwaysIncludeEmail: FLAG },
  'events.update': { ...WRITE, ...NOTIFY, alwaysIncludeEmail: FLAG },
  'events.watch': LIST,
} satisfies Record<string, Record<string, Kind | undefined>>;

export type Method = keyof typeof PARAMETERS;

/** The parameters of one request, every value checked. */
export class Query {
  private constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  /** Errors: 400 `badRequest` for an unknown name, 400 `invalidParameter` for a value that doesn't fit. */
  static read(method: Method, search: URLSearchParams): Query {
    const known: Record<string, Kind | undefined> = { ...STANDARD, ...PARAMETERS[method] };
    const values = new Map<string, string[]>();
    for (const [name, value] of search) {
      const kind = known[name];
      if (!kind) throw unknownName(name);
      check(name, value, kind);
      const sofar = values.get(name) ?? [];
      if (sofar.length > 0 && !('many' in kind)) throw invalidParameter(name, `Parameter '${name}' is not repeatable.`);
      values.set(name, [...sofar, value]);
    }
    return new Query(values);
  }

  text(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true';
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  /** Milliseconds since the epoch. */
  instant(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : readDateTime(value)?.instant;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The given parameters but for some, in one text that is equal for equal queries. */
  print(without: readonly string[]): string {
    const entries = [...this.values].filter(([name]) => !without.includes(name) && !(name in STANDARD));
    return JSON.stringify(entries.map(([name, all]) => [name, [...all].sort()]).sort());
  }
}

function unknownName(name: string): ApiError {
  return new ApiError(400, 'badRequest', {
    message:
      `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. ` +
      `Field '${name}' could not be found in request message.`,
  });
}

function check(name: string, value: string, kind: Kind): void {
  switch (kind.kind) {
    case 'text':
      if (value === '') throw invalidParameter(name, `Invalid value '' for parameter '${name}'.`);
      return;
    case 'flag':
      if (value !== 'true' && value !== 'false') throw invalidParameter(name, `Invalid boolean value: '${value}'.`);
      return;
    case 'number':
      if (!/^\d{1,10}$/.test(value)) throw invalidParameter(name, `Invalid integer value: '${value}'.`);
      if (Number(value) < kind.min || Number(value) > kind.max)
        throw invalidParameter(
          name,
          `Invalid value '${value}'. Values must be within the range: [${kind.min}, ${kind.max}]`,
        );
      return;
    case 'choice':
      if (!kind.values.includes(value))
        throw invalidParameter(name, `Invalid string value: '${value}'. Allowed values: [${kind.values.join(', ')}]`);
      return;
    case 'instant':
      if (readDateTime(value)?.instant === undefined)
        throw new ApiError(400, 'badRequest', { locationType: 'parameter', location: name });
      return;
    case 'zone':
      if (!isTimeZone(value)) throw invalidParameter(name, `Invalid time zone: '${value}'.`);
      return;
    default:
      kind satisfies never;
  }
}
