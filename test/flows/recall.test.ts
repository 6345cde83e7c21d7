// Flow 4: an item that is made again gets back the columns of its newest revision, and one that is deleted leaves them there.
import type { Change, CreateChange } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import { applyOne, asIn, createFor, MAIN, pairedItem, request, setTo, type Around } from './apply';
import { ENV, runScript } from './run-script';

const again = (more: Partial<CreateChange> = {}) => createFor('e1', { key: '7', revision: 12, ...more });

/** What stands in a revision of an item which both bindings had linked. */
const ROW = {
  ...pairedItem(7, 'e1', { event2: 'e2', sync2: '1;5;;e2' }),
  name: 'As it was',
  category: 'red',
  tags: ['a', 'b'],
  extra: { deep: [1] },
  done: false,
  secret: '**********',
  children: [1, 2],
};
const old = (changes: object = {}): Row => ({ id: 12, item: '7', data: ROW, delta: { name: 'As it was' }, ...changes });
const FIELDS = [
  { field: 'tags', special: ['cast-csv'] },
  { field: 'secret', special: ['hash', 'conceal'] },
  { field: 'children', special: ['o2m'] },
  { field: 'category', special: null },
];

function made(around: Around, change = again()): { items: Row[]; result: unknown } {
  const items: Row[] = [];
  const result = applyOne(MAIN, items, change, { columns: FIELDS, ...around });
  return { items, result };
}

describe('an item that is made again', () => {
  it('[CB13] has the columns of the revision, and of what the event holds the event’s values', () => {
    const { items, result } = made({ olds: [old()] });
    expect(result).toEqual({ s: 'done', key: '7' });
    const columns = { category: 'red', tags: ['a', 'b'], extra: { deep: [1] }, done: false };
    expect(items).toMatchObject([{ id: '7', name: 'Talk', event: 'e1', ...columns }]);
    expect(items[0]!['sync']).toMatch(/;77;;e1$/);
  });

  it('is not shown where it holds what was written: its key was written as a text, and not all columns are read', () => {
    const { id: _, category: _2, ...read } = pairedItem(7, 'e1', { ...createFor('e1').write, category: 'red' });
    const after = [{ ...read, id: 7, sync: String(createFor('e1').write['sync']).replace('*', '77') }];
    expect(made({ olds: [old()], broken: { after } }).result).toEqual({ s: 'done', key: '7' });
  });

  it('[CB14] lacks what is no column, what a revision disguises, and what another binding said of its event', () => {
    const [item] = made({ olds: [old()] }).items;
    for (const field of ['secret', 'children', 'event2', 'sync2']) expect(item).not.toHaveProperty(field);
  });

  it('[CB14] stays unlinked from the event of another binding that it was unlinked from', () => {
    expect(made({ olds: [old({ data: { ...ROW, event2: '-e2' } })] }).items).toMatchObject([{ event2: '-e2' }]);
  });

  it('[CB16] has what it pointed at from what was written last, where the row of the revision lacks it', () => {
    const delta = { sync: 'old', person: 5, category: 'blue' };
    expect(made({ olds: [old({ delta })] }).items).toMatchObject([{ person: 5, category: 'red' }]);
  });

  it('[CB15] is not made from a revision of another key, or one that is gone: the answer says so', () => {
    for (const olds of [[old({ item: '8' })], [old({ id: 13 })], []]) {
      const { items, result } = made({ olds });
      expect(result).toMatchObject({ s: 'failed', code: 'REVISION_NOT_FOUND' });
      expect(items).toEqual([]);
    }
  });

  it('is looked for among the revisions of its collection alone, and only where a change asks for one', () => {
    const gate = (...changes: object[]) =>
      runScript<Row>('processEvents', 'gate', {
        $trigger: { body: request('apply', { binding: 'main', changes }) },
        $env: ENV,
      });
    expect(gate(again())).toMatchObject({
      recall: {
        revisions: { filter: { collection: { _eq: 'talks' }, id: { _in: [12] }, version: { _null: true } } },
        fields: { filter: { collection: { _eq: 'talks' } } },
      },
    });
    expect(gate(createFor('e1', { key: '7' }))).not.toHaveProperty('recall');
    expect(gate({ ...again(), revision: 'x' })).toMatchObject({ ok: false });
  });
});

describe('an item that is deleted', () => {
  const gone: Change = { do: 'delete', event: 'e1', key: '7', expect: asIn(pairedItem(7, 'e1')) };
  const keep = (relations: Row[], changes: Change[] = [gone]) => {
    const $trigger = { body: request('apply', { binding: 'main', changes }) };
    const gate = runScript<Row>('processEvents', 'gate', { $trigger, $env: ENV });
    const data = { $trigger, gate, stamp: [{ id: 1 }], rstamp: [{ id: 1 }], read: [pairedItem(7, 'e1')] };
    const plan = runScript<Row>('processEvents', 'plan', data);
    return { gate, query: runScript<Row>('processEvents', 'keep', { ...data, plan, relations }) };
  };

  it('[CB16] is read with what it points at, to be written as it is: revisions hold no relational field but those', () => {
    const { gate, query } = keep([{ many_field: 'person' }, { many_field: 'image' }]);
    expect(gate['relations']).toMatchObject({ filter: { many_collection: { _eq: 'talks' } } });
    expect(query).toMatchObject({ fields: ['id', 'sync', 'person', 'image'], filter: { id: { _in: [7] } } });
  });

  it('is not read where it points at nothing', () => {
    expect(keep([]).query).toMatchObject({ filter: { id: { _in: [] } } });
  });

  it('is not read where the item is not what was expected: it stays', () => {
    const { query } = keep([{ many_field: 'person' }], [{ ...gone, event: 'e2' }]);
    expect(query).toMatchObject({ filter: { id: { _in: [] } } });
  });

  it('alone lets the relations be read', () => {
    expect(keep([], [setTo(pairedItem(7, 'e1'), { name: 'New' })]).gate).not.toHaveProperty('relations');
  });
});
