// bindings.json: defaults, and errors that name the place and the remedy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inZone, readFields } from '../../src/core/binding';
import { flowBindings } from '../../src/core/flow-bindings';
import { BindingsError, bindingsHash, parseBindings } from '../../src/core/bindings-file';

declare const __PROJECT_ROOT__: string;

const FIELDS = { eventId: 'event', sync: 'sync', start: 'starts', end: 'ends', summary: 'name', description: 'text' };
const ONE = { id: 'main', collection: 'talks', calendar: 'primary', fields: FIELDS };
const file = (...bindings: object[]) => JSON.stringify({ bindings });

function problems(text: string): readonly string[] {
  try {
    parseBindings(text, 'bindings.json');
  } catch (error) {
    if (error instanceof BindingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseBindings', () => {
  it('fills in what may be left out', () => {
    expect(parseBindings(file(ONE), 'x')).toEqual([
      {
        ...ONE,
        fields: { ...FIELDS, key: 'id' },
        direction: 'both',
        onReadOnlyEdit: 'putBack',
        related: {},
        eventFilter: {},
        notify: { newEvents: 'none', changes: 'none' },
        recurring: 'series',
        events: 'all',
        window: { past: 7, future: 365, perSeries: 730 },
        onConflict: 'newest',
        onEventDeleted: 'delete',
        newEvents: true,
        emitEvents: false,
        brake: { deletions: 100, share: 0.2 },
        types: {},
        templates: {},
        zone: 'UTC',
        homes: [],
      },
    ]);
  });

  it('keeps texts over columns apart from names, and says what flows have to read for them', () => {
    const fields = {
      ...FIELDS,
      summary: { template: '{{client.name}} – {{room}}' },
      description: { name: 'text', format: 'markdown' },
      attendees: { relation: 'guests.email' },
      sourceUrl: 'https://example.com/{{id}}',
    };
    const bindings = parseBindings(file({ ...ONE, fields, filter: { status: { _eq: 'published' } } }), 'x');
    expect(bindings[0]).toMatchObject({
      types: { description: 'markdown' },
      templates: {
        summary: '{{client.name}} – {{room}}',
        attendees: '{{guests.email}}',
        sourceUrl: 'https://example.com/{{id}}',
      },
    });
    expect(bindings[0]!.fields).toEqual({ ...FIELDS, key: 'id', summary: undefined, description: 'text' });
    expect(flowBindings(bindings)[0]!.reads).toEqual(['client.name', 'guests.email', 'id', 'room', 'status']);
  });

  it.each([
    ['a template without a field', { summary: { template: 'Lesson' } }, /fields.summary.*template: names no field/],
    [
      'a format that there is not',
      { description: { name: 'text', format: 'md' } },
      /fields.description: .*must be "plain" \| "html" \| "markdown"/,
    ],
    [
      'a type that lists do not have',
      { attendees: { name: 'guests', type: 'text' } },
      /fields.attendees: .*must be "json" \| "csv"/,
    ],
    [
      'a relation without a column',
      { attendees: { relation: 'guests' } },
      /fields.attendees.*must be a path to a field of related items/,
    ],
    ['a number', { color: 3 }, /fields.color: must be a Directus field name/],
    ['an address without a field', { sourceUrl: 'https://example.com' }, /fields.sourceUrl: .*names no field/],
  ])('refuses %s', (_, changes, problem) => {
    expect(() => parseBindings(file({ ...ONE, fields: { ...FIELDS, ...changes } }), 'x')).toThrow(problem);
  });

  it('refuses a template where nothing is written to events', () => {
    const binding = { ...ONE, direction: 'toDirectus', fields: { ...FIELDS, summary: { template: '{{name}}' } } };
    expect(() => parseBindings(file(binding), 'x')).toThrow(/fields.summary: a template says what events hold/);
  });

  it('keeps names and types of columns apart: flows know names only', () => {
    const fields = {
      ...FIELDS,
      start: { name: 'starts', type: 'dateTime' },
      end: { name: 'ends', type: 'dateTime' },
      allDay: 'whole_day',
      timeZone: 'zone',
    };
    const [binding] = parseBindings(file({ ...ONE, fields, timeZone: 'Europe/Berlin' }), 'x');
    expect(binding).toMatchObject({
      fields: { ...FIELDS, allDay: 'whole_day', timeZone: 'zone' },
      types: { start: 'dateTime', end: 'dateTime' },
      timeZone: 'Europe/Berlin',
    });
    expect(readFields(flowBindings([binding!]))).toEqual(
      expect.arrayContaining(['starts', 'ends', 'whole_day', 'zone']),
    );
  });

  it('a Timestamp is one, whether its type is named or not', () => {
    const fields = { ...FIELDS, start: { name: 'starts' }, end: { name: 'ends', type: 'timestamp' } };
    expect(parseBindings(file({ ...ONE, fields }), 'x')).toEqual(parseBindings(file(ONE), 'x'));
  });

  it('[Z1] the zone is that of the binding, else that which the calendar had at first', () => {
    const [plain, own] = [{}, { timeZone: 'Asia/Kolkata' }].map(
      (more) => parseBindings(file({ ...ONE, ...more }), 'x')[0]!,
    );
    expect(inZone(plain!, { primary: 'Europe/Berlin' }).zone).toBe('Europe/Berlin');
    expect(inZone(plain!, { other: 'Europe/Berlin' }).zone).toBe('UTC');
    expect(inZone(own!, { primary: 'Europe/Berlin' }).zone).toBe('Asia/Kolkata');
  });

  it('takes every policy', () => {
    const archive = { archive: { field: 'status', value: 'archived' } };
    for (const onEventDeleted of ['delete', 'unlink', archive])
      expect(parseBindings(file({ ...ONE, onEventDeleted }), 'x')[0]).toMatchObject({ onEventDeleted });
    for (const onConflict of ['newest', 'directus', 'google'])
      expect(parseBindings(file({ ...ONE, onConflict }), 'x')[0]).toMatchObject({ onConflict });
    expect(parseBindings(file({ ...ONE, brake: { share: 0.5 } }), 'x')[0]!.brake).toEqual({
      deletions: 100,
      share: 0.5,
    });
  });

  it('takes two bindings of one collection, and two of one calendar', () => {
    const second = { ...ONE, id: 'second', newEvents: false, fields: { ...FIELDS, eventId: 'event2', sync: 'sync2' } };
    expect(problems(file(ONE, second))).toEqual([]);
    expect(problems(file(ONE, { ...ONE, id: 'rooms', collection: 'rooms', newEvents: false }))).toEqual([]);
  });

  it('takes dates into one collection and series into another, from one calendar', () => {
    const dates = { ...ONE, recurring: 'occurrences' };
    const series = { ...ONE, id: 'series', collection: 'courses', events: 'recurring' };
    expect(problems(file(dates, series))).toEqual([]);
    expect(problems(file({ ...ONE, events: 'single' }, series))).toEqual([]);
    expect(problems(file(ONE, series))).toEqual([expect.stringMatching(/newEvents: .* "single" in one and to "rec/)]);
  });

  it('takes the file that the project comes with', () => {
    const text = readFileSync(join(__PROJECT_ROOT__, 'bindings.json'), 'utf8');
    expect(parseBindings(text, 'bindings.json')).toMatchObject([
      { id: 'main', collection: 'collection1', fields: { eventId: 'calendar_event_id', sync: 'calendar_event_sync' } },
    ]);
  });

  it.each([
    ['no JSON', '{"bindings": [,]}', /^bindings\.json: is not JSON \(.*\)\. Look for a missing comma or quote\.$/],
    ['no object', '[]', /^bindings\.json: the file: must be an object$/],
    ['no bindings', '{}', /bindings: is missing/],
    ['an empty list', file(), /bindings: needs at least one binding/],
    [
      'an id with other characters',
      file({ ...ONE, id: 'Main' }),
      /bindings\[0\]\.id: must be 1 to 16 of a–z, 0–9 and "-"/,
    ],
    ['an id that is too long', file({ ...ONE, id: 'a'.repeat(17) }), /bindings\[0\]\.id: must be 1 to 16/],
    ['no id', file({ ...ONE, id: undefined }), /bindings\[0\]\.id: is missing/],
    ['an empty calendar', file({ ...ONE, calendar: '' }), /calendar: must be a calendar id, or "primary"/],
    [
      'a type that there is not',
      file({ ...ONE, fields: { ...FIELDS, start: { name: 'starts', type: 'datetime' } } }),
      /fields\.start: type: must be "timestamp" \| "dateTime" \| "date"\. Did you mean "dateTime"\?/,
    ],
    [
      'an option of a field that there is not',
      file({ ...ONE, fields: { ...FIELDS, start: { name: 'starts', typ: 'date' } } }),
      /fields\.start\.typ: there is no such option\. Did you mean "type"\?/,
    ],
    [
      'a field without a name',
      file({ ...ONE, fields: { ...FIELDS, start: { type: 'date' } } }),
      /fields\.start: name: is missing/,
    ],
    [
      'no name of a field at all',
      file({ ...ONE, fields: { ...FIELDS, start: 7 } }),
      /fields\.start: must be a Directus field name, or \{ "name"/,
    ],
    [
      '[B9] two types',
      file({ ...ONE, fields: { ...FIELDS, end: { name: 'ends', type: 'date' } } }),
      /fields\.end: is of the type date, and the start of the type timestamp\. Name fields of one type/,
    ],
    [
      '[Z9] a zone that there is not',
      file({ ...ONE, timeZone: 'Europe/Belin' }),
      /timeZone: is no time zone: Europe\/Belin\. Did you mean "Europe\/Berlin"\?/,
    ],
    ['[Z9] an offset', file({ ...ONE, timeZone: '+01:00' }), /timeZone: is no time zone: \+01:00/],
    [
      'a field that Directus cannot have',
      file({ ...ONE, fields: { ...FIELDS, start: 'starts at' } }),
      /fields\.start: must be a Directus field name/,
    ],
    [
      'a missing field',
      file({ ...ONE, fields: { ...FIELDS, sync: undefined } }),
      /bindings\[0\]\.fields\.sync: is missing/,
    ],
    [
      'a mistyped option',
      file({ ...ONE, onConflit: 'google' }),
      /onConflit: there is no such option\. Did you mean "onConflict"\? Known are id, collection, .*onConflict/,
    ],
    [
      'a mistyped field',
      file({ ...ONE, fields: { ...FIELDS, sumary: 'x' } }),
      /fields\.sumary: there is no such option\. Did you mean "summary"\? Known are key, eventId, .*summary/,
    ],
    [
      'an option that resembles none',
      file({ ...ONE, interval: 5 }),
      /interval: there is no such option\. Known are id, collection/,
    ],
    [
      'a mistyped policy',
      file({ ...ONE, onConflict: 'Gogle' }),
      /onConflict: must be "newest" \| "directus" \| "google"\. Did you mean "google"\?/,
    ],
    [
      'an unknown conflict policy',
      file({ ...ONE, onConflict: 'latest' }),
      /onConflict: .*"newest" \| "directus" \| "google"/,
    ],
    [
      'an unknown deletion policy',
      file({ ...ONE, onEventDeleted: 'drop' }),
      /onEventDeleted: must be "delete", "unlink" or \{ "archive": \{ "field": …, "value": … \} \}/,
    ],
    ['an archive without a field', file({ ...ONE, onEventDeleted: { archive: { value: 'x' } } }), /onEventDeleted.*: /],
    [
      'a brake below ten',
      file({ ...ONE, brake: { deletions: 3 } }),
      /brake\.deletions: is a whole number, never below 10/,
    ],
    ['a share above one', file({ ...ONE, brake: { share: 20 } }), /brake\.share: is a share between 0 and 1/],
    [
      'an id used twice',
      file(ONE, { ...ONE, collection: 'rooms', calendar: 'b' }),
      /bindings\[1\]\.id: "main" is the id of bindings\[0\], too\. Give each/,
    ],
    [
      'a field used twice',
      file({ ...ONE, fields: { ...FIELDS, description: 'name' } }),
      /fields\.description: "name" is used for summary, too\. Name another field/,
    ],
    [
      'an event id field shared by two bindings',
      file(ONE, { ...ONE, id: 'b', calendar: 'b', fields: { ...FIELDS, sync: 'sync2' } }),
      /bindings\[1\]\.fields\.eventId: bindings\[0\] uses "event" of talks, too\. Two bindings/,
    ],
    [
      'dates that would have two items',
      file(
        { ...ONE, recurring: 'occurrences' },
        {
          ...ONE,
          id: 'series',
          collection: 'courses',
          newEvents: false,
          fields: { ...FIELDS, series: 'series', originalStart: 'original' },
        },
      ),
      /bindings\[1\]\.recurring: bindings\[0\] has items for dates of calendar "primary" already\. Leave "series" and/,
    ],
    ['a window without an end', file({ ...ONE, window: { future: 5000 } }), /window\.future: is a whole number from 1/],
    [
      'new events taken twice',
      file(ONE, { ...ONE, id: 'b', collection: 'rooms' }),
      /bindings\[1\]\.newEvents: bindings\[0\] takes the new events of calendar "primary" already\. Set newEvents to false/,
    ],
  ])('refuses %s and says where and what to do', (_, text, message) => {
    expect(problems(text)).toEqual([expect.stringMatching(message)]);
  });

  it('tells all problems at once, each with its source', () => {
    const found = problems(file({ ...ONE, id: 'X', onConflict: 'latest' }, { ...ONE, calendar: 5 }));
    expect(found).toHaveLength(3);
    expect(problems(file({ ...ONE, onConflit: 'google', newEvnts: false }))).toHaveLength(2);
    for (const problem of found) expect(problem).toMatch(/^bindings\.json: bindings\[\d\]\./);
  });
});

describe('what the flows know of bindings', () => {
  const bindings = parseBindings(file({ ...ONE, onEventDeleted: { archive: { field: 'status', value: 'old' } } }), 'x');

  it('is no calendar and no policy but the archive', () => {
    expect(flowBindings(bindings)).toEqual([
      {
        id: 'main',
        collection: 'talks',
        fields: { ...FIELDS, key: 'id' },
        reads: [],
        related: {},
        archive: { field: 'status', value: 'old' },
      },
    ]);
  });

  it('reads mapped fields only, and the one that says what is archived, each once', () => {
    const twice = flowBindings([...bindings, ...bindings]);
    expect(readFields(twice)).toEqual(['id', 'event', 'sync', 'starts', 'ends', 'name', 'text', 'status']);
  });

  it('has a hash that changes with what the flows must know, and with nothing else', () => {
    const hash = bindingsHash(bindings);
    expect(hash).toMatch(/^[A-Za-z0-9_-]{8}$/);
    expect(bindingsHash([{ ...bindings[0]!, onConflict: 'google', calendar: 'other' }])).toBe(hash);
    expect(bindingsHash([{ ...bindings[0]!, collection: 'rooms' }])).not.toBe(hash);
  });
});
