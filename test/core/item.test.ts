// Whether an item can be an event, and whether it is as it was when both agreed.
import { encodeBase } from '../../src/core/base';
import { itemForm, itemFromRow, itemInSync, namedEvent } from '../../src/core/item';
import { rowValues } from '../../src/core/values';
import {
  BAD,
  base,
  BINDING,
  changed,
  item,
  NO_START,
  OWN_ID,
  fieldBases,
  RENAMED,
  ROW,
  START,
  time,
  VALUES,
} from './pairs';

describe('itemForm', () => {
  it.each([
    [VALUES, 'ok'],
    [changed('when', time(START, START)), 'ok'],
    [{ ...VALUES, summary: null }, 'ok'],
    [NO_START, 'noStart'],
    [BAD, 'bad'],
    [changed('when', undefined), 'bad'],
    [rowValues(BINDING, { ...ROW, starts: 'soon' }), 'bad'],
    [rowValues(BINDING, { ...ROW, ends: 'later' }), 'bad'],
  ])('of %j: %s', (values, form) => expect(itemForm(values).form).toBe(form));

  it('says what is wrong in words that name the field', () => {
    expect(itemForm(BAD).reason).toContain('the end (2026-03-01T09:00:00Z) is before the start');
    expect(itemForm(rowValues(BINDING, { ...ROW, starts: 'soon' })).reason).toBe('start is not a moment: soon');
  });
});

describe('itemInSync', () => {
  it('needs a base for this event, every field as it says, and nothing unconfirmed', () => {
    expect(itemInSync(item())).toBe(true);
    expect(itemInSync(item({ values: RENAMED }))).toBe(false);
    expect(itemInSync(item({ sync: undefined }))).toBe(false);
    expect(itemInSync(item({ eventId: null }))).toBe(false);
    expect(itemInSync(item({ sync: base(VALUES, { eventId: 'another' }) }))).toBe(false);
    const { summary, ...others } = fieldBases(VALUES);
    const withDoubt = (doubt: 'lacking' | 'unconfirmed') =>
      item({ sync: base(VALUES, { fields: { ...others, summary: { ...summary!, doubt } } }) });
    expect(itemInSync(withDoubt('unconfirmed'))).toBe(false);
    expect(itemInSync(withDoubt('lacking'))).toBe(true);
  });

  it('[EM1] takes a column that could not be read for as it was', () => {
    const { text: _, ...row } = ROW;
    expect(itemInSync(item({ row }))).toBe(true);
    expect(itemInSync(item({ row: { ...row, name: 'Renamed' } }))).toBe(false);
  });

  it('[ST6] needs a base for every field', () => {
    expect(itemInSync(item({ sync: base({ when: VALUES.when, summary: VALUES.summary }) }))).toBe(false);
  });
});

describe('the event that an item names', () => {
  const read = (event: string, sync: string | null) => itemFromRow(BINDING, { id: '7', event, sync }, 1);
  const sync = encodeBase(BINDING, base());

  it('[WH22] is the one that its base vouches for, where somebody pasted the mark of an item that is unlinked', () => {
    const pasted = read('-another', sync);
    expect([pasted.eventId, namedEvent(pasted)]).toEqual([null, OWN_ID]);
  });

  it.each([
    ['what unlinks it takes its base away', '-another', null, 'another'],
    ['a person wrote the mark in front of its id', `-${OWN_ID}`, sync, OWN_ID],
  ])('[P23] is none, but it is told by which one it had: %s', (_, event, itsSync, named) => {
    const unlinked = read(event, itsSync);
    expect([unlinked.eventId, namedEvent(unlinked)]).toEqual([event, named]);
  });
});
