// Series whose dates are items: what people do to them on both sides, told in order and at random.
import { Engine } from '../../simulation/engine';
import { simulateSeries } from '../../simulation/series/run';
import { instead } from './spoil';
import { tellOfSeries } from '../../simulation/series/play';
import { plainSeries, plainWholeSeries } from '../../simulation/series/setups';
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

describe('a series that is an item', () => {
  test(
    'says by its rule, its cancelled and its changed dates what Google lists',
    async () => {
      const steps = [
        DAILY,
        seriesStep({ do: 'delete dates', scope: 'this', series: 0, date: 1 }),
        seriesStep({ do: 'change dates', scope: 'this', series: 0, date: 2, change: 'a day' }),
        seriesStep({ do: 'change cancelled', which: 0, date: 3, restores: false }),
        seriesStep({ do: 'change dates', scope: 'following', series: 0, date: 5, change: 'half an hour' }),
        seriesStep({ do: 'change rule of item', which: 0, rule: 3 }),
        seriesStep({ do: 'delete items', which: 0, count: 1 }),
      ];
      expect(await tellOfSeries(engine(), { setup: plainWholeSeries(), steps })).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('the oracle of series', () => {
  const MOVED = [
    DAILY,
    seriesStep({ do: 'change dates', scope: 'following', series: 0, date: 4, change: 'half an hour' }),
  ];

  /** The first date is the fourth of March. */
  const NOT_THE_SIXTH =
    "(right, ...asked) => right(...asked)?.filter(({ pair }) => !String(pair.event.id).endsWith('#2026-03-06T08:00:00Z'))";

  async function toldSpoiled(
    spoil: (script: string) => string,
    steps = MOVED,
    setup = plainSeries(),
  ): Promise<string[]> {
    const spoiled = await Engine.start(spoil);
    try {
      return await tellOfSeries(spoiled, { setup, steps });
    } finally {
      await spoiled.stop();
    }
  }

  test(
    '[SE6] sees items that do not follow their dates',
    async () => {
      const spoil = instead(
        'follow',
        '(right, asked) => ({ moves: [], waiting: [], gone: asked.lost.map(({ key }) => key), held: [] })',
      );
      const violations = await toldSpoiled(spoil);
      expect(violations).toContainEqual(
        expect.stringMatching(/^item \d+ of \S+ was deleted, and item \d+ made of \S+$/),
      );
    },
    LIMIT_MS,
  );

  test(
    'sees dates without items, and items without dates',
    async () => {
      const violations = await toldSpoiled(instead('jobsOfSeries', NOT_THE_SIXTH), [DAILY]);
      expect(violations).toContainEqual(expect.stringMatching(/ has no item$/));
    },
    LIMIT_MS,
  );

  test(
    'sees texts of people that are nowhere any more',
    async () => {
      const steps = [
        DAILY,
        seriesStep({ do: 'change dates', scope: 'all', series: 0, date: 0, change: 'title' }, 'none'),
        seriesStep({ do: 'change item', which: 3, change: 'title' }),
      ];
      const violations = await toldSpoiled(instead('conflictReports', '() => []'), steps);
      expect(violations).toContainEqual(expect.stringMatching(/^t\d+ \w+, which a person typed, is nowhere$/));
    },
    LIMIT_MS,
  );

  test(
    '[SE12] sees dates that an item shows and Google does not',
    async () => {
      const steps = [DAILY, seriesStep({ do: 'delete dates', scope: 'this', series: 0, date: 4 })];
      const spoil = instead(
        'withCancelled',
        '(right, events) => right(events.filter(({ status }) => status !== "cancelled"))',
      );
      const violations = await toldSpoiled(spoil, steps, plainWholeSeries());
      expect(violations).toContainEqual(expect.stringMatching(/^talks: by the item of \w+, \S+ too much$/));
    },
    LIMIT_MS,
  );

  test(
    'sees dates that were written to',
    async () => {
      const spoil = instead(
        'jobsOfSeries',
        `(right, app, binding, items, read, given) => {
          const dates = read.occurrences.filter((event) => event.occurrenceId);
          const body = { colorId: '5' };
          if (items.length > 0 && dates.length > 1 && dates.every(({ colorId }) => colorId === undefined))
            app.calendar.write(binding.calendar, [{ kind: 'patch', event: dates[0], body }]);
          return right(app, binding, items, read, given);
        }`,
      );
      const steps = [DAILY, seriesStep({ do: 'change dates', scope: 'all', series: 0, date: 0, change: 'title' })];
      const violations = await toldSpoiled(spoil, steps);
      expect(violations).toContainEqual(expect.stringMatching(/ became an exception, though no item was edited$/));
    },
    LIMIT_MS,
  );
});

describe('random stories of series', () => {
  test(
    'end with an item for each date, each under its key, and nothing more to write',
    async () => {
      const { bad, steps } = await simulateSeries(engine(), { seed: 1, steps: 40, shortenMs: 20_000 });
      expect(bad).toEqual([]);
      expect(steps).toBeGreaterThanOrEqual(40);
    },
    LIMIT_MS,
  );
});
