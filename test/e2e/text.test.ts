// Texts and times arrive as they were, both ways; what Google cannot hold is told and never damages the item.
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Retry } from '../../src/sync/retries';
import type { ReportEntry } from '../../src/store/report-store';
import type { Item, ItemKey } from '../../sandbox/directus/items';
import { eventOf, itemOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({ calendar: { quota: { unitsPerMinute: null } } });
}, 60_000);

afterAll(() => bed.close());

jest.setTimeout(60_000);

const LONG = 60_000;
/** Google's own limit of a description, where it has one. */
const CUT = 8_192;

/** A text of a length whose every part is different, so that a piece in the wrong place shows. */
function longText(word: string, length = LONG): string {
  const lines = Array.from({ length: Math.ceil(length / 10) }, (_, i) => `${word} ${i} "é"\n`);
  return `${lines.join('').slice(0, length - 1)}.`;
}

async function made(item: Item): Promise<ItemKey> {
  const { id } = await bed.items().createOne(item);
  await bed.quiet();
  return id as ItemKey;
}

async function edit(key: ItemKey, changes: Item): Promise<void> {
  await bed.items().updateOne(key, changes);
  await bed.quiet();
}

const item = (key: ItemKey) => bed.items().readOne(key);

async function eventIdOf(key: ItemKey): Promise<string> {
  return String((await item(key)).calendar_event_id);
}

async function liveEvent(eventId: string): Promise<CalendarEvent | undefined> {
  return (await bed.pairs.events('primary')).find(({ id }) => id === eventId);
}

async function eventFor(key: ItemKey): Promise<CalendarEvent> {
  const event = await liveEvent(await eventIdOf(key));
  if (!event) throw new Error(`item ${key} has no event`);
  return event;
}

async function editEvent(eventId: string, changes: Parameters<TestBed['ui']['edit']>[2]): Promise<void> {
  bed.ui.edit('primary', eventId, changes);
  await bed.quiet();
}

/** Makes an event as a person does; the item that comes of it. */
async function itemFor(body: Parameters<TestBed['ui']['create']>[1]): Promise<Item> {
  const { id } = bed.ui.create('primary', body);
  await bed.quiet();
  const items = await bed.items().readByQuery({ filter: { calendar_event_id: { _eq: id } } });
  expect(items).toHaveLength(1);
  return items[0]!;
}

async function reportsOf(key: ItemKey): Promise<ReportEntry[]> {
  return (await bed.status()).bindings[0]!.reports.filter((report) => report.key === String(key));
}

async function failuresOf(key: ItemKey): Promise<Retry[]> {
  return (await bed.status()).bindings[0]!.failures.filter((failure) => failure.key === String(key));
}

const TEXTS: [what: string, text: string][] = [
  ['quotes', `"double" 'single' \`back\` „low“ \\ \\" \\n`],
  ['newlines', 'one\ntwo\n\nfour\ttab'],
  ['CRLF', 'one\r\ntwo\r\n\r\nfour'],
  ['emoji', '😀 👩‍👩‍👧‍👦 🇩🇪 é e\u0301 漢字 עברית \u2028 end'],
  ['HTML', '<b>bold</b> &amp; &nbsp;<script>alert("x")</script><br/>'],
  ['braces', '{{$env.GCALENDARHOOKSECRET}} {{$trigger}} {{prep.secret}} ${x} {{ }} }}{{'],
  ['undefined', 'undefined'],
  ['null', 'null'],
  ['true', 'true'],
  ['a number', '007'],
  ['JSON', '{"a":[1,null]}'],
  ['a list', '[1]'],
  ['a list with commas', 'a,b,c'],
];

/** What each of the texts is on one side, beside what it should be. */
type Shown = Record<string, unknown>;

async function shownInGoogle(keys: readonly ItemKey[]): Promise<Shown> {
  const events = new Map((await bed.pairs.all()).map(({ key, event }) => [key, event]));
  return Object.fromEntries(
    TEXTS.map(([what], i) => {
      const event = events.get(String(keys[i]));
      return [what, [event?.summary, event?.description]];
    }),
  );
}

async function shownInDirectus(keys: readonly ItemKey[]): Promise<Shown> {
  const items = new Map((await bed.items().readByQuery()).map((item) => [item.id, item]));
  return Object.fromEntries(
    TEXTS.map(([what], i) => {
      const item = items.get(keys[i]);
      return [what, [item?.name, item?.description]];
    }),
  );
}

const asTheyWere = (more = ''): Shown => Object.fromEntries(TEXTS.map(([what, text]) => [what, [text, text + more]]));

describe('a text', () => {
  const writtenInDirectus: ItemKey[] = [];
  const writtenInGoogle: ItemKey[] = [];

  test('arrives in Google as it was, with a new item', async () => {
    const items = TEXTS.map(([, text], i) => ({ ...itemOf('x', 1 + i), name: text, description: text }));
    writtenInDirectus.push(...(await bed.items().createMany(items)).map(({ id }) => id as ItemKey));
    await bed.quiet();
    expect(await shownInGoogle(writtenInDirectus)).toEqual(asTheyWere());
    expect(await shownInDirectus(writtenInDirectus)).toEqual(asTheyWere());
  });

  test('arrives in Google as it was, by an edit of one item or of many', async () => {
    await bed.items().updateByKeys(writtenInDirectus, { name: 'plain', description: 'plain' });
    await bed.quiet();
    const edits = TEXTS.map(([, text], i) => ({ id: writtenInDirectus[i], name: text, description: `${text}!` }));
    await bed.items().updateOne(writtenInDirectus[0]!, edits[0]!);
    await bed.quiet();
    await bed.items().updateMany(edits.slice(1));
    await bed.quiet();
    expect(await shownInGoogle(writtenInDirectus)).toEqual(asTheyWere('!'));
    expect(await shownInDirectus(writtenInDirectus)).toEqual(asTheyWere('!'));
  });

  test('arrives in Directus as it was, with a new event', async () => {
    const ids = TEXTS.map(([, text], i) => {
      const body = { ...eventOf('x', 1 + i), summary: text, description: text };
      return bed.ui.create('primary', body).id;
    });
    await bed.quiet();
    const items = await bed.items().readByQuery({ filter: { calendar_event_id: { _in: ids } } });
    expect(items).toHaveLength(ids.length);
    const keys = ids.map((id) => items.find((item) => item.calendar_event_id === id)?.id as ItemKey);
    writtenInGoogle.push(...keys);
    expect(await shownInDirectus(keys)).toEqual(asTheyWere());
    expect(await shownInGoogle(keys)).toEqual(asTheyWere());
  });

  test('arrives in Directus as it was, by an edit of an event', async () => {
    const eventIds = (await bed.items().readByQuery({ filter: { id: { _in: writtenInGoogle } }, sort: ['id'] })).map(
      ({ id, calendar_event_id: eventId }) => [id, String(eventId)] as const,
    );
    for (const [, eventId] of eventIds) bed.ui.edit('primary', eventId, { summary: 'plain', description: 'plain' });
    await bed.quiet();
    for (const [id, eventId] of eventIds) {
      const [, text] = TEXTS[writtenInGoogle.indexOf(id as ItemKey)]!;
      bed.ui.edit('primary', eventId, { summary: text, description: `${text}!` });
    }
    await bed.quiet();
    expect(await shownInDirectus(writtenInGoogle)).toEqual(asTheyWere('!'));
    expect(await shownInGoogle(writtenInGoogle)).toEqual(asTheyWere('!'));
  });

  test.each([
    ['null', null],
    ['empty', ''],
  ])('that is %s is no text in Google, and stays what it is', async (_what, empty) => {
    const key = await made({ ...itemOf('x'), name: empty, description: empty });
    expect(await eventFor(key)).not.toHaveProperty('summary');
    expect(await eventFor(key)).not.toHaveProperty('description');
    await edit(key, { name: 'filled', description: 'filled' });
    await edit(key, { name: empty, description: empty });
    expect((await eventFor(key)).summary ?? '').toBe('');
    expect((await eventFor(key)).description ?? '').toBe('');
    expect(await item(key)).toMatchObject({ name: empty, description: empty });
  });

  test('that is emptied in Google is emptied in Directus', async () => {
    const key = await made(itemOf('Emptied there'));
    await editEvent(await eventIdOf(key), { summary: null, description: null });
    const { name, description } = await item(key);
    expect([name ?? '', description ?? '']).toEqual(['', '']);
  });

  test('of 60,000 characters arrives whole, both ways', async () => {
    const key = await made({ ...itemOf('Long'), description: longText('here') });
    expect((await eventFor(key)).description).toBe(longText('here'));
    await editEvent(await eventIdOf(key), { description: longText('there') });
    expect((await item(key)).description).toBe(longText('there'));
    const { id } = await itemFor({ ...eventOf('Long there'), description: longText('born there') });
    expect((await item(id as ItemKey)).description).toBe(longText('born there'));
  });

  test('of any kind leaves nothing for a further run to write', async () => {
    await bed.pairs.expectInSync();
    await expectNothingLeft(bed);
  });
});

describe.each(['cut', 'refused'] as const)('a description over 8,192 characters, where Google has it %s', (option) => {
  beforeAll(() => bed.control('POST', '/options', { longDescription: option }));
  afterAll(async () => {
    const items = await bed.items().readByQuery({ fields: ['id', 'description'] });
    const long = items.filter(({ description }) => String(description).length === LONG).map(({ id }) => id as ItemKey);
    await bed.items().deleteMany(long);
    await bed.quiet();
    await bed.control('POST', '/options', { longDescription: 'stored' });
  });

  const arrived = (text: string) => (option === 'cut' ? text.slice(0, CUT) : undefined);
  const expectSync = () => bed.pairs.expectInSync({ ignore: ['description'] });

  test('is reported in the status and never cut in the item', async () => {
    const key = await made({ ...itemOf('Too long'), description: longText(option) });
    expect((await eventFor(key)).summary).toBe('Too long');
    expect((await eventFor(key)).description).toBe(arrived(longText(option)));
    expect((await item(key)).description).toBe(longText(option));
    expect(await reportsOf(key)).toMatchObject([{ kind: option, reason: expect.stringContaining('description') }]);
    await expectSync();
  });

  test('stays whole when another field changes, on either side', async () => {
    const key = await made({ ...itemOf('Stays'), description: longText('stays') });
    await edit(key, { name: 'Stays here' });
    expect((await eventFor(key)).summary).toBe('Stays here');
    await editEvent(await eventIdOf(key), { summary: 'Stays there' });
    expect(await item(key)).toMatchObject({ name: 'Stays there', description: longText('stays') });
    await expectSync();
  });

  test('that grows in an edit is reported, too, and arrives once it is short again', async () => {
    const key = await made(itemOf('Grows'));
    await edit(key, { name: 'Grew', description: longText('grown') });
    expect((await eventFor(key)).summary).toBe('Grew');
    expect((await item(key)).description).toBe(longText('grown'));
    expect(await reportsOf(key)).toMatchObject([{ kind: option }]);
    await edit(key, { description: 'Short again' });
    expect((await eventFor(key)).description).toBe('Short again');
    await expectSync();
  });

  test('takes what a person writes in its place in Google', async () => {
    const key = await made({ ...itemOf('Replaced'), description: longText('replaced') });
    await editEvent(await eventIdOf(key), { description: 'Written in Google' });
    expect((await item(key)).description).toBe('Written in Google');
    await edit(key, { description: 'And answered here' });
    expect((await eventFor(key)).description).toBe('And answered here');
    await expectSync();
  });

  test('leaves nothing for a further run of everything to write', async () => {
    await expectNothingLeft(bed);
    await expectSync();
  });
});

describe('an instant', () => {
  test.each([
    ['2027-03-01T10:00:00+02:00', '2027-03-01T08:00:00.000Z'],
    ['2027-03-01T10:00:00.789-05:30', '2027-03-01T15:30:00.789Z'],
    ['2027-03-28T01:59:59.999Z', '2027-03-28T01:59:59.999Z'],
    ['2026-12-31T23:59:59+00:00', '2026-12-31T23:59:59.000Z'],
  ])('%s of an item is the same moment in Google, and Directus keeps its milliseconds', async (written, stored) => {
    const key = await made({ ...itemOf('Moment'), calendar_event_start: written, calendar_event_end: null });
    const { start } = await eventFor(key);
    expect(Date.parse(start!.dateTime!)).toBe(Math.floor(Date.parse(stored) / 1000) * 1000);
    expect((await item(key)).calendar_event_start).toBe(stored);
    await editEvent(await eventIdOf(key), { summary: 'Renamed there' });
    expect(await item(key)).toMatchObject({ name: 'Renamed there', calendar_event_start: stored });
  });

  test.each([
    ['2027-03-01T10:00:00+05:30', '2027-03-01T04:30:00.000Z'],
    ['2027-10-31T02:30:00+02:00', '2027-10-31T00:30:00.000Z'],
    ['2027-10-31T02:30:00+01:00', '2027-10-31T01:30:00.000Z'],
  ])('%s of an event is the same moment in Directus', async (dateTime, stored) => {
    const made = await itemFor({ summary: 'Moment', start: { dateTime }, end: { dateTime } });
    expect(made).toMatchObject({ calendar_event_start: stored, calendar_event_end: stored });
  });
});

describe('the length', () => {
  test('may be zero, both ways', async () => {
    const { calendar_event_start: moment, ...rest } = itemOf('No time at all');
    const key = await made({ ...rest, calendar_event_start: moment, calendar_event_end: moment });
    const { start, end } = await eventFor(key);
    expect(Date.parse(start!.dateTime!)).toBe(Date.parse(String(moment)));
    expect(end!.dateTime).toBe(start!.dateTime);
    const times = { start: { dateTime: '2027-02-02T10:00:00Z' }, end: { dateTime: '2027-02-02T10:00:00Z' } };
    expect(await itemFor({ summary: 'Nor here', ...times })).toMatchObject({
      calendar_event_start: '2027-02-02T10:00:00.000Z',
      calendar_event_end: '2027-02-02T10:00:00.000Z',
    });
  });

  test('of an item without an end is zero; both ends move with its start', async () => {
    const key = await made({ ...itemOf('Open end'), calendar_event_end: null });
    await edit(key, { calendar_event_start: '2027-05-05T05:00:00Z' });
    const { start, end } = await eventFor(key);
    expect([start, end].map((time) => Date.parse(time!.dateTime!))).toEqual([
      Date.parse('2027-05-05T05:00:00Z'),
      Date.parse('2027-05-05T05:00:00Z'),
    ]);
    expect((await item(key)).calendar_event_end).toBeNull();
  });

  test('that a person gives such an event in Google gives the item its end', async () => {
    const key = await made({ ...itemOf('Gets an end'), calendar_event_end: null });
    await editEvent(await eventIdOf(key), { end: { dateTime: '2027-01-01T12:30:00Z' } });
    expect((await item(key)).calendar_event_end).toBe('2027-01-01T12:30:00.000Z');
  });
});

describe('an end before the start', () => {
  const BACKWARDS = { calendar_event_start: '2027-04-01T10:00:00Z', calendar_event_end: '2027-04-01T09:00:00Z' };

  test('is told with its reason, keeps no other item waiting, and is mended by the next change', async () => {
    const items = [itemOf('Before'), { ...itemOf('Backwards'), ...BACKWARDS }, itemOf('After')];
    const [before, bad, after] = (await bed.items().createMany(items)).map(({ id }) => id as ItemKey);
    await bed.quiet();
    expect((await eventFor(before!)).summary).toBe('Before');
    expect((await eventFor(after!)).summary).toBe('After');
    expect((await item(bad!)).calendar_event_id).toBeNull();
    expect(await failuresOf(bad!)).toMatchObject([{ reason: expect.stringMatching(/the end .* is before the start/) }]);
    await bed.pairs.expectInSync({ except: [bad!] });
    await expectNothingLeft(bed);

    await edit(bad!, { calendar_event_end: '2027-04-01T11:00:00Z' });
    expect((await eventFor(bad!)).summary).toBe('Backwards');
    expect(await failuresOf(bad!)).toEqual([]);
    await bed.pairs.expectInSync();
  });

  test('leaves the event that an item has as it is, and lets edits in Google through', async () => {
    const key = await made(itemOf('Turned round'));
    const { start, end } = await eventFor(key);
    await edit(key, BACKWARDS);
    expect(await eventFor(key)).toMatchObject({ start, end });
    expect(await failuresOf(key)).toMatchObject([{ reason: expect.stringContaining('before the start') }]);
    await editEvent(await eventIdOf(key), { summary: 'Renamed there' });
    expect((await item(key)).name).toBe('Renamed there');
    expect(await failuresOf(key)).toHaveLength(1);

    await edit(key, { calendar_event_end: '2027-04-01T10:30:00Z' });
    expect(Date.parse((await eventFor(key)).end!.dateTime!)).toBe(Date.parse('2027-04-01T10:30:00Z'));
    expect(await failuresOf(key)).toEqual([]);
    await bed.pairs.expectInSync();
  });
});

describe('a start', () => {
  test('that is emptied takes the event and the id away; returned, it brings the event back', async () => {
    const key = await made(itemOf('Comes and goes'));
    const eventId = await eventIdOf(key);
    const { calendar_event_start: start } = await item(key);
    await edit(key, { calendar_event_start: null });
    expect(await liveEvent(eventId)).toBeUndefined();
    expect((await item(key)).calendar_event_id).toBeNull();
    await bed.pairs.expectInSync();
    await expectNothingLeft(bed);

    await edit(key, { calendar_event_start: start });
    expect((await eventFor(key)).summary).toBe('Comes and goes');
    await bed.pairs.expectInSync();
    await expectNothingLeft(bed);
  });

  test('that was never there makes no event until it is', async () => {
    const key = await made({ name: 'Not yet', description: 'No time' });
    expect((await item(key)).calendar_event_id).toBeNull();
    await edit(key, { calendar_event_start: '2027-06-06T06:00:00Z' });
    expect((await eventFor(key)).summary).toBe('Not yet');
    await bed.pairs.expectInSync();
  });
});
