// Days, zones and types of columns on a real Directus, both ways: what it stores and gives back is what is agreed on.
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Item } from '../../sandbox/directus/items';
import type { Retime } from '../../src/core/message';
import { retime } from '../../tools/sync';
import { fieldsOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const WALLS_CALENDAR = 'walls@group.calendar.google.com';
const SENDER = { version: '0.0.0-test', print: 'any' };

/** A collection of each type, each with a calendar of its own. */
function binding(type: string, more: object = {}, options: object = {}) {
  const fields = { ...fieldsOf(), start: { name: 'starts', type }, end: { name: 'ends', type }, ...more };
  const calendar = `${type.toLowerCase()}@group.calendar.google.com`;
  return { id: type.toLowerCase(), collection: `of_${type}`, calendar, timeZone: BERLIN, fields, ...options };
}

/** Its zone is changed on the way. */
const WALLS = binding('dateTime', {}, { id: 'walls', collection: 'of_walls', calendar: WALLS_CALENDAR });

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({
    calendar: { quota: { unitsPerMinute: null } },
    bindings: [
      binding('timestamp', { allDay: 'whole', timeZone: 'zone' }),
      binding('dateTime', { allDay: 'whole', timeZone: 'zone' }),
      binding('date'),
      WALLS,
    ],
  });
}, 120_000);

afterAll(() => bed.close());

jest.setTimeout(60_000);

type Type = 'timestamp' | 'dateTime' | 'date';

const calendarOf = (type: Type) => `${type.toLowerCase()}@group.calendar.google.com`;
const items = (type: Type) => bed.items(`of_${type}`);

async function made(type: Type, item: Item): Promise<number> {
  const { id } = await items(type).createOne(item);
  await bed.quiet();
  return id as number;
}

async function edit(type: Type, key: number, changes: Item): Promise<void> {
  await items(type).updateOne(key, changes);
  await bed.quiet();
}

async function eventOf(type: Type, key: number): Promise<CalendarEvent> {
  const { calendar_event_id: id } = await items(type).readOne(key);
  const event = (await bed.pairs.events(calendarOf(type))).find((each) => each.id === id);
  if (!event) throw new Error(`item ${key} has no event`);
  return event;
}

async function editEvent(type: Type, key: number, changes: Parameters<TestBed['ui']['edit']>[2]): Promise<void> {
  const { id } = await eventOf(type, key);
  bed.ui.edit(calendarOf(type), id, changes);
  await bed.quiet();
}

/** Makes an event as a person does; the key of the item that comes of it. */
async function keyFor(type: Type, body: Parameters<TestBed['ui']['create']>[1]): Promise<number> {
  const { id } = bed.ui.create(calendarOf(type), body);
  await bed.quiet();
  const [item] = await items(type).readByQuery({ filter: { calendar_event_id: { _eq: id } } });
  return item!.id as number;
}

/** The moments of an event, in UTC, or its days. */
async function timesOf(type: Type, key: number): Promise<unknown[]> {
  const { start, end } = await eventOf(type, key);
  return [start, end].map((time) => time?.date ?? new Date(time!.dateTime!).toISOString());
}

const held = async (type: Type, key: number, names = ['starts', 'ends']) => {
  const item = await items(type).readOne(key);
  return names.map((name) => item[name]);
};

const ALL = ['starts', 'ends', 'whole', 'zone'];
const days = (start: string, end: string) => ({ start: { date: start }, end: { date: end } });
const moments = (start: string, end: string, timeZone = BERLIN) => ({
  start: { dateTime: start, timeZone },
  end: { dateTime: end, timeZone },
});

describe('[B2] [B3] days', () => {
  test.each<[Type, Item]>([
    ['timestamp', { starts: '2026-03-28T23:00:00Z', ends: '2026-03-30T22:00:00Z', whole: true }],
    ['dateTime', { starts: '2026-03-29T00:00:00', ends: '2026-03-31T00:00:00', whole: true }],
    ['date', { starts: '2026-03-29', ends: '2026-03-30' }],
  ])('of an item of the type %s become an all-day event, move with it, and move it', async (type, row) => {
    const key = await made(type, { name: 'Fair', ...row });
    expect(await timesOf(type, key)).toEqual(['2026-03-29', '2026-03-31']);
    await editEvent(type, key, days('2026-10-25', '2026-10-26'));
    const sameDay: Record<Type, unknown[]> = {
      timestamp: ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
      dateTime: ['2026-10-25T00:00:00', '2026-10-26T00:00:00'],
      date: ['2026-10-25', '2026-10-25'],
    };
    expect(await held(type, key)).toEqual(sameDay[type]);
    await edit(type, key, row);
    expect(await timesOf(type, key)).toEqual(['2026-03-29', '2026-03-31']);
  });

  test.each<[Type, unknown[]]>([
    ['timestamp', ['2026-05-31T22:00:00.000Z', '2026-06-02T22:00:00.000Z', true, null]],
    ['dateTime', ['2026-06-01T00:00:00', '2026-06-03T00:00:00', true, null]],
    ['date', ['2026-06-01', '2026-06-02', undefined, undefined]],
  ])('of an event arrive in an item of the type %s', async (type, row) => {
    const key = await keyFor(type, { summary: 'Fair', ...days('2026-06-01', '2026-06-03') });
    expect(await held(type, key, ALL)).toEqual(row);
  });

  test.each<Type>(['timestamp', 'dateTime'])('[B5] a switch of kind arrives, both ways (%s)', async (type) => {
    const key = await keyFor(type, {
      summary: 'Talk',
      ...moments('2026-06-01T09:00:00+02:00', '2026-06-01T10:00:00+02:00'),
    });
    await edit(type, key, { whole: true });
    expect(await timesOf(type, key)).toEqual(['2026-06-01', '2026-06-02']);
    await edit(type, key, { whole: false });
    expect(await timesOf(type, key)).toEqual(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z']);
    const noTime = { dateTime: null, timeZone: null };
    await editEvent(type, key, { start: { date: '2026-06-05', ...noTime }, end: { date: '2026-06-06', ...noTime } });
    expect((await held(type, key, ALL))[2]).toBe(true);
  });

  test('[B7] of an item leave the times of its event', async () => {
    const key = await keyFor('date', {
      summary: 'Talk',
      ...moments('2026-06-01T09:00:00+02:00', '2026-06-01T10:00:00+02:00'),
    });
    expect(await held('date', key)).toEqual(['2026-06-01', '2026-06-01']);
    await edit('date', key, { starts: '2026-12-24', ends: '2026-12-24' });
    // In winter 9:00 is an hour later in UTC.
    expect(await timesOf('date', key)).toEqual(['2026-12-24T08:00:00.000Z', '2026-12-24T09:00:00.000Z']);
  });
});

describe('[Z1] [Z5] zones', () => {
  test('of a DateTime and of its event follow each other', async () => {
    const key = await made('dateTime', { name: 'Talk', starts: '2026-06-01T09:00:00', ends: '2026-06-01T10:00:00' });
    expect(await timesOf('dateTime', key)).toEqual(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z']);
    await edit('dateTime', key, { zone: NEW_YORK });
    expect(await timesOf('dateTime', key)).toEqual(['2026-06-01T13:00:00.000Z', '2026-06-01T14:00:00.000Z']);
    expect((await eventOf('dateTime', key)).start?.timeZone).toBe(NEW_YORK);
    await editEvent('dateTime', key, moments('2026-06-01T18:30:00+05:30', '2026-06-01T19:30:00+05:30', 'Asia/Kolkata'));
    expect(await held('dateTime', key, ALL)).toEqual([
      '2026-06-01T18:30:00',
      '2026-06-01T19:30:00',
      false,
      'Asia/Kolkata',
    ]);
  });

  test('of a Timestamp change nothing of its moment', async () => {
    const key = await made('timestamp', { name: 'Talk', starts: '2026-06-01T07:00:00Z', ends: '2026-06-01T08:00:00Z' });
    await edit('timestamp', key, { zone: NEW_YORK });
    expect(await timesOf('timestamp', key)).toEqual(['2026-06-01T07:00:00.000Z', '2026-06-01T08:00:00.000Z']);
    expect((await eventOf('timestamp', key)).start?.timeZone).toBe(NEW_YORK);
  });

  test('[Z6] skip an hour, or show one twice: the item stays as it was typed', async () => {
    const [skipped, doubled] = [
      await made('dateTime', { name: 'Skipped', starts: '2026-03-29T02:30:00', ends: '2026-03-29T02:45:00' }),
      await made('dateTime', { name: 'Doubled', starts: '2026-10-25T02:30:00', ends: '2026-10-25T02:45:00' }),
    ];
    expect(await timesOf('dateTime', skipped)).toEqual(['2026-03-29T01:30:00.000Z', '2026-03-29T01:45:00.000Z']);
    expect(await timesOf('dateTime', doubled)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T00:45:00.000Z']);
    expect(await held('dateTime', skipped)).toEqual(['2026-03-29T02:30:00', '2026-03-29T02:45:00']);
    expect(await held('dateTime', doubled)).toEqual(['2026-10-25T02:30:00', '2026-10-25T02:45:00']);
  });
});

describe('[Z13] a changed zone', () => {
  /** What the one item says, and when its event begins. */
  async function told(): Promise<unknown[]> {
    const [item] = await bed.items('of_walls').readByQuery({});
    const [event] = (await bed.pairs.events(WALLS_CALENDAR)).filter(({ summary }) => summary === 'Talk');
    return [item!.starts, item!.ends, new Date(event!.start!.dateTime!).toISOString()];
  }

  /** As `install` does after the binding was given another zone, or as the next day does. */
  async function inZone(timeZone: string): Promise<void> {
    const { bindings } = JSON.parse(bed.google.host.properties().script.BINDINGS!) as { bindings: { id: string }[] };
    const changed = bindings.map((each) => (each.id === 'walls' ? { ...each, timeZone } : each));
    bed.google.host.setProperties({ BINDINGS: JSON.stringify({ bindings: changed }) });
    await bed.trigger('reconcile');
  }

  /** Runs `npm run sync -- --retime`; its exit code, and what it prints. */
  async function retimed(by: Retime, agrees = true): Promise<[number, string]> {
    const settings = { secret: bed.sandbox.secret, webAppUrl: bed.google.webAppUrl, directusUrl: undefined };
    const lines: string[] = [];
    const print = (line: string): void => {
      lines.push(line);
      if (line.startsWith('Begun')) void bed.advance(120_000);
    };
    const code = await retime(settings, SENDER, print, 200, { by, confirm: () => Promise.resolve(agrees) });
    await bed.quiet();
    return [code, lines.join('\n')];
  }

  test('moves nothing; then events follow the clocks of their items, or items the times of their events', async () => {
    await bed.items('of_walls').createOne({ name: 'Talk', starts: '2026-06-01T09:00:00', ends: '2026-06-01T10:00:00' });
    await bed.quiet();
    await inZone(NEW_YORK);
    const before = ['2026-06-01T09:00:00', '2026-06-01T10:00:00', '2026-06-01T07:00:00.000Z'];
    expect(await told()).toEqual(before);
    expect(await bed.status()).toMatchObject({
      problems: [],
      warnings: expect.arrayContaining([
        expect.stringMatching(/of_walls were synced under Europe\/Berlin/),
      ]) as string[],
    });

    expect(await retimed('directus', false)).toEqual([
      1,
      expect.stringMatching(/: 1 events move [^]*Nothing was moved/),
    ]);
    expect(await told()).toEqual(before);
    expect(await retimed('directus')).toEqual([0, expect.stringMatching(/^1 were moved/m)]);
    expect(await told()).toEqual(['2026-06-01T09:00:00', '2026-06-01T10:00:00', '2026-06-01T13:00:00.000Z']);

    await inZone('Asia/Kolkata');
    expect(await retimed('google')).toEqual([0, expect.stringMatching(/: 1 items get [^]*^1 were moved/m)]);
    expect(await told()).toEqual(['2026-06-01T18:30:00', '2026-06-01T19:30:00', '2026-06-01T13:00:00.000Z']);
    expect(await retimed('google')).toEqual([0, expect.stringMatching(/^Nothing to retime/)]);
    expect((await bed.status()).warnings).toEqual([]);
  }, 180_000);
});

test('[WR13] nothing is left to be done, and install finds every column right', async () => {
  const { bindings, problems } = await bed.status();
  expect(problems).toEqual([]);
  expect(bindings.flatMap(({ failures, reports }) => [...failures, ...reports])).toEqual([]);
  await expectNothingLeft(bed);
});
