// Short stories with one execution killed at its k-th call. `npm run simulate -- --everywhere` does it for every k.
import { SCENARIOS, strikeEverywhere } from '../../simulation/scenarios';
import { plainSetup } from '../../simulation/setups';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const stories = Object.entries(SCENARIOS).map(([name, scenario]) => ({ name, scenario }));

/** Every place would take minutes; those where something was changed are few. */
const STRIDES = { 'execution killed before a call': 7, 'execution killed after a change': 2 };
const kills = Object.entries(STRIDES) as [keyof typeof STRIDES, number][];

describe('[WR3] [RP1] [RD6] an execution killed at any of its calls', () => {
  test.each(kills.flatMap(([kind, stride]) => stories.map((story) => ({ kind, stride, ...story }))))(
    'loses nothing and doubles nothing: $kind, $name',
    async ({ kind, stride, scenario }) => {
      const { places, bad } = await strikeEverywhere(engine(), plainSetup(1), kind, scenario, stride);
      expect(bad).toEqual([]);
      expect(places).toBeGreaterThan(1);
    },
    LIMIT_MS,
  );
});
