// The scripts of flows 1 to 3: what they make of a trigger, and what they hand on.
import { createHmac } from 'node:crypto';
import { ENV, runScript, SECRET, WEB_APP_URL } from './run-script';

interface Prepared {
  problem: string | null;
  [member: string]: unknown;
}
const stamp = [{ id: 12 }];

describe('flow 1', () => {
  const token = createHmac('sha256', SECRET).update('channel-1').digest('hex');
  const check = (headers: object, env: object = ENV) =>
    runScript<Prepared>('proxy', 'prep', { $trigger: { headers }, $env: env });
  const fromGoogle = {
    'x-goog-channel-id': 'channel-1',
    'x-goog-channel-token': token,
    'x-goog-resource-state': 'exists',
  };

  it("forwards Google's headers without the token, and no other header", () => {
    const checked = check({ ...fromGoogle, authorization: 'Bearer x', cookie: 'y' });
    expect(checked).toMatchObject({ go: true, url: WEB_APP_URL, secret: SECRET });
    expect(checked['headers']).toEqual({ 'x-goog-channel-id': 'channel-1', 'x-goog-resource-state': 'exists' });
  });

  it.each([
    ['another channel', { ...fromGoogle, 'x-goog-channel-id': 'channel-2' }],
    ['the secret itself', { ...fromGoogle, 'x-goog-channel-token': SECRET }],
    ['no token', { 'x-goog-channel-id': 'channel-1' }],
    ['no header at all', {}],
  ])('forwards nothing for %s, and does not show the secret', (_, headers) => {
    const checked = check(headers);
    expect(checked).toMatchObject({ go: false, problem: null, headers: {} });
    expect(JSON.stringify(checked)).not.toContain(SECRET);
  });

  it('says what is not set', () => {
    expect(check(fromGoogle, {})).toMatchObject({
      go: false,
      problem: expect.stringContaining('FLOWS_ENV_ALLOW_LIST'),
    });
  });
});

describe('flow 2', () => {
  const prepare = ($trigger: object, more: object = {}) =>
    runScript<Prepared>('sendChanges', 'prep', { $trigger, $env: ENV, stamp, ...more });

  it('reads the created item by every form of its key, with the fields of all bindings of the collection', () => {
    const prep = prepare({ event: 'talks.items.create', collection: 'talks', key: '01' });
    expect(prep).toMatchObject({ problem: null, collection: 'talks', stamp: 12, created: true, total: null });
    expect(prep['query']).toMatchObject({
      fields: ['id', 'event', 'sync', 'starts', 'ends', 'name', 'text', 'event2', 'sync2', 'status'],
      filter: { id: { _in: ['01', '1'] } },
    });
  });

  it('[CB21] says whether a sync value was written as well: a revert, or an import over what is there', () => {
    const update = { event: 'talks.items.update', collection: 'talks', keys: ['1'] };
    expect(prepare({ ...update, payload: { name: 'New' } })).toMatchObject({ putBack: false });
    expect(prepare({ ...update, payload: { name: 'Old', sync2: null } })).toMatchObject({ putBack: true });
  });

  it.each(['macros/u/1/s/abc/exec', 'a/macros/example.com/s/abc/exec'])(
    'is sent to the address that answers strangers, where %s is set',
    (path) => {
      const $env = { ...ENV, GCALENDARHOOKURL: `https://script.google.com/${path}` };
      const prep = prepare({ event: 'talks.items.update', collection: 'talks', keys: ['1'] }, { $env });
      expect(prep).toMatchObject({ problem: null, url: WEB_APP_URL });
    },
  );

  it('gives every message an id of its own', () => {
    const ids = [1, 2, 3].map((key) => prepare({ event: 'x', collection: 'talks', key })['id']);
    expect(new Set(ids).size).toBe(3);
  });

  it('takes each key once, at most 1,000 of them, and says how many there were', () => {
    const keys = Array.from({ length: 1500 }, (_, i) => i);
    const prep = prepare({ event: 'talks.items.update', collection: 'talks', keys: [...keys, ...keys] });
    expect(prep).toMatchObject({ created: false, total: 1500 });
    expect((prep['query'] as { filter: { id: { _in: string[] } } }).filter.id._in).toHaveLength(1000);
  });

  it.each([
    ['no key', { event: 'talks.items.update', collection: 'talks', keys: [] }, {}, 'names no item'],
    ['a foreign collection', { event: 'x', collection: 'users', key: 1 }, {}, 'no binding'],
    ['no stamp', { event: 'x', collection: 'talks', key: 1 }, { stamp: {} }, 'directus_activity'],
    [
      'no URL',
      { event: 'x', collection: 'talks', key: 1 },
      { $env: { GCALENDARHOOKSECRET: SECRET } },
      'GCALENDARHOOKURL is not set',
    ],
  ])('says in words why nothing is sent: %s', (_, trigger, more, words) => {
    const prep = prepare(trigger, more);
    expect(prep.problem).toContain(words);
    expect(JSON.stringify(prep)).not.toContain(SECRET);
  });

  it('writes back only event ids and sync values, only where the sync value is still the one that was read', () => {
    const write = (key: string, was: string | null, set: object) => ({ key, was, set });
    const many = [
      write('1', 'old', { event: 'e1', sync: 'new', name: 'HACK' }),
      write('1', null, { event2: 'f1', sync2: 'new2' }),
      write('2', 'old', { event: 'e2', sync: 'new' }),
      write('3', 'old', { event: 'e3', sync: 'new' }),
      write('4', '', { name: 'HACK' }),
    ];
    const again = [
      { id: 1, sync: 'old', sync2: '' },
      { id: 2, sync: 'changed', sync2: null },
      { id: 4, sync: null, sync2: null },
    ];
    const prep = { collection: 'talks' };
    expect(runScript('sendChanges', 'pick', { prep, again, send: { data: { many } } })).toEqual([
      { id: 1, event: 'e1', sync: 'new', event2: 'f1', sync2: 'new2' },
    ]);
  });
});

describe('flow 3', () => {
  it('keeps the keys as typed, and looks for every form of them', () => {
    const $trigger = { event: 'rooms.items.delete', collection: 'rooms', keys: ['B', 'B', '01'] };
    const prep = runScript<Prepared>('sendDeletes', 'prep', { $trigger, $env: ENV, stamp });
    expect(prep).toMatchObject({ problem: null, keys: ['B', '01'] });
    expect(prep['query']).toMatchObject({ fields: ['code'], filter: { code: { _in: ['B', '01', '1'] } } });
    expect(prep['newest']).toMatchObject({ groupBy: ['item'], filter: { item: { _in: ['B', '01', '1'] } } });
  });

  it('reads the newest revisions of those items only that are gone', () => {
    const newest = [
      { item: '1', max: { id: 5 } },
      { item: '2', max: { id: 6 } },
    ];
    const query = runScript('sendDeletes', 'pick', { read: [{ id: 2 }], newest });
    expect(query).toMatchObject({ filter: { id: { _in: [5] } } });
  });

  it('hands on of a revision only which events it speaks of', () => {
    const revs = [
      {
        id: 5,
        item: '1',
        data: { id: 1, event: 'e', sync: 's', event2: null, name: 'private' },
        delta: { name: 'private' },
      },
    ];
    const reduced = runScript('sendDeletes', 'reduced', { prep: { collection: 'talks' }, revs });
    expect(reduced).toEqual([{ id: 5, item: '1', data: { id: 1, event: 'e', sync: 's', event2: null }, delta: null }]);
  });

  it('reports the deletion although the revisions could not be read', () => {
    const failed = { name: 'Error' };
    expect(runScript('sendDeletes', 'pick', { read: [], newest: failed })).toMatchObject({
      filter: { id: { _in: [] } },
    });
    expect(runScript('sendDeletes', 'reduced', { prep: { collection: 'talks' }, revs: failed })).toEqual([]);
  });
});
