// Flow 4, verb "apply": what becomes of each change, and what is written.
import { baseFrame } from '../../src/core/base';
import type { Change, DeleteChange } from '../../src/core/message';
import { hashColumns } from '../../src/core/hash';
import type { Row } from '../../src/core/values';
import { applyAll, applyOne, asIn, createFor, MAIN, pairedItem, SECOND, setTo, STAMP, TEXTS } from './apply';

describe('set', () => {
  it('writes the columns that it names where the item is what the script saw, and no other [WR1]', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    const write = { name: 'New', text: null, event: 'e9', sync: 'base' };
    expect(applyOne(MAIN, items, setTo(items[0]!, write))).toEqual({ s: 'done', key: '1' });
    expect(items).toEqual([{ ...pairedItem(1, 'e1'), ...write }, pairedItem(2, 'e2')]);
  });

  it('[WR9] only compares where nothing is to be written', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, setTo(items[0]!, {}))).toEqual({ s: 'same', key: '1' });
    expect(items).toEqual([pairedItem(1, 'e1')]);
    const edited = [{ ...items[0]!, text: 'edited' }];
    expect(applyOne(MAIN, edited, setTo(items[0]!, {}))).toMatchObject({ s: 'conflict', row: { text: 'edited' } });
  });

  it.each(['starts', 'ends', 'name', 'text'])(
    'writes nothing where %s is not what was expected, and shows the item [WR9]',
    (column) => {
      const seen = pairedItem(1, 'e1');
      const items: Row[] = [{ ...seen, [column]: 'edited' }];
      const result = applyOne(MAIN, items, setTo(seen, { name: 'New' }));
      expect(result).toEqual({ s: 'conflict', key: '1', row: { ...seen, [column]: 'edited' } });
      expect(items).toEqual([{ ...seen, [column]: 'edited' }]);
    },
  );

  it('does not ask for columns of which nothing is expected', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), text: 'edited' }];
    const expect_ = asIn(pairedItem(1, 'e1')).filter(({ columns }) => columns[0] === 'name');
    expect(applyOne(MAIN, items, setTo(pairedItem(1, 'e1'), { name: 'New' }, { expect: expect_ }))).toEqual({
      s: 'done',
      key: '1',
    });
    expect(items).toMatchObject([{ name: 'New', text: 'edited' }]);
  });

  it.each([
    ['Talk', 'done'],
    ['New', 'done'],
    ['edited', 'conflict'],
  ])('takes any of several hashes for what is expected: %s', (name, s) => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), name }];
    const hashes = [hashColumns(['Talk'])!, hashColumns(['New'])!];
    const change = setTo(pairedItem(1, 'e1'), { name: 'New' }, { expect: [{ columns: ['name'], hashes }] });
    expect(applyOne(MAIN, items, change)).toMatchObject({ s });
  });

  it.each([
    [
      'a column that could not be read',
      [{ columns: ['text'], hashes: [hashColumns(['About'])!, hashColumns([null])!] }],
    ],
    ['one of two', [{ columns: ['starts', 'text'], hashes: [hashColumns(['2026-12-01T10:00:00.000Z', 'About'])!] }]],
  ])('takes nothing for what is expected of %s', (_, expectation) => {
    const { text: _text, ...item } = pairedItem(1, 'e1');
    const items: Row[] = [item];
    expect(applyOne(MAIN, items, setTo(pairedItem(1, 'e1'), { name: 'New' }, { expect: expectation }))).toMatchObject({
      s: 'conflict',
    });
    expect(items).toMatchObject([{ name: 'Talk' }]);
  });

  it('compares structures whatever order their members have', () => {
    const items: Row[] = [pairedItem(1, 'e1', { text: { a: 1, b: [2] } })];
    const expectation = [{ columns: ['text'], hashes: [hashColumns([{ b: [2], a: 1 }])!] }];
    expect(applyOne(MAIN, items, setTo(items[0]!, { name: 'New' }, { expect: expectation }))).toMatchObject({
      s: 'done',
    });
  });

  it.each([{ event: 'x' }, { sync: 'x' }, { event: null }, { sync: null }])(
    '[WR9] writes nothing where the item was to hold %j',
    (was) => {
      const items = [pairedItem(1, 'e1')];
      const change = setTo(items[0]!, { name: 'New' });
      expect(applyOne(MAIN, items, { ...change, was: { ...change.was, ...was } })).toMatchObject({
        s: 'conflict',
        row: { event: 'e1' },
      });
      expect(items).toEqual([pairedItem(1, 'e1')]);
    },
  );

  it('writes whatever event and sync value stand there, where none was named', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, setTo(items[0]!, { name: 'New' }, { was: {} }))).toEqual({ s: 'done', key: '1' });
  });

  it('takes null and "" for the same event and sync value', () => {
    const items: Row[] = [{ ...pairedItem(1, ''), sync: '' }];
    expect(applyOne(MAIN, items, setTo(items[0]!, { name: 'New' }, { was: { event: null, sync: null } })).s).toBe(
      'done',
    );
  });

  it('[CB27] writes nothing on the word of a stamp that Directus has not reached: its database was put back', () => {
    const items = [pairedItem(1, 'e1')];
    const change = setTo(items[0]!, { name: 'New' });
    expect(applyOne(MAIN, items, { ...change, stamp: STAMP + 1 })).toMatchObject({
      s: 'conflict',
      row: { name: 'Talk' },
    });
    expect(items).toEqual([pairedItem(1, 'e1')]);
    expect(applyOne(MAIN, items, { ...change, stamp: STAMP })).toEqual({ s: 'done', key: '1' });
  });

  it('[RD3] puts its own stamp where the script left it open, and leaves any other', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    const syncs = ['3;home;*;;e1', '3;home;5;;e2'];
    applyAll(MAIN, items, [setTo(items[0]!, { sync: syncs[0] }), setTo(items[1]!, { sync: syncs[1] })]);
    expect(items.map(({ sync }) => sync)).toEqual([`3;home;${STAMP};;e1`, '3;home;5;;e2']);
  });

  it('finds the item by any form of its key, and says when there is none', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, setTo(items[0]!, { name: 'New' }, { key: '01' }))).toEqual({ s: 'done', key: '1' });
    expect(applyOne(MAIN, [], setTo(pairedItem(1, 'e1'), { name: 'New' }))).toEqual({ s: 'none', key: null });
  });

  it('[WH4] goes to the item of that key and to no other that names the event', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e1')];
    expect(applyOne(MAIN, items, setTo(items[1]!, { name: 'New' }))).toEqual({ s: 'done', key: '2' });
    expect(items).toMatchObject([{ name: 'Talk' }, { name: 'New' }]);
    expect(applyOne(MAIN, items.slice(0, 1), setTo(items[1]!, { name: 'New' }))).toEqual({ s: 'none', key: null });
  });

  it('lets only the first of two changes touch an item', () => {
    const items = [pairedItem(1, 'e1')];
    const answer = applyAll(
      MAIN,
      items,
      ['first', 'second'].map((name) => setTo(items[0]!, { name })),
    );
    expect(answer).toMatchObject({ results: [{ s: 'done' }, { s: 'conflict', row: { name: 'first' } }] });
    expect(items).toMatchObject([{ name: 'first' }]);
  });

  it('writes the field of an archive, which the binding names as well', () => {
    const items = [pairedItem(1, 'x', { event2: 'e1' })];
    const change = setTo(
      items[0]!,
      { event2: '-e1', sync2: 'archived;status;archived', status: 'archived' },
      { was: { event: 'e1' } },
    );
    expect(applyOne(SECOND, items, change)).toEqual({ s: 'done', key: '1' });
    expect(items).toMatchObject([{ event2: '-e1', status: 'archived', event: 'x' }]);
  });
});

describe('a sync value that has to vouch for what is expected', () => {
  const sync = '3;home;5;fields;e1';
  const changes: Change[] = [
    setTo(pairedItem(1, 'e1'), { name: 'New' }, { was: { event: 'e1' } }),
    { do: 'delete', event: 'e1', key: '1', expect: asIn(pairedItem(1, 'e1')) },
  ];
  it.each(changes)('lets $do where it begins and ends as it has to', (change) => {
    const vouched = { begins: '3;home;5', ends: ';e1' };
    const items = [{ ...pairedItem(1, 'e1'), sync }];
    expect(applyOne(MAIN, items, { ...change, vouched } as Change)).toEqual({ s: 'done', key: '1' });
  });

  it.each(
    changes.flatMap((change) =>
      [
        { vouched: { begins: '3;home;6', ends: ';e1' }, stored: sync },
        { vouched: { begins: '3;home;', ends: ';e2' }, stored: sync },
        { vouched: { begins: '3;home;', ends: ';e1' }, stored: null },
      ].map((each) => ({ ...each, change, what: change.do })),
    ),
  )('keeps the item as it is for $what where $stored is not as $vouched', ({ change, vouched, stored }) => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), sync: stored }];
    expect(applyOne(MAIN, items, { ...change, vouched } as Change)).toMatchObject({
      s: 'conflict',
      row: { name: 'Talk' },
    });
    expect(items).toMatchObject([{ name: 'Talk', sync: stored }]);
  });
});

describe('[WR5] a change that names a column of no binding', () => {
  const seen = pairedItem(1, 'e1');
  it.each<[string, Change]>([
    ['a set that writes it', setTo(seen, { password: 'x' })],
    ['a set that writes the key', setTo(seen, { id: 2 })],
    ["a set that writes another binding's columns", setTo(seen, { event2: 'x' })],
    ['a set that asks what it holds', setTo(seen, {}, { expect: [{ columns: ['name', 'password'], hashes: ['x'] }] })],
    ['a create that writes it', createFor('e2', { write: { password: 'x' } })],
    ['a create that writes the key beside its own', createFor('e2', { write: { id: 5 } })],
    [
      'a delete that asks what it holds',
      { do: 'delete', event: 'e1', key: '1', expect: [{ columns: ['password'], hashes: ['x'] }] },
    ],
  ])('is refused, and with it the whole request: %s', (_, change) => {
    const items = [seen];
    const answer = applyAll(MAIN, items, [setTo(seen, { name: 'New' }), change]);
    expect(answer).toMatchObject({ ok: false, code: 'FAILED', message: expect.stringContaining('names a column') });
    expect(items).toEqual([pairedItem(1, 'e1')]);
  });
});

describe('[DE2] a change that the item has to vouch for', () => {
  const vouched = baseFrame(MAIN, 'e1');
  const ours = pairedItem(1, 'e1');
  const changes: Record<string, (row: Row) => Change> = {
    set: (row) => setTo(row, { event: '-e1' }, { vouched, was: { event: 'e1' } }),
    delete: (row) => ({ do: 'delete', event: 'e1', key: '1', expect: asIn(row), vouched }),
  };

  it.each(Object.keys(changes))('takes place (%s) where its sync value is of this home and this event', (kind) => {
    expect(applyOne(MAIN, [{ ...ours }], changes[kind]!(ours))).toMatchObject({ s: 'done' });
  });

  const strange = [null, String(ours['sync']).replace(/^3;[^;]*/, '3;elsewh'), String(pairedItem(1, 'e2')['sync'])];
  it.each(Object.keys(changes).flatMap((kind) => strange.map((sync) => [kind, sync] as const)))(
    'does not (%s) where that is %j',
    (kind, sync) => {
      const items = [{ ...ours, sync }];
      expect(applyOne(MAIN, items, changes[kind]!(ours))).toMatchObject({ s: 'conflict', row: { event: 'e1' } });
      expect(items).toMatchObject([{ event: 'e1' }]);
    },
  );
});

describe('create', () => {
  it('creates an item with the columns that it names, and its own stamp in the sync value', () => {
    const items: Row[] = [];
    expect(applyOne(MAIN, items, createFor('e1'))).toEqual({ s: 'done', key: '100' });
    expect(items).toMatchObject([{ event: 'e1', name: 'Talk', starts: '2026-12-01T10:00:00.000Z' }]);
    expect(items[0]!['sync']).toMatch(new RegExp(`^3;[^;]+;${STAMP};;e1$`));
  });

  it.each(['e1', '-e1'])('creates nothing when an item says %j already [NP7]', (event) => {
    const items = [pairedItem(10, event), pairedItem(9, event)];
    expect(applyOne(MAIN, items, createFor('e1'))).toMatchObject({ s: 'other', key: '9', row: { id: 9 } });
    expect(items).toHaveLength(2);
  });

  it('makes one item of two changes for one event', () => {
    const items: Row[] = [];
    const changes = [createFor('e1'), createFor('e1')];
    expect(applyAll(MAIN, items, changes)).toMatchObject({ results: [{ key: '100' }, { key: '100' }] });
    expect(items).toHaveLength(1);
  });

  it('creates an item again under its old key, unless that key is in use', () => {
    const items: Row[] = [];
    const create = (event: string) => createFor(event, { key: 'room 1' });
    expect(applyOne(TEXTS, items, create('e1'))).toEqual({ s: 'done', key: 'room 1' });
    expect(applyOne(TEXTS, items, create('e2'))).toMatchObject({ s: 'other', key: 'room 1', row: { event: 'e1' } });
  });

  it('shows the item when Directus stored something else than was written', () => {
    const stored = { ...createFor('e1').write, id: 100, name: 'Ta' };
    const broken = { after: [stored] };
    expect(applyOne(MAIN, [], createFor('e1'), { broken })).toMatchObject({
      s: 'done',
      key: '100',
      row: { name: 'Ta' },
    });
  });

  it('tells of items that others created for the event at the same time, the lowest key first', () => {
    const items: Row[] = [];
    const meanwhile = (all: Row[]) => all.push(pairedItem(9, 'e1'), pairedItem(101, 'e1'));
    const result = applyOne(MAIN, items, createFor('e1'), { meanwhile });
    expect(result).toMatchObject({ s: 'done', key: '100', twins: ['9', '100', '101'], row: { id: 9 } });
  });
});

describe('delete', () => {
  const gone = (row: Row, more: Partial<DeleteChange> = {}): DeleteChange => {
    return { do: 'delete', event: String(row['event']), key: String(row['id']), expect: asIn(row), ...more };
  };

  it('deletes the item of that key, and no other one that names the event as well [WH4]', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e1'), pairedItem(3, 'e3')];
    const change = gone(items[1]!);
    expect(applyOne(MAIN, items, change)).toEqual({ s: 'done', key: '2' });
    expect(items).toEqual([pairedItem(1, 'e1'), pairedItem(3, 'e3')]);
    expect(applyOne(MAIN, items, change)).toEqual({ s: 'none', key: null });
  });

  it.each([
    ['was edited', { text: 'edited' }],
    ['has a column that is empty now [WR9] [P10]', { text: null }],
    ['names another event [DE9]', { event: 'e2' }],
    ['was unlinked from it', { event: '-e1' }],
  ])('keeps an item that %s, and shows it', (_, changed) => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), ...changed }];
    expect(applyOne(MAIN, items, gone(pairedItem(1, 'e1')))).toMatchObject({ s: 'conflict', key: '1', row: changed });
    expect(items).toHaveLength(1);
  });

  it('deletes an item once, however often it is asked to', () => {
    const items = [pairedItem(1, 'e1')];
    const answer = applyAll(MAIN, items, [gone(items[0]!), gone(items[0]!)]);
    expect(answer).toMatchObject({ results: [{ s: 'done' }, { s: 'conflict' }] });
    expect(items).toEqual([]);
  });

  it('[NP8] deletes one of several items for an event only while another one is there', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e1')];
    expect(applyOne(MAIN, items, gone(items[1]!, { beside: '01' }))).toEqual({ s: 'done', key: '2' });
    expect(items).toEqual([pairedItem(1, 'e1')]);
  });

  it.each([
    ['is gone', []],
    ['names another event now', [pairedItem(1, 'e9')]],
    ['was unlinked', [pairedItem(1, '-e1')]],
  ])('[NP8] keeps it where the other one %s', (_, others) => {
    const items = [...others, pairedItem(2, 'e1')];
    expect(applyOne(MAIN, items, gone(pairedItem(2, 'e1'), { beside: '1' }))).toMatchObject({
      s: 'conflict',
      key: '2',
    });
    expect(items).toHaveLength(others.length + 1);
  });
});
