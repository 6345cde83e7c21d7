// Ids of our own events, and the link that an event carries.
import fc from 'fast-check';
import { decodeLink, encodeLink, eventIdFor, searchKey, type Link } from '../../src/core/identity';
import { link } from './pairs';

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const name = fc.stringMatching(/^[a-z0-9-]{1,16}$/);

const of = (id: string, collection = 'talks') => ({ id, collection });

describe('eventIdFor', () => {
  it('gives ids that Google takes: 5 to 1,024 characters of a–v and 0–9', () => {
    fc.assert(
      fc.property(name, name, key, fc.nat(50), (installation, binding, itemKey, generation) => {
        expect(eventIdFor(installation, { id: binding, collection: 'talks' }, itemKey, generation)).toMatch(
          /^[a-v0-9]{32}$/,
        );
      }),
    );
  });

  it('[NP1] gives the same id for the same item, and another one for anything else', () => {
    const id = eventIdFor('i', of('b'), '7', 0);
    expect(eventIdFor('i', of('b'), '7', 0)).toBe(id);
    const others = [
      eventIdFor('j', of('b'), '7', 0),
      eventIdFor('i', of('c'), '7', 0),
      eventIdFor('i', of('b'), '8', 0),
      eventIdFor('i', of('b'), '7', 1),
      eventIdFor('i', of('b7'), '', 0),
      eventIdFor('i', of('b', 'rooms'), '7', 0),
    ];
    expect(new Set([id, ...others]).size).toBe(7);
  });

  it('differs from the id of an item whose parts only run together the same way', () => {
    expect(eventIdFor('a', of('b","c'), 'd', 0)).not.toBe(eventIdFor('a', of('b'), 'c","d', 0));
  });
});

describe('links', () => {
  it('come back from their text, with slashes, line ends and any writing in the key', () => {
    const parts = fc.record({ installation: name, binding: name, eventId: name });
    fc.assert(
      fc.property(
        parts,
        fc.oneof(key, fc.constantFrom('a/b', '/', '//', 'Zürich/1', '日本/東京', '👩‍👩‍👧/x', 'a\nb')),
        (part, itemKey) => {
          const value: Link = { ...part, key: itemKey };
          expect(decodeLink(encodeLink(value))).toEqual(value);
        },
      ),
    );
  });

  it('[ST12] name an occurrence by its slot', () => {
    const value = link({ eventId: 'series#2026-03-01T10:00:00Z' });
    expect(decodeLink(encodeLink(value))).toEqual(value);
  });

  it.each([[undefined], [''], ['1/a/b/c'], ['1/a/b/c/d/'], ['2/a/b/c//7'], ['please call back']])(
    'are not read from %j',
    (text) => expect(decodeLink(text)).toBeUndefined(),
  );
});

it('searchKey is short, and one for each item of each binding', () => {
  expect(searchKey('i', 'b', '7')).toMatch(/^[a-v0-9]{26}$/);
  expect(searchKey('i', 'b', '7')).not.toBe(searchKey('i', 'c', '7'));
});
