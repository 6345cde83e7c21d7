// The status in words: what a person at the terminal reads.
import type { Status } from '../../src/setup/status';
import { statusLines } from '../../tools/status-text';

const AT = '2026-06-01T10:00:00.000Z';
const LINK = 'https://www.google.com/calendar/event?eid=1';
const ITEM = 'https://directus.example.com/admin/content/talks/7';
const WAY = { lastGood: AT, upToDate: true, pending: 0, failed: 0 };

const STATUS: Status = {
  version: '1.0.0',
  now: AT,
  healthy: false,
  directus: { lastPull: AT },
  calendars: [{ calendar: 'primary', lastPull: AT, push: 'refused', pushRefused: 'polled', channelExpires: null }],
  bindings: [
    {
      binding: 'main',
      collection: 'talks',
      calendar: 'primary',
      direction: 'both',
      isReadOnly: false,
      toGoogle: { ...WAY, upToDate: false, pending: 1 },
      toDirectus: { ...WAY, lastGood: null },
      brake: [
        {
          direction: 'toGoogle',
          sent: 3,
          limit: 10,
          waiting: 12,
          held: [{ key: '9', event: 'e9', what: 'delete' }],
          released: 2,
        },
        { direction: 'toDirectus', sent: 0, limit: 10, waiting: 0, held: [], released: 0 },
      ],
      unserved: { organizer: 2 },
      leftAlone: { organizer: 17, declined: 3, archived: 4, unlinked: 1 },
      failures: [
        { binding: 'main', key: '7', reason: 'no answer', count: 1, next: 1, to: 'google', item: ITEM, link: LINK },
        { binding: 'main', event: 'e1', reason: 'hidden', count: 1, next: null, to: 'directus' },
      ],
      reports: [
        {
          at: AT,
          binding: 'main',
          kind: 'conflict',
          key: '7',
          winner: 'item',
          lost: { summary: 'Theirs' },
          item: ITEM,
        },
        {
          at: AT,
          binding: 'main',
          kind: 'conflict',
          key: '7',
          winner: 'event',
          revision: 12,
          fields: ['summary', 'start'],
        },
        { at: AT, binding: 'main', kind: 'revived', key: '8' },
      ],
      omitted: 3,
    },
  ],
  reconcile: { last: null, due: true, progress: { calendar: 'primary', done: 30, total: 100 } },
  today: {
    newEvents: { used: 4600, allowed: 5000, left: 400, until: AT },
    calendarUnits: { used: 12, allowed: 1_000_000, left: 999_988, until: AT },
    urlFetches: { used: 0, allowed: 20_000, left: 20_000, until: AT },
    triggerSeconds: { used: 60, allowed: 5400, left: 5340, until: AT },
    propertyCalls: { used: 100, allowed: 50_000, left: 49_900, until: AT },
  },
  putOff: null,
  batchesRefused: null,
  announced: 0,
  problems: [],
  warnings: [],
  storeNonce: null,
  lastPing: null,
};

test('each binding tells both ways, what the brake holds back, what failed, what won and what lost, with where to look', () => {
  expect(statusLines(STATUS)).toEqual([
    'Directus ⇄ Google Calendar 1.0.0: not all in sync',
    `Directus: last looked at ${AT}`,
    `Calendar primary: last looked at ${AT}, polled`,
    'Full comparison: never, due, 30 of 100 pairs of primary are done',
    "Google's limits for a day; the last tenth of each is kept for single edits:",
    `  new events: 4600 of 5000 used, 400 left until ${AT}`,
    `  units of the Calendar API: 12 of 1000000 used, 999988 left until ${AT}`,
    '  URL fetches: 0 of 20000 used, 20000 left',
    `  seconds of run time of script triggers: 60 of 5400 used, 5340 left until ${AT}`,
    `  reads and writes of properties: 100 of 50000 used, 49900 left until ${AT}`,
    'Binding main (talks ⇄ primary)',
    `  to Google: NOT up to date, last look ${AT}, 1 pending, 0 failed`,
    '  to Directus: up to date, last look never, 0 pending, 0 failed',
    '  Brake of main towards Google: 3 of 10 deletions within the hour, 12 held back, 2 on their way',
    '    delete: item 9, event e9',
    '    and 11 more',
    '  Brake of main towards Directus: 0 of 10 deletions within the hour, 0 held back',
    '  left alone: 17 events of other organizers, 3 declined events of theirs, 4 archived items (one that is taken out of the archive gets its event back), 1 unlinked items (one whose id field is emptied gets an event again)',
    `  pending: no answer: item 7 ${ITEM} ${LINK}`,
    '  failed: hidden: event e1',
    `  ${AT} conflict: item 7 ${ITEM}`,
    '    the item won; lost: summary "Theirs"',
    `  ${AT} conflict: item 7`,
    '    the event won; lost: summary, start in revision 12 of the item',
    `  ${AT} revived: item 8`,
    '  3 older lines are left out',
  ]);
});

test("what waits for Google's next day, and a batch endpoint that refuses, are told while that lasts", () => {
  const lines = statusLines({
    ...STATUS,
    putOff: { since: AT, until: '2026-06-02T09:00:00.000Z' },
    batchesRefused: AT,
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      `Bulk has been waiting for Google's daily quota since ${AT}. It goes on after 2026-06-02T09:00:00.000Z.`,
      `Google refuses batches of calls since ${AT}: they are sent one by one, more slowly, until it takes them.`,
    ]),
  );
  expect(statusLines(STATUS).join('\n')).not.toMatch(/waits for|batches/);
});
