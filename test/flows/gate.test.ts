// Flow 4's gate: who may come in, in words why not, and what is read for whom.
import type { Refusal } from '../../src/core/message';
import { request } from './apply';
import { ENV, runScript, SECRET } from './run-script';

interface Passed {
  ok: boolean;
  answer?: Refusal;
  head?: object;
  collection?: string;
  query?: { fields: string[]; filter: Record<string, unknown>; limit: number };
}

function gate(body: unknown, env: object = ENV): Passed {
  return runScript('processEvents', 'gate', { $trigger: { body }, $env: env });
}
const apply = (content: object = {}) => request('apply', { binding: 'main', home: 'AAAAAA', changes: [], ...content });

describe('settings', () => {
  it.each([
    [{}, 'GCALENDARHOOKSECRET is not set or not in FLOWS_ENV_ALLOW_LIST'],
    [{ GCALENDARHOOKSECRET: 'undefined' }, 'is not set'],
    [{ GCALENDARHOOKSECRET: '' }, 'is not set'],
    [{ GCALENDARHOOKSECRET: 'short' }, 'fewer than 32 characters'],
    [{ GCALENDARHOOKSECRET: 1e40 }, 'reads GCALENDARHOOKSECRET as a number'],
    [{ GCALENDARHOOKSECRET: true }, 'as a boolean'],
    [{ GCALENDARHOOKSECRET: { a: SECRET } }, 'as a object'],
  ])('%j are refused with words', (env, words) => {
    const { ok, answer } = gate(apply(), env);
    expect([ok, answer?.code]).toEqual([false, 'NOT_SET']);
    expect(answer?.message).toContain(words);
    expect(answer?.message).not.toContain(SECRET);
  });

  it('accepts a secret that Directus has cut at its commas', () => {
    const secret = ['a'.repeat(20), 'b'.repeat(20)];
    const env = { ...ENV, GCALENDARHOOKSECRET: secret };
    expect(gate({ ...apply(), secret: secret.join() }, env).ok).toBe(true);
  });

  it('tells a missing URL to ping only, because flow 4 works without it', () => {
    const env = { GCALENDARHOOKSECRET: SECRET };
    expect(gate(request('ping', { what: 'flows' }), env).answer).toMatchObject({
      code: 'NOT_SET',
      message: 'GCALENDARHOOKURL is not set or not in FLOWS_ENV_ALLOW_LIST',
    });
    expect(gate(apply(), env).ok).toBe(true);
  });
});

describe('refusals', () => {
  it.each([
    ['a wrong secret', { secret: 'wrong' }, 'BAD_SECRET', 'secret'],
    ['a missing secret', { secret: undefined }, 'BAD_SECRET', 'secret'],
    ['a secret in a list', { secret: [SECRET] }, 'BAD_SECRET', 'secret'],
    ['an older script', { v: 0 }, 'OTHER_PROTOCOL', 'script (version 1.2.3) is older'],
    ['a newer script', { v: 99 }, 'OTHER_PROTOCOL', 'flows (version 1.2.3) are older'],
    ['no version', { v: '1' }, 'BAD_REQUEST', 'v must'],
    ['other bindings', { print: 'other' }, 'OTHER_BINDINGS', 'different bindings'],
    ['an unknown binding', { binding: 'nope' }, 'UNKNOWN_BINDING', 'no binding'],
    ['an unknown action', { action: 'toString' }, 'BAD_REQUEST', 'action must be one of apply'],
    ['changes that are no list', { changes: {} }, 'BAD_REQUEST', 'changes must be a list'],
    ['too many changes', { changes: new Array(501).fill({}) }, 'BAD_REQUEST', 'at most 500'],
    ['an unknown change', { changes: [{ do: 'constructor' }] }, 'BAD_REQUEST', 'changes[0].do must be one of merge'],
    ['a change without event', { changes: [{ do: 'gone', then: 'delete' }] }, 'BAD_REQUEST', 'changes[0].event must be a text'],
    [
      'a value that is no text',
      { changes: [{ do: 'create', event: 'e', key: null, values: { start: 5 } }] },
      'BAD_REQUEST',
      'changes[0].values.start must be a text or null',
    ],
    [
      'a field that is not mapped',
      { changes: [{ do: 'create', event: 'e', key: null, values: { password: 'x' } }] },
      'BAD_REQUEST',
      'changes[0].values names a field that is not mapped',
    ],
  ])('%s', (_, content, code, words) => {
    const { ok, answer } = gate(apply(content));
    expect([ok, answer?.code]).toEqual([false, code]);
    expect(answer?.message).toContain(words);
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it('repeat the id of the request and the action', () => {
    expect(gate(apply({ secret: 'x' })).answer).toMatchObject({ ok: false, v: 2, id: 'request-1', action: 'apply' });
    expect(gate([]).answer).toMatchObject({ ok: false, code: 'BAD_REQUEST', id: null });
  });
});

describe('routes', () => {
  const MAPPED = ['id', 'event', 'sync', 'starts', 'ends', 'name', 'text'];

  it('read items by every form of a key, by event, and by what unlinked items say', () => {
    const changes = [
      { do: 'merge', event: 'e1', key: '01', values: {}, base: null },
      { do: 'set', key: '7', expect: {}, was: { event: null, sync: null }, values: {}, event: null, sync: null },
    ];
    const { collection, query } = gate(apply({ changes }));
    expect(collection).toBe('talks');
    expect(query).toMatchObject({
      fields: MAPPED,
      filter: {
        _or: [
          { id: { _in: ['01', '1', '7'] } },
          { event: { _in: ['e1', '-e1'] } },
        ],
      },
    });
    expect(query!.limit).toBeGreaterThan(0);
  });

  it('page by primary key, without a filter: texts and UUIDs have no greater than', () => {
    const list = (offset: number) => gate(request('list', { binding: 'texts', offset, limit: 50 }));
    expect(list(100).query).toMatchObject({ sort: ['code'], limit: 50, offset: 100 });
    expect(list(0).query!.filter).toBeUndefined();
  });

  it('keep the feed and the look at Directus to the bound collections', () => {
    const changes = gate(request('changes', { after: 3, limit: 10 }));
    expect(changes.collection).toBe('directus_activity');
    expect(changes.query!.filter).toMatchObject({ id: { _gt: 3 }, collection: { _in: ['talks', 'rooms'] } });
    for (const what of ['collections', 'fields'])
      expect(gate(request('ping', { what })).query!.filter).toEqual({ collection: { _in: ['talks', 'rooms'] } });
    expect(gate(request('ping', { what: 'flows' })).query!.fields).toEqual(['id', 'name', 'status']);
    expect(gate(request('ping', { what: 'users' })).ok).toBe(false);
  });

  it('tell of the coming and going of items by every form of their keys', () => {
    const lives = gate(request('changes', { binding: 'texts', after: 3, limit: 10, items: ['7', 'a-b'] }));
    expect(lives.collection).toBe('directus_activity');
    expect(lives.query!.filter).toEqual({
      id: { _gt: 3 },
      collection: { _in: ['rooms'] },
      action: { _in: ['create', 'delete'] },
      item: { _in: ['7', '7', 'a-b', 'A-B'] },
    });
    expect(gate(request('changes', { binding: 'none', after: 3, limit: 10, items: [] })).ok).toBe(false);
  });

  it('tell the type of a bound column by a rule that no type has, and of no other column', () => {
    expect(gate(request('type', { binding: 'texts', of: 'start' }))).toMatchObject({
      collection: 'rooms',
      query: { fields: ['code'], filter: { starts: { _regex: '.' } }, limit: 1 },
    });
    expect(gate(request('type', { binding: 'texts', of: 'password' })).answer?.message).toContain('of must be one of');
  });

  it('bound every page', () => {
    expect(gate(request('list', { binding: 'main', offset: 0, limit: 1001 })).answer?.message).toContain('1 to 1000');
    expect(gate(request('changes', { after: -1, limit: 1 })).ok).toBe(false);
  });
});

it('revisions show mapped fields only', () => {
  const gateData = gate(request('revisions', { binding: 'main', keys: ['1'], after: 0, limit: 5 }));
  const row = { id: 3, item: '1', data: { id: 1, name: 'n', password: 'p' }, delta: { password: 'p' }, activity: null };
  const answer = runScript('processEvents', 'revisions', { gate: gateData, stamp: [{ id: 9 }], read: [row] });
  expect(answer).toMatchObject({
    ok: true,
    id: 'request-1',
    stamp: 9,
    results: [{ id: 3, item: '1', data: { id: 1, name: 'n' }, delta: {}, activity: null }],
  });
  expect(JSON.stringify(answer)).not.toContain('password');
});
