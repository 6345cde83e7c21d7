// The merge of one field and of all fields: rules M1 to M8.
import type { FieldBase } from '../../src/core/base';
import { mergeField, mergeFields, type FieldMerge, type MergeInput } from '../../src/core/merge';
import { hashValue, type Value } from '../../src/core/values';
import { base, BINDING, changed, item, fieldBases, VALUES } from './pairs';

const hashOf = (value: Value) => hashValue('summary', value)!;

function input(changes: Partial<MergeInput>): MergeInput {
  const agreed = { item: hashOf('A'), event: hashOf('A') };
  return {
    item: agreed.item,
    event: agreed.event,
    base: agreed,
    sameMeaning: false,
    itemEmpty: false,
    eventEmpty: false,
    eventIsBeginning: false,
    ...changes,
  };
}

describe('mergeField', () => {
  const unconfirmed: FieldBase = { item: hashOf('A'), event: hashOf('A'), doubt: 'unconfirmed' };
  const rows: [string, Partial<MergeInput>, FieldMerge][] = [
    ['[M1] neither side changed: nothing', { sameMeaning: true }, 'same'],
    [
      '[M1] both as they were although they never were equal (Google had cut the text): nothing',
      { event: hashOf('B'), base: { item: hashOf('A'), event: hashOf('B') } },
      'same',
    ],
    ['[M2] the item changed: its value goes to the event', { item: hashOf('B') }, 'toEvent'],
    ['[M3] the event changed: its value goes to the item', { event: hashOf('B') }, 'toItem'],
    [
      '[M4] both changed to the same: the base moves',
      { item: hashOf('B'), event: hashOf('B'), sameMeaning: true },
      'agree',
    ],
    [
      '[M4] both changed to what only differs in form: the base moves',
      { item: hashOf('B'), event: hashOf('B '), sameMeaning: true },
      'agree',
    ],
    ['[M4] the item changed into what the event says: no write', { item: hashOf('B'), sameMeaning: true }, 'agree'],
    ['[M4] the event changed into what the item says: no write', { event: hashOf('B'), sameMeaning: true }, 'agree'],
    ['[M5] both changed differently: conflict', { item: hashOf('B'), event: hashOf('C') }, 'conflict'],
    [
      '[M5] one emptied, the other changed: conflict',
      { item: hashOf(null), itemEmpty: true, event: hashOf('C') },
      'conflict',
    ],
    ['[M6] no base, equal: the base is made', { base: undefined, sameMeaning: true }, 'agree'],
    [
      '[M6] no base, both empty: the base is made',
      { base: undefined, sameMeaning: true, itemEmpty: true, eventEmpty: true },
      'agree',
    ],
    ['[M6] [M11] no base, the item empty: it is filled', { base: undefined, itemEmpty: true }, 'toItem'],
    ['[M6] [M11] no base, the event empty: it is filled', { base: undefined, eventEmpty: true }, 'toEvent'],
    ['[M6] no base, different: conflict', { base: undefined }, 'conflict'],
    ['[M7] [EM1] the item unknown: field and base stay', { item: undefined, event: hashOf('B') }, 'keep'],
    ['[M7] [EM1] the event unknown: field and base stay', { item: hashOf('B'), event: undefined }, 'keep'],
    ['[M7] unknown and without a base: nothing is filled', { item: undefined, base: undefined }, 'keep'],
    [
      '[SO6] against an unconfirmed hash a beginning of what was sent is a cut, no edit',
      { event: hashOf('B'), base: unconfirmed, eventIsBeginning: true },
      'agree',
    ],
    [
      '[SO6] against a hash that is known to be of a cut text, too: a person shortened what was left',
      { event: hashOf('B'), base: { ...unconfirmed, event: hashOf('C'), doubt: 'lacking' }, eventIsBeginning: true },
      'toItem',
    ],
    [
      '[SO6] against a confirmed hash the same is an edit: a person shortened the text',
      { event: hashOf('B'), eventIsBeginning: true },
      'toItem',
    ],
    ['[SO6] against an unconfirmed hash anything else is an edit', { event: hashOf('B'), base: unconfirmed }, 'toItem'],
    ['[SO7] an unconfirmed hash that fits changes nothing', { base: unconfirmed, eventIsBeginning: true }, 'same'],
    [
      '[SO6] an item edited over an unconfirmed hash, with the event cut, is a conflict: what the cut hides is unknown',
      { item: hashOf('X'), event: hashOf('B'), base: unconfirmed },
      'conflict',
    ],
  ];
  it.each(rows)('%s', (_, changes, expected) => expect(mergeField(input(changes))).toBe(expected));
});

describe('mergeFields', () => {
  const { description, ...others } = fieldBases(VALUES);
  const UNCONFIRMED = base(VALUES, { fields: { ...others, description: { ...description!, doubt: 'unconfirmed' } } });

  it('[M10] settles each field by itself: edits of different fields on both sides both survive', () => {
    const event = changed('description', 'Rewritten');
    expect(mergeFields(BINDING, item({ values: changed('summary', 'Renamed') }), event, base())).toEqual({
      when: 'same',
      summary: 'toEvent',
      description: 'toItem',
    });
  });

  it('[FI6] compares meanings: line ends and outer blanks that Google changed make no edit where there is no base', () => {
    const edited = item({ values: changed('description', ' one\r\ntwo ') });
    const event = changed('description', 'one\ntwo');
    expect(mergeFields(BINDING, edited, event, undefined).description).toBe('agree');
  });

  it('[ST6] merges a field that the base lacks as one without a base, and the others by theirs', () => {
    const { summary: _, ...others } = fieldBases(VALUES);
    const merged = mergeFields(
      BINDING,
      item({ values: changed('summary', null) }),
      VALUES,
      base(VALUES, { fields: others }),
    );
    expect(merged).toEqual({ when: 'same', summary: 'toItem', description: 'same' });
  });

  it('sees a cut only where the text that is left is a beginning', () => {
    const merge = (text: string) => mergeFields(BINDING, item(), changed('description', text), UNCONFIRMED).description;
    expect(merge('About cal')).toBe('agree');
    expect(merge('bout calendars')).toBe('toItem');
  });

  it('takes an emptied text as an edit, never as a cut', () => {
    expect(mergeFields(BINDING, item(), changed('description', null), UNCONFIRMED).description).toBe('toItem');
  });
});
