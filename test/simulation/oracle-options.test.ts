// The oracle sees it when a rule of filters, pauses, further fields or one-way bindings is broken.
import { step } from '../../simulation/people/steps';
import { MISTYPES } from '../../simulation/mistypes';
import { bindingsOf, type Further } from '../../simulation/setups';
import type { WorldSetup } from '../../simulation/world';
import { instead, tellSpoiled } from './spoil';
import { LIMIT_MS } from './start-engine';

const right = (script: string): string => script;
const ITEM = step({ do: 'create items', count: 1 }, { minutes: 1 });

function worldOf(further: Further): Pick<WorldSetup, 'bindings'> {
  return { bindings: bindingsOf('one', {}, undefined, further) };
}

describe('the oracle', () => {
  test(
    '[WA1] sees an item that names an event although a filter leaves it out',
    async () => {
      const steps = [ITEM, step({ do: 'draft item', which: 0, draft: true }, { minutes: 1 })];
      const spoil = instead('wantOf', `(right, ...args) => right(...args) === 'none' ? 'event' : right(...args)`);
      expect(await tellSpoiled(right, steps, worldOf({ filter: 'all' }))).toEqual([]);
      expect(await tellSpoiled(spoil, steps, worldOf({ filter: 'all' }))).toContain(
        '[main] item 1 wants no event, but names one',
      );
    },
    LIMIT_MS,
  );

  test(
    '[WA5] sees what is written to a pair that is paused',
    async () => {
      const steps = [
        ITEM,
        step({ do: 'pause item', which: 0, paused: true }, { minutes: 1 }),
        step({ do: 'edit item', which: 0, field: 'summary' }, { minutes: 1 }),
      ];
      const spoil = instead('wantOf', `(right, ...args) => right(...args) === 'alone' ? 'event' : right(...args)`);
      expect(await tellSpoiled(right, steps, worldOf({ paused: true }))).toEqual([]);
      expect(await tellSpoiled(spoil, steps, worldOf({ paused: true }))).toEqual([
        '[main] item 1 was written to, although it is paused',
        expect.stringMatching(/^\[main\] event \w+ was written to, although its item 1 is paused$/),
      ]);
    },
    LIMIT_MS,
  );

  test(
    '[M2] sees a word that did not arrive, and one that was taken back',
    async () => {
      const steps = [ITEM, step({ do: 'set word of item', which: 0, word: 'color', value: 2 }, { minutes: 1 })];
      const forgets = instead(
        'fieldMembers',
        `(right, binding, { color, ...values }, ...rest) => right(binding, values, ...rest)`,
      );
      const world = worldOf({ words: ['color'] });
      expect(await tellSpoiled(right, steps, world)).toEqual([]);
      expect(await tellSpoiled(forgets, steps, world)).toEqual([
        expect.stringMatching(/^\[main\] item 1 color: "11", event \w+: null$/),
      ]);
      const back = instead('mergeField', `(right, input) => right(input) === 'toEvent' ? 'toItem' : right(input)`);
      expect(await tellSpoiled(back, steps, world)).toContain('[talks] its_color of item 1 is , a person set it to 11');
    },
    LIMIT_MS,
  );

  test(
    '[OW2] sees an edit that is put back without a word',
    async () => {
      const steps = [ITEM, step({ do: 'edit event', which: 0, field: 'summary' }, { minutes: 1 })];
      const world = worldOf({ direction: 'toGoogle' });
      expect(await tellSpoiled(right, steps, world)).toEqual([]);
      expect(await tellSpoiled(instead('conflictReports', '() => []'), steps, world)).toEqual([
        expect.stringMatching(/^the edit t\d+ is lost without a report$/),
      ]);
    },
    LIMIT_MS,
  );

  test(
    '[OW5] sees an item that was made of an event where items alone count',
    async () => {
      const steps = [step({ do: 'create event' }, { minutes: 1 })];
      const world = worldOf({ direction: 'toGoogle' });
      const takes = instead('namesAndTypes', '(right, options) => ({ ...right(options), newEvents: true })');
      expect(await tellSpoiled(right, steps, world)).toEqual([]);
      expect(await tellSpoiled(takes, steps, world)).toContain('[talks] item 1 was made of an event');
    },
    LIMIT_MS,
  );

  test(
    '[OW6] accepts a copy that has no event where events alone count, and sees an item that was made of one that is gone',
    async () => {
      const steps = [
        step({ do: 'create event' }),
        step({ do: 'copy item', which: 0 }, { minutes: 1 }),
        step({ do: 'delete event', which: 0 }, { minutes: 1 }),
      ];
      const world = { ...worldOf({ direction: 'toDirectus' }), uniqueEventId: false };
      expect(await tellSpoiled(right, steps, world)).toEqual([]);
      const stays = instead(
        'planPair',
        `(right, pair, context) => ({ ...right(pair, context), ...(pair.event.is === 'cancelled' && { item: null, needs: [] }) })`,
      );
      expect(await tellSpoiled(stays, steps, world)).toEqual([expect.stringMatching(/^\[main\] item 1 has no event/)]);
    },
    LIMIT_MS,
  );

  test(
    '[P10] accepts that an item goes with its event, although another id was pasted into it in vain',
    async () => {
      const steps = [
        step({ do: 'create items', count: 2 }, { minutes: 1 }),
        step({ do: 'delete event', which: 0 }, 'none'),
        step({ do: 'paste id', which: 0, other: 1 }, { minutes: 1 }),
      ];
      expect(await tellSpoiled(right, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WA4] sees an item of an event that its filter leaves out, and an event that came into it and has none',
    async () => {
      const minute = { minutes: 1 };
      const steps = [
        step({ do: 'create event' }, minute),
        step({ do: 'dress event', which: 0, how: 'colorId' }, minute),
        step({ do: 'dress event', which: 0, how: 'colorId' }, minute),
      ];
      const world = worldOf({ eventFilter: { colors: ['3'] } });
      const takesAll = instead('passesFilter', '() => true');
      const takesNone = instead('passesFilter', '() => false');
      expect(await tellSpoiled(right, steps, world)).toEqual([]);
      expect(await tellSpoiled(takesAll, steps.slice(0, 1), world)).toEqual([
        expect.stringMatching(/^\[main\] item 1 was made of event \w+, which its filter leaves out$/),
      ]);
      expect(await tellSpoiled(takesNone, steps, world)).toEqual([
        expect.stringMatching(/^\[main\] event \w+ has no item$/),
      ]);
    },
    LIMIT_MS,
  );

  describe('of conferences', () => {
    const asked = step({ do: 'set word of item', which: 0, word: 'conference', value: 1 }, { minutes: 4 });
    const world = worldOf({ words: ['conference'] });

    test.each([
      ['at once', { meetPendingMs: 0 }],
      ['some time later', { meetPendingMs: 90_000 }],
      ['never', { meetPendingMs: 90_000, meetOutcome: 'failure' as const }],
      ['not, and says so at once', { meetPendingMs: 0, meetOutcome: 'failure' as const }],
    ])(
      '[FI12] [FI13] has nothing to say where Google makes the room %s',
      async (_, calendar) => {
        expect(await tellSpoiled(right, [ITEM, asked], { ...world, calendar })).toEqual([]);
        const oneWay = worldOf({ words: ['conference'], direction: 'toGoogle' });
        expect(await tellSpoiled(right, [ITEM, asked], { ...oneWay, calendar })).toEqual([]);
      },
      LIMIT_MS,
    );

    test(
      '[FI13] sees that Google is asked again and again for a room that it does not make',
      async () => {
        const oneWay = worldOf({ words: ['conference'], direction: 'toGoogle' });
        const calendar = { meetPendingMs: 90_000, meetOutcome: 'failure' as const };
        const asks = instead('isFailed', '() => false');
        expect(await tellSpoiled(asks, [ITEM, asked], { ...oneWay, calendar })).toContainEqual(
          expect.stringMatching(/writes to the calendars for/),
        );
      },
      LIMIT_MS,
    );

    test(
      '[FI12] sees a room that nobody made, and an address that the item does not hold',
      async () => {
        const forgets = instead(
          'fieldMembers',
          `(right, binding, { conference, ...values }, ...rest) => right(binding, values, ...rest)`,
        );
        expect(await tellSpoiled(forgets, [ITEM, asked], world)).toEqual([
          expect.stringMatching(/^\[main\] item 1 conference: "yes", event \w+: null$/),
        ]);
        const nowhere = instead('columnsToWrite', `(right, ...args) => ({ ...right(...args), main_url: undefined })`);
        expect(await tellSpoiled(nowhere, [ITEM, asked], world)).toContainEqual(
          expect.stringMatching(/^\[main\] item 1 conferenceUrl: null, event \w+: "https:/),
        );
      },
      LIMIT_MS,
    );
  });

  describe('of what people mistype', () => {
    const minute = { minutes: 1 };
    const mistyped = step({ do: 'mistype item', which: 0, what: 'color' }, minute);
    const world = worldOf({ words: ['color', 'attendees', 'reminders', 'attachments', 'status', 'visibility'] });

    test.each(MISTYPES.filter((what) => what !== 'timeZone' && what !== 'transparency'))(
      '[FI4] [FI7] has nothing to say where %s are, and what else is edited arrives',
      async (what) => {
        const steps = [
          ITEM,
          step({ do: 'mistype item', which: 0, what }, minute),
          step({ do: 'edit item', which: 0, field: 'summary' }, minute),
          step({ do: 'edit event', which: 0, field: 'description' }, minute),
          step({ do: 'set word of event', which: 0, word: 'color', value: 2 }, minute),
        ];
        expect(await tellSpoiled(right, steps, world)).toEqual([]);
      },
      LIMIT_MS,
    );

    test(
      '[FI7] sees that nobody is told, and a value that is written over without a word',
      async () => {
        const silent = instead(
          'planBoth',
          `(right, ...args) => {
            const plan = right(...args);
            return { ...plan, reports: plan.reports.filter(({ kind }) => kind !== 'unusable') };
          }`,
        );
        expect(await tellSpoiled(silent, [ITEM, mistyped], world)).toContain(
          '[main] nobody is told that item 1 was mistyped',
        );
        const google = bindingsOf('one', { onConflict: 'google' }, undefined, { words: ['color'] });
        const both = [ITEM, mistyped, step({ do: 'set word of event', which: 0, word: 'color', value: 2 }, minute)];
        expect(await tellSpoiled(right, both, { bindings: google })).toEqual([]);
        expect(await tellSpoiled(instead('conflictReports', '() => []'), both, { bindings: google })).toEqual([
          expect.stringMatching(/^the edit t\d+ is lost without a report$/),
        ]);
      },
      LIMIT_MS,
    );
  });

  describe.each(['summary', 'description'] as const)('of a template for the %s', (part) => {
    const minute = { minutes: 1 };
    const column = step({ do: 'edit item', which: 0, field: part }, minute);
    const inGoogle = step({ do: 'edit event', which: 0, field: part }, minute);
    const template = { part, of: 'all' as const };

    test(
      '[OW1] [FI10] has nothing to say where both sides are edited, and events are new',
      async () => {
        const steps = [
          ITEM,
          column,
          step({ do: 'draft item', which: 0, draft: true }, minute),
          inGoogle,
          column,
          step({ do: 'create event' }, minute),
          step({ do: 'edit event', which: 1, field: part }, minute),
          step({ do: 'edit item', which: 1, field: part }, minute),
        ];
        for (const onReadOnlyEdit of ['putBack', 'leave'] as const)
          expect(await tellSpoiled(right, steps, worldOf({ template, onReadOnlyEdit }))).toEqual([]);
      },
      LIMIT_MS,
    );

    test(
      '[OW2] sees a text that did not arrive, and an edit that is put back without a word',
      async () => {
        const forgets = instead('rendered', `() => 'always the same'`);
        expect(await tellSpoiled(forgets, [ITEM], worldOf({ template }))).toContainEqual(
          expect.stringMatching(new RegExp(`^\\[main\\] item 1 ${part}: `)),
        );
        expect(
          await tellSpoiled(instead('conflictReports', '() => []'), [ITEM, inGoogle], worldOf({ template })),
        ).toEqual([expect.stringMatching(/^the edit t\d+ is lost without a report$/)]);
      },
      LIMIT_MS,
    );
  });
});
