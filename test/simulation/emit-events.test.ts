// A binding with `emitEvents`: flows 2 and 3 hear of what flow 4 writes, and nothing comes of it.
import { plainSetup, type Policies } from '../../simulation/setups';
import { fault, step, type Step } from '../../simulation/people/steps';
import { tell } from '../../simulation/story';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const STEPS: readonly Step[] = [
  step({ do: 'create items', count: 3 }),
  step({ do: 'create event' }),
  step({ do: 'edit event', which: 0, field: 'summary' }),
  step({ do: 'edit event', which: 1, field: 'description' }, { steps: 20 }),
  step({ do: 'edit item', which: 1, field: 'summary' }),
  step({ do: 'delete event', which: 0 }),
  step({ do: 'undo deletion' }),
  step({ do: 'delete event', which: 1 }, { steps: 30 }),
  step({ do: 'delete items', which: 1, count: 1 }),
];

test.each<Policies['onEventDeleted']>(['delete', 'unlink', { archive: { field: 'status', value: 'archived' } }])(
  '[EV1, EV3] both sides end equal, whatever becomes of items whose events are deleted (%j)',
  async (onEventDeleted) => {
    const setup = plainSetup(1, { onEventDeleted, emitEvents: true });
    expect(await tell(engine(), { setup, steps: STEPS })).toEqual([]);
  },
  LIMIT_MS,
);

test(
  '[EV3] so they do where answers of flow 4 are lost',
  async () => {
    const steps = STEPS.flatMap((one) => [fault('call to Directus cut'), one]);
    expect(await tell(engine(), { setup: plainSetup(1, { emitEvents: true }), steps })).toEqual([]);
  },
  LIMIT_MS,
);

test(
  '[EV3, EV4] it takes no more executions than without, but one for each call that deletes items',
  async () => {
    const counts: number[] = [];
    for (const emitEvents of [false, true]) {
      const story = { setup: plainSetup(1, { onEventDeleted: 'delete', emitEvents }), steps: STEPS.slice(0, 6) };
      expect(await tell(engine(), story, ({ executions }) => counts.push(executions))).toEqual([]);
    }
    expect(counts[1]! - counts[0]!).toBe(1);
  },
  LIMIT_MS,
);
