// The oracle sees it when a rule is broken: each test spoils one function of the script.
import { Engine } from '../../simulation/engine';
import { fault, step, type Step } from '../../simulation/people/steps';
import { isCutOff } from '../../simulation/oracle/cut-off';
import { daysSetup, plainSetup } from '../../simulation/setups';
import { tell } from '../../simulation/story';
import type { WorldSetup } from '../../simulation/world';
import { instead, tellSpoiled } from './spoil';
import { LIMIT_MS } from './start-engine';

/** One that goes through the field of a person's edit while flow 4 is at work, at every fourth step of it. */
function* meetings(...faults: Step[]): Generator<Step[]> {
  for (let steps = 0; steps < 60; steps += 4)
    yield [
      step({ do: 'create items', count: 1 }, { minutes: 2 }),
      ...faults,
      step({ do: 'edit event', which: 0, field: 'summary' }, { steps }),
      step({ do: 'edit item', which: 0, field: 'summary' }, { minutes: 2 }),
    ];
}

/** What is wrong with them, and how many edits were accepted because Directus' revisions have them. */
async function tellMeetings(spoil: (script: string) => string, ...faults: Step[]) {
  const engine = await Engine.start(spoil);
  const violations: string[] = [];
  let cutOff = 0;
  try {
    for (const steps of meetings(...faults))
      violations.push(
        ...(await tell(engine, { setup: plainSetup(1), steps }, ({ world }) => {
          if (isCutOff(world, LAST_EDIT)) cutOff += 1;
        })),
      );
  } finally {
    await engine.stop();
  }
  return { violations, cutOff };
}

/** After the four values of an item, and the edit of its event. */
const LAST_EDIT = 6;
const LOST = `the edit t${LAST_EDIT} is lost without a report`;

const STORY = [
  step({ do: 'create items', count: 1 }),
  step({ do: 'edit item', which: 0, field: 'summary' }),
  step({ do: 'edit event', which: 0, field: 'description' }, { minutes: 1 }),
];

describe('the oracle', () => {
  test(
    'has nothing to say of a story in which everything is right',
    async () => expect(await tellSpoiled((script) => script, STORY)).toEqual([]),
    LIMIT_MS,
  );

  test(
    '[CB11] accepts it in the report that an end is lost which an event never had, and that its item kept without a start',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }, { minutes: 2 }),
        step({ do: 'edit item', which: 0, field: 'end' }, 'none'),
        step({ do: 'empty start', which: 0 }),
        step({ do: 'restore event', which: 0 }, { minutes: 1 }),
      ];
      expect(await tellSpoiled((script) => script, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WH21] accepts a conflict of what was done to an item while it was unlinked and to its event, once that is back',
    async () => {
      const minute = { minutes: 1 };
      const steps = [
        step({ do: 'create items', count: 1 }, minute),
        step({ do: 'delete event', which: 0 }, minute),
        step({ do: 'edit item', which: 0, field: 'summary' }, minute),
        step({ do: 'restore event', which: 0 }, 'none'),
        step({ do: 'edit event', which: 0, field: 'summary' }, minute),
      ];
      expect(await tellSpoiled((script) => script, steps, plainSetup(1, { onEventDeleted: 'unlink' }))).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[M2] [RP1] sees a loser in the report where the edits of two sides never met',
    async () => {
      const spoil = instead('mergeField', `(right, input) => right(input) === 'toEvent' ? 'conflict' : right(input)`);
      expect(await tellSpoiled(spoil, STORY)).toEqual([
        expect.stringMatching(/^the report says without a cause: .*"kind":"conflict"/),
      ]);
    },
    LIMIT_MS,
  );

  test(
    '[P10] [RP1] sees an event that was brought back although nobody had edited its item',
    async () => {
      const bringsBack = instead(
        'planEventGone',
        `(right, item, event, context) => {
          const plan = right(item, event, context);
          const revived = { ...bringBack({ item, event, context, away: [] }), reports: [{ kind: 'revived', winner: 'item' }] };
          return plan.item?.do === 'gone' ? revived : plan;
        }`,
      );
      // Else it is planned without reading the item.
      const planned = instead(
        'planUnread',
        `(right, item, event, context) => event.is === 'cancelled' ? ask('item') : right(item, event, context)`,
      );
      const spoil = (script: string): string => bringsBack(planned(script));
      const steps = [step({ do: 'create items', count: 1 }), step({ do: 'delete event', which: 0 }, { minutes: 1 })];
      expect(await tellSpoiled(spoil, steps)).toContainEqual(
        expect.stringMatching(/^the report says without a cause: .*"kind":"revived"/),
      );
    },
    LIMIT_MS,
  );

  test(
    '[P18] [RP1] sees an item that was made again although nobody had edited its event',
    async () => {
      const spoil = instead(
        'planItemGone',
        `(right, item, event, context) => {
          const plan = right(item, event, context);
          const again = { do: 'create', key: item.key };
          return plan.event ? { ...plan, event: null, item: again, reports: [{ kind: 'recreated' }] } : plan;
        }`,
      );
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'delete items', which: 0, count: 1 }, { minutes: 1 }),
      ];
      expect(await tellSpoiled(spoil, steps)).toContainEqual(
        expect.stringMatching(/^the report says without a cause: .*"kind":"recreated"/),
      );
    },
    LIMIT_MS,
  );

  test(
    '[P20] sees an item that came back without what only Directus knows',
    async () => {
      const spoil = instead('changeFor', '(right, job) => ({ ...right(job), revision: undefined })');
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'note item', which: 0 }, { minutes: 1 }),
        step({ do: 'delete event', which: 0 }, { minutes: 1 }),
        step({ do: 'restore event', which: 0 }, { minutes: 1 }),
      ];
      expect(await tellSpoiled(spoil, steps)).toEqual(['item 1 lost its note']);
    },
    LIMIT_MS,
  );

  test(
    '[WH16] sees that an event of another installation was written to, and that an item was made of it',
    async () => {
      // Whoever has linked an event counts as this installation.
      const spoil = instead(
        'eventState',
        `(right, binding, here, event, zone) => {
          const [, owner] = (event.extendedProperties?.private?.link ?? '').split('/');
          const installations = owner === undefined ? here.installations : [...here.installations, owner];
          return right(binding, { ...here, installations }, event, zone);
        }`,
      );
      const other = fault('another installation makes an event');
      const violations = await tellSpoiled(spoil, [other, step({ do: 'create items', count: 1 }, { minutes: 1 })]);
      expect(violations).toContainEqual(
        expect.stringMatching(/^\[main\] item \d+ names event \S+, which is another installation's$/),
      );
      expect(violations).toContainEqual(expect.stringMatching(/^the foreign event \S+ was changed$/));
    },
    LIMIT_MS,
  );

  test(
    '[RD4] sees sides that answer each other without end',
    async () => {
      // Whatever changed in a calendar is written there once more, for as long as the story lasts.
      const spoil = instead(
        'pairsOfEvents',
        `(right, app, calendarId, events, ofSeries) => {
          const pairs = right(app, calendarId, events, ofSeries);
          const own = ({ extendedProperties }) => ({ extendedProperties });
          const changed = app.clock.now() < Date.UTC(2026, 2, 2, 8, 5) ? events : [];
          app.calendar.write(calendarId, changed.map((event) => ({ kind: 'patch', event, body: own(event) })));
          return pairs;
        }`,
      );
      const [violation, ...more] = await tellSpoiled(spoil, STORY);
      expect(violation).toMatch(/^\d+ writes to the calendars for 3 changes of people, more than 6 can be needed$/);
      expect(more).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WR5] sees a conference of another vendor that was taken off',
    async () => {
      const speaks = (script: string): string =>
        script.replace('supportsAttachments: true', '$&, conferenceDataVersion: 1');
      const drops = instead('patched', '(right, ...args) => ({ ...right(...args), conferenceData: undefined })');
      const steps = [
        step({ do: 'create items', count: 2 }),
        step({ do: 'dress event', which: 0, how: 'conferenceData' }),
        step({ do: 'dress event', which: 1, how: 'conferenceData' }),
        step({ do: 'edit items together', which: 0, count: 2, field: 'description' }),
      ];
      const refused: Partial<WorldSetup> = { calendar: { thirdPartyConferences: 'refused' } };
      expect(await tellSpoiled((script) => script, steps, refused)).toEqual([]);
      const lost: unknown = expect.stringMatching(/^event \S+ lost what was on it: \{"conferenceData"/);
      expect(await tellSpoiled((script) => speaks(drops(script)), steps)).toEqual([lost, lost]);
    },
    LIMIT_MS,
  );

  test(
    '[WR11] accepts an edit that stands in Directus’ revisions where the answer of the write that buried it was lost, and only there',
    async () => {
      const untouched = (script: string): string => script;
      const cut = await tellMeetings(untouched, fault('call to Directus cut'));
      expect(cut).toEqual({ violations: [], cutOff: expect.any(Number) });
      expect(cut.cutOff).toBeGreaterThan(0);
      expect(await tellMeetings(untouched)).toEqual({ violations: [], cutOff: 0 });
    },
    LIMIT_MS,
  );

  test(
    '[WR11] sees a write that was answered, and whose report leaves out what it buried',
    async () => {
      const { violations, cutOff } = await tellMeetings(instead('buriedBy', '() => []'));
      expect(cutOff).toBe(0);
      expect(new Set(violations)).toEqual(new Set([LOST]));
    },
    LIMIT_MS,
  );

  test(
    '[WR11] sees a write over what stood there before it was decided, although its answer was lost',
    async () => {
      const { violations } = await tellMeetings(instead('expected', '() => []'), fault('call to Directus cut'));
      expect(new Set(violations)).toEqual(new Set([LOST]));
    },
    LIMIT_MS,
  );

  describe('of days and zones', () => {
    const plain = { allDay: false, timeZone: false, zone: null, calendars: 'America/Santiago' };
    const timestamps = daysSetup('one', {}, { ...plain, type: 'timestamp' });
    const clocks = daysSetup('one', {}, { ...plain, type: 'dateTime', allDay: true, timeZone: true });
    const dates = daysSetup('one', {}, { ...plain, type: 'date' });
    const made = step({ do: 'create items', count: 2 }, { minutes: 1 });
    const switched = step({ do: 'switch event', which: 0 }, { minutes: 1 });
    const inZone = step({ do: 'set zone of item', which: 0, zone: 1 }, { minutes: 1 });

    test.each([
      ['timestamps', timestamps],
      ['clocks', clocks],
      ['dates', dates],
    ])(
      'has nothing to say where %s are days, times and days again, and end when they begin',
      async (_, world) => {
        const steps = [
          made,
          step({ do: 'create event' }),
          ...[switched, switched, inZone],
          step({ do: 'switch item', which: 1, typed: false }),
          step({ do: 'set zone of event', which: 2, zone: 3, moved: true }),
          step({ do: 'empty end', which: 0 }),
          step({ do: 'edit item', which: 0, field: 'start' }, { minutes: 1 }),
        ];
        expect(await tellSpoiled((script) => script, steps, world)).toEqual([]);
      },
      LIMIT_MS,
    );

    test(
      '[B3] sees days that begin in another zone than that of the item',
      async () => {
        const spoil = instead('startOfDay', `(right, day) => right(day, 'UTC')`);
        expect(await tellSpoiled(spoil, [made, switched], timestamps)).toContainEqual(
          expect.stringMatching(/^\[main\] item \d when: /),
        );
      },
      LIMIT_MS,
    );

    test(
      '[B2] sees a day too many',
      async () => {
        const spoil = instead('momentBefore', '(right, moment) => moment');
        const days = [made, step({ do: 'create items', count: 2 }, { minutes: 1 })];
        expect(await tellSpoiled(spoil, days, clocks)).toContainEqual(
          expect.stringMatching(/^\[main\] item \d when: /),
        );
      },
      LIMIT_MS,
    );

    test(
      '[Z5] sees a zone that did not reach the event',
      async () => {
        const spoil = instead('zoneMember', '(right, ...args) => args[0] ? {} : right(...args)');
        expect(await tellSpoiled(spoil, [made, inZone], clocks)).toContainEqual(
          expect.stringMatching(/^\[main\] item 1 when: /),
        );
      },
      LIMIT_MS,
    );

    test(
      '[B5] [Z5] sees a switch and a zone that were taken back although nobody else had edited the pair',
      async () => {
        const spoil = instead('mergeField', `(right, input) => right(input) === 'toEvent' ? 'toItem' : right(input)`);
        const switchedItem = step({ do: 'switch item', which: 1, typed: false }, { minutes: 1 });
        expect(await tellSpoiled(spoil, [made, inZone, switchedItem], clocks)).toEqual([
          '[talks] zone of item 1 is America/Santiago, a person set it to America/New_York',
          '[talks] whole of item 2 is true, a person set it to false',
        ]);
      },
      LIMIT_MS,
    );

    test(
      '[Z6] sees an hour that was skipped the other way',
      async () => {
        const spoil = instead(
          'momentOfWall',
          `(right, wall, zone) => {
            const moment = right(wall, zone);
            const shown = wallOf(moment, zone);
            return shown > wall ? new Date(Date.parse(moment) - 7200e3).toISOString().slice(0, 19) + 'Z' : moment;
          }`,
        );
        // At midnight of that day clocks in Santiago show one.
        const item = { name: 'Night', starts: '2026-09-06T00:30:00', ends: '2026-09-06T05:00:00' };
        const world = { ...clocks, items: [item] };
        expect(await tellSpoiled((script) => script, [made], world)).toEqual([]);
        expect(await tellSpoiled(spoil, [made], world)).toContainEqual(
          expect.stringMatching(/^\[main\] item 1 when: /),
        );
      },
      LIMIT_MS,
    );

    test(
      '[B7] sees a day that did not move with its item',
      async () => {
        const spoil = instead('movedTo', '(right, time) => ({ of: "moments", start: time.start, end: time.end })');
        const steps = [
          step({ do: 'create event' }, { minutes: 1 }),
          step({ do: 'switch event', which: 0 }, { minutes: 1 }),
          step({ do: 'edit item', which: 0, field: 'start' }, { minutes: 1 }),
        ];
        expect(await tellSpoiled((script) => script, steps, dates)).toEqual([]);
        expect(await tellSpoiled(spoil, steps, dates)).toContainEqual(expect.stringMatching(/^\[main\] item 1 when: /));
      },
      LIMIT_MS,
    );
  });
});
