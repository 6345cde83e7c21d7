// The oracle sees it when a rule of filters, pauses, further fields or one-way bindings is broken.
import { step } from '../../simulation/people/steps';
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
    ])(
      '[FI12] has nothing to say where Google makes the room %s',
      async (_, calendar) => {
        expect(await tellSpoiled(right, [ITEM, asked], { ...world, calendar })).toEqual([]);
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
});
