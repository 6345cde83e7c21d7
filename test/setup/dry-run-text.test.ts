// What a first sync would do, as a person at the terminal reads it.
import { dryRunLines, trialLines } from '../../src/setup/dry-run-text';

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

test('of other bindings: what becomes of pairs, what is left behind, what install would say, and what comes next', () => {
  const plan = {
    ...{ binding: 'main', collection: 'talks', calendar: 'new' },
    counts: { filterEvent: 2, paired: 40, overEvent: 3, toItem: 5 },
    strangers: {},
    examples: [{ fate: 'filterEvent' as const, key: '3', event: 'e3', title: 'Draft' }],
  };
  const released = [
    { binding: 'main', collection: 'talks', calendar: 'old', because: 'calendar' as const, pairs: 90 },
    { binding: 'away', collection: 'trips', calendar: 'old', because: 'gone' as const, pairs: null },
  ];
  const trial = { plans: [plan], released, isImported: false, problems: ['talks has no field "text".'] };
  expect(trialLines(trial)).toEqual([
    'Binding main (talks ⇄ new)',
    '      40 are pairs already, and hold the same',
    '       5 are pairs already, of which the items get other values',
    '       3 are pairs already, of which the items win: other values of the events are overwritten (the report keeps them)',
    '       2 events whose items do not match the filter: they are DELETED: see below',
    '    loses its event: item 3, event e3, "Draft"',
    'Binding main leaves the calendar old: its events stay there, and belong to no item any more (90 pairs).',
    'Binding away (trips ⇄ old) is left out: items and events stay, and are not synced any more (how many could not be counted).',
    'PROBLEM: talks has no field "text".',
    '',
    'Nothing was written, and the script goes on with its own bindings.',
    expect.stringMatching(/^The flows are told the same by both.*push and deploy.*install/),
  ]);
  expect(trialLines({ ...trial, isImported: true }).at(-1)).toMatch(/^The flows know these bindings already: nothing/);
});
