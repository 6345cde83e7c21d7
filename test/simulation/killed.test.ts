// Short stories with one execution killed at its k-th call. `npm run simulate -- --everywhere` does it for every k.
import { KILLS, SCENARIOS, strikeEverywhere } from '../../simulation/scenarios';
import { plainSetup } from '../../simulation/setups';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const stories = Object.entries(SCENARIOS).map(([name, scenario]) => ({ name, scenario }));

/** Every place would take minutes. */
const STRIDE = 7;

describe('[R7] [R17] [R26] an execution killed at any of its calls', () => {
  test.each(KILLS.flatMap((kind) => stories.map((story) => ({ kind, ...story }))))(
    'loses nothing and doubles nothing: $kind, $name',
    async ({ kind, scenario }) => {
      const { places, bad } = await strikeEverywhere(engine(), plainSetup(1), kind, scenario, STRIDE);
      expect(bad).toEqual([]);
      expect(places).toBeGreaterThan(1);
    },
    LIMIT_MS,
  );
});
