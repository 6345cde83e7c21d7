// The four generated flows in a real Directus: what a person's work sends, and what the script's requests do.
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { columnsOf, mappedFields } from '../../src/core/fields/mapped';
import { PROTOCOL, type Change, type ChangeResult, type Expected, type Revision } from '../../src/core/message';
import { rowHashes, type Row } from '../../src/core/values';
import { FLOW_IDS, webhookPath } from '../../src/flows';
import { BINDINGS, SECRET, Setup, until } from './flows-setup';

const MAIN = BINDINGS[0]!;
let setup: Setup;

beforeAll(async () => (setup = await Setup.start()), 15 * 60_000);
afterAll(() => setup?.stop(), 30_000);
beforeEach(() => {
  setup.reply = () => ({});
});
jest.setTimeout(60_000);

const talks = () => setup.admin.items('talks');
const talk = (key: string | number) => talks().readOne(key);
/** Made as the flows write them: a time in UTC, with milliseconds. */
const WRITTEN = { starts: '2026-12-01T10:00:00.000Z', ends: '2026-12-01T11:00:00.000Z', name: 'Talk', text: 'About' };
const create = (binding: string, event: string, changed: Row = {}, key: string | null = null): Change => {
  const own = { [`${binding}_event`]: event, [`${binding}_sync`]: `3;home;*;;${event}` };
  return { do: 'create', event, key, write: { ...WRITTEN, ...own, ...changed } };
};
const set = (key: string | null, event: string, write: Row, expect: Expected[] = []): Change => {
  return { do: 'set', key: key!, expect, was: { event }, write };
};
const remove = (key: string | null, event: string, more: { expect?: Expected[]; beside?: string } = {}): Change => {
  return { do: 'delete', event, key: key!, expect: [], ...more };
};
/** That all columns of "main" are what they are in the item. */
const asIn = (row: Row): Expected[] =>
  mappedFields(MAIN).map((name) => ({ columns: columnsOf(MAIN, name), hashes: [rowHashes(MAIN, row)[name]!] }));

describe('flow 1', () => {
  const push = (token: string, channel = 'channel-1') => {
    const headers = {
      'x-goog-channel-id': channel,
      'x-goog-channel-token': token,
      'x-goog-resource-state': 'exists',
      cookie: 'a=b',
    };
    return fetch(setup.directus.url + webhookPath('proxy'), { method: 'POST', headers });
  };
  const token = createHmac('sha256', SECRET).update('channel-1').digest('hex');

  it("hands on Google's headers and nothing else", async () => {
    const message = await setup.messageOf('notification', async () => expect((await push(token)).status).toBe(204));
    expect(message).toMatchObject({ v: PROTOCOL, secret: SECRET });
    expect(message['headers']).toEqual({ 'x-goog-channel-id': 'channel-1', 'x-goog-resource-state': 'exists' });
  });

  it('answers strangers the same and sends nothing', async () => {
    setup.messages.length = 0;
    const answers = [
      await push('short'),
      await push('a'.repeat(64)),
      await push(token, 'channel-2'),
      await push(SECRET),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    await wait(500);
    expect(setup.messages).toEqual([]);
  });
});

describe('flow 2', () => {
  it('sends a created item as it is stored, mapped fields only, and writes the answer back without an echo', async () => {
    setup.reply = ({ rows: [row] }) => ({
      one: {
        query: { filter: { id: { _eq: row!['id'] }, main_sync: { _null: true } }, limit: 1 },
        payload: { main_event: 'e-created', main_sync: 'base' },
      },
    });
    const name = 'a "quote", {{$env.GCALENDARHOOKSECRET}}, undefined, 😀';
    let id: unknown;
    const message = await setup.messageOf('items', async () => {
      ({ id } = await talks().createOne({ name, starts: '2026-12-01T11:00:00+01:00', user_note: 'not mapped' }));
    });
    expect(message).toMatchObject({
      collection: 'talks',
      created: true,
      rows: [{ id, name, starts: '2026-12-01T10:00:00.000Z' }],
    });
    expect(message.rows[0]).not.toHaveProperty('user_note');
    // By the archive's field the sync knows an item that a person takes out of the archive.
    expect(message.rows[0]).toHaveProperty('status');
    await until(async () => (await talk(String(id)))['main_event'] === 'e-created');
    await wait(500);
    expect(setup.messages).toHaveLength(1);
  });

  it('writes back only where the sync value is still the one that was read', async () => {
    const [a, b] = await talks().createMany([{ name: 'a' }, { name: 'b' }]);
    setup.reply = ({ rows }) => ({
      one: null,
      many: rows.map((row) => ({
        key: String(row['id']),
        was: row['id'] === a!['id'] ? null : 'old',
        set: { main_event: `e${String(row['id'])}`, main_sync: 'new' },
      })),
    });
    await setup.messageOf('items', () => talks().updateByKeys([a!['id'] as number, b!['id'] as number], { text: 'x' }));
    await until(async () => (await talk(a!['id'] as number))['main_sync'] === 'new');
    expect((await talk(b!['id'] as number))['main_sync']).toBeNull();
  });

  it('reads by the key as it is stored, however it was typed', async () => {
    const { id } = await talks().createOne({ name: 'typed' });
    const edited = await setup.messageOf(
      'items',
      () => talks().updateOne(`0${String(id)}`, { name: 'edited' }),
      ({ created }) => created === false,
    );
    expect(edited.rows).toMatchObject([{ id, name: 'edited' }]);
    const room = await setup.messageOf(
      'items',
      () => setup.admin.items('rooms').createOne({ code: '01 é', name: 'room' }),
      ({ collection }) => collection === 'rooms',
    );
    expect(room.rows).toMatchObject([{ code: '01 é' }]);
  });

  it('says in the log that the web app was not itself', async () => {
    setup.reply = () => '<html>Google says no</html>';
    await setup.messageOf('items', () => talks().createOne({ name: 'html' }));
    await until(() => setup.directus.lines().some((line) => line.includes('the web app did not take changed items')));
  });
});

describe('flow 3', () => {
  it('sends the keys, and what the deleted items last were', async () => {
    const items = await talks().createMany([{ name: 'a', main_event: 'ea', main_sync: 'base a' }, { name: 'b' }]);
    const keys = items.map(({ id }) => id as number);
    await talks().updateOne(keys[1]!, { main_event: 'eb', main_sync: 'base b' });
    const message = await setup.messageOf('deleted', () => setup.admin.request('DELETE', '/items/talks', keys));
    expect(message).toMatchObject({ collection: 'talks', keys, present: [], total: null });
    const revisions = message['revisions'] as Revision[];
    expect(revisions.map(({ item, data }) => [item, data?.['main_event'], data?.['main_sync']]).sort()).toEqual([
      [String(keys[0]), 'ea', 'base a'],
      [String(keys[1]), 'eb', 'base b'],
    ]);
    expect(JSON.stringify(revisions)).not.toContain('name');
  });

  it('shows that an item is still there whose key was typed in capitals', async () => {
    const { id } = await setup.admin.items('meetings').createOne({ name: 'stays' });
    const typed = String(id).toUpperCase();
    const message = await setup.messageOf('deleted', () => setup.admin.request('DELETE', `/items/meetings/${typed}`));
    expect(message).toMatchObject({ keys: [typed], present: [{ id }], revisions: [] });
  });
});

describe('flow 4, reading', () => {
  it('lists, reads, shows the feed and what Directus has', async () => {
    const [made] = await setup.apply('texts', [create('texts', 'e-read', {}, 'room 7/ä')]);
    expect(made).toMatchObject({ s: 'done', key: 'room 7/ä' });
    const read = await setup.ask<Row[]>('read', { binding: 'texts', keys: ['room 7/ä'], events: ['e-read'] });
    expect(read).toMatchObject({
      ok: true,
      stamp: expect.any(Number),
      results: [{ code: 'room 7/ä', texts_event: 'e-read' }],
    });
    const list = await setup.ask<Row[]>('list', { binding: 'texts', offset: 0, limit: 1 });
    expect(list.ok && list.results).toHaveLength(1);
    const feed = await setup.ask<Row[]>('changes', { after: 0, limit: 1000 });
    expect(feed.ok && feed.results.at(-1)).toMatchObject({
      collection: 'rooms',
      item: 'room 7/ä',
      action: 'create',
      user: null,
    });
    const collections = await setup.ask<Row[]>('ping', { what: 'collections' });
    expect(collections.ok && collections.results).toContainEqual({ collection: 'talks', accountability: 'all' });
    const fields = await setup.ask<Row[]>('ping', { what: 'fields' });
    expect(fields.ok && fields.results).toContainEqual(
      expect.objectContaining({
        collection: 'rooms',
        field: 'texts_sync',
        special: null,
        readonly: true,
        required: false,
      }),
    );
    const refused = await setup.ask('type', { binding: 'texts', of: 'start' });
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('"timestamp" field type') });
    const flows = await setup.ask<Row[]>('ping', { what: 'flows' });
    expect(flows.ok && flows.results.map(({ id }) => id).sort()).toEqual(Object.values(FLOW_IDS).sort());
  });

  it('reads more items than QUERY_LIMIT_DEFAULT lets by', async () => {
    const results = await setup.apply(
      'uuids',
      Array.from({ length: 150 }, (_, i) => create('uuids', `many-${i}`)),
    );
    const keys = results.map(({ key }) => key!);
    const read = await setup.ask<Row[]>('read', { binding: 'uuids', keys, events: [] });
    expect(read.ok && read.results).toHaveLength(150);
  });

  it('shows revisions newest first, after an id, also of an item that is gone', async () => {
    const { id } = await talks().createOne({ name: 'one' });
    await talks().updateOne(id as number, { name: 'two', status: 'not mapped' });
    await setup.admin.request('DELETE', `/items/talks/${String(id)}`);
    const ask = (after: number) =>
      setup.ask<Revision[]>('revisions', { binding: 'main', keys: [String(id)], after, limit: 10 });
    const all = await ask(0);
    if (!all.ok) throw new Error(all.message);
    expect(all.results.map(({ data }) => data?.['name'])).toEqual(['two', 'one']);
    expect(all.results[0]!.delta).toEqual({ name: 'two' });
    expect(all.results[0]!.activity!.user).not.toBeNull();
    expect(await ask(all.results[1]!.id)).toMatchObject({ results: [{ id: all.results[0]!.id }] });
  });
});

describe('flow 4, apply', () => {
  it.each(['main', 'uuids'])('creates, sets and deletes (%s)', async (binding) => {
    const event = `cycle-${binding}`;
    const [first] = await setup.apply(binding, [create(binding, event)]);
    expect(first).toEqual({ s: 'done', key: expect.any(String) });
    const { key } = first!;
    expect(await setup.apply(binding, [set(key, event, {})])).toEqual([{ s: 'same', key }]);
    expect(await setup.apply(binding, [set(key, event, { name: 'New' })])).toEqual([{ s: 'done', key }]);
    expect(await setup.apply(binding, [create(binding, event)])).toMatchObject([
      { s: 'other', key, row: { name: 'New' } },
    ]);
    expect(await setup.apply(binding, [remove(key, event)])).toEqual([{ s: 'done', key }]);
    for (const change of [set(key, event, { name: 'New' }), remove(key, event)])
      expect(await setup.apply(binding, [change])).toEqual([{ s: 'none', key: null }]);
  });

  it('puts its stamp into the sync value that it writes: the newest id of before', async () => {
    const [made] = await setup.apply('main', [create('main', 'stamped')]);
    const answer = await setup.ask('apply', {
      binding: 'main',
      changes: [set(made!.key, 'stamped', { main_sync: '3;home;*;;stamped' })],
    });
    expect(answer).toMatchObject({ ok: true, stamp: expect.any(Number) });
    expect((await talk(made!.key!))['main_sync']).toBe(`3;home;${String(answer.ok && answer.stamp)};;stamped`);
  });

  it('creates an item again under its old key', async () => {
    const [made] = await setup.apply('main', [create('main', 'again-1')]);
    await setup.admin.request('DELETE', `/items/talks/${made!.key!}`);
    const again = await setup.apply('main', [create('main', 'again-2', {}, made!.key)]);
    expect(again).toEqual([{ s: 'done', key: made!.key }]);
  });

  it('sets and deletes where the item is what the script saw, else shows it', async () => {
    const [made] = await setup.apply('main', [create('main', 'seen')]);
    const { key } = made!;
    const seen = await talk(key!);
    // As it was stored reads what was written.
    expect(seen).toMatchObject(WRITTEN);
    await talks().updateOne(key!, { text: 'person' });
    const [changes, shown] = [
      [set(key, 'seen', { name: 'event' }, asIn(seen)), remove(key, 'seen', { expect: asIn(seen) })],
      { s: 'conflict', row: { name: 'Talk', text: 'person' } },
    ];
    for (const change of changes) expect(await setup.apply('main', [change])).toMatchObject([shown]);
    const now = await talk(key!);
    const [result] = await setup.apply('main', [set(key, 'seen', { name: 'event' }, asIn(now))]);
    expect(result).toEqual({ s: 'done', key });
    expect(await talk(key!)).toMatchObject({ name: 'event', text: 'person' });
    expect(await setup.apply('main', [remove(key, 'another')])).toMatchObject([{ s: 'conflict' }]);
    expect(await setup.apply('main', [remove(key, 'seen', { expect: asIn({ ...now, name: 'event' }) })])).toEqual([
      { s: 'done', key },
    ]);
  });

  it('unlinks and archives, and each binding by its own columns', async () => {
    const [a] = await setup.apply('main', [create('main', 'unlink')]);
    const [b] = await setup.apply('second', [create('second', 'archive')]);
    const unlinked = { main_event: '-unlink', main_sync: null };
    const archived = { second_event: '-archive', second_sync: 'archived;status;archived', status: 'archived' };
    expect(await setup.apply('main', [set(a!.key, 'unlink', unlinked)])).toEqual([{ s: 'done', key: a!.key }]);
    expect(await setup.apply('second', [set(b!.key, 'archive', archived)])).toEqual([{ s: 'done', key: b!.key }]);
    expect(await talk(a!.key!)).toMatchObject(unlinked);
    expect(await talk(b!.key!)).toMatchObject({ ...archived, main_event: null });
  });

  it('takes back what is only tried, and tells that it came so far', async () => {
    const made = await setup.apply('main', [create('main', 'tried-1'), create('main', 'tried-2')]);
    const changes = made.map(({ key }, i) => set(key, `tried-${i + 1}`, { main_event: 'probe' }));
    const answer = await setup.ask('apply', { binding: 'main', changes, trial: true });
    expect(answer).toMatchObject({
      results: [
        { s: 'failed', code: 'INVALID_PAYLOAD', row: { main_event: 'tried-1' } },
        { s: 'failed', code: 'INVALID_PAYLOAD', row: { main_event: 'tried-2' } },
      ],
    });
  });

  const TEXTS = [
    '"quotes" \'and\' `these` ${x}',
    '{{braces}} {{$env.GCALENDARHOOKSECRET}}',
    'undefined',
    'null',
    '😀 é \u2028',
    ' blanks ',
    'a\r\nb',
    'true',
    '[1]',
    '{"a":1}',
    '<b>&nbsp;</b>',
  ];
  it('stores texts exactly as they are', async () => {
    await setup.apply(
      'main',
      TEXTS.map((text, i) => create('main', `text-${i}`, { name: text, text })),
    );
    const events = TEXTS.map((_, i) => `text-${i}`);
    const read = await setup.ask<Row[]>('read', { binding: 'main', keys: [], events });
    expect(read.ok && read.results.map((row) => [row['name'], row['text']])).toEqual(TEXTS.map((text) => [text, text]));
  });

  it('takes 100 changes of 5 kB, and a text of 60,000 characters', async () => {
    const text = (i: number) => `ä "${i}" \n`.padEnd(5_000, 'z');
    const statuses = (results: ChangeResult[]) => [...new Set(results.map(({ s }) => s))];
    const all = Array.from({ length: 100 }, (_, i) => i);
    const made = await setup.apply(
      'main',
      all.map((i) => create('main', `bulk-${i}`, { text: text(i) })),
    );
    expect(statuses(made)).toEqual(['done']);
    const changed = await setup.apply(
      'main',
      made.map(({ key }, i) => set(key, `bulk-${i}`, { text: text(i + 1) })),
    );
    expect(changed).toEqual(made);
    const long = '€'.repeat(60_000);
    const [last] = await setup.apply('main', [create('main', 'long', { text: long })]);
    expect((await talk(last!.key!))['text']).toBe(long);
  });

  it('undoes a whole step for one bad row, says so for each of its rows, and does the other steps', async () => {
    const [made] = await setup.apply('main', [create('main', 'good')]);
    const results = await setup.apply('main', [
      create('main', 'bad', { starts: 'soon' }),
      create('main', 'beside'),
      set(made!.key, 'good', { name: 'New' }),
    ]);
    expect(results).toMatchObject([
      { s: 'failed', code: 'FAILED' },
      { s: 'failed', code: 'FAILED' },
      { s: 'done', key: made!.key },
    ]);
    const read = await setup.ask<Row[]>('read', { binding: 'main', keys: [], events: ['bad', 'beside'] });
    expect(read.ok && read.results).toEqual([]);
  });

  it('names code and field of a violated index, and tells of twins where there is none', async () => {
    const thrice = (binding: string, event: string) =>
      Promise.all([1, 2, 3].map(() => setup.apply(binding, [create(binding, event)])));
    const unique = (await thrice('uuids', 'unique')).flat();
    expect(unique.filter(({ s }) => s === 'done')).toHaveLength(1);
    for (const { s, code, field } of unique.filter((result) => result.s === 'failed'))
      expect({ s, code, field }).toEqual({ s: 'failed', code: 'RECORD_NOT_UNIQUE', field: 'uuids_event' });
    const twins = (await thrice('main', 'twins')).flat();
    const made = twins.filter(({ s }) => s === 'done').map(({ key }) => key!);
    const last = twins.flatMap((result) => result.twins ?? []);
    if (made.length > 1) expect(new Set(last)).toEqual(new Set(made));
  });

  it('never buries a save in silence that falls between its read and its write [WR10]', async () => {
    let told = 0;
    for (let round = 0; round < 40 && told < 3; round++) {
      const event = `race-${round}`;
      const [made] = await setup.apply('main', [create('main', event)]);
      const seen = await talk(made!.key!);
      const filler = Array.from({ length: 60 }, (_, i) =>
        create('main', `filler-${round}-${i}`, { text: 'y'.repeat(3_000) }),
      );
      const write = { name: 'event', main_sync: `3;home;*;;${event}` };
      const applied = setup.apply('main', [...filler, set(made!.key, event, write, asIn(seen))]);
      await wait(20 + (round % 12) * 15);
      await talks().updateOne(`0${made!.key!}`, { name: 'person' });
      const { s, revisions = [] } = (await applied).at(-1)!;
      const survived = s === 'conflict' || (await talk(made!.key!))['name'] === 'person';
      const isTold = revisions.some(({ delta }) => delta?.['name'] === 'person');
      expect({ round, survived: survived || isTold }).toEqual({ round, survived: true });
      if (!survived && isTold) told++;
    }
    expect(told).toBeGreaterThan(0);
  });
});

describe('flow 4, refusing', () => {
  it.each(['[]', '{}', '', '{"secret":"x"}', '{"secret":["7d1c0f6a9b3e4d5c8f2a1b0c9d8e7f6a"]}'])(
    'answers %j in its one shape',
    async (body) => {
      const response = await setup.post(body);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        ok: false,
        v: PROTOCOL,
        code: expect.stringMatching(/BAD_SECRET|BAD_REQUEST/),
      });
    },
  );

  it('leaves broken and too large bodies to Directus', async () => {
    expect((await setup.post('{"secret":')).status).toBe(400);
    expect((await setup.post(JSON.stringify({ secret: 'x'.repeat(1_100_000) }))).status).toBe(400);
  });

  it('names the field that Directus lacks', async () => {
    await setup.admin.request('DELETE', '/fields/meetings/text');
    const answer = await setup.ask('list', { binding: 'uuids', offset: 0, limit: 1 });
    expect(answer).toMatchObject({ ok: false, code: 'FORBIDDEN', message: expect.stringContaining('text') });
  });
});

describe('settings', () => {
  it('that are missing are told in words, by flow 4 and in the log; the inline form needs none', async () => {
    await setup.directus.restart({ GCALENDARHOOKURL: '', GCALENDARHOOKSECRET: '' });
    expect(await setup.ask('ping', { what: 'flows' })).toMatchObject({
      ok: false,
      code: 'NOT_SET',
      message: 'GCALENDARHOOKSECRET is not set or not in FLOWS_ENV_ALLOW_LIST',
    });
    await talks().createOne({ name: 'not sent' });
    await until(() => setup.directus.lines().some((line) => line.includes('GCALENDARHOOKSECRET is not set')));
    await setup.bringInFlows({ form: 'inline', secret: SECRET, webAppUrl: setup.webAppUrl });
    expect(await setup.ask('ping', { what: 'flows' })).toMatchObject({ ok: true });
    const message = await setup.messageOf('items', () => talks().createOne({ name: 'sent' }));
    expect(message).toMatchObject({ secret: SECRET, rows: [{ name: 'sent' }] });
  });
});
