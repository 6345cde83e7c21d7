// Names of slots, and the original starts that they are made of.
import { originalOf, readSlot, slotName } from '../../../src/core/series/slot';

describe('the name of a slot', () => {
  it.each([
    [{ series: 'abc', original: '2026-06-01T07:00:00Z' }, 'abc#2026-06-01T07:00:00Z'],
    [{ series: 'abc_R20260601T070000', original: '2026-06-01' }, 'abc_R20260601T070000#2026-06-01'],
  ])('says series and original start, and is read again: %j', (slot, name) => {
    expect(slotName(slot)).toBe(name);
    expect(readSlot(name)).toEqual(slot);
  });

  it.each([
    ['abc', 'the id of an event'],
    ['abc_20260601T070000Z', 'the id that Google gives an occurrence'],
    ['-abc#2026-06-01', 'one that was let go'],
    ['#2026-06-01', 'no series'],
    ['abc#', 'no start'],
    ['abc#2026-06-31', 'no day'],
    ['abc#2026-06-01T07:00:00', 'no offset'],
    ['abc#2026-06-01T09:00:00+02:00', 'not in UTC'],
    ['abc#2026-06-01T07:00:00.000Z', 'another form'],
    ['a#b#2026-06-01', 'a sign too many'],
    [' abc#2026-06-01', 'a blank'],
  ])('is nothing else: %s (%s)', (name) => expect(readSlot(name)).toBeUndefined());
});

describe('the original start that Google says', () => {
  it.each([
    [{ date: '2026-06-01' }, '2026-06-01'],
    [{ dateTime: '2026-06-01T09:00:00+02:00', timeZone: 'Europe/Berlin' }, '2026-06-01T07:00:00Z'],
    [{ dateTime: '2026-06-01T09:00:00', timeZone: 'Europe/Berlin' }, '2026-06-01T07:00:00Z'],
    [{ date: null, dateTime: '2026-06-01T07:00:00Z' }, '2026-06-01T07:00:00Z'],
    [{ dateTime: 'soon' }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('%j is %s', (time, original) => expect(originalOf(time)).toBe(original));
});
