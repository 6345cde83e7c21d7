// Fields beside time and texts: what each side holds of them, and that nothing drifts when it goes round.
import fc from 'fast-check';
import type { CalendarEvent } from '../../../src/core/calendar-event';
import { FIELDS, type FieldName } from '../../../src/core/fields';
import type { Mapping, Raw, Value } from '../../../src/core/fields/field';
import { patched } from '../../../src/core/event';
import { mapping } from './mapping';

const EVENT: CalendarEvent = { id: 'e1', etag: '"1"', htmlLink: 'https://calendar.google.com/event?eid=x' };

function of(name: FieldName, changes: Partial<Mapping> = {}): Mapping {
  return mapping({ options: Object.keys(FIELDS[name].columns), ...changes });
}

function read(name: FieldName, raw: unknown, changes: Partial<Mapping> = {}): Value {
  return FIELDS[name].ofItem([raw], of(name, changes));
}

function seen(name: FieldName, members: Partial<CalendarEvent>, changes: Partial<Mapping> = {}): Value {
  return FIELDS[name].ofEvent({ ...EVENT, ...members }, of(name, changes));
}

function sent(
  name: FieldName,
  value: string | null,
  event: CalendarEvent | undefined = EVENT,
): Record<string, unknown> {
  return FIELDS[name].toEvent(value, event, of(name), 'seed');
}

function column(name: FieldName, value: string | null, changes: Partial<Mapping> = {}): Raw {
  return FIELDS[name].toItem(value, of(name, changes))[0]!;
}

describe('words', () => {
  it.each<[FieldName, unknown, Value]>([
    ['color', '11', '11'],
    ['color', 'Tomato', '11'],
    ['color', 11, '11'],
    ['color', null, null],
    ['color', undefined, undefined],
    ['visibility', 'private', 'private'],
    ['visibility', 'default', null],
    ['transparency', 'free', 'transparent'],
    ['transparency', 'opaque', null],
    ['status', 'tentative', 'tentative'],
    ['status', 'confirmed', null],
  ])('[FI9] %s of an item that holds %j is %j', (name, raw, expected) => expect(read(name, raw)).toBe(expected));

  it('[FI7] a word that Google does not know is none, told with what was meant', () => {
    expect(FIELDS.color.whyBad!(read('color', 'tomatoe'))).toBe(
      'color "tomatoe" is unknown. Did you mean "tomato"? Known are 1, lavender, 2, sage, 3, grape, 4, flamingo, 5, banana, 6, tangerine, 7, peacock, 8, graphite, 9, blueberry, 10, basil, 11, tomato',
    );
    expect(FIELDS.status.whyBad!(read('status', 'draft'))).toMatch(/Known are confirmed, tentative/);
  });

  it.each<[FieldName, string | null, unknown]>([
    ['color', null, { colorId: null }],
    ['color', '3', { colorId: '3' }],
    ['visibility', null, { visibility: 'default' }],
    ['transparency', null, { transparency: 'opaque' }],
    ['status', 'tentative', { status: 'tentative' }],
    ['status', null, { status: 'confirmed' }],
  ])('%s %j goes to an event that is there as %j', (name, value, expected) =>
    expect(sent(name, value)).toEqual(expected),
  );

  it.each<[FieldName, Raw]>([
    ['color', null],
    ['visibility', 'default'],
    ['transparency', 'opaque'],
    ['status', 'confirmed'],
  ])('an event without %s gives the item %j', (name, expected) => {
    expect(column(name, seen(name, {}) ?? null)).toBe(expected);
  });
});

describe('reminders', () => {
  it.each([
    ['Google’s own form', { useDefault: false, overrides: [{ method: 'popup', minutes: 10 }] }],
    ['the list alone', [{ method: 'popup', minutes: 10 }]],
    ['minutes alone', [10]],
    ['one number', 10],
    ['JSON in a text', '[10]'],
  ])('are read from %s', (_, raw) => expect(read('reminders', raw)).toBe('[{"method":"popup","minutes":10}]'));

  it('are those of the calendar where nothing is said, and none where the list is empty', () => {
    expect(read('reminders', null)).toBeNull();
    expect(read('reminders', { useDefault: true })).toBeNull();
    expect(seen('reminders', { reminders: { useDefault: true } })).toBeNull();
    expect(read('reminders', [])).toBe('[]');
    expect(seen('reminders', { reminders: { useDefault: false } })).toBe('[]');
    expect(sent('reminders', null)).toEqual({ reminders: { useDefault: true, overrides: null } });
  });

  it.each([
    [['soon'], 'minutes must be a whole number from 0 to 40320'],
    [[{ method: 'pigeon', minutes: 1 }], 'method must be popup or email'],
    [[1, 2, 3, 4, 5, 6], '6 entries, and Google takes 5'],
  ])('[FI7] %j are none: %s', (raw, reason) =>
    expect(FIELDS.reminders.whyBad!(read('reminders', raw))).toContain(reason),
  );
});

describe('guests', () => {
  const GUESTS = [
    { email: 'me@example.com', organizer: true, self: true, responseStatus: 'accepted' },
    { email: 'room@resource.calendar.google.com', resource: true, responseStatus: 'accepted' },
    { email: 'Ann@example.com', id: '7', responseStatus: 'accepted', displayName: 'Ann' },
  ];
  const WITH = { ...EVENT, attendees: GUESTS };

  it('[FI8] are read from addresses and from objects, in any order and case', () => {
    const canonical = '[{"email":"ann@example.com"},{"email":"bob@example.com"}]';
    expect(read('attendees', ['bob@example.com', 'Ann@example.com'])).toBe(canonical);
    expect(read('attendees', [{ email: 'ann@example.com' }, { email: 'bob@example.com' }])).toBe(canonical);
    expect(read('attendees', 'bob@example.com, ann@example.com', { form: 'csv' })).toBe(canonical);
    expect(read('attendees', ['bob@example.com', 'ann@example.com'], { template: '{{guests.email}}' })).toBe(canonical);
  });

  it('[FI11] are neither rooms nor the organizer, and a cut list is unknown', () => {
    expect(seen('attendees', { attendees: GUESTS })).toBe(
      '[{"displayName":"Ann","email":"ann@example.com","responseStatus":"accepted"}]',
    );
    expect(seen('attendees', { attendees: GUESTS, attendeesOmitted: true })).toBeUndefined();
  });

  it('[FI11] go to an event beside those and with what is not synced of them', () => {
    expect(sent('attendees', read('attendees', ['ann@example.com', 'bob@example.com']) ?? null, WITH)).toEqual({
      attendees: [GUESTS[0], GUESTS[1], { ...GUESTS[2], email: 'ann@example.com' }, { email: 'bob@example.com' }],
    });
    expect(sent('attendees', null, WITH)).toEqual({ attendees: [] });
  });

  it('[FI8] whose item holds addresses alone keep names and answers', () => {
    const raw = ['ann@example.com', 'bob@example.com'];
    const item = { raw: [raw], value: read('attendees', raw) };
    const event = { event: WITH, value: seen('attendees', WITH) };
    expect(FIELDS.attendees.beside!(item, event, of('attendees')).item).toBe(
      '[{"displayName":"Ann","email":"ann@example.com","responseStatus":"accepted"},{"email":"bob@example.com"}]',
    );
  });

  it('in a CSV column are addresses alone: answers say nothing new', () => {
    const csv = { form: 'csv' };
    expect(seen('attendees', WITH, csv)).toBe(read('attendees', ['ann@example.com'], csv));
    expect(column('attendees', seen('attendees', WITH, csv)!, csv)).toEqual(['ann@example.com']);
  });

  it.each([[['nobody']], [{}], [[{ email: 'a@b.c', responseStatus: 'perhaps' }]]])('[FI7] %j are none', (raw) => {
    expect(FIELDS.attendees.whyBad!(read('attendees', raw))).toMatch(/^attendees/);
  });
});

describe('attachments', () => {
  const FILE = { fileUrl: 'https://example.com/plan.pdf', title: 'Plan' };

  it('are read from addresses and objects, and keep icon and type on the event', () => {
    expect(read('attachments', [FILE.fileUrl])).toBe('[{"fileUrl":"https://example.com/plan.pdf"}]');
    const event = { ...EVENT, attachments: [{ ...FILE, iconLink: 'https://example.com/i.png' }] };
    expect(sent('attachments', read('attachments', [FILE]) ?? null, event)).toEqual({ attachments: event.attachments });
  });

  it.each([[['plan.pdf']], ['plan.pdf'], [new Array(26).fill(FILE)]])('[FI7] %j are none', (raw) => {
    expect(FIELDS.attachments.whyBad!(read('attachments', raw))).toMatch(/^attachments/);
  });
});

describe('a conference', () => {
  const MADE = { conferenceData: { conferenceId: 'abc' }, hangoutLink: 'https://meet.google.com/abc' };

  it('is asked for by a flag, and seen once it is there or being made', () => {
    expect([
      read('conference', true),
      read('conference', 1),
      read('conference', false),
      read('conference', null),
    ]).toEqual(['yes', 'yes', null, null]);
    const asked = (statusCode: string) =>
      seen('conference', { conferenceData: { createRequest: { status: { statusCode } } } });
    expect([seen('conference', MADE), asked('pending'), asked('failure'), seen('conference', {})]).toEqual([
      'yes',
      'yes',
      null,
      null,
    ]);
    expect([column('conference', 'yes'), column('conference', null)]).toEqual([true, false]);
  });

  it('[FI12] is asked for under one id for one write, and under another for the next one', () => {
    const request = (seed: string) => FIELDS.conference.toEvent('yes', EVENT, of('conference'), seed);
    expect(request('e1 "1"')).toEqual(request('e1 "1"'));
    expect(request('e1 "1"')).not.toEqual(request('e1 "2"'));
    expect(sent('conference', null)).toEqual({ conferenceData: null });
  });

  it('has an address that goes to the item alone', () => {
    expect(seen('conferenceUrl', MADE)).toBe(MADE.hangoutLink);
    const entryPoints = [{ entryPointType: 'phone' }, { entryPointType: 'video', uri: 'https://zoom.us/j/1' }];
    expect(seen('conferenceUrl', { conferenceData: { entryPoints } })).toBe('https://zoom.us/j/1');
    expect(sent('conferenceUrl', 'https://elsewhere')).toEqual({});
  });
});

describe('addresses', () => {
  const SOURCE = { template: 'https://example.com/{{id}}' };

  it('of the event go to the item, and those of the item to the event', () => {
    expect(seen('eventUrl', {})).toBe(EVENT.htmlLink);
    expect(read('source', 7, SOURCE)).toBe('https://example.com/7');
    expect(sent('source', 'https://example.com/7')).toEqual({
      source: { url: 'https://example.com/7', title: 'example.com' },
    });
    expect(sent('source', null)).toEqual({ source: null });
    expect(seen('source', { source: { url: 'https://example.com/7' } })).toBe('https://example.com/7');
  });

  it('[FI7] that are none are told', () => {
    expect(FIELDS.source.whyBad!(read('source', 'x y', { template: '{{id}}' }))).toContain('"x y" is no address');
  });
});

const address = fc.integer({ min: 0, max: 30 }).map((n) => `guest${n}@example.com`);
const answer = fc.constantFrom('needsAction', 'accepted', 'declined', 'tentative');
const COLUMNS: Partial<Record<FieldName, fc.Arbitrary<unknown>>> = {
  color: fc.constantFrom(null, '', '1', 'sage', '11'),
  visibility: fc.constantFrom(null, 'default', 'public', 'private', 'confidential'),
  transparency: fc.constantFrom(null, 'busy', 'free', 'opaque', 'transparent'),
  status: fc.constantFrom(null, 'confirmed', 'tentative'),
  reminders: fc.option(
    fc.array(fc.record({ method: fc.constantFrom('popup', 'email'), minutes: fc.nat(40320) }), { maxLength: 5 }),
  ),
  attendees: fc.option(
    fc.array(fc.oneof(address, fc.record({ email: address, responseStatus: answer, optional: fc.boolean() }))),
  ),
  attachments: fc.option(fc.array(fc.record({ fileUrl: fc.webUrl(), title: fc.string() }), { maxLength: 25 })),
  conference: fc.constantFrom(null, true, false),
};

it.each(Object.keys(COLUMNS) as FieldName[])(
  '%s: what went to the event and back means the same, and stays so',
  (name) => {
    fc.assert(
      fc.property(COLUMNS[name]!, (raw) => {
        const value = read(name, raw) ?? null;
        const event = patched({ id: 'e1' }, sent(name, value, { id: 'e1' })) as CalendarEvent;
        // Google answers a request for a conference with one.
        if (name === 'conference' && value !== null) event.hangoutLink = 'https://meet.google.com/abc';
        const there = FIELDS[name].ofEvent(event, of(name)) ?? null;
        expect(there).toBe(value);
        expect(read(name, column(name, there))).toBe(there);
      }),
    );
  },
);
