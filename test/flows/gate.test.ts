// Flow 4's gate: who may come in, in words why not, and what is read for whom.
import { PROTOCOL, type Refusal } from '../../src/core/message';
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
const apply = (content: object = {}) => request('apply', { binding: 'main', changes: [], ...content });

const SET = { do: 'set', key: '1', expect: [], was: {}, write: {} };

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
    ['an unknown binding', { binding: 'nope' }, 'UNKNOWN_BINDING', 'no such binding'],
    ['an unknown action', { action: 'toString' }, 'BAD_REQUEST', 'action must be one of apply'],
    ['changes that are no list', { changes: {} }, 'BAD_REQUEST', 'changes must be a list'],
    ['too many changes', { changes: new Array(501).fill({}) }, 'BAD_REQUEST', 'at most 500'],
    [
      'an unknown change',
      { changes: [{ do: 'constructor' }] },
      'BAD_REQUEST',
      'changes[0].do must be one of create, set, delete',
    ],
    [
      'a change without event',
      { changes: [{ do: 'delete', key: '1', expect: [] }] },
      'BAD_REQUEST',
      'changes[0].event must be a text',
    ],
    ['a change without key', { changes: [{ ...SET, key: null }] }, 'BAD_REQUEST', 'changes[0].key must be a text'],
    [
      'columns that are no object',
      { changes: [{ ...SET, write: [] }] },
      'BAD_REQUEST',
      'changes[0].write must be an object',
    ],
    ['a stamp that is none', { changes: [{ ...SET, stamp: -1 }] }, 'BAD_REQUEST', 'changes[0].stamp must be'],
    [
      'half a voucher',
      { changes: [{ ...SET, vouched: { begins: '3;' } }] },
      'BAD_REQUEST',
      'changes[0].vouched.ends must be a text',
    ],
    [
      'a sync value that is no text',
      { changes: [{ ...SET, was: { sync: 5 } }] },
      'BAD_REQUEST',
      'changes[0].was.sync must be a text or null',
    ],
    [
      'an expectation without hashes',
      { changes: [{ ...SET, expect: [{ columns: ['name'] }] }] },
      'BAD_REQUEST',
      'changes[0].expect[0].hashes must be a list',
    ],
  ])('%s', (_, content, code, words) => {
    const { ok, answer } = gate(apply(content));
    expect([ok, answer?.code]).toEqual([false, code]);
    expect(answer?.message).toContain(words);
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it('repeat the id of the request and the action', () => {
    expect(gate(apply({ secret: 'x' })).answer).toMatchObject({
      ok: false,
      v: PROTOCOL,
      id: 'request-1',
      action: 'apply',
    });
    expect(gate([]).answer).toMatchObject({ ok: false, code: 'BAD_REQUEST', id: null });
  });
});

describe('routes', () => {
  const MAPPED = ['id', 'event', 'sync', 'starts', 'ends', 'name', 'text'];

  it('read items by every form of the keys that changes name, with what the binding names and nothing else', () => {
    const deletion = { do: 'delete', event: 'e2', key: '8', expect: [], beside: '9' };
    const { collection, query } = gate(apply({ changes: [{ ...SET, key: '01' }, deletion] }));
    expect(collection).toBe('talks');
    expect(query).toMatchObject({
      fields: MAPPED,
      filter: { _or: [{ id: { _in: ['01', '1', '8', '9'] } }, { event: { _in: [] } }] },
    });
    expect(query!.limit).toBeGreaterThan(0);
  });

  it('read what names the event of an item that is to be created, or was unlinked from it', () => {
    const creation = { do: 'create', event: 'e1', key: null, write: {} };
    const { query } = gate(apply({ changes: [creation] }));
    expect(query!.filter).toEqual({ _or: [{ id: { _in: [] } }, { event: { _in: ['e1', '-e1'] } }] });
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
    expect(gate(request('type', { binding: 'texts', of: 'password' })).answer?.message).toContain(
      'of must be a column of the binding',
    );
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
