// Flow 4, verb "apply": what becomes of each change, and what is written.
import { decodeBase, encodeBase } from '../../src/core/base';
import { atHome } from '../../src/core/identity';
import { planField } from '../../src/flows/scripts/plan-decided';
import { hashValue, hashValues, rowValues, type Row } from '../../src/core/values';
import { applyAll, applyOne, baseOf, eventValues, MAIN, pairedItem, SECOND, STAMP, TEXTS } from './apply';

const merge = (values: object, more: object = {}) => ({
  do: 'merge' as const,
  event: 'e1',
  key: '1',
  values: eventValues(values),
  base: baseOf(pairedItem(1, 'e1'), 'e1'),
  ...more,
});

describe('merge', () => {
  it('writes nothing when item and event are what they were', () => {
    const items = [pairedItem(1, 'e1')];
    const before = JSON.stringify(items);
    expect(applyOne(MAIN, items, merge({}))).toEqual({ s: 'same', key: '1' });
    expect(JSON.stringify(items)).toBe(before);
  });

  it('writes the fields that the event changed, and moves their base in the same write [R7]', () => {
    const items = [pairedItem(1, 'e1')];
    const untouched = decodeBase(MAIN, items[0]!['sync'])!.fields.start;
    expect(applyOne(MAIN, items, merge({ summary: 'New', description: null }))).toEqual({
      s: 'done',
      key: '1',
      emptied: true,
    });
    expect(items[0]).toMatchObject({ name: 'New', text: null, starts: '2026-12-01T10:00:00.000Z' });
    const base = decodeBase(MAIN, items[0]!['sync'])!;
    expect(base).toMatchObject({ stamp: STAMP, eventId: 'e1' });
    expect(base.fields.summary).toEqual({ item: hashValue('New'), event: hashValue('New') });
    expect(base.fields.start).toEqual(untouched);
  });

  it('[R24] writes nothing where a braked change would empty a field, and shows the item', () => {
    const items = [pairedItem(1, 'e1')];
    const change = { ...merge({ summary: 'New', description: null }), braked: true } as const;
    expect(applyOne(MAIN, items, change)).toMatchObject({ s: 'conflict', row: { name: 'Talk', text: 'About' } });
    expect(items).toEqual([pairedItem(1, 'e1')]);
    items[0] = pairedItem(1, 'e1', { text: null });
    expect(applyOne(MAIN, items, change)).toEqual({ s: 'done', key: '1' });
    expect(items[0]).toMatchObject({ name: 'New', text: null });
  });

  it('[M8] writes nothing over a text that the event never held, and shows the item: that is to be reported first', () => {
    const row = pairedItem(1, 'e1');
    const base = decodeBase(MAIN, row['sync'])!;
    base.fields.description = { ...base.fields.description!, event: hashValue('Abo')!, lacking: true };
    const items: Row[] = [{ ...row, sync: encodeBase(MAIN, base) }];
    const change = merge({ summary: 'New', description: 'Abo and more' });
    expect(applyOne(MAIN, items, change)).toMatchObject({ s: 'conflict', fields: ['description'], row: { text: 'About' } });
    expect(items[0]!['name']).toBe('Talk');
    expect(applyOne(MAIN, items, merge({ summary: 'New', description: 'Abo' }))).toMatchObject({ s: 'done' });
    expect(items[0]).toMatchObject({ name: 'New', text: 'About' });
  });

  it('keeps what the item changed, writes the rest, and shows the item', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), text: 'mine' }];
    const result = applyOne(MAIN, items, merge({ summary: 'New' }));
    expect(result).toMatchObject({ s: 'ahead', key: '1', row: { name: 'New', text: 'mine' } });
    expect(decodeBase(MAIN, items[0]!['sync'])!.fields.description!.item).toBe(hashValue('About'));
  });

  it('does not overwrite a field that both changed, but writes the others [R11]', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), name: 'mine' }];
    const result = applyOne(MAIN, items, merge({ summary: 'theirs', description: 'theirs' }));
    expect(result).toMatchObject({ s: 'conflict', fields: ['summary'], row: { name: 'mine', text: 'theirs' } });
    expect(decodeBase(MAIN, items[0]!['sync'])!.fields.summary!.item).toBe(hashValue('Talk'));
  });

  it('moves the base when both changed to the same', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), name: 'both' }];
    expect(applyOne(MAIN, items, merge({ summary: 'both' }))).toEqual({ s: 'done', key: '1' });
    expect(decodeBase(MAIN, items[0]!['sync'])!.fields.summary!.item).toBe(hashValue('both'));
  });

  it("takes the event's base when it is the later one", () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), name: 'sent' }];
    const sent = baseOf(items[0]!, 'e1', 9);
    expect(applyOne(MAIN, items, merge({ summary: 'then this' }, { base: sent })).s).toBe('done');
    expect(items[0]!['name']).toBe('then this');
  });

  it('gives an item its lost base back although no value moves [R15]', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), sync: null }];
    expect(applyOne(MAIN, items, merge({}, { base: baseOf(items[0]!, 'e1') })).s).toBe('done');
    expect(decodeBase(MAIN, items[0]!['sync'])!.eventId).toBe('e1');
  });

  it.each([
    ['what the event’s own, older base says', {}, baseOf(pairedItem(1, 'e1'), 'e1', 3)],
    ['a value without any base on the event', {}, null],
    ['an edit that may have been overruled', { summary: 'Retitled' }, baseOf(pairedItem(1, 'e1'), 'e1', 3)],
  ])('[R47] writes nothing where the item was told of later values, and a list shows %s', (_, values, base) => {
    const told = pairedItem(1, 'e1', { name: 'Renamed' });
    const items = [{ ...told }];
    const change = merge(values, { base, mayLag: true });
    expect(applyOne(MAIN, items, change)).toMatchObject({ s: 'conflict', fields: ['summary'] });
    expect(items).toEqual([told]);
    // Where no write of ours can be behind it, it is an edit.
    expect(applyOne(MAIN, items, merge(values, { base }))).toMatchObject({ s: 'done' });
  });

  it('without any base fills what is empty and empties nothing [R13]', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), sync: null, text: null, name: 'kept' }];
    const result = applyOne(MAIN, items, merge({ description: 'filled', summary: null }, { base: null }));
    expect(result.s).toBe('ahead');
    expect(items[0]).toMatchObject({ text: 'filled', name: 'kept' });
  });

  it('leaves a field that could not be read, and its base [M7]', () => {
    const items = [pairedItem(1, 'e1')];
    const { summary: _, ...values } = eventValues({ description: 'New' });
    expect(applyOne(MAIN, items, merge({}, { values })).s).toBe('done');
    expect(items[0]).toMatchObject({ name: 'Talk', text: 'New' });
    expect(decodeBase(MAIN, items[0]!['sync'])!.fields.summary!.item).toBe(hashValue('Talk'));
  });

  it.each([
    ['the event as it was', 'About'],
    ['the event edited', 'Edited'],
  ])('[R3] decides nothing about a column that is empty now: emptied or away is the script’s to find out (%s)', (_, description) => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), text: null }];
    const result = applyOne(MAIN, items, merge({ summary: 'New', description }));
    expect(result).toMatchObject({ s: description === 'About' ? 'ahead' : 'conflict', row: { name: 'New', text: null } });
    expect(decodeBase(MAIN, items[0]!['sync'])!.fields.description).toEqual({ item: hashValue('About'), event: hashValue('About') });
  });

  it.each(['delete', 'unlink'] as const)('[R3] [P10] nor lets its event’s deletion take the item along (%s)', (then) => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), text: null }];
    expect(applyOne(MAIN, items, { do: 'gone', event: 'e1', then })).toMatchObject({ s: 'conflict', row: { text: null } });
    expect(items).toMatchObject([{ event: 'e1' }]);
  });

  it("writes the end as well when an item without an end follows its event's start", () => {
    const item = pairedItem(1, 'e1', { ends: null });
    const items = [item];
    const moved = { start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z' };
    expect(applyOne(MAIN, items, merge(moved)).s).toBe('done');
    expect(rowValues(MAIN, items[0]!)).toMatchObject({ start: moved.start, end: moved.end });
    expect(applyOne(MAIN, items, merge(moved)).s).toBe('same');
  });

  it('leaves an end that could not be read when it follows the event’s start [R3]', () => {
    const { ends: _, ...item } = pairedItem(1, 'e1');
    const items: Row[] = [item];
    const moved = { start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z' };
    expect(applyOne(MAIN, items, merge(moved)).s).toBe('done');
    expect(items[0]).toMatchObject({ starts: moved.start });
    expect(items[0]).not.toHaveProperty('ends');
  });

  it('means the item with the lowest key when several name the event', () => {
    const items = [pairedItem(10, 'e1'), pairedItem(9, 'e1')];
    expect(applyOne(MAIN, items, merge({ summary: 'New' }))).toEqual({ s: 'done', key: '9' });
    expect(items.map((item) => item['name'])).toEqual(['Talk', 'New']);
  });

  it('[P6] goes to the item that the event is linked to, although its copy has the lower key', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e1')];
    const change = merge({ summary: 'New' }, { key: '2' });
    expect(applyOne(MAIN, items, change)).toEqual({ s: 'done', key: '2' });
    expect(items).toMatchObject([{ name: 'Talk' }, { name: 'New' }]);
  });

  it.each([null, '-e1'])('[P5] [P6] shows that item where its id is %j: its copy gets nothing', (event) => {
    const items = [pairedItem(1, 'e1'), { ...pairedItem(2, 'e1'), event }];
    expect(applyOne(MAIN, items, merge({ summary: 'New' }, { key: '2' }))).toMatchObject({ s: 'other', key: '2' });
    expect(items[0]).toMatchObject({ name: 'Talk' });
  });

  it('[P6] goes to an item that names the event where the linked one names another', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    expect(applyOne(MAIN, items, merge({ summary: 'New' }, { key: '2' }))).toEqual({ s: 'done', key: '1' });
  });

  it('writes nothing to an item that does not name the event, but shows it', () => {
    const linked = [pairedItem(1, 'another')];
    expect(applyOne(MAIN, linked, merge({ summary: 'New' }))).toMatchObject({ s: 'other', row: { name: 'Talk' } });
    const unlinked = [{ ...pairedItem(1, '-e1') }];
    expect(applyOne(MAIN, unlinked, merge({}, { key: null }))).toMatchObject({ s: 'other', key: '1' });
    expect(applyOne(MAIN, [], merge({}))).toEqual({ s: 'none', key: null });
  });

  it('lets only the first of two changes touch an item', () => {
    const items = [pairedItem(1, 'e1')];
    const answer = applyAll(MAIN, items, [merge({ summary: 'first' }), merge({ summary: 'second' })]);
    expect(answer).toMatchObject({ results: [{ s: 'done' }, { s: 'conflict', row: { name: 'first' } }] });
    expect(items[0]!['name']).toBe('first');
  });
});

describe('create', () => {
  const create = (event: string, key: string | null = null) => ({ do: 'create' as const, event, key, values: eventValues() });

  it('creates an item with event id and base', () => {
    const items: Row[] = [];
    expect(applyOne(MAIN, items, create('e1'))).toEqual({ s: 'done', key: '100' });
    expect(items[0]).toMatchObject({ event: 'e1', name: 'Talk', starts: '2026-12-01T10:00:00Z' });
    expect(applyOne(MAIN, items, merge({}))).toEqual({ s: 'same', key: '100' });
  });

  it.each(['e1', '-e1'])('creates nothing when an item says %j already [R19]', (event) => {
    const items = [pairedItem(1, event)];
    expect(applyOne(MAIN, items, create('e1'))).toMatchObject({ s: 'other', key: '1', row: { id: 1 } });
    expect(items).toHaveLength(1);
  });

  it('makes one item of two changes for one event', () => {
    const items: Row[] = [];
    expect(applyAll(MAIN, items, [create('e1'), create('e1')])).toMatchObject({ results: [{ key: '100' }, { key: '100' }] });
    expect(items).toHaveLength(1);
  });

  it('creates an item again under its old key, unless that key is in use', () => {
    const items: Row[] = [];
    expect(applyOne(TEXTS, items, create('e1', 'room 1'))).toEqual({ s: 'done', key: 'room 1' });
    expect(applyOne(TEXTS, items, create('e2', 'room 1'))).toMatchObject({ s: 'other', key: 'room 1' });
  });

  it('tells of items that others created for the event at the same time, the lowest key first', () => {
    const items: Row[] = [];
    const meanwhile = (all: Row[]) => all.push({ ...pairedItem(9, 'e1') }, { ...pairedItem(101, 'e1') });
    expect(applyOne(MAIN, items, create('e1'), { meanwhile })).toMatchObject({ s: 'done', key: '100', twins: ['9', '100', '101'], row: { id: 9 } });
  });
});

describe('twin', () => {
  const twin = (key: string) => ({ do: 'twin' as const, event: 'e1', key });

  it('deletes one of several items that name the event [R19]', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e1')];
    expect(applyOne(MAIN, items, twin('2'))).toEqual({ s: 'done', key: '2' });
    expect(items.map((item) => item['id'])).toEqual([1]);
  });

  it.each([
    ['the lowest', [pairedItem(2, 'e1'), pairedItem(3, 'e1')]],
    ['the last', [pairedItem(2, 'e1')]],
    ['of another event', [pairedItem(1, 'e1'), pairedItem(2, 'e2')]],
    ['gone', [pairedItem(1, 'e1')]],
  ])('leaves an item that is %s', (_, items) => {
    expect(applyOne(MAIN, items, twin('2'))).toEqual({ s: 'none', key: null });
  });

  it('leaves an item that was edited, and shows it', () => {
    const items: Row[] = [pairedItem(1, 'e1'), { ...pairedItem(2, 'e1'), name: 'mine' }];
    expect(applyOne(MAIN, items, twin('2'))).toMatchObject({ s: 'conflict', row: { name: 'mine' } });
    expect(items).toHaveLength(2);
  });
});

describe('set', () => {
  const set = (row: Row, more: object = {}) => ({
    do: 'set' as const,
    key: String(row['id']),
    expect: hashValues(rowValues(MAIN, row)) as Record<string, string>,
    was: { event: row['event'] as string, sync: row['sync'] as string },
    values: { summary: 'Set' },
    event: 'e2',
    sync: 'base',
    ...more,
  });

  it('writes values, event id and base where the item is what the script saw', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, set(items[0]!))).toEqual({ s: 'done', key: '1' });
    expect(items[0]).toMatchObject({ name: 'Set', event: 'e2', sync: 'base', text: 'About' });
  });

  it('takes null and "" for the same', () => {
    const items: Row[] = [{ ...pairedItem(1, ''), sync: '' }];
    expect(applyOne(MAIN, items, set(items[0]!, { was: { event: null, sync: null } })).s).toBe('done');
  });

  it('names the fields that are not what the script saw, and writes nothing', () => {
    const items = [pairedItem(1, 'e1')];
    const change = set(items[0]!);
    items[0]!['text'] = 'edited';
    expect(applyOne(MAIN, items, change)).toMatchObject({ s: 'conflict', fields: ['description'], row: { name: 'Talk' } });
    expect(items[0]).toMatchObject({ name: 'Talk', event: 'e1' });
  });

  it.each([{ event: 'x' }, { sync: 'x' }])('writes nothing when the item has another %j', (was) => {
    const items = [pairedItem(1, 'e1')];
    const change = set(items[0]!);
    expect(applyOne(MAIN, items, { ...change, was: { ...change.was, ...was } }).s).toBe('conflict');
    expect(items[0]!['name']).toBe('Talk');
  });

  it('says when there is no such item', () => {
    expect(applyOne(MAIN, [], set(pairedItem(1, 'e1')))).toEqual({ s: 'none', key: null });
  });
});

describe('tell', () => {
  it('writes into the field for problems, and nowhere else', () => {
    const binding = { ...MAIN, archive: null, fields: { ...MAIN.fields, problem: 'trouble' } };
    const draft = (problem: string | null) => {
      const update: Row[] = [];
      const own = { stamp: STAMP, create: [], recalled: {}, del: [], taken: new Set<string>(), createdFor: new Map<string, number>() };
      const rows = [pairedItem(1, 'e1')];
      return { update, result: planField({ binding, rows, update, ...own }, '1', 'trouble', problem) };
    };
    expect(draft('too long')).toMatchObject({ update: [{ id: 1, trouble: 'too long' }], result: { s: 'done', key: '1' } });
    expect(draft(null).update).toEqual([{ id: 1, trouble: null }]);
  });

  it('writes nothing for a binding without such a field, or an item that is gone', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, { do: 'tell', key: '1', problem: 'too long' })).toEqual({ s: 'none', key: null });
    expect(applyOne(MAIN, items, { do: 'tell', key: '9', problem: 'too long' })).toEqual({ s: 'none', key: null });
    expect(items).toEqual([pairedItem(1, 'e1')]);
  });
});

describe('gone', () => {
  const gone = (then: 'delete' | 'unlink' | 'archive', more: object = {}) => ({ do: 'gone' as const, event: 'e1', then, ...more });

  it('[P6] deletes the item that is meant, and no other one that names the event as well', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e1')];
    expect(applyOne(MAIN, items, gone('delete', { item: '2' }))).toEqual({ s: 'done', key: '2' });
    expect(items).toMatchObject([{ id: 1 }]);
    expect(applyOne(MAIN, items, gone('delete', { item: '2' }))).toEqual({ s: 'none', key: null });
    const named = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    expect(applyOne(MAIN, named, gone('delete', { item: '2' }))).toEqual({ s: 'none', key: null });
    expect(named).toHaveLength(2);
  });

  it('[R48] follows a base of an installation that was adopted, and writes bases with the own one', () => {
    const adopting = atHome(MAIN, ['inst0009', 'inst0001']);
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    expect(applyOne(adopting, items, gone('delete'))).toEqual({ s: 'done', key: '1' });
    const merge = { do: 'merge' as const, event: 'e2', key: '2', values: eventValues({ summary: 'New' }), base: null };
    expect(applyOne(adopting, items, { ...merge, base: baseOf(items[0]!, 'e2') })).toMatchObject({ s: 'done' });
    expect(items).toMatchObject([{ id: 2, name: 'New', sync: expect.stringMatching(`^2;${adopting.homes[0]};`) }]);
  });

  it('deletes an item that equals its base', () => {
    const items = [pairedItem(1, 'e1'), pairedItem(2, 'e2')];
    expect(applyOne(MAIN, items, gone('delete'))).toEqual({ s: 'done', key: '1' });
    expect(items.map((item) => item['id'])).toEqual([2]);
  });

  it.each([
    ['was edited', { text: 'edited' }],
    ['has no base', { sync: null }],
    ['has the base of another event', { sync: baseOf(pairedItem(1, 'e1'), 'e9') }],
  ])('keeps an item that %s, and shows it', (_, changed) => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), ...changed }];
    expect(applyOne(MAIN, items, gone('delete'))).toMatchObject({ s: 'conflict', key: '1', row: { id: 1 } });
    expect(items).toHaveLength(1);
  });

  it('follows the prints that the script decided on instead of the base', () => {
    const items: Row[] = [{ ...pairedItem(1, 'e1'), text: 'edited', sync: null }];
    const expectation = hashValues(rowValues(MAIN, items[0]!));
    expect(applyOne(MAIN, items, gone('delete', { expect: { ...expectation, summary: 'other' } })).s).toBe('conflict');
    expect(applyOne(MAIN, items, gone('delete', { expect: expectation })).s).toBe('done');
    expect(items).toEqual([]);
  });

  it('unlinks: puts "-" before the event id, empties the base, and does so once', () => {
    const items = [pairedItem(1, 'e1')];
    expect(applyOne(MAIN, items, gone('unlink'))).toEqual({ s: 'done', key: '1' });
    expect(items[0]).toMatchObject({ event: '-e1', sync: null, name: 'Talk' });
    expect(applyOne(MAIN, items, gone('unlink'))).toEqual({ s: 'same', key: '1' });
  });

  it('archives by field and value of the binding, and fails where it has none', () => {
    const row = pairedItem(1, 'x');
    const prints = hashValues(rowValues(SECOND, row));
    const items: Row[] = [{ ...row, event2: 'e1', sync2: null }];
    expect(applyOne(SECOND, items, gone('archive', { expect: prints }))).toEqual({ s: 'done', key: '1' });
    expect(items[0]).toMatchObject({ event2: '-e1', status: 'archived', event: 'x' });
    expect(applyOne(MAIN, [pairedItem(1, 'e1')], gone('archive'))).toMatchObject({ s: 'failed', code: 'NO_ARCHIVE' });
  });

  it('acts only on an item that names the event [R21]', () => {
    expect(applyOne(MAIN, [pairedItem(1, 'e2')], gone('delete'))).toEqual({ s: 'none', key: null });
  });
});
