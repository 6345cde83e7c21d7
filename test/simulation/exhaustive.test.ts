// A part of what `npm run simulate -- --exhaustive` tells in full.
import { SINGLE_FAULTS, smallStories } from '../../simulation/exhaustive';
import { strikeEverywhere } from '../../simulation/scenarios';
import { plainSetup } from '../../simulation/setups';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const EACH_STORY = 17;
const STRIDE = 3;

const all = Object.entries(smallStories());
const some = all.filter((_, i) => i % EACH_STORY === 0).map(([name, scenario]) => ({ name, scenario }));

describe('two hands on one pair, with one fault', () => {
  test('are told in all their orders, none of them twice', () => {
    const told = new Set(all.map(([, { then }]) => JSON.stringify(then)));
    expect([all.length, told.size]).toEqual([136, 136]);
  });

  test.each(some)(
    '[WR3] [RP1] [RD6] lose nothing and end with both sides equal: $name',
    async ({ scenario }) => {
      for (const kind of SINGLE_FAULTS) {
        const { bad, places } = await strikeEverywhere(engine(), plainSetup(1), kind, scenario, STRIDE);
        expect(bad).toEqual([]);
        expect(places).toBeGreaterThan(0);
      }
    },
    LIMIT_MS,
  );
});
