// Flow 4's answer to "apply": failures of a whole step, buried revisions, and not knowing.
import type { Change } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import { applyAll, applyOne, baseOf, eventValues, MAIN, pairedItem } from './apply';

const merge = (id: number, summary: string): Change => ({
  do: 'merge',
  event: `e${id}`,
  key: String(id),
  values: eventValues({ summary }),
  base: baseOf(pairedItem(id, `e${id}`), `e${id}`),
});
const create = (event: string): Change => ({ do: 'create', event, key: null, values: eventValues() });
const revision = (id: number, item: string, delta: Row, user: string | null = 'somebody') => ({
  id,
  item,
  data: { ...delta, secret_field: 1 },
  delta: { ...delta, secret_field: 1 },
  activity: { user, timestamp: '2026-12-01T00:00:00.000Z' },
});

describe('a step that failed', () => {
  const refused = [{ name: 'DirectusError', message: 'Value "private" for field "name"' }];

  it('fails all of its changes with code and field, never with the message, and no other step', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    const errs = { create: { code: 'undefined', firstCode: 'FAILED_VALIDATION', field: 'undefined', firstField: 'name' } };
    const answer = applyAll(MAIN, items, [create('n1'), create('n2'), merge(1, 'New')], { fails: { create: refused }, errs });
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
    const answer = applyAll(MAIN, items, [merge(1, 'a'), merge(2, 'b')], { fails: { update: [{}, {}] } });
    expect(answer).toMatchObject({ results: [{ s: 'failed', code: 'FAILED', row: { name: 'Talk' } }, { s: 'failed' }] });
  });

  it('is a deletion when an item that was to go is still there', () => {
    const items = [pairedItem(1, 'e1')];
    const change: Change = { do: 'gone', event: 'e1', then: 'delete' };
    expect(applyOne(MAIN, items, change, { fails: { del: [1] } })).toMatchObject({ s: 'failed', key: '1', row: { id: 1 } });
  });

  it('is not an update whose single key comes without a list', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, merge(1, 'New'), { broken: { update: 1 } }).s).toBe('done');
  });
});

describe('revisions between read and write [R11]', () => {
  const items = () => [pairedItem(1, 'e1')];

  it('are lost when they changed a field that we wrote, whoever made them and however the key was typed', () => {
    const before = [revision(11, '01', { name: 'theirs' }), revision(12, '1', { name: 'a flow' }, null)];
    const result = applyOne(MAIN, items(), merge(1, 'ours'), { before });
    expect(result).toMatchObject({ s: 'done', lost: [{ id: 11, delta: { name: 'theirs' } }, { id: 12 }] });
    expect(JSON.stringify(result)).not.toContain('secret_field');
  });

  it('are not lost when they stand behind ours, are of another item, or changed what we did not write', () => {
    const before = [revision(11, '2', { name: 'other item' }), revision(12, '1', { text: 'other field' })];
    const after = [revision(60, '1', { name: 'later' })];
    expect(applyOne(MAIN, items(), merge(1, 'ours'), { before, after })).not.toHaveProperty('lost');
  });

  it('are not lost when the read had seen their values', () => {
    const before = [revision(11, '1', { name: 'Talk', starts: '2026-12-01T12:00:00+02:00' })];
    expect(applyOne(MAIN, items(), merge(1, 'ours'), { before })).not.toHaveProperty('lost');
  });

  it('are not lost when they saved the very value that we wrote', () => {
    const before = [revision(11, '1', { name: 'ours' })];
    expect(applyOne(MAIN, items(), merge(1, 'ours'), { before })).not.toHaveProperty('lost');
  });

  it('are lost by a deletion whatever mapped field they changed', () => {
    const change: Change = { do: 'gone', event: 'e1', then: 'delete' };
    const before = [revision(11, '1', { text: 'edited' })];
    expect(applyOne(MAIN, items(), change, { before })).toMatchObject({ s: 'done', lost: [{ id: 11 }] });
  });
});

it('shows the item with "done" when Directus stored something else than was written', () => {
  const items = [pairedItem(1, 'e1')];
  const result = applyOne(MAIN, items, merge(1, 'a title too long'), {
    broken: { after: [{ ...items[0], name: 'a title' }] },
  });
  expect(result).toMatchObject({ s: 'done', row: { name: 'a title' } });
});

it.each(['after', 'revs'])('says that it does not know when the last reads fail (%s)', (read) => {
  const answer = applyAll(MAIN, [pairedItem(1, 'e1')], [merge(1, 'New')], { broken: { [read]: [{}].map(() => null) } });
  expect(answer).toMatchObject({ ok: false, code: 'PERHAPS_DONE', id: 'request-1', action: 'apply' });
});

it('says that nothing was written when Directus has no stamp', () => {
  const answer = applyAll(MAIN, [pairedItem(1, 'e1')], [merge(1, 'New')], { broken: { plan: { problem: 'no stamp' } } });
  expect(answer).toMatchObject({ ok: false, code: 'FAILED', message: 'Nothing was written: no stamp' });
});
