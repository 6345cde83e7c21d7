// Which items and events of before the sync are the same thing (P25).
import fc from 'fast-check';
import { findAlike } from '../../src/core/alike';
import type { Values } from '../../src/core/values';
import { END, START, time, VALUES } from './pairs';

interface Named {
  name: string;
  values: Values;
}

function named(name: string, changes: Values = {}): Named {
  return { name, values: { ...VALUES, ...changes } };
}

function linked(items: Named[], events: Named[]): string[] {
  return findAlike(items, events)
    .map(({ item, event, ambiguous }) => `${item.name}-${event.name}${ambiguous ? '?' : ''}`)
    .sort();
}

const alike: [string, Named[], Named[], string[]][] = [
  ['an item and an event of the same times and title are', [named('a')], [named('A', { description: 'x' })], ['a-A']],
  ['outer blanks of a title do not tell', [named('a')], [named('A', { summary: ` ${VALUES.summary} ` })], ['a-A']],
  ['another start tells them apart', [named('a', { when: time('2026-01-01T00:00:00Z', END) })], [named('A')], []],
  ['another end tells them apart', [named('a', { when: time(START, '2031-01-01T00:00:00Z') })], [named('A')], []],
  ['another title tells them apart', [named('a', { summary: 'Other' })], [named('A')], []],
  ['without a title nothing is alike', [named('a', { summary: null })], [named('A', { summary: null })], []],
  [
    'an item whose end is before its start is like nothing',
    [named('a', { when: '!the end is before the start' })],
    [named('A', { when: '!the end is before the start' })],
    [],
  ],
  ['an item without a start is like nothing', [named('a', { when: null })], [named('A', { when: null })], []],
  [
    'of several those of the same description find each other first',
    [named('a', { description: '1' }), named('b', { description: '2' })],
    [named('A', { description: '2' }), named('B', { description: '3' })],
    ['a-B?', 'b-A?'],
  ],
  ['of several the first finds the first', [named('a'), named('b')], [named('A'), named('B')], ['a-A?', 'b-B?']],
  ['what is left over stays alone', [named('a'), named('b')], [named('A')], ['a-A?']],
  ['several on one side only are not ambiguous', [named('a'), named('b')], [named('A', { summary: 'Other' })], []],
];

test.each(alike)('[NP11] %s', (_, items, events, expected) => {
  expect(linked(items, events)).toEqual(expected);
});

test('[NP12] of any crowd each is linked at most once, and of one look as many as both sides have', () => {
  const look = fc.record({
    summary: fc.constantFrom('Talk', 'Lunch'),
    description: fc.constantFrom(null, 'x', 'y'),
  });
  const crowd = fc.array(look, { maxLength: 8 });
  fc.assert(
    fc.property(crowd, crowd, (left, right) => {
      const items = left.map((changes, i) => named(`i${i}`, changes));
      const events = right.map((changes, i) => named(`e${i}`, changes));
      const found = findAlike(items, events);
      expect(new Set(found.map(({ item }) => item)).size).toBe(found.length);
      expect(new Set(found.map(({ event }) => event)).size).toBe(found.length);
      for (const title of ['Talk', 'Lunch']) {
        const count = (all: { values: Values }[]) => all.filter(({ values }) => values.summary === title).length;
        expect(found.filter(({ item }) => item.values.summary === title)).toHaveLength(
          Math.min(count(items), count(events)),
        );
      }
      for (const { item, event } of found) expect(event.values.summary).toBe(item.values.summary);
    }),
  );
});
