// Who may come in, what is never told, and what is said in words when something is not set up right.
import { createHmac, randomBytes } from 'node:crypto';
import { runInstall, SandboxInstallError } from '../../sandbox';
import { webhookPath } from '../../src/flows';
import { buildFlowFiles } from '../../tools/build-scripts';
import { eventOf, fieldsOf, itemOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

let bed: TestBed;
/** Everything that was answered to anybody. */
const answers: string[] = [];
/** Secrets that were in use before the present one. */
const oldSecrets: string[] = [];

beforeAll(async () => {
  bed = await startTestBed({
    calendar: { quota: { unitsPerMinute: null } },
    directusEnv: { LOG_LEVEL: 'debug' },
  });
}, 60_000);

afterAll(() => bed.close());

jest.setTimeout(60_000);

const webApp = () => bed.google.webAppUrl;
const flow4 = () => `${bed.sandbox.directus.url}${webhookPath('processEvents')}`;
const proxy = () => `${bed.sandbox.directus.url}${webhookPath('proxy')}`;

async function post(url: string, body: unknown, headers?: Record<string, string>) {
  const answer = await bed.post(url, body, headers);
  answers.push(answer.text);
  return answer;
}

const ask = (url: string, message: object) => post(url, { ...bed.envelope(), ...message });

/** What `install` prints as missing; empty when nothing is. */
async function missing(): Promise<string> {
  try {
    await runInstall(bed.google);
    return '';
  } catch (error) {
    if (!(error instanceof SandboxInstallError)) throw error;
    answers.push(error.message);
    return error.message;
  } finally {
    await bed.quiet();
  }
}

async function pairMade(name: string): Promise<{ key: number; eventId: string }> {
  const { id } = await bed.items().createOne(itemOf(name));
  await bed.quiet();
  return { key: id as number, eventId: String((await bed.items().readOne(id as number)).calendar_event_id) };
}

async function nothingChanges(work: () => Promise<unknown>): Promise<void> {
  const state = () => ({ ...bed.google.host.properties() });
  const before = { state: state(), activity: await bed.sandbox.admin.newestActivityId() };
  const cost = await bed.cost(work);
  expect({ calls: cost.calls, directus: cost.directus }).toEqual({ calls: {}, directus: 0 });
  expect({ state: state(), activity: await bed.sandbox.admin.newestActivityId() }).toEqual(before);
}

const WRONG: [what: string, secret: unknown][] = [
  ['a wrong', 'f'.repeat(48)],
  ['a missing', undefined],
  ['an empty', ''],
  ['the text "undefined" as', 'undefined'],
  ['null as', null],
  ['a list as', [['f'.repeat(48)]]],
];

describe('with', () => {
  test.each(WRONG)('%s secret the web app does nothing', async (_what, secret) => {
    const item = { id: 1, ...itemOf('From a stranger') };
    const messages = [
      { action: 'items', collection: 'collection1', stamp: 9_999, created: true, rows: [item] },
      { action: 'deleted', collection: 'collection1', stamp: 9_999, keys: [1], present: [], revisions: [] },
      { action: 'notification', headers: { 'x-goog-channel-id': 'x', 'x-goog-resource-state': 'exists' } },
      { action: 'status', full: true },
    ];
    await nothingChanges(async () => {
      for (const message of messages) {
        const { json } = await ask(webApp(), { ...message, secret });
        expect(json).toMatchObject({ ok: false, code: 'BAD_SECRET' });
        expect(Object.keys(json as object).sort()).toEqual(['action', 'code', 'id', 'message', 'ok', 'v']);
      }
    });
  });

  test.each(WRONG)('%s secret flow 4 does nothing', async (_what, secret) => {
    const write = { name: 'From a stranger' };
    const messages = [
      {
        action: 'apply',
        binding: 'main',
        changes: [{ do: 'create', event: 'stranger', key: null, write }],
      },
      { action: 'list', binding: 'main', offset: 0, limit: 10 },
      { action: 'ping', binding: '', what: 'flows' },
    ];
    await nothingChanges(async () => {
      for (const message of messages)
        expect((await ask(flow4(), { ...message, secret })).json).toMatchObject({ ok: false, code: 'BAD_SECRET' });
    });
  });

  test('the secret itself less one character both refuse', async () => {
    const secret = bed.sandbox.secret.slice(0, -1);
    for (const url of [webApp(), flow4()])
      expect((await ask(url, { action: 'status', secret })).json).toMatchObject({ code: 'BAD_SECRET' });
  });
});

describe('the proxy flow', () => {
  const tokenOf = (channelId: string) => createHmac('sha256', bed.sandbox.secret).update(channelId).digest('hex');
  const notify = (channelId: string, token: string | undefined) =>
    post(proxy(), '', {
      'x-goog-channel-id': channelId,
      'x-goog-resource-state': 'exists',
      ...(token === undefined ? {} : { 'x-goog-channel-token': token }),
    });

  test('refuses a wrong channel token before it costs an execution, and answers as always', async () => {
    const [channel] = await bed.control<{ id: string }[]>('GET', '/channels');
    const tokens = [undefined, '', 'undefined', 'a'.repeat(64), bed.sandbox.secret, tokenOf('another channel')];
    const cost = await bed.cost(async () => {
      for (const token of tokens) expect(await notify(channel!.id, token)).toMatchObject({ status: 204, text: '' });
    });
    expect(cost).toMatchObject({ executions: 0, refused: 0, calendarRequests: 0, directus: 0 });
  });

  test('lets a right one through', async () => {
    const [channel] = await bed.control<{ id: string }[]>('GET', '/channels');
    const cost = await bed.cost(() => notify(channel!.id, tokenOf(channel!.id)));
    expect(cost).toMatchObject({ executions: 1, calls: { 'events.list': 1 } });
  });
});

describe('[EX15] a body that is no message', () => {
  const SMALL: [what: string, body: string][] = [
    ['empty', ''],
    ['broken', '{"secret":"'],
    ['a list', '[{"action":"status"}]'],
    ['a text', '"status"'],
    ['null', 'null'],
  ];

  test.each(SMALL)('and is %s gets a clear JSON error from the web app', async (_what, body) => {
    await nothingChanges(async () => {
      const { json } = await post(webApp(), body);
      expect(json).toMatchObject({ ok: false, code: 'BAD_REQUEST', message: expect.stringContaining('JSON object') });
    });
  });

  test.each(SMALL)('and is %s gets a clear JSON error from flow 4', async (_what, body) => {
    const { json } = await post(flow4(), body);
    expect(json).toMatchObject(
      // What is no JSON at all is refused by Directus itself.
      'errors' in (json as object)
        ? { errors: [{ message: expect.any(String), extensions: { code: 'INVALID_PAYLOAD' } }] }
        : { ok: false, code: expect.stringMatching(/BAD_REQUEST|BAD_SECRET/), message: expect.any(String) },
    );
  });

  test('and is larger than 8 MB is told so by the web app', async () => {
    await nothingChanges(async () => {
      const { json } = await ask(webApp(), { action: 'status', padding: 'x'.repeat(8_100_000) });
      expect(json).toMatchObject({ ok: false, code: 'BAD_REQUEST', message: expect.stringContaining('too large') });
    });
  });

  test('and is larger than 1 MB is told so by Directus', async () => {
    const { status, json } = await ask(flow4(), { action: 'ping', what: 'flows', padding: 'x'.repeat(1_100_000) });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(json).toMatchObject({ errors: [{ message: expect.any(String) }] });
  });

  test('but has the secret is told which of its members is wrong, never with its value', async () => {
    const broken = [
      { action: 'items', collection: 'collection1', stamp: 'PRIVATE', created: true, rows: [] },
      { action: 'deleted', collection: 'collection1', stamp: 1, keys: [{ PRIVATE: 1 }], present: [], revisions: [] },
      { action: 'PRIVATE' },
    ];
    for (const message of broken) {
      const { json } = await ask(webApp(), message);
      expect(json).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
      expect((json as { message: string }).message).not.toContain('PRIVATE');
    }
  });
});

describe('flow 4, even with the secret,', () => {
  const MAPPED = ['calendar_event_end', 'calendar_event_id', 'calendar_event_start', 'calendar_event_sync'];

  beforeAll(async () => {
    const field = { field: 'salary', type: 'string', schema: {}, meta: {} };
    await bed.sandbox.admin.createField('collection1', field);
    await bed.sandbox.admin.request('POST', '/collections', { collection: 'private_notes', schema: {}, meta: {} });
    await bed.items('private_notes').createOne({});
    await bed.items().createOne({ ...itemOf('Paid'), salary: 'very much' });
    await bed.quiet();
  });

  test.each([
    ['of a system collection', { binding: 'directus_users' }],
    ['of an unbound collection', { binding: 'private_notes' }],
    ['of the collection itself instead of a binding', { binding: 'collection1' }],
  ])('knows no binding by the name %s', async (_what, message) => {
    const read = { action: 'list', offset: 0, limit: 10 };
    expect((await ask(flow4(), { ...read, ...message })).json).toMatchObject({ ok: false, code: 'UNKNOWN_BINDING' });
  });

  test('reads mapped fields of the bound collection, whatever a request says', async () => {
    const extras = { collection: 'directus_users', fields: ['*'], query: { fields: ['*.*'], limit: -1 } };
    for (const read of [
      { action: 'list', offset: 0, limit: 100 },
      { action: 'read', keys: ['1', '2', '3'], events: [] },
    ]) {
      const { json, text } = await ask(flow4(), { binding: 'main', ...read, ...extras });
      const { results } = json as { results: object[] };
      expect(results.length).toBeGreaterThan(0);
      const names = new Set(results.flatMap((row) => Object.keys(row)));
      expect([...names].sort()).toEqual([...MAPPED, 'description', 'id', 'name']);
      expect(text).not.toContain('very much');
    }
    const revisions = { action: 'revisions', binding: 'main', keys: ['1', '2', '3'], after: 0, limit: 100, ...extras };
    expect((await ask(flow4(), revisions)).text).not.toMatch(/very much|salary/);
  });

  test('shows activity and names of bound collections only', async () => {
    const { json } = await ask(flow4(), { action: 'changes', binding: '', after: 0, limit: 1000 });
    const { results } = json as { results: { collection: string }[] };
    expect(new Set(results.map(({ collection }) => collection))).toEqual(new Set(['collection1']));
    for (const what of ['collections', 'fields'])
      expect((await ask(flow4(), { action: 'ping', binding: '', what })).text).not.toContain('private_notes');
  });

  test('writes no field that is not mapped', async () => {
    const [{ id } = { id: 0 }] = await bed.items().readByQuery({ filter: { name: { _eq: 'Paid' } } });
    const item = await bed.items().readOne(id as number);
    const set = { do: 'set', key: String(id), expect: [], was: {} };
    for (const write of [{ salary: 'more' }, { id: '7' }, { 'name; --': 'x' }]) {
      const { json } = await ask(flow4(), { action: 'apply', binding: 'main', changes: [{ ...set, write }] });
      expect(json).toMatchObject({ ok: false, message: expect.stringContaining('a column that the binding does not') });
    }
    expect(await bed.items().readOne(id as number)).toEqual(item);
  });

  test('takes no filter in place of a key', async () => {
    const read = { action: 'read', binding: 'main', keys: [{ _nnull: true }], events: [] };
    expect((await ask(flow4(), read)).json).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
  });
});

describe('install again', () => {
  test('makes nothing twice and writes nothing', async () => {
    await pairMade('Installed twice');
    const everything = async () => ({
      channels: await bed.control('GET', '/channels'),
      triggers: bed.google.host.triggers().map(({ function: name }) => name),
      items: await bed.items().readByQuery({ sort: ['id'] }),
      events: await bed.pairs.events('primary', { showDeleted: true }),
      flows: await bed.sandbox.admin.listFlows(),
      activity: await bed.sandbox.admin.newestActivityId(),
    });
    const before = await everything();
    expect(before.channels).toHaveLength(1);
    await bed.install();
    expect(await everything()).toEqual(before);
    await bed.pairs.expectInSync();
  });

  test('and the status name the flows that a second import of the same file brought', async () => {
    const { admin, bindings } = bed.sandbox;
    const ours = await admin.listFlows();
    const switchAll = async (ids: readonly string[], status: string) => {
      for (const id of ids) await admin.request('PATCH', `/flows/${id}`, { status });
    };
    const ids = ours.map(({ id }) => id);
    // No more than five flows may be active without a licence.
    await switchAll(ids, 'inactive');
    const file = buildFlowFiles(bindings, { form: 'env', version: '0.0.0-test' })['all-flows.json']!;
    const copies = await admin.importFlows(file);
    await switchAll(copies, 'inactive');
    await switchAll(ids, 'active');
    await bed.quiet();

    // They do nothing while they are not active.
    expect(await missing()).toBe('');
    const { problems, warnings } = await bed.status();
    expect(problems).toEqual([]);
    for (const id of copies) expect(ids).not.toContain(id);
    for (const { name } of ours) expect(warnings.join('\n')).toContain(`"${name}" a second time`);
    for (const id of copies) expect(warnings.join('\n')).toContain(id);

    await admin.request('DELETE', '/flows', copies);
    expect(await missing()).toBe('');
    expect((await bed.status()).problems).toEqual([]);
  });
});

describe('what is not set up right', () => {
  test('with other bindings on the other side is refused in words, and the status tells of it', async () => {
    const signal = { action: 'items', collection: 'collection1', stamp: 1, created: false, rows: [], print: 'other' };
    expect((await ask(webApp(), signal)).json).toMatchObject({
      code: 'OTHER_BINDINGS',
      message: expect.stringMatching(/Import them again, or push and deploy it/),
    });
    expect((await bed.status()).problems.join('\n')).toContain('other bindings than this script');
    const ping = { action: 'ping', binding: '', what: 'flows', print: 'other' };
    expect((await ask(flow4(), ping)).json).toMatchObject({
      code: 'OTHER_BINDINGS',
      message: expect.stringMatching(/import the flows, or push the script, from one build/),
    });
    expect(await missing()).toBe('');
    expect((await bed.status()).problems).toEqual([]);
  });

  test('with another protocol on the other side is told which side to update', async () => {
    const status = (v: number) => ask(webApp(), { action: 'status', v }).then(({ text }) => text);
    expect(await status(0)).toContain('Import the flows of this version');
    expect(await status(99)).toContain('Push and deploy the newer script');
    const ping = (v: number) =>
      ask(flow4(), { action: 'ping', binding: '', what: 'flows', v }).then(({ text }) => text);
    expect(await ping(0)).toContain('push it again');
    expect(await ping(99)).toContain('delete them and import the new ones');
  });

  test('in the bindings of the script alone is told by install', async () => {
    const mine = bed.google.host.properties().script.BINDINGS!;
    const other = { id: 'main', collection: 'collection1', calendar: 'primary', fields: fieldsOf('other') };
    bed.google.host.setProperties({ BINDINGS: JSON.stringify({ bindings: [other] }) });
    expect(await missing()).toContain('The flows and the script know different bindings');
    bed.google.host.setProperties({ BINDINGS: mine });
    expect(await missing()).toBe('');
  });

  test('with anonymous access is told by install', async () => {
    bed.google.host.setOptions({ anonymousAccess: false });
    expect(await missing()).toMatch(/does not answer strangers.*Who has access "Anyone"/s);
    bed.google.host.setOptions({ anonymousAccess: true });
    expect(await missing()).toBe('');
  });

  test('with the Calendar API is told by install, and by the status', async () => {
    await bed.control('POST', '/options', { apiEnabled: false });
    expect(await missing()).toContain('The Calendar API is not switched on for this script');
    expect((await bed.status()).problems.join('\n')).toContain('Services +, Google Calendar API, Add');
    await bed.control('POST', '/options', { apiEnabled: true });
    expect(await missing()).toBe('');
  });

  test('where Google refuses push is told by install and by the status, and changes are polled', async () => {
    await bed.editor('stopNotifications');
    await bed.control('POST', '/options', { push: 'refused' });
    expect(await bed.editor('install')).toMatch(/does not accept your Directus' address.*Changes are polled/s);
    await bed.quiet();
    expect((await bed.status()).calendars).toMatchObject([{ push: 'refused' }]);
    bed.ui.create('primary', eventOf('Polled'));
    await bed.trigger('catchUp');
    expect(await bed.items().readByQuery({ filter: { name: { _eq: 'Polled' } } })).toHaveLength(1);
    await bed.control('POST', '/options', { push: 'ok' });
    expect(await missing()).toBe('');
    expect((await bed.status()).calendars).toMatchObject([{ push: 'on' }]);
    await bed.pairs.expectInSync();
  });

  test('among the environment variables is told by ping, install and the status', async () => {
    const told = 'GCALENDARHOOKURL is not set or not in FLOWS_ENV_ALLOW_LIST';
    await bed.sandbox.directus.restart({ FLOWS_ENV_ALLOW_LIST: 'GCALENDARHOOKSECRET' });
    const ping = { action: 'ping', binding: '', what: 'flows' };
    expect((await ask(flow4(), ping)).json).toMatchObject({ ok: false, code: 'NOT_SET', message: told });
    expect(await missing()).toContain(told);
    expect((await bed.status()).problems.join('\n')).toContain(told);
    await bed.sandbox.directus.restart({ FLOWS_ENV_ALLOW_LIST: 'GCALENDARHOOKSECRET,GCALENDARHOOKURL' });
    expect(await missing()).toBe('');
    await bed.pairs.expectInSync();
  }, 120_000);
});

describe('a new secret', () => {
  test('is taken up without a gap: the old one counts until it is taken away', async () => {
    const { host } = bed.google;
    const old = bed.sandbox.secret;
    const fresh = randomBytes(24).toString('hex');
    host.setProperties({ GCALENDARHOOKSECRET: fresh, GCALENDARHOOKSECRET_OLD: old });
    const { eventId } = await pairMade('Sent with the old secret');
    bed.ui.edit('primary', eventId, { summary: 'Answered with the old secret' });
    await bed.trigger('catchUp');
    await bed.pairs.expectInSync();

    await bed.sandbox.directus.restart({ GCALENDARHOOKSECRET: fresh });
    host.setProperties({ GCALENDARHOOKSECRET_OLD: null });
    bed.sandbox.secret = fresh;
    expect(await missing()).toBe('');
    expect((await ask(webApp(), { action: 'status', secret: old })).json).toMatchObject({ code: 'BAD_SECRET' });
    await pairMade('Sent with the new secret');
    bed.ui.edit('primary', eventId, { summary: 'Pushed with the new token' });
    await bed.quiet();
    await bed.pairs.expectInSync();
    expect(await bed.control('GET', '/channels')).toHaveLength(1);
    oldSecrets.push(old);
  }, 120_000);
});

describe('uninstall', () => {
  test('stops channels, removes triggers and forgets; a later install goes on without duplicates', async () => {
    const { key, eventId } = await pairMade('Stays');
    const counts = async () => [await bed.items().count(), (await bed.pairs.ownEvents()).length];
    const before = await counts();
    await bed.editor('uninstall');
    expect(await bed.control('GET', '/channels')).toEqual([]);
    expect(bed.google.host.triggers()).toEqual([]);
    expect(bed.google.host.properties().user).toEqual({});
    bed.ui.edit('primary', eventId, { summary: 'Edited meanwhile' });
    await bed.quiet();
    expect((await bed.items().readOne(key)).name).toBe('Stays');

    await bed.install();
    expect((await bed.items().readOne(key)).name).toBe('Edited meanwhile');
    expect(await counts()).toEqual(before);
    await bed.pairs.expectInSync();
    await expectNothingLeft(bed);
  });
});

describe('nothing secret', () => {
  test('stands in answers, execution logs, run history or the log of Directus', async () => {
    const { admin, directus, secret } = bed.sandbox;
    const channels = await bed.control<{ id: string }[]>('GET', '/channels');
    const tokens = channels.map(({ id }) => createHmac('sha256', secret).update(id).digest('hex'));
    const places: Record<string, string> = {
      answers: answers.join('\n'),
      executions: JSON.stringify(await bed.control('GET', '/executions')),
      revisions: JSON.stringify(await admin.request('GET', '/revisions?limit=-1')),
      activity: JSON.stringify(await admin.request('GET', '/activity?limit=-1')),
      flows: JSON.stringify(await admin.request('GET', '/operations?limit=-1')),
      log: directus.lines().join('\n'),
      status: JSON.stringify(await bed.status()),
      events: JSON.stringify(await bed.pairs.events('primary', { showDeleted: true })),
    };
    for (const [place, text] of Object.entries(places)) {
      expect({ place, length: text.length > 0 }).toEqual({ place, length: true });
      for (const hidden of [secret, ...oldSecrets, ...tokens])
        expect({ place, at: text.indexOf(hidden) }).toEqual({ place, at: -1 });
    }
  });
});
