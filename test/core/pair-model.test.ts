// Nothing is lost: random edits and deletions on both sides of a pair, and columns removed and made again, between any two steps of
// the sync, with the sync cut off anywhere, whether an event's item was read or not, with lists that lag behind its own writes,
// and with what was remembered of these lost.
import fc from 'fast-check';
import { type Binding } from '../../src/core/binding';
import type { FieldName } from '../../src/core/fields';
import { MODEL_FIELDS, PairModel, type UserEdit } from './pair-model';

/** The run of the sync that is under way, where it has stopped to let people act. */
interface UnderWay {
  run?: ReturnType<PairModel['sync']> | undefined;
}

type Command = fc.Command<UnderWay, PairModel>;

const always = (): boolean => true;

/** The sync goes on to its next step, from its beginning if none is under way. */
function syncBy(feed: 'item' | 'event'): Command {
  return {
    check: always,
    run(model, pair) {
      model.run ??= pair.sync(feed);
      if (model.run.next().done) model.run = undefined;
    },
    toString: () => `sync by ${feed}`,
  };
}

const SYNC = fc.constantFrom(syncBy('item'), syncBy('event'), syncBy('event'));

const CUT_OFF: Command = {
  check: ({ run }) => run !== undefined,
  run(model) {
    model.run = undefined;
  },
  toString: () => 'cut off',
};

const LAG: Command = {
  check: always,
  run: (_, pair) => pair.lag(),
  toString: () => 'list lags',
};

const LOSE_CACHE: Command = {
  check: always,
  run: (_, pair) => pair.loseCache(),
  toString: () => 'cache is lost',
};

function byUser(edit: UserEdit): Command {
  return {
    check: always,
    run: (_, pair) => pair.user(edit),
    toString: () => Object.values(edit).join(' '),
  };
}

const side = fc.constantFrom('item', 'event');
const deletion: fc.Arbitrary<UserEdit> = fc.oneof(
  fc.record({ side, do: fc.constant('delete' as const) }),
  fc.constant({ side: 'event' as const, do: 'restore' as const }),
);

/** Edits of few fields, because trouble needs several edits of one. Emptying makes no value of its own to follow. */
function valueEdits(fields: readonly FieldName[], empties: boolean): fc.Arbitrary<UserEdit> {
  const texts = fields.filter((name) => name === 'summary' || name === 'description');
  const field = fc.constantFrom(...fields);
  const column = fc.constantFrom(0, 1, 'all');
  const edit = fc.oneof(
    { weight: 4, arbitrary: fc.record({ side, do: fc.constant('edit' as const), field }) },
    { weight: 1, arbitrary: fc.record({ side: fc.constant('item'), do: fc.constant('remove'), field, column }) },
  ) as fc.Arbitrary<UserEdit>;
  if (!empties || texts.length === 0) return edit;
  return fc.oneof(edit, fc.record({ side, do: fc.constant('empty' as const), field: fc.constantFrom(...texts) }));
}

const times = <T>(count: number, made: T): T[] => Array.from({ length: count }, () => made);

/** Mostly the sync's own steps, so that people act in every gap between two of them. */
function commandsWith({ deletions, empties }: { deletions: boolean; empties: boolean }) {
  return fc.subarray([...MODEL_FIELDS], { minLength: 1, maxLength: 2 }).chain((fields) => {
    const edits = valueEdits(fields, empties);
    const people = deletions ? fc.oneof({ weight: 3, arbitrary: edits }, { weight: 1, arbitrary: deletion }) : edits;
    const kinds = [...times(6, SYNC), ...times(3, people.map(byUser)), fc.constantFrom(CUT_OFF, LAG, LAG, LOSE_CACHE)];
    return fc.commands<UnderWay, PairModel>(kinds, { maxCommands: 40, size: 'max' });
  });
}
const edits = commandsWith({ deletions: false, empties: false });
const editsAndDeletions = commandsWith({ deletions: true, empties: false });
const everything = commandsWith({ deletions: true, empties: true });
const policy = fc.constantFrom<Binding['onConflict']>('newest', 'directus', 'google');

/** A pair in step to which the commands happen; whatever is under way then is cut off. */
function play(onConflict: Binding['onConflict'], commands: Iterable<Command>): PairModel {
  const real = new PairModel(onConflict);
  real.settle();
  fc.modelRun(() => ({ model: {}, real }), commands);
  return real;
}

const RUNS = { numRuns: 600 };

describe('edits on both sides', () => {
  it('end with both sides equal, and every edit in a value or in the report', () => {
    fc.assert(
      fc.property(policy, edits, (onConflict, made) => {
        const model = play(onConflict, made);
        model.settle();
        const { item, event } = model.sides();
        expect(event).toEqual(item);
        expect(item).toBeDefined();
        expect(model.lostEdits()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('[M14] [WR13] leave nothing to do once it is done: the plan of a settled pair writes nothing', () => {
    fc.assert(
      fc.property(policy, everything, (onConflict, made) => {
        const model = play(onConflict, made);
        model.settle();
        const before = JSON.stringify([model.item, model.event]);
        expect(model.plan(model.readPair())).toMatchObject({ event: null, item: null, reports: [] });
        model.settle();
        expect(JSON.stringify([model.item, model.event])).toBe(before);
      }),
      RUNS,
    );
  });
});

describe('edits, deletions and restorations on both sides', () => {
  it('end with both or neither, and no edit is deleted by somebody who had not seen it', () => {
    fc.assert(
      fc.property(policy, editsAndDeletions, (onConflict, made) => {
        const model = play(onConflict, made);
        model.settle();
        const { item, event } = model.sides();
        expect(event).toEqual(item);
        expect(model.lostEdits()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('[CB9] an event that a person restores from the bin brings its item back', () => {
    fc.assert(
      fc.property(policy, side, edits, (onConflict, deletedSide, made) => {
        const model = play(onConflict, made);
        model.settle();
        model.user({ side: deletedSide, do: 'delete' });
        model.settle();
        expect(model.sides()).toEqual({ item: undefined, event: undefined });
        model.user({ side: 'event', do: 'restore' });
        model.settle();
        const { item, event } = model.sides();
        expect(item).toBeDefined();
        expect(event).toEqual(item);
      }),
      { numRuns: 200 },
    );
  });
});
