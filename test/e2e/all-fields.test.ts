// All fields at once, in a random game on a real Directus: what one side is given the other one shows, each edit costs one
// write, nothing drifts, and nobody is told of a loss.
import fc from 'fast-check';
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Item } from '../../sandbox/directus/items';
import { fieldsOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

const STEPS = 30;

const FIELDS = {
  ...fieldsOf(),
  description: { name: 'description', format: 'markdown' },
  allDay: 'whole',
  timeZone: 'zone',
  location: 'place',
  color: 'color',
  visibility: 'visibility',
  transparency: 'transparency',
  status: 'status',
  reminders: 'reminders',
  attendees: 'guests',
  conference: 'meet',
  conferenceUrl: 'meet_url',
  eventUrl: 'event_url',
  sourceUrl: 'https://directus.example.com/admin/content/collection1/{{id}}',
  attachments: 'files',
};

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    calendar: { quota: { unitsPerMinute: null } },
    bindings: [{ fields: FIELDS, timeZone: 'Europe/Berlin' }],
  });
}, 120_000);

afterAll(() => bed.close());

jest.setTimeout(60_000);

// ---------------------------------------------------------------- what each side may be given

/** A description in Markdown and as Google has it. */
const TEXTS: readonly [string, string][] = [
  ['About **calendars**', 'About <b>calendars</b>'],
  ['See [the site](https://example.com/)', 'See <a href="https://example.com/">the site</a>'],
  ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
  ['1 < 2 & 3', '1 &lt; 2 &amp; 3'],
  ['plain', 'plain'],
];
const WORD = fc.constantFrom('Lesson', 'Fair', 'Talk & tea', '<Lunch>', 'Übung №3');
const GUEST = fc.constantFrom('ann@example.com', 'bob@example.org', 'eve@example.net');
const FILE = fc
  .constantFrom('plan', 'menu')
  .map((name) => ({ fileUrl: `https://example.com/${name}.pdf`, title: name }));
const REMINDERS = fc.uniqueArray(fc.constantFrom(5, 10, 60, 1440), { maxLength: 3 }).map((minutes) => ({
  useDefault: false,
  overrides: minutes.map((each) => ({ method: 'popup', minutes: each })),
}));
const HOUR = 3_600_000;
const DAY = fc.integer({ min: 0, max: 360 });
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);
const moment = (n: number, hours: number): string => new Date(Date.UTC(2026, 0, 1 + n, 9) + hours * HOUR).toISOString();

const ITEM_EDITS: Record<string, fc.Arbitrary<Item>> = {
  name: WORD.map((name) => ({ name })),
  description: fc.constantFrom(...TEXTS).map(([description]) => ({ description })),
  when: fc.record({ n: DAY, hours: fc.integer({ min: 0, max: 30 }) }).map(({ n, hours }) => ({
    calendar_event_start: moment(n, 0),
    calendar_event_end: moment(n, hours),
    whole: false,
  })),
  place: fc.option(WORD).map((place) => ({ place })),
  color: fc.constantFrom(null, '1', 'tomato', '8').map((color) => ({ color })),
  visibility: fc.constantFrom(null, 'default', 'public', 'private').map((visibility) => ({ visibility })),
  transparency: fc.constantFrom(null, 'opaque', 'transparent').map((transparency) => ({ transparency })),
  status: fc.constantFrom(null, 'confirmed', 'tentative').map((status) => ({ status })),
  reminders: fc.option(REMINDERS).map((reminders) => ({ reminders })),
  guests: fc.option(fc.uniqueArray(GUEST)).map((guests) => ({ guests })),
  meet: fc.boolean().map((meet) => ({ meet })),
  files: fc.option(fc.uniqueArray(FILE, { selector: ({ title }) => title })).map((files) => ({ files })),
};

type Members = Parameters<TestBed['ui']['edit']>[2];

const EVENT_EDITS: Record<string, fc.Arbitrary<Members>> = {
  summary: WORD.map((summary) => ({ summary })),
  description: fc.constantFrom(...TEXTS).map(([, description]) => ({ description })),
  when: fc.record({ n: DAY, hours: fc.integer({ min: 0, max: 30 }) }).map(({ n, hours }) => ({
    start: { dateTime: moment(n, 0), date: null, timeZone: 'Europe/Berlin' },
    end: { dateTime: moment(n, hours), date: null, timeZone: 'Europe/Berlin' },
  })),
  days: fc.record({ n: DAY, more: fc.integer({ min: 1, max: 4 }) }).map(({ n, more }) => ({
    start: { date: day(n), dateTime: null, timeZone: null },
    end: { date: day(n + more), dateTime: null, timeZone: null },
  })),
  location: fc.option(WORD).map((location) => ({ location })),
  colorId: fc.constantFrom(null, '2', '11').map((colorId) => ({ colorId })),
  visibility: fc.constantFrom('default', 'public', 'private').map((visibility) => ({ visibility })),
  transparency: fc.constantFrom('opaque', 'transparent').map((transparency) => ({ transparency })),
  status: fc.constantFrom('confirmed', 'tentative').map((status) => ({ status })),
  reminders: fc
    .oneof(REMINDERS, fc.constant({ useDefault: true, overrides: null }))
    .map((reminders) => ({ reminders })),
  attendees: fc
    .uniqueArray(fc.record({ email: GUEST, responseStatus: fc.constantFrom('needsAction', 'accepted', 'declined') }), {
      selector: ({ email }) => email,
    })
    .map((attendees) => ({ attendees })),
  attachments: fc.uniqueArray(FILE, { selector: ({ title }) => title }).map((attachments) => ({ attachments })),
};

// ---------------------------------------------------------------- what each side shows

/** In words of this test's own, so that both sides can be compared. */
type Shown = Record<string, unknown>;

const COLORS: Record<string, string> = { tomato: '11' };

function shownByItem(item: Item): Shown {
  const text = (column: string, usual: string | null = null) => item[column] || usual;
  const guests = (item.guests ?? []) as (string | { email: string; responseStatus?: string })[];
  return {
    summary: text('name'),
    description: text('description'),
    location: text('place'),
    color: COLORS[String(item.color)] ?? text('color'),
    visibility: text('visibility', 'default'),
    transparency: text('transparency', 'opaque'),
    status: text('status', 'confirmed'),
    reminders: item.reminders ?? null,
    guests: guests.map((guest) => (typeof guest === 'string' ? guest : guest.email)).sort(),
    answers: guests.flatMap((guest) =>
      typeof guest === 'object' && guest.responseStatus ? [`${guest.email} ${guest.responseStatus}`] : [],
    ),
    meet: item.meet === true,
    meetUrl: item.meet_url ?? null,
    eventUrl: item.event_url,
    source: `https://directus.example.com/admin/content/collection1/${String(item.id)}`,
    files: ((item.files ?? []) as { fileUrl: string }[]).map(({ fileUrl }) => fileUrl).sort(),
    isDays: item.whole === true,
    start: new Date(String(item.calendar_event_start)).getTime(),
    end: new Date(String(item.calendar_event_end ?? item.calendar_event_start)).getTime(),
  };
}

function shownByEvent(event: CalendarEvent): Shown {
  const guests = (event.attendees ?? []).filter(({ organizer }) => !organizer);
  // Days in Berlin: what the wall says at their beginning.
  const time = (at: CalendarEvent['start']) => (at?.date ? midnight(at.date) : new Date(at!.dateTime!).getTime());
  const known = TEXTS.find(([, html]) => html === event.description);
  return {
    summary: event.summary ?? null,
    description: known ? known[0] : (event.description ?? null),
    location: event.location ?? null,
    color: event.colorId ?? null,
    visibility: event.visibility ?? 'default',
    transparency: event.transparency ?? 'opaque',
    status: event.status,
    reminders: event.reminders?.useDefault
      ? null
      : { useDefault: false, overrides: sorted(event.reminders?.overrides ?? []) },
    guests: guests.map(({ email }) => email).sort(),
    answers: guests
      .filter(({ responseStatus }) => responseStatus !== 'needsAction')
      .map(({ email, responseStatus }) => `${email} ${responseStatus}`)
      .sort(),
    meet: event.hangoutLink !== undefined,
    meetUrl: event.hangoutLink ?? null,
    eventUrl: event.htmlLink,
    source: event.source?.url,
    files: (event.attachments ?? []).map(({ fileUrl }) => fileUrl).sort(),
    isDays: event.start?.date !== undefined,
    start: time(event.start),
    end: time(event.end),
  };
}

function midnight(date: string): number {
  const noon = new Date(`${date}T12:00:00Z`);
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', hourCycle: 'h23' }).format(noon),
  );
  return Date.parse(`${date}T00:00:00Z`) - (hour - 12) * HOUR;
}

function sorted<T>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

async function sides(key: number): Promise<{ item: Shown; event: Shown; id: string }> {
  const item = await bed.items().readOne(key);
  const id = String(item.calendar_event_id);
  const event = (await bed.pairs.events('primary')).find((each) => each.id === id)!;
  const shown = shownByItem(item);
  const { reminders } = shown as { reminders: { overrides?: unknown[] } | null };
  if (reminders?.overrides) shown['reminders'] = { useDefault: false, overrides: sorted(reminders.overrides) };
  // Answers come back in objects: an item that was given addresses alone has none to show.
  const seen = shownByEvent(event);
  return { item: shown, event: seen, id };
}

async function expectAlike(key: number, what: unknown): Promise<void> {
  const { item, event } = await sides(key);
  expect({ what, ...item, answers: [] }).toEqual({ what, ...event, answers: [] });
  for (const answer of item['answers'] as string[]) expect(event['answers']).toContain(answer);
}

// ---------------------------------------------------------------- the game

const side = fc.constantFrom('item' as const, 'event' as const);
const step = fc.record({
  side,
  item: fc
    .subarray(Object.keys(ITEM_EDITS), { minLength: 1, maxLength: 3 })
    .chain((names) => merged(ITEM_EDITS, names)),
  event: fc
    .subarray(Object.keys(EVENT_EDITS), { minLength: 1, maxLength: 3 })
    .chain((names) => merged(EVENT_EDITS, names)),
});

function merged<T extends object>(edits: Record<string, fc.Arbitrary<T>>, names: readonly string[]): fc.Arbitrary<T> {
  return fc.tuple(...names.map((name) => edits[name]!)).map((parts) => Object.assign({}, ...parts) as T);
}

test('a random game on all fields: no drift, no echo write, no lost edit', async () => {
  const seed = Number(process.env['SEED'] ?? 20261201);
  const { id: made } = await bed.items().createOne({
    name: 'Talk',
    calendar_event_start: moment(3, 0),
    calendar_event_end: moment(3, 1),
  });
  const key = made as number;
  await bed.quiet();
  await expectAlike(key, 'made in Directus');
  for (const { side: by, item, event } of fc.sample(step, { seed, numRuns: STEPS })) {
    const what = { seed, by, edit: by === 'item' ? item : event };
    const { id } = await sides(key);
    const cost = await bed.cost(async () => {
      if (by === 'item') await bed.items().updateOne(key, item);
      else bed.ui.edit('primary', id, event);
    });
    // Values that are there already, in whatever form, are no write.
    expect({ what, writes: cost.writes }).toEqual({ what, writes: by === 'event' ? 0 : Math.min(1, cost.writes) });
    await expectAlike(key, what);
  }
  expect((await bed.status()).bindings[0]).toMatchObject({ failures: [], reports: [] });
  await expectNothingLeft(bed);
}, 240_000);

test('an event that a person makes with everything arrives, and comes back the same', async () => {
  const { id } = bed.ui.create('primary', {
    summary: 'Everything',
    description: TEXTS[2]![1],
    location: 'Hall',
    colorId: '5',
    visibility: 'private',
    transparency: 'transparent',
    reminders: { useDefault: false, overrides: [{ method: 'email', minutes: 30 }] },
    attendees: [{ email: 'ann@example.com' }],
    attachments: [{ fileUrl: 'https://example.com/plan.pdf', title: 'plan' }],
    start: { date: '2026-06-01' },
    end: { date: '2026-06-03' },
  });
  await bed.quiet();
  const [item] = await bed.items().readByQuery({ filter: { calendar_event_id: { _eq: id } } });
  expect(item).toMatchObject({
    description: TEXTS[2]![0],
    place: 'Hall',
    color: '5',
    visibility: 'private',
    transparency: 'transparent',
    status: 'confirmed',
    reminders: { useDefault: false, overrides: [{ method: 'email', minutes: 30 }] },
    guests: [{ email: 'ann@example.com' }],
    files: [{ fileUrl: 'https://example.com/plan.pdf', title: 'plan' }],
    whole: true,
    meet: false,
    event_url: expect.stringContaining('https://'),
  });
  await expectAlike(item!.id as number, 'made in Google');
  await expectNothingLeft(bed);
}, 120_000);

describe('with all fields', () => {
  const made = async (): Promise<{ key: number; id: string }> => {
    const { id } = await bed.items().createOne({ name: 'Counted', calendar_event_start: moment(9, 0) });
    await bed.quiet();
    return { key: id as number, id: (await sides(id as number)).id };
  };

  test('a new item costs one execution, one Calendar call and no call to Directus', async () => {
    const values = { name: 'Counted', calendar_event_start: moment(9, 0), meet: true, guests: ['ann@example.com'] };
    const cost = await bed.costWithoutEcho(() => bed.items().createOne(values));
    expect([cost.executions, cost.calendarRequests, cost.directus]).toEqual([1, 1, 0]);
  });

  test('an edited item costs one execution, two Calendar calls and no call to Directus', async () => {
    const { key } = await made();
    const cost = await bed.costWithoutEcho(() => bed.items().updateOne(key, { color: '7', place: 'Hall' }));
    expect([cost.executions, cost.calendarRequests, cost.directus]).toEqual([1, 2, 0]);
  });

  test('an edited event costs one of each', async () => {
    const { id } = await made();
    const cost = await bed.cost(async () => void bed.ui.edit('primary', id, { colorId: '9', location: 'Garden' }));
    expect([cost.executions, cost.calendarRequests, cost.directus]).toEqual([1, 1, 1]);
  });

  test('a new event costs three Calendar calls and two to Directus, its echo included', async () => {
    const cost = await bed.cost(
      async () =>
        void bed.ui.create('primary', {
          summary: 'New',
          start: { dateTime: moment(20, 0) },
          end: { dateTime: moment(20, 1) },
          attendees: [{ email: 'ann@example.com' }],
        }),
    );
    expect(cost.executions).toBeLessThanOrEqual(2);
    expect(cost.calendarRequests).toBeLessThanOrEqual(3);
    expect(cost.directus).toBeLessThanOrEqual(2);
  });
});
