// What a first sync would do, as a person at the terminal reads it.
import { dryRunLines } from '../../src/setup/dry-run-text';

test('tells what would be done in counts, without those that are zero, and names what a person may want to look at', () => {
  const plan = {
    ...{ binding: 'main', collection: 'talks', calendar: 'primary' },
    counts: { noStart: 7, linked: 120, ambiguous: 2, event: 3000, unusable: 1, item: 0 },
    strangers: { ab12cd34: 40 },
    examples: [
      { fate: 'ambiguous' as const, key: '3', event: 'e3', link: 'https://calendar.example/3', title: 'Twice' },
      { fate: 'unusable' as const, key: '9', title: null },
    ],
  };
  expect(dryRunLines([plan])).toEqual([
    'Binding main (talks ⇄ primary)',
    '    3000 items get an event',
    '     120 items and events of the same times and title become pairs',
    '       2 more do, though they could be paired up otherwise, because others look the same: see below',
    '       7 items without a start are left alone',
    '       1 items cannot be events, because of their start or end: see below',
    '    of another installation: 40 pairs of ab12cd34',
    '    ambiguous: item 3, event https://calendar.example/3, "Twice"',
    '    cannot be an event: item 9',
    '',
    'Nothing was written. install begins; nobody gets mail for it from Google.',
  ]);
});
