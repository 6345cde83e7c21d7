// The oracle sees it when a rule is broken: each test spoils one function of the script.
import type { OptionChanges } from '../../sandbox/calendar';
import { Engine } from '../../simulation/engine';
import { fault, step, type Step } from '../../simulation/people/steps';
import { isCutOff } from '../../simulation/oracle/cut-off';
import { plainSetup } from '../../simulation/setups';
import { tell } from '../../simulation/story';
import { LIMIT_MS } from './start-engine';

/** Calls `spoil` instead of a function of the script, with the function itself as its first argument. */
function instead(name: string, spoil: string): (script: string) => string {
  return (script) => {
    const heading = `function ${name}(`;
    if (!script.includes(heading)) throw new Error(`The script has no function ${name}`);
    const spoiled = `${heading}...args) { return (${spoil})(right_${name}, ...args); }\n`;
    return script.replace(heading, `${spoiled}function right_${name}(`);
  };
}

/** Tells a story with a spoiled script. */
async function tellSpoiled(
  spoil: (script: string) => string,
  steps: readonly Step[],
  calendar: OptionChanges = {},
): Promise<string[]> {
  const engine = await Engine.start(spoil);
  try {
    return await tell(engine, { setup: { ...plainSetup(1), calendar }, steps });
  } finally {
    await engine.stop();
  }
}

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
        `(right, app, calendarId, events) => {
          const pairs = right(app, calendarId, events);
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
      const speaks = (script: string): string => script.replace('sendUpdates: "none"', '$&, conferenceDataVersion: 1');
      const drops = instead('patched', '(right, ...args) => ({ ...right(...args), conferenceData: undefined })');
      const steps = [
        step({ do: 'create items', count: 2 }),
        step({ do: 'dress event', which: 0, how: 'conferenceData' }),
        step({ do: 'dress event', which: 1, how: 'conferenceData' }),
        step({ do: 'edit items together', which: 0, count: 2, field: 'description' }),
      ];
      const refused: OptionChanges = { thirdPartyConferences: 'refused' };
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
});
