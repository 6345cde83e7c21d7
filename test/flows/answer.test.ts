// Flow 4's answer to "apply": failures of a whole step, buried revisions, and not knowing.
import type { DeleteChange } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import { applyAll, applyOne, asIn, createFor, MAIN, pairedItem, setTo, STAMP } from './apply';

const named = (id: number, name: string) => setTo(pairedItem(id, `e${id}`), { name, sync: `written to ${id}` });
const gone: DeleteChange = { do: 'delete', event: 'e1', key: '1', expect: asIn(pairedItem(1, 'e1')) };
const BY_SOMEBODY = { id: 30, user: 'somebody', timestamp: '2026-12-01T00:00:00.000Z' };
const revision = (id: number, item: string, delta: Row, user: string | null = 'somebody') => ({
  id,
  item,
  data: { ...delta, secret_field: 1 },
  delta: { ...delta, secret_field: 1 },
  activity: { ...BY_SOMEBODY, user },
});

describe('a step that failed', () => {
  const refused = [{ name: 'DirectusError', message: 'Value "private" for field "name"' }];

  it('fails all of its changes with code and field, never with the message, and no other step', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    const errs = {
      create: { code: 'undefined', firstCode: 'FAILED_VALIDATION', field: 'undefined', firstField: 'name' },
    };
    const answer = applyAll(MAIN, items, [createFor('n1'), createFor('n2'), named(1, 'New')], {
      fails: { create: refused },
      errs,
    });
    expect(answer).toMatchObject({
      ok: true,
      results: [
        { s: 'failed', key: null, code: 'FAILED_VALIDATION', field: 'name' },
        { s: 'failed', key: null, code: 'FAILED_VALIDATION', field: 'name' },
        { s: 'done', key: '1' },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('private');
  });

  it('is told from an array of keys by its form, and called FAILED when Directus gives no code', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    const answer = applyAll(MAIN, items, [named(1, 'a'), named(2, 'b')], { fails: { update: [{}, {}] } });
    expect(answer).toMatchObject({
      results: [{ s: 'failed', code: 'FAILED', row: { name: 'Talk' } }, { s: 'failed' }],
    });
  });

  it('is a deletion when an item that was to go is still there', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, gone, { fails: { del: [1] } })).toMatchObject({
      s: 'failed',
      key: '1',
      row: { id: 1 },
    });
  });

  it('is not an update whose single key comes without a list', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, named(1, 'New'), { broken: { update: 1 } }).s).toBe('done');
  });
});

describe('revisions since before the read [WR10]', () => {
  const items = () => [pairedItem(1, 'e1')];

  it('are told up to our own, whoever made them and however the key was typed, with mapped columns alone', () => {
    const before = [revision(11, '01', { name: 'theirs' }), revision(12, '1', { password: 'x' }, null)];
    const result = applyOne(MAIN, items(), named(1, 'ours'), { before });
    expect(result).toEqual({
      s: 'done',
      key: '1',
      revisions: [
        { id: 11, item: '01', data: { name: 'theirs' }, delta: { name: 'theirs' }, activity: BY_SOMEBODY },
        { id: 12, item: '1', data: {}, delta: {}, activity: { ...BY_SOMEBODY, user: null } },
      ],
    });
  });

  it('are not told when they stand behind ours, or are of another item', () => {
    const before = [revision(11, '2', { name: 'other item' })];
    const after = [revision(60, '1', { name: 'later' })];
    expect(applyOne(MAIN, items(), named(1, 'ours'), { before, after })).not.toHaveProperty('revisions');
  });

  it("are told beyond a person's who wrote what we wrote, and beyond another flow's: ours carries our sync value", () => {
    const before = [
      revision(11, '1', { name: 'ours', sync: 'written to 1' }),
      revision(12, '1', { name: 'ours', sync: 'another' }, null),
      revision(13, '1', { name: 'theirs' }),
    ];
    const result = applyOne(MAIN, items(), named(1, 'ours'), { before });
    expect(result.revisions).toMatchObject([{ id: 11 }, { id: 12 }, { id: 13 }]);
  });

  it('are all told where ours is not found: the collection keeps no revisions of flows', () => {
    const revs = [revision(11, '1', { name: 'theirs' }), revision(12, '1', { text: 'theirs' })];
    const result = applyOne(MAIN, items(), named(1, 'ours'), { broken: { revs } });
    expect(result.revisions).toMatchObject([{ id: 11 }, { id: 12 }]);
  });

  it('are all told of an item that was deleted', () => {
    const before = [revision(11, '1', { text: 'edited' })];
    expect(applyOne(MAIN, items(), gone, { before })).toMatchObject({ s: 'done', revisions: [{ id: 11 }] });
  });

  it('are told of no item that was only compared', () => {
    const before = [revision(11, '1', { name: 'theirs' })];
    const change = setTo(pairedItem(1, 'e1'), {});
    expect(applyOne(MAIN, items(), change, { before })).toEqual({ s: 'same', key: '1' });
  });
});

it('[SO2] shows the item with "done" when Directus stored something else than was written', () => {
  const items = [pairedItem(1, 'e1')];
  const result = applyOne(MAIN, items, named(1, 'a title too long'), {
    broken: { after: [{ ...items[0], name: 'a title' }] },
  });
  expect(result).toMatchObject({ s: 'done', row: { name: 'a title' } });
});

it.each([
  ['the members of a structure in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['an empty text for nothing', null, ''],
])('does not show it where Directus stored %s', (_, text, stored) => {
  const items = [pairedItem(1, 'e1')];
  const after = [{ ...items[0], text: stored }];
  expect(applyOne(MAIN, items, setTo(items[0]!, { text }), { broken: { after } })).toEqual({ s: 'done', key: '1' });
});

it('[RD3] carries the stamp of before the read, which stands in what was written as well', () => {
  const items = [pairedItem(1, 'e1')];
  expect(applyAll(MAIN, items, [setTo(items[0]!, { sync: '3;home;*;;e1' })])).toMatchObject({ stamp: STAMP });
  expect(items[0]).toMatchObject({ sync: `3;home;${STAMP};;e1` });
});

it.each(['after', 'revs'])('says that it does not know when the last reads fail (%s)', (read) => {
  const answer = applyAll(MAIN, [pairedItem(1, 'e1')], [named(1, 'New')], { broken: { [read]: [{}].map(() => null) } });
  expect(answer).toMatchObject({ ok: false, code: 'PERHAPS_DONE', id: 'request-1', action: 'apply' });
});

it('says that nothing was written when Directus has no stamp', () => {
  const answer = applyAll(MAIN, [pairedItem(1, 'e1')], [named(1, 'New')], {
    broken: { plan: { problem: 'no stamp' } },
  });
  expect(answer).toMatchObject({ ok: false, code: 'FAILED', message: 'Nothing was written: no stamp' });
});
