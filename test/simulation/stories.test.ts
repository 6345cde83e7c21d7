// Short stories that random runs have found, and what became of them once.
import { bindingsOf, plainSetup } from '../../simulation/setups';
import { fault, step, type PersonStep, type Step } from '../../simulation/people/steps';
import { tell as tellStory } from '../../simulation/story';
import type { WorldSetup } from '../../simulation/world';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const tell = (setup: WorldSetup, steps: readonly Step[]): Promise<string[]> => tellStory(engine(), { setup, steps });

describe('stories', () => {
  test(
    '[WH1] [WR13] the id of another item’s event is pasted into an item: no comparison makes items without end',
    async () => {
      const setup = { ...plainSetup(1), uniqueEventId: false };
      const steps = [step({ do: 'create items', count: 2 }), step({ do: 'paste id', which: 0, other: 1 })];
      expect(await tell(setup, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P4] [WH6] two copies name the event of an item that is gone, and one look finds them all: the first takes the event’s edit',
    async () => {
      const setup = { ...plainSetup(1), uniqueEventId: false, calendar: { pushPace: 'none' } as const };
      const steps = [
        step({ do: 'create items', count: 1 }),
        ...[1, 2, 3].map(() => fault('post of a flow lost')),
        step({ do: 'copy item', which: 0 }),
        step({ do: 'copy item', which: 0 }),
        step({ do: 'delete items', which: 0, count: 1 }),
        step({ do: 'edit event', which: 0, field: 'summary' }, { minutes: 31 }),
      ];
      expect(await tell(setup, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WH1] [P11] an item is copied and edited, its event deleted, and one look finds it all: the edit brings the event back, the copy stays',
    async () => {
      const setup = { ...plainSetup(1, { onEventDeleted: 'delete' }), uniqueEventId: false };
      const steps = [
        step({ do: 'create items', count: 1 }),
        ...[1, 2].map(() => fault('post of a flow lost')),
        step({ do: 'copy item', which: 0 }),
        step({ do: 'edit item', which: 0, field: 'summary' }),
        step({ do: 'delete event', which: 0 }, { minutes: 31 }),
      ];
      expect(await tell({ ...setup, calendar: { pushPace: 'none' } }, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P18] an item is deleted as soon as it was created',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }, { steps: 5 }),
        step({ do: 'delete items', which: 0, count: 1 }),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[CB13] a note is written into an item while it is being deleted: it never arrives, and is not missed when the item comes back',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'delete items', which: 0, count: 1 }, 'none'),
        // With this seed the deletion is stored before the note.
        { ...step({ do: 'note item', which: 0 }), seed: 9 },
        step({ do: 'restore event', which: 0 }),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[CB13] an event is deleted and brought back: its item has the note again that no event holds',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'note item', which: 0 }, { minutes: 1 }),
        step({ do: 'delete event', which: 0 }, { minutes: 60 }),
        step({ do: 'restore event', which: 0 }, { minutes: 1 }),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P11] an event is deleted while an edit of its item is on its way: the edit survives, and with it the event',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'edit item', which: 0, field: 'end' }, 'none'),
        step({ do: 'delete event', which: 0 }),
      ];
      // Google tells nobody of the deletion before the edit has arrived.
      expect(await tell({ ...plainSetup(1), calendar: { pushPace: 'none' } }, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P11] [WH8] the answer is lost that names an item’s next event to it: the item meets it again, and no second item is made of it',
    async () => {
      const cut = fault('post of a flow cut');
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'delete event', which: 0 }, 'none'),
        cut,
        step({ do: 'edit item', which: 0, field: 'end' }),
      ];
      const calendar = { pushPace: 'none', revive: 'forbidden' } as const;
      expect(await tell({ ...plainSetup(1), calendar }, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WH7] [P9] an event is restored whose item got another one meanwhile: it stays without an item where none are made for new events',
    async () => {
      const setup = plainSetup(1);
      const bindings = setup.bindings.bindings.map((binding) => ({ ...binding, newEvents: false }));
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'empty start', which: 0 }),
        step({ do: 'edit item', which: 0, field: 'start' }, { minutes: 1 }),
        step({ do: 'restore event', which: 0 }),
      ];
      const calendar = { revive: 'forbidden' as const };
      expect(await tell({ ...setup, bindings: { bindings }, calendar }, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WH7] [P9] the same where items are made for new events: a person who restores the event makes an item of it',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'empty start', which: 0 }),
        step({ do: 'edit item', which: 0, field: 'start' }, { minutes: 1 }),
        step({ do: 'restore event', which: 0 }),
      ];
      expect(await tell({ ...plainSetup(1), calendar: { revive: 'forbidden' } }, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[BR9] more is deleted within an hour than the brake lets through: a person goes on, and both sides agree',
    async () => {
      const twelve = Array.from({ length: 4 }, () => step({ do: 'create items', count: 3 }));
      // A comparison has to know how many pairs there are.
      const compare = fault('tokens void');
      const look = step({ do: 'edit event', which: 0, field: 'summary' }, { minutes: 1 });
      const steps = [...twelve, compare, look, step({ do: 'delete items', which: 0, count: 12 })];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test.each<[string, PersonStep]>([
    [
      '[P10] [DE12] an event is deleted of an item whose text Google had refused: the text stands in the report',
      { do: 'delete event', which: 0 },
    ],
    [
      '[RF4] [RP1] the event is edited of an item whose text Google had refused: the text stands in the report',
      { do: 'edit event', which: 0, field: 'description' },
    ],
  ])(
    '%s',
    async (_, then) => {
      const steps: Step[] = [
        fault('Google refuses long texts'),
        step({ do: 'create items', count: 1, long: true }),
        step(then),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WR5] an event is moved away and back, and meanwhile was made again under its id and moved on: what people put on one of the two stays on that one',
    async () => {
      const setup = { ...plainSetup(1), bindings: bindingsOf('two bindings of one collection') };
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'edit item', which: 0, field: 'description' }, 'none'),
        step({ do: 'move event', which: 0, to: 1 }),
        step({ do: 'move event', which: 0, to: 0 }, 'none'),
        step({ do: 'move event back', which: 0 }, 'none'),
        step({ do: 'dress event', which: 0, how: 'property' }),
      ];
      expect(await tell(setup, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test.each<[string, Step[]]>([
    [
      'after both the items and their events were deleted',
      [step({ do: 'delete items', which: 0, count: 2 }), step({ do: 'import items', which: 0, how: 'same keys' })],
    ],
    [
      'after their events were deleted, and the items with them',
      [
        step({ do: 'delete event', which: 0 }),
        step({ do: 'delete event', which: 0 }),
        step({ do: 'import items', which: 0, how: 'same keys' }),
      ],
    ],
    ['as copies of living ones', [step({ do: 'import items', which: 0, how: 'other keys' })]],
    ['from another instance', [step({ do: 'import items', which: 0, how: 'from elsewhere' }, { minutes: 31 })]],
  ])(
    '[CB5] [DE4] items are exported whole and imported %s: they stay, with events of their own',
    async (_, steps) => {
      const setup = { ...plainSetup(1, { onEventDeleted: 'delete' }), uniqueEventId: false };
      const exported = [step({ do: 'create items', count: 2 }), step({ do: 'export items', which: 0, count: 2 })];
      expect(await tell(setup, [...exported, ...steps])).toEqual([]);
    },
    LIMIT_MS,
  );

  test.each([
    ['a calendar is changed and changed back', 'a calendar is changed', 'bindings are back'],
    ['the installation id is lost and adopted', 'installation id lost', 'installation id adopted'],
  ] as const)(
    '[DE19] %s, with edits, a deletion and a move around it: nothing of people’s is lost',
    async (_, kind, end) => {
      const steps = [
        step({ do: 'create items', count: 3 }),
        fault(kind),
        step({ do: 'edit item', which: 0, field: 'summary' }, { minutes: 11 }),
        step({ do: 'edit event', which: 0, field: 'description' }, { minutes: 11 }),
        step({ do: 'delete event', which: 1 }, { minutes: 11 }),
        fault(end),
        step({ do: 'move event', which: 1, to: 0 }, { minutes: 11 }),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[WH22] the mark of an unlinked item is pasted into one that has its event: that keeps it',
    async () => {
      const steps = [
        step({ do: 'create items', count: 2 }),
        step({ do: 'delete event', which: 1 }),
        step({ do: 'paste id', which: 0, other: 1 }),
      ];
      expect(await tell(plainSetup(1, { onEventDeleted: 'unlink' }), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P14] [EM1] a field is removed while the event of an item without a start is deleted: what stood there went with it',
    async () => {
      for (let after = 14; after <= 34; after += 4) {
        const steps = [
          step({ do: 'create event' }),
          step({ do: 'empty start', which: 0 }, { steps: after }),
          step({ do: 'remove field', field: 'description' }),
        ];
        expect(await tell(plainSetup(1), steps)).toEqual([]);
      }
    },
    LIMIT_MS,
  );
});
