// Series whose dates are items: what people do to them on both sides, told in order and at random.
import { tellOfSeries } from '../../simulation/series/play';
import { plainSeries } from '../../simulation/series/setups';
import { SCOPES, seriesStep, type Change } from '../../simulation/series/steps';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests(60_000);

const DAILY = seriesStep({ do: 'create series', rule: 0, day: 2, clock: 0, whole: false });

describe('a daily series', () => {
  test.each(
    SCOPES.flatMap((scope) =>
      (['title', 'half an hour', 'a day', 'kind'] as Change[]).map((change) => ({ scope, change })),
    ),
  )(
    'is followed by its items when $scope gets another $change',
    async ({ scope, change }) => {
      const steps = [DAILY, seriesStep({ do: 'change dates', scope, series: 0, date: 4, change })];
      expect(await tellOfSeries(engine(), { setup: plainSeries(), steps })).toEqual([]);
    },
    LIMIT_MS,
  );
});
