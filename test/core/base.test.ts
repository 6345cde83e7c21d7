// The base as text, and which of two bases counts.
import fc from 'fast-check';
import { decodeBase, encodeBase, laterBase, type Base } from '../../src/core/base';
import { FIELD_NAMES } from '../../src/core/fields';
import { atHome } from '../../src/core/identity';
import { base, BINDING, INSTALLATION, makeBinding, prints, VALUES } from './pairs';

const printText = fc.stringMatching(/^[A-Za-z0-9_-]{8}$/);
const fieldBase = fc.oneof(
  printText.map((item) => ({ item, event: item })),
  fc.tuple(printText, printText).map(([item, event]) => ({ item, event })),
  fc.tuple(printText, printText).map(([item, event]) => ({ item, event, lacking: true })),
);
const anyBase: fc.Arbitrary<Base> = fc.record({
  stamp: fc.nat(),
  eventId: fc.stringMatching(/^[a-z0-9_@.;~,-]{1,60}$/),
  fields: fc.record(Object.fromEntries(FIELD_NAMES.map((name) => [name, fieldBase])), { requiredKeys: [] }),
});

describe('encodeBase and decodeBase', () => {
  it('give back any base, whatever of it is known', () => {
    fc.assert(fc.property(anyBase, (value) => expect(decodeBase(BINDING, encodeBase(BINDING, value))).toEqual(value)));
  });

  it('keep within what a private property holds: 1,024 characters', () => {
    const fields = prints(VALUES, { start: 'x', end: 'x', summary: 'x', description: 'x' });
    expect(encodeBase(BINDING, base(VALUES, { fields, stamp: 2 ** 40 })).length).toBeLessThan(200);
  });

  it('[R14] leave out a field that is mapped to another field of Directus now', () => {
    const text = encodeBase(BINDING, base());
    const other = makeBinding({ fields: { ...BINDING.fields, summary: 'title' } });
    expect(Object.keys(decodeBase(other, text)!.fields)).toEqual(['start', 'end', 'description']);
  });

  it.each([
    ['nothing', null],
    ['no text', 12],
    ['an empty text', ''],
    ['somebody’s own text', 'please call back'],
    ['[R14] another version', encodeBase(BINDING, base()).replace(/^2;/, '3;')],
    ['a stamp that is no number', `2;${BINDING.homes[0]};soon;;abc`],
    ['no event id', `2;${BINDING.homes[0]};12;;`],
    ['[R48] one of another installation', encodeBase(atHome(BINDING, ['other']), base())],
    ['[R48] one of another calendar', encodeBase(makeBinding({ calendar: 'other' }), base())],
    ['[R48] one of another collection', encodeBase(makeBinding({ collection: 'other' }), base())],
  ])('find no base in %s', (_, text) => expect(decodeBase(BINDING, text)).toBeUndefined());

  it('[R48] read one of an installation that was adopted, and write our own', () => {
    const adopting = atHome(BINDING, [INSTALLATION, 'old']);
    expect(decodeBase(adopting, encodeBase(atHome(BINDING, ['old']), base()))).toEqual(base());
    expect(encodeBase(adopting, base())).toBe(encodeBase(BINDING, base()));
  });

  it('skip a field that is cut or unknown and keep the others', () => {
    const text = encodeBase(BINDING, base(VALUES, { fields: prints({ start: VALUES.start, summary: 'Talk' }) }));
    const broken = text.replace(/,t.{12}/, ',tAAAA,zAAAABBBBBBBB');
    expect(decodeBase(BINDING, broken)!.fields).toEqual(prints({ start: VALUES.start }));
  });
});

describe('laterBase', () => {
  const of = (stamp: number, summary: string, eventId = 'e') => base({ summary }, { stamp, eventId });
  it.each([
    ['none of both', undefined, undefined, undefined],
    ['only the item’s', of(1, 'item'), undefined, of(1, 'item')],
    ['only the event’s', undefined, of(1, 'event'), of(1, 'event')],
    ['the later one: the event’s', of(1, 'item'), of(2, 'event'), of(2, 'event')],
    ['the later one: the item’s', of(2, 'item'), of(1, 'event'), of(2, 'item')],
    ['on a tie the item’s, made from Google’s answer', of(2, 'item'), of(2, 'event'), of(2, 'item')],
    ['[P4] not the item’s where it speaks of another event', of(9, 'item', 'other'), of(1, 'event'), of(1, 'event')],
    ['not the event’s where it was copied from another event', of(1, 'item'), of(9, 'event', 'other'), of(1, 'item')],
    ['none where both speak of others', of(1, 'item', 'x'), of(2, 'event', 'y'), undefined],
  ])('takes %s', (_, item, event, expected) => expect(laterBase(item, event, 'e')).toEqual(expected));
});
