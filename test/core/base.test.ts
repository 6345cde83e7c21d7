// The base as text, and which of two bases counts.
import fc from 'fast-check';
import { decodeBase, encodeBase, laterBase, type Base } from '../../src/core/base';
import { FIELD_NAMES } from '../../src/core/fields';
import { atHome } from '../../src/core/identity';
import { base, BINDING, INSTALLATION, makeBinding, OWN_ID, fieldBases, VALUES } from './pairs';

const hashText = fc.stringMatching(/^[A-Za-z0-9_-]{8}$/);
const fieldBase = fc.oneof(
  hashText.map((item) => ({ item, event: item })),
  fc.tuple(hashText, hashText).map(([item, event]) => ({ item, event })),
  fc
    .tuple(hashText, hashText, fc.constantFrom('lacking' as const, 'unconfirmed' as const))
    .map(([item, event, doubt]) => ({ item, event, doubt })),
);
const anyBase: fc.Arbitrary<Base> = fc.record({
  stamp: fc.nat(),
  eventId: fc.stringMatching(/^[a-z0-9_@.;~,-]{1,60}$/),
  fields: fc.record(Object.fromEntries(FIELD_NAMES.map((name) => [name, fieldBase])), { requiredKeys: [] }),
});

describe('encodeBase and decodeBase', () => {
  it('[ST2] give back any base, whatever of it is known', () => {
    fc.assert(fc.property(anyBase, (value) => expect(decodeBase(BINDING, encodeBase(BINDING, value))).toEqual(value)));
  });

  it('keep within what a private property holds: 1,024 characters', () => {
    const fields = fieldBases(VALUES, { when: 'x', summary: 'x', description: 'x' });
    expect(encodeBase(BINDING, base(VALUES, { fields, stamp: 2 ** 40 })).length).toBeLessThan(200);
  });

  it('[ST6] leave out a field that is mapped to another field of Directus now', () => {
    const text = encodeBase(BINDING, base());
    const other = makeBinding({ fields: { ...BINDING.fields, summary: 'title' } });
    expect(Object.keys(decodeBase(other, text)!.fields)).toEqual(['when', 'description']);
  });

  it('[ST6] leave out a field of which one column is another one now', () => {
    const other = makeBinding({ fields: { ...BINDING.fields, end: 'until' } });
    expect(Object.keys(decodeBase(other, encodeBase(BINDING, base()))!.fields)).toEqual(['summary', 'description']);
  });

  it.each([
    ['lacking', '~'],
    ['unconfirmed', '?'],
  ] as const)('[ST4] write the doubt "%s" as a closing "%s"', (doubt, mark) => {
    const fields = fieldBases({ summary: 'Talk' });
    const text = encodeBase(BINDING, base(VALUES, { fields }));
    const doubted = encodeBase(BINDING, base(VALUES, { fields: { summary: { ...fields.summary!, doubt } } }));
    expect(doubted).toBe(text.replace(`;${OWN_ID}`, `${mark};${OWN_ID}`));
  });

  it('[RD3] give a base without a stamp that of the call that writes it', () => {
    const text = encodeBase(BINDING, { ...base(), stamp: undefined });
    expect(text.split(';')[2]).toBe('*');
    expect(decodeBase(BINDING, text)).toBeUndefined();
    expect(decodeBase(BINDING, text.replace('*', '100'))).toEqual(base());
  });

  it.each([
    ['nothing', null],
    ['no text', 12],
    ['an empty text', ''],
    ['somebody’s own text', 'please call back'],
    ['[ST5] another version', encodeBase(BINDING, base()).replace(/^3;/, '2;')],
    ['a stamp that is no number', `3;${BINDING.homes[0]};soon;;abc`],
    ['no event id', `3;${BINDING.homes[0]};12;;`],
    ['[DE1] one of another installation', encodeBase(atHome(BINDING, ['other']), base())],
    ['[DE1] one of another calendar', encodeBase(makeBinding({ calendar: 'other' }), base())],
    ['[DE1] one of another collection', encodeBase(makeBinding({ collection: 'other' }), base())],
  ])('find no base in %s', (_, text) => expect(decodeBase(BINDING, text)).toBeUndefined());

  it('[WH11] read one of an installation that was adopted, and write our own', () => {
    const adopting = atHome(BINDING, [INSTALLATION, 'old']);
    expect(decodeBase(adopting, encodeBase(atHome(BINDING, ['old']), base()))).toEqual(base());
    expect(encodeBase(adopting, base())).toBe(encodeBase(BINDING, base()));
  });

  it('skip a field that is cut or unknown and keep the others', () => {
    const text = encodeBase(BINDING, base(VALUES, { fields: fieldBases({ when: VALUES.when, summary: 'Talk' }) }));
    const broken = text.replace(/,t.{20}/, ',tAAAA,zAAAABBBBBBBBCCCCCCCC');
    expect(decodeBase(BINDING, broken)!.fields).toEqual(fieldBases({ when: VALUES.when }));
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
    ['[ST7] on a tie the item’s, made from Google’s answer', of(2, 'item'), of(2, 'event'), of(2, 'item')],
    ['[ST8] not the item’s where it speaks of another event', of(9, 'item', 'other'), of(1, 'event'), of(1, 'event')],
    [
      '[ST8] not the event’s where it was copied from another event',
      of(1, 'item'),
      of(9, 'event', 'other'),
      of(1, 'item'),
    ],
    ['none where both speak of others', of(1, 'item', 'x'), of(2, 'event', 'y'), undefined],
  ])('takes %s', (_, item, event, expected) => expect(laterBase(item, event, 'e')).toEqual(expected));
});
