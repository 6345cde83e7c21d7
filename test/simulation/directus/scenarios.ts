// What happens in the same way in a real and in a simulated Directus: scenarios, and what each side tells of them.
import { hashColumns } from '../../../src/core/hash';
import type { Change, Expected } from '../../../src/core/message';
import type { HttpAnswer, Key, Row } from '../../../simulation/directus';

/** Makes the answer of the web app to a message; its members come beside `{ok: true, id}`. */
export type Reply = (message: Row) => object | string;

/** One Directus, real or simulated. What refuses is thrown as `Refused`. */
export interface Side {
  create(collection: string, rows: Row | readonly Row[]): Promise<unknown>;
  /** By the URL with one key, else `{keys, data}`. */
  update(collection: string, keys: Key | readonly Key[], data: Row): Promise<unknown>;
  updateEach(collection: string, rows: readonly Row[]): Promise<unknown>;
  remove(collection: string, keys: Key | readonly Key[]): Promise<unknown>;
  rows(collection: string): Promise<Row[]>;
  /** Posts to flow 4; an object is completed as the script's own request. */
  post(body: object | string, options?: { contentType?: string; method?: string; flow?: string }): Promise<HttpAnswer>;
  /** Posts to flow 1. */
  push(headers: Record<string, string>): Promise<HttpAnswer>;
  reply: Reply;
  /** Messages of the flows since the last call, when all runs have ended. */
  messages(): Promise<Row[]>;
  /** What the flows logged since the last call. */
  logged(): Promise<string[]>;
  /** Newest ids of activity and revisions before anything happened. */
  readonly first: { activity: number; revision: number };
}

/** A refusal of a person's request. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly errors: unknown,
  ) {
    super(`refused: ${status}`);
  }
}

/** Does something once. */
type Act = (what: string, work: (side: Side) => Promise<unknown>) => Promise<void>;
/** Looks at something that may take a while to become true. */
type Look = Act;
export type Scenario = (act: Act, look: Look) => Promise<void>;

const DAY = { starts: '2026-12-01T10:00:00Z', ends: '2026-12-01T11:00:00+01:00' };
/** Whose items a binding has; its columns for event id and sync value are named after it. */
const COLLECTIONS: Record<string, string> = { main: 'talks', second: 'talks', uuids: 'meetings', texts: 'rooms' };

/** A change of flow 4, made for a binding, of what a side has at that moment. */
type Making = (binding: string, side: Side) => Promise<Change>;

const create =
  (event: string, key: string | null = null, changed: Row = {}): Making =>
  async (binding) => {
    const own = { [`${binding}_event`]: event, [`${binding}_sync`]: `3;home;*;;${event}` };
    const write = { ...DAY, name: 'Talk', text: 'About', ...changed, ...own };
    return { do: 'create', event, key, write };
  };
const set =
  (event: string, write: Row, expect: Expected[] = []): Making =>
  async (binding, side) => ({ do: 'set', key: await keyFor(side, binding, event), expect, was: { event }, write });
const remove =
  (event: string, beside?: string): Making =>
  async (binding, side) => {
    const key = await keyFor(side, binding, event);
    return { do: 'delete', event, key, expect: [], ...(beside === undefined ? {} : { beside }) };
  };
const named = (name: string): Expected[] => [{ columns: ['name'], hashes: [hashColumns([name])!] }];

/** The key of the item that names an event; that of none where there is none. */
async function keyFor(side: Side, binding: string, event: string): Promise<string> {
  const rows = await side.rows(COLLECTIONS[binding]!);
  const row = rows.find((each) => each[`${binding}_event`] === event);
  return String(row?.[binding === 'texts' ? 'code' : 'id'] ?? '987654');
}

const apply =
  (binding: string, ...making: Making[]) =>
  async (side: Side) => {
    const changes = [];
    for (const make of making) changes.push(await make(binding, side));
    return side.post({ action: 'apply', binding, changes });
  };

/** Writes an event id and a base back to each row, as the web app answers it. */
function writeBack(key: string, event: string, sync: string): Reply {
  return ({ rows, action }) => {
    if (action !== 'items') return {};
    const made = (rows as Row[]).map((row) => ({
      key: String(row[key]),
      was: (row[sync] ?? null) as string | null,
      set: { [event]: `e-${String(row[key])}`, [sync]: `base of ${String(row[key])}` },
    }));
    const [first] = made;
    if (made.length !== 1 || !first) return { one: null, many: made };
    const was = first.was === null ? { _null: true } : { _eq: first.was };
    return {
      one: { query: { filter: { [key]: { _eq: first.key }, [sync]: was }, limit: 1 }, payload: first.set },
      many: [],
    };
  };
}

/** All that both sides show after a scenario: what was sent, what is there, the feed and the revisions. */
async function lookAround(look: Look): Promise<void> {
  await look('messages', (side) => side.messages());
  for (const collection of ['talks', 'rooms']) await look(collection, (side) => side.rows(collection));
  // Keys that Directus makes by chance have an order by chance.
  const byName = (a: Row, b: Row) => (String(a['name']) < String(b['name']) ? -1 : 1);
  await look('meetings', async (side) => [...(await side.rows('meetings'))].sort(byName));
  await look('feed', (side) => side.post({ action: 'changes', binding: '', after: side.first.activity, limit: 1000 }));
  for (const [binding, keys] of Object.entries(REVISIONS_OF))
    await look(`revisions of ${binding}`, (side) =>
      side.post({ action: 'revisions', binding, keys, after: side.first.revision, limit: 1000 }),
    );
  await look('log', (side) => side.logged());
}

/** Keys as they may have been typed; UUIDs that Directus makes are not known beforehand. */
const REVISIONS_OF: Record<string, string[]> = {
  main: [...Array.from({ length: 60 }, (_, i) => String(i)), '01', '02', '077', '77'],
  uuids: ['abcdef01-2345-4678-9abc-def012345678'],
  texts: ['01', '1', 'a/b', 'Größe', 'true', 'null', 'x'],
};

/** Runs in the given order, each on what those before it left. */
export const SCENARIOS: Record<string, Scenario> = {
  'create one': async (act, look) => {
    await act('reply', async (side) => void (side.reply = writeBack('id', 'main_event', 'main_sync')));
    await act('post', (side) =>
      side.create('talks', { name: 'a "quote" {{$env.X}}', ...DAY, status: 'new', bogus: 1 }),
    );
    await lookAround(look);
  },
  'create with nulls, numbers, objects, and nothing at all': async (act, look) => {
    await act('nulls', (side) => side.create('talks', { name: null, text: null, starts: null, ends: '' }));
    await lookAround(look);
    await act('numbers', (side) =>
      side.create('talks', { name: 5, text: true, main_event: { a: [1] }, starts: 1_800_000_000_000 }),
    );
    await lookAround(look);
    await act('nothing', (side) => side.create('talks', {}));
    await lookAround(look);
  },
  'dates that are none': async (act, look) => {
    await act('31 February', (side) => side.create('talks', { name: 'feb', starts: '2026-02-31T10:00:00Z' }));
    await lookAround(look);
    await act('garbage', (side) => side.create('talks', { name: 'no', starts: 'soon' }));
    await act('a date', (side) =>
      side.create('talks', { name: 'date', starts: '2026-02-03', ends: '2026-02-03 10:30' }),
    );
    await lookAround(look);
    await act('update to garbage', (side) => side.update('talks', '1', { starts: 'soon' }));
    await act('update to 31 February', (side) => side.update('talks', '1', { starts: '2026-02-31T10:00:00Z' }));
    await lookAround(look);
  },
  'create an array': async (act, look) => {
    // A run for each row: what they write back comes in an order that nobody knows.
    await act('no write-back', async (side) => void (side.reply = () => ({})));
    await act('post', (side) => side.create('talks', [{ name: 'x', ...DAY }, { name: 'y' }, { name: 'z' }]));
    await lookAround(look);
    await act('one of them bad', (side) => side.create('talks', [{ name: 'good' }, { name: 'bad', starts: 'soon' }]));
    await act('none', (side) => side.create('talks', []));
    await lookAround(look);
    await act('reply', async (side) => void (side.reply = writeBack('id', 'main_event', 'main_sync')));
  },
  'update one, by the URL': async (act, look) => {
    await act('text key', (side) => side.update('talks', '1', { name: 'renamed', id: 99, bogus: 2 }));
    await lookAround(look);
    await act('zero in front', (side) => side.update('talks', '02', { text: 'zero' }));
    await lookAround(look);
    await act('nothing', (side) => side.update('talks', '1', {}));
    await lookAround(look);
    await act('no such item', (side) => side.update('talks', '9999', { name: 'x' }));
    await lookAround(look);
    await act('no key of this type', (side) => side.update('talks', '1abc', { name: 'x' }));
  },
  'update keys and data': async (act, look) => {
    await act('patch', (side) => side.update('talks', [2, 1, '03', 9998], { text: 'both' }));
    await lookAround(look);
  },
  'update an array of items': async (act, look) => {
    await act('no write-back', async (side) => void (side.reply = () => ({})));
    await act('patch', (side) =>
      side.updateEach('talks', [
        { id: 2, name: 'two' },
        { id: '1', name: 'one' },
      ]),
    );
    await lookAround(look);
    await act('one without a key', (side) => side.updateEach('talks', [{ id: 2, name: 'undone' }, { name: 'no key' }]));
    await lookAround(look);
  },
  'own keys': async (act, look) => {
    await act('an integer as text', (side) => side.create('talks', { id: '077', name: 'seventy-seven' }));
    await lookAround(look);
    await act('again', (side) => side.create('talks', { id: 77, name: 'twice' }));
    await act('the next', (side) => side.create('talks', { name: 'seventy-eight' }));
    await lookAround(look);
  },
  'delete one and many': async (act, look) => {
    await act('one', (side) => side.remove('talks', '3'));
    await lookAround(look);
    await act('many', (side) => side.remove('talks', [4, '05', 4, 9999]));
    await lookAround(look);
    await act('none', (side) => side.remove('talks', []));
    await lookAround(look);
  },
  'keys that are texts': async (act, look) => {
    const codes = ['01', '1', 'a/b', 'Größe', 'true', 'null'];
    await act('post', (side) =>
      side.create(
        'rooms',
        codes.map((code) => ({ code, name: `room ${code}` })),
      ),
    );
    await lookAround(look);
    // One run at a time: those of an array write back in an order that nobody knows.
    await act('reply', async (side) => void (side.reply = writeBack('code', 'texts_event', 'texts_sync')));
    for (const code of codes) {
      await act(`update ${code}`, (side) => side.update('rooms', code, { text: code }));
      await lookAround(look);
    }
    await act('without a key', (side) => side.create('rooms', { name: 'no key' }));
    await act('with none', (side) => side.create('rooms', { code: null, name: 'no key' }));
    await act('twice', (side) => side.create('rooms', { code: '01' }));
    await act('event id twice', (side) => side.create('rooms', { code: 'x', texts_event: 'e-1' }));
    await act('update', (side) => side.update('rooms', '01', { name: 'zero one' }));
    await lookAround(look);
    await act('update to a taken event id', (side) => side.update('rooms', '01', { texts_event: 'e-1' }));
    await act('delete', (side) => side.remove('rooms', ['01', 'a/b']));
    await lookAround(look);
    for (const key of ['1', 'true', 'null', '01'])
      await act(`read ${key}`, (side) => side.post({ action: 'read', binding: 'texts', keys: [key], events: [] }));
  },
  'keys that are UUIDs': async (act, look) => {
    const id = 'abcdef01-2345-4678-9abc-def012345678';
    await act('reply', async (side) => void (side.reply = writeBack('id', 'uuids_event', 'uuids_sync')));
    await act('made', (side) => side.create('meetings', { name: 'made' }));
    await lookAround(look);
    await act('own', (side) => side.create('meetings', { id, name: 'own' }));
    await lookAround(look);
    await act('in capitals', (side) => side.update('meetings', id.toUpperCase(), { name: 'capitals' }));
    await lookAround(look);
    await act('deleted in capitals', (side) => side.remove('meetings', [id.toUpperCase()]));
    await lookAround(look);
    await act('no UUID', (side) => side.update('meetings', 'abc', { name: 'x' }));
    await act('deleted', (side) => side.remove('meetings', id));
    await lookAround(look);
  },
  'what the web app answers': async (act, look) => {
    const answers: [string, Reply][] = [
      ['a page', () => '<html>Google says no</html>'],
      ['a refusal', () => ({ ok: false, code: 'BAD_SECRET', message: 'no' })],
      ['nothing to write', () => ({ one: null, many: [] })],
      [
        'another sync value than the stored one',
        ({ rows }) => ({
          many: (rows as Row[]).map(({ id }) => ({
            key: String(id),
            was: 'other',
            set: { main_event: 'x', main_sync: 'y' },
          })),
        }),
      ],
      [
        'a field that is not the sync’s',
        ({ rows }) => ({
          many: (rows as Row[]).map(({ id, main_sync }) => ({
            key: String(id),
            was: main_sync,
            set: { name: 'x', main_sync: 'z' },
          })),
        }),
      ],
      [
        'one with a value too many',
        () => ({ one: { query: { filter: { id: { _in: ['1', '2'] } }, limit: 1 }, payload: { main_sync: 'q' } } }),
      ],
    ];
    for (const [what, reply] of answers) {
      await act('reply', async (side) => void (side.reply = reply));
      await act(what, (side) => side.update('talks', ['1', '2'], { text: what }));
      await lookAround(look);
    }
    await act('reply', async (side) => void (side.reply = () => ({})));
  },
  'flow 4 reads': async (act) => {
    const asks: [string, object][] = [
      ['a page', { action: 'list', binding: 'main', offset: 0, limit: 3 }],
      ['the next page', { action: 'list', binding: 'main', offset: 2, limit: 3 }],
      ['the next page of texts', { action: 'list', binding: 'texts', offset: 1, limit: 3 }],
      ['the next page of UUIDs', { action: 'list', binding: 'uuids', offset: 1, limit: 3 }],
      [
        'items by key and event',
        { action: 'read', binding: 'main', keys: ['1', '02', '9999'], events: ['e-2', 'none'] },
      ],
      ['nothing', { action: 'read', binding: 'main', keys: [], events: [] }],
      ['a key of another type', { action: 'read', binding: 'main', keys: ['1', 'abc'], events: [] }],
      [
        'words that Directus takes for values',
        { action: 'read', binding: 'texts', keys: ['true', 'null', '$NOW'], events: ['null'] },
      ],
      ['collections', { action: 'ping', binding: '', what: 'collections' }],
      ['fields', { action: 'ping', binding: '', what: 'fields' }],
      ['flows', { action: 'ping', binding: '', what: 'flows' }],
      ['an unknown binding', { action: 'list', binding: 'other', offset: 0, limit: 3 }],
      ['an unknown action', { action: 'drop', binding: 'main' }],
    ];
    for (const [what, ask] of asks) await act(what, (side) => side.post(ask));
  },
  'flow 4 applies': async (act, look) => {
    await act('create', apply('main', create('c1'), create('c2', null, { name: null, ends: '' }), create('c1')));
    await lookAround(look);
    await act('set', apply('main', set('c1', { name: 'Event' }), set('c2', {}), set('unknown', { name: 'None' })));
    await lookAround(look);
    await act('a person', (side) => side.update('talks', '1', { main_event: 'c9', name: 'Person' }));
    await lookAround(look);
    await act('conflict', apply('main', set('c9', { name: 'Event' }, named('Talk'))));
    await act('no conflict', apply('main', set('c9', { name: 'Event', main_sync: '3;home;*;;c9' }, named('Person'))));
    await act('a column of no binding', apply('main', set('c9', { user_note: 'x' })));
    await lookAround(look);
    await act('for an archive', apply('second', create('a1')));
    await act('archive', apply('second', set('a1', { second_event: '-a1', second_sync: null, status: 'archived' })));
    await act('delete one beside no other', apply('main', remove('c1', '987654')));
    await act('delete', apply('main', remove('c1'), remove('c9'), remove('nobody')));
    await lookAround(look);
    await act('a key that is free again', apply('main', create('c3', '3')));
    await act(
      'a bad date',
      apply('main', create('bad', null, { starts: 'soon' }), create('beside'), set('c3', { name: 'S' })),
    );
    await lookAround(look);
    await act('a trial', async (side) => {
      const changes = [await set('c3', { main_event: 'probe' })('main', side)];
      return await side.post({ action: 'apply', binding: 'main', changes, trial: true });
    });
    await lookAround(look);
    await act('no key', apply('texts', create('t1')));
    await act('a key', apply('texts', create('t1', 'made/ä'), create('t2', '01')));
    await act('an event id that is taken', apply('texts', create('e-1', 'other')));
    await act('a UUID', apply('uuids', create('u1'), create('u2')));
    await act('changed and deleted', apply('uuids', set('u1', { name: 'New' }), remove('u2')));
    await lookAround(look);
  },
  'flow 4 refuses': async (act) => {
    await act('another secret', (side) =>
      side.post({ action: 'ping', binding: '', what: 'flows', secret: 'x'.repeat(32) }),
    );
    await act('another hash', (side) => side.post({ action: 'ping', binding: '', what: 'flows', print: 'other' }));
    await act('an older script', (side) => side.post({ action: 'ping', binding: '', what: 'flows', v: 0 }));
    for (const body of ['[]', '{}', '', '{"secret":"x"}', '[{"secret":1}]', '{"secret":', '"text"', '5', 'null'])
      await act(`body ${body}`, (side) => side.post(body));
    await act('too large', (side) => side.post(JSON.stringify({ secret: 'x'.repeat(1_100_000) })));
    await act('text', (side) => side.post('{"secret":"x"}', { contentType: 'text/plain' }));
    await act('GET', (side) => side.post('', { method: 'GET' }));
    await act('PUT', (side) => side.post('{}', { method: 'PUT' }));
    await act('no flow', (side) => side.post('{}', { flow: '00000000-0000-4000-8000-000000000000' }));
    await act('no UUID', (side) => side.post('{}', { flow: 'abc' }));
    await act('an event flow', (side) => side.post('{}', { flow: 'b92e4c07-51fd-4a63-8e1c-f07a96d3b245' }));
  },
  'flow 1': async (act, look) => {
    const headers = { 'X-Goog-Channel-Id': 'channel-1', 'X-Goog-Resource-State': 'exists', Cookie: 'a=b' };
    await act('no token', (side) => side.push(headers));
    await act('a wrong token', (side) => side.push({ ...headers, 'X-Goog-Channel-Token': 'a'.repeat(64) }));
    await act('the token', (side) => side.push({ ...headers, 'X-Goog-Channel-Token': 'right' }));
    await lookAround(look);
  },
};
