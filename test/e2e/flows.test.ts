// The four generated flows in a real Directus: what a person's work sends, and what the script's requests do.
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { PROTOCOL, type ChangeResult, type Change, type Revision } from '../../src/core/message';
import { hashValues, rowValues, type Row } from '../../src/core/values';
import { FLOW_IDS, webhookPath } from '../../src/flows';
import { HOME } from '../flows/run-script';
import { BINDINGS, eventValues, SECRET, Setup, until } from './flows-setup';

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
const create = (event: string, changed: Record<string, string | null> = {}, key: string | null = null): Change => ({
  do: 'create',
  event,
  key,
  values: eventValues(changed),
});
const merge = (event: string, changed: Record<string, string | null> = {}): Change => ({
  do: 'merge',
  event,
  key: null,
  values: eventValues(changed),
  // A base that says nothing of the fields: the item's own decides.
  base: `2;${HOME};0;;${event}`,
});

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
    const [made] = await setup.apply('texts', [create('e-read', {}, 'room 7/ä')]);
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
      Array.from({ length: 150 }, (_, i) => create(`many-${i}`)),
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
  it.each(['main', 'uuids'])('creates, merges and deletes (%s)', async (binding) => {
    const [first] = await setup.apply(binding, [create(`cycle-${binding}`)]);
    expect(first).toEqual({ s: 'done', key: expect.any(String) });
    expect(await setup.apply(binding, [merge(`cycle-${binding}`)])).toEqual([{ s: 'same', key: first!.key }]);
    expect(await setup.apply(binding, [merge(`cycle-${binding}`, { summary: 'New' })])).toEqual([
      { s: 'done', key: first!.key },
    ]);
    expect(await setup.apply(binding, [create(`cycle-${binding}`)])).toMatchObject([{ s: 'other', key: first!.key }]);
    expect(await setup.apply(binding, [{ do: 'gone', event: `cycle-${binding}`, then: 'delete' }])).toEqual([
      { s: 'done', key: first!.key },
    ]);
    expect(await setup.apply(binding, [merge(`cycle-${binding}`)])).toEqual([{ s: 'none', key: null }]);
  });

  it('creates an item again under its old key', async () => {
    const [made] = await setup.apply('main', [create('again-1')]);
    await setup.admin.request('DELETE', `/items/talks/${made!.key!}`);
    expect(await setup.apply('main', [create('again-2', {}, made!.key)])).toEqual([{ s: 'done', key: made!.key }]);
  });

  it('writes what the event changed and keeps what a person changed', async () => {
    const [made] = await setup.apply('main', [create('both')]);
    await talks().updateOne(made!.key!, { text: 'person' });
    const ahead = await setup.apply('main', [merge('both', { summary: 'event' })]);
    expect(ahead).toMatchObject([{ s: 'ahead', row: { name: 'event', text: 'person' } }]);
    const conflict = await setup.apply('main', [merge('both', { summary: 'event', description: 'event' })]);
    expect(conflict).toMatchObject([{ s: 'conflict', fields: ['description'], row: { text: 'person' } }]);
  });

  it('sets where the item is what the script saw, else conflicts', async () => {
    const [made] = await setup.apply('main', [create('set')]);
    const seen = await talk(made!.key!);
    const set = (sync: unknown): Change => ({
      do: 'set',
      key: made!.key!,
      expect: hashValues(rowValues(MAIN, seen)) as Record<string, string>,
      was: { event: 'set', sync: sync as string },
      values: { summary: 'decided' },
      event: 'set-2',
      sync: 'base',
    });
    expect(await setup.apply('main', [set('other')])).toMatchObject([{ s: 'conflict' }]);
    expect(await setup.apply('main', [set(seen['main_sync'])])).toEqual([{ s: 'done', key: made!.key }]);
    expect(await talk(made!.key!)).toMatchObject({
      name: 'decided',
      main_event: 'set-2',
      main_sync: 'base',
      text: 'About',
    });
  });

  it('unlinks and archives', async () => {
    const [a] = await setup.apply('main', [create('unlink')]);
    const [b] = await setup.apply('second', [create('archive')]);
    expect(await setup.apply('main', [{ do: 'gone', event: 'unlink', then: 'unlink' }])).toMatchObject([{ s: 'done' }]);
    expect(await setup.apply('second', [{ do: 'gone', event: 'archive', then: 'archive' }])).toMatchObject([
      { s: 'done' },
    ]);
    expect(await talk(a!.key!)).toMatchObject({ main_event: '-unlink', main_sync: null });
    expect(await talk(b!.key!)).toMatchObject({ second_event: '-archive', status: 'archived', main_event: null });
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
      TEXTS.map((text, i) => create(`text-${i}`, { summary: text, description: text })),
    );
    const events = TEXTS.map((_, i) => `text-${i}`);
    const read = await setup.ask<Row[]>('read', { binding: 'main', keys: [], events });
    expect(read.ok && read.results.map((row) => [row['name'], row['text']])).toEqual(TEXTS.map((text) => [text, text]));
  });

  it('takes 100 changes of 5 kB, and a text of 60,000 characters', async () => {
    const text = (i: number) => `ä "${i}" \n`.padEnd(5_000, 'z');
    const statuses = (results: ChangeResult[]) => [...new Set(results.map(({ s }) => s))];
    const all = Array.from({ length: 100 }, (_, i) => i);
    expect(
      statuses(
        await setup.apply(
          'main',
          all.map((i) => create(`bulk-${i}`, { description: text(i) })),
        ),
      ),
    ).toEqual(['done']);
    expect(
      statuses(
        await setup.apply(
          'main',
          all.map((i) => merge(`bulk-${i}`, { description: text(i + 1) })),
        ),
      ),
    ).toEqual(['done']);
    const long = '€'.repeat(60_000);
    const [made] = await setup.apply('main', [create('long', { description: long })]);
    expect((await talk(made!.key!))['text']).toBe(long);
  });

  it('undoes a whole step for one bad row, says so for each of its rows, and does the other steps', async () => {
    const [made] = await setup.apply('main', [create('good')]);
    const results = await setup.apply('main', [
      create('bad', { start: 'soon' }),
      create('beside'),
      merge('good', { summary: 'New' }),
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
      Promise.all([1, 2, 3].map(() => setup.apply(binding, [create(event)])));
    const unique = (await thrice('uuids', 'unique')).flat();
    expect(unique.filter(({ s }) => s === 'done')).toHaveLength(1);
    for (const { s, code, field } of unique.filter((result) => result.s === 'failed'))
      expect({ s, code, field }).toEqual({ s: 'failed', code: 'RECORD_NOT_UNIQUE', field: 'uuids_event' });
    const twins = (await thrice('main', 'twins')).flat();
    const made = twins.filter(({ s }) => s === 'done').map(({ key }) => key!);
    const last = twins.flatMap((result) => result.twins ?? []);
    if (made.length > 1) expect(new Set(last)).toEqual(new Set(made));
  });

  it('never buries a save in silence that falls between its read and its write [R11]', async () => {
    let lost = 0;
    for (let round = 0; round < 40 && lost < 3; round++) {
      const [made] = await setup.apply('main', [create(`race-${round}`)]);
      const filler = Array.from({ length: 60 }, (_, i) =>
        create(`filler-${round}-${i}`, { description: 'y'.repeat(3_000) }),
      );
      const applied = setup.apply('main', [...filler, merge(`race-${round}`, { summary: 'event' })]);
      await wait(20 + (round % 12) * 15);
      await talks().updateOne(`0${made!.key!}`, { name: 'person' });
      const result = (await applied).at(-1)!;
      const survived = (await talk(made!.key!))['name'] === 'person';
      const told = result.lost?.some(({ delta }) => delta?.['name'] === 'person') ?? false;
      expect({ round, survived: survived || told }).toEqual({ round, survived: true });
      if (told) lost++;
    }
    expect(lost).toBeGreaterThan(0);
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
