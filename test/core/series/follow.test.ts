// Which item takes which place when places are gone: one rule at a time.
import { addDays } from '../../../src/core/zones';
import { follow, type Followed, type Master, type Place } from '../../../src/core/series/follow';
import { placesOf, type PlacedItem, type SeriesRead } from './places';
import { readSlot } from '../../../src/core/series/slot';
import { NOW, secondsAfter, WINDOW, ZONE } from './series-model';

const place = (name: string, start?: string): Place => ({ name, original: start ?? readSlot(name)!.original });
const lost = (name: string, more: { start?: string; missedSince?: string; look?: string } = {}) => {
  const { start, ...rest } = more;
  return { key: `item of ${name}`, ...place(name, start), ...rest };
};
const series = (id: string, more: Partial<Master> = {}): Master => ({ id, is: 'series', zone: ZONE, ...more });

function ask(
  lostOnes: readonly ReturnType<typeof lost>[],
  free: readonly Place[],
  masters: readonly Master[],
  settled: readonly Place[] = [],
): Followed {
  const byId = new Map(masters.map((master) => [master.id, master]));
  return follow({ lost: lostOnes, free, settled, masters: byId, now: NOW });
}

/** Old and new names of the items that moved. */
const moved = ({ moves }: Followed) => moves.map(({ key, to }) => [key.replace('item of ', ''), to]);

describe('an item whose slot is absent', () => {
  it('takes the free one of the same original start first, wherever the others are', () =>
    expect(
      moved(
        ask(
          [lost('a#2026-04-02T07:00:00Z'), lost('a#2026-04-03T07:00:00Z')],
          [place('b#2026-04-03T07:00:00Z'), place('b#2026-04-02T07:10:00Z')],
          [series('b', { copiedFrom: 'a' })],
        ),
      ),
    ).toEqual([
      ['a#2026-04-03T07:00:00Z', 'b#2026-04-03T07:00:00Z'],
      ['a#2026-04-02T07:00:00Z', 'b#2026-04-02T07:10:00Z'],
    ]));

  it('takes the one of the same original start, also where the zone of its series is not known any more', () =>
    expect(
      moved(
        ask(
          [lost('a#2026-04-02T22:30:00Z')],
          [place('b#2026-04-02T10:00:00Z'), place('b#2026-04-02T22:30:00Z')],
          [series('b', { copiedFrom: 'a' })],
        ),
      ),
    ).toEqual([['a#2026-04-02T22:30:00Z', 'b#2026-04-02T22:30:00Z']]));

  it('takes one of the same day in the zone of the series, though another is nearer', () =>
    expect(
      moved(
        ask(
          [lost('a#2026-04-02T21:30:00Z')],
          [place('a#2026-04-02T22:30:00Z'), place('a#2026-04-02T05:00:00Z')],
          [series('a')],
        ),
      ),
    ).toEqual([['a#2026-04-02T21:30:00Z', 'a#2026-04-02T05:00:00Z']]));

  it('takes one of the same day, where the series became all-day', () =>
    expect(
      moved(ask([lost('a#2026-04-02T22:30:00Z')], [place('a#2026-04-02'), place('a#2026-04-03')], [series('a')])),
    ).toEqual([['a#2026-04-02T22:30:00Z', 'a#2026-04-03']]));

  it('takes the nearest within 84 hours, and none beyond', () => {
    const to = (start: string) => moved(ask([lost('a#2026-04-09T07:00:00Z')], [place(`a#${start}`)], [series('a')]));
    expect(to('2026-04-12T19:00:00Z')).toHaveLength(1);
    expect(to('2026-04-12T19:00:01Z')).toHaveLength(0);
    expect(to('2026-04-05T19:00:00Z')).toHaveLength(1);
    expect(to('2026-04-05T18:59:59Z')).toHaveLength(0);
  });

  it('leaves a place to one that is nearer to it', () =>
    expect(
      moved(
        ask(
          [lost('a#2026-04-02T07:00:00Z'), lost('a#2026-04-04T07:00:00Z')],
          [place('a#2026-04-05T07:00:00Z')],
          [series('a')],
        ),
      ),
    ).toEqual([['a#2026-04-04T07:00:00Z', 'a#2026-04-05T07:00:00Z']]));

  it.each([
    ['one that says it is a copy', series('b', { copiedFrom: 'a' }), 'b', true],
    ['one that is named after it', series('a_R20260402'), 'a_R20260402', true],
    ['a new one with the same dates', series('b', { newSince: NOW }), 'b', true],
    ['one that had items before', series('b'), 'b', false],
    ['a copy of another', series('b', { copiedFrom: 'c' }), 'b', false],
    ['one whose name only begins alike', series('ab'), 'ab', false],
  ])('follows to %s', (_, master, id, isFollowed) =>
    expect(moved(ask([lost('a#2026-04-02T07:00:00Z')], [place(`${id}#2026-04-02T07:00:00Z`)], [master]))).toHaveLength(
      isFollowed ? 1 : 0,
    ),
  );

  it.each([
    [2, true],
    [1, false],
  ])('follows to a new series that has a date near %i of three: %s', (count, isFollowed) => {
    const days = ['2026-04-02', '2026-05-02', '2026-06-02'];
    const free = days.slice(0, count).map((day) => place(`b#${addDays(day, 3)}`));
    const { moves } = ask(
      days.map((day) => lost(`a#${day}`)),
      free,
      [series('b', { newSince: NOW })],
    );
    expect(moves).toHaveLength(isFollowed ? count : 0);
  });

  it('follows to what is alike, when nothing else is left', () => {
    const one = lost('a#2026-04-02', { look: 'x' });
    const free = { ...place('s', '2026-05-30'), look: 'x' };
    expect(moved(ask([one], [free], []))).toEqual([['a#2026-04-02', 's']]);
    expect(moved(ask([one], [{ ...free, look: 'y' }], []))).toEqual([]);
    expect(moved(ask([lost('a#2026-04-02')], [place('s', '2026-05-30')], []))).toEqual([]);
  });

  it('never follows to a single event of another name', () =>
    expect(moved(ask([lost('a#2026-04-02')], [place('s', '2026-04-02')], []))).toEqual([]));
});

describe('an event that changes its kind', () => {
  it('became a series: its item takes the slot of its own start', () =>
    expect(
      moved(
        ask(
          [lost('a', { start: '2026-04-02T07:00:00Z' })],
          [place('a#2026-04-01T07:00:00Z'), place('a#2026-04-02T07:00:00Z')],
          [series('a')],
        ),
      ),
    ).toEqual([['a', 'a#2026-04-02T07:00:00Z']]));

  it('became a series at another time: its item takes the nearest slot, however far', () =>
    expect(
      moved(
        ask(
          [lost('a', { start: '2026-04-02T07:00:00Z' })],
          [place('a#2026-06-08T07:00:00Z'), place('a#2026-06-01T07:00:00Z')],
          [series('a')],
        ),
      ),
    ).toEqual([['a', 'a#2026-06-01T07:00:00Z']]));

  it('became a series that has no slot for its item: it does not go to another new series', () =>
    expect(
      moved(
        ask(
          [lost('a', { start: '2026-04-02' })],
          [place('b#2026-04-02')],
          [series('a'), series('b', { newSince: NOW })],
        ),
      ),
    ).toEqual([]));

  it('became a single event: the nearest of its items takes it', () =>
    expect(
      moved(
        ask(
          [lost('a#2026-05-08T07:00:00Z'), lost('a#2026-05-01T07:00:00Z')],
          [place('a', '2026-04-02T07:00:00Z')],
          [series('a', { is: 'single' })],
        ),
      ),
    ).toEqual([['a#2026-05-01T07:00:00Z', 'a']]));
});

describe('an item that has nowhere to go', () => {
  const item = (missedSince?: string) => lost('a#2026-04-02', missedSince === undefined ? {} : { missedSince });
  const verdict = (one: ReturnType<typeof lost>, masters: Master[]) => {
    const { waiting, gone } = ask([one], [], masters);
    return { isWaiting: waiting.includes(one.key), isGone: gone.includes(one.key) };
  };

  it.each([
    ['missed for the first time', item(), [series('a')], true],
    ['missed 59 seconds ago', item(secondsAfter(NOW, -59)), [series('a')], true],
    ['missed a minute ago', item(secondsAfter(NOW, -60)), [series('a')], false],
    ['of a series that nothing is known of', item(), [], true],
    ['of a series that is gone', item(), [series('a', { is: 'gone' })], false],
  ])('%s', (_, one, masters, isWaiting) => expect(verdict(one, masters)).toEqual({ isWaiting, isGone: !isWaiting }));
});

describe('slots of a new series', () => {
  const days = ['2026-04-02', '2026-04-09', '2026-04-16'];
  const slots = (id: string, all = days) => all.map((day) => place(`${id}#${day}`));
  const held = (master: Master, settled: readonly Place[], free = slots('b')) => ask([], free, [master], settled).held;
  const isNew = series('b', { newSince: NOW });

  it('are held back while it fits a series that has items', () =>
    expect(
      held(
        isNew,
        slots(
          'a',
          days.map((day) => addDays(day, 1)),
        ),
      ),
    ).toEqual(slots('b').map(({ name }) => name)));
  it('are held back where two thirds of its dates fit', () => {
    expect(held(isNew, slots('a', days.slice(0, 2)))).toHaveLength(3);
    expect(held(isNew, slots('a', days.slice(0, 1)))).toEqual([]);
  });
  it('are held back where it says it is a copy, whatever its dates', () => {
    const far = slots('a', ['2026-05-30']);
    expect(held(series('b', { newSince: NOW, copiedFrom: 'a' }), far)).toHaveLength(3);
    expect(held(isNew, far)).toEqual([]);
  });
  it('are held back for less than a minute', () => {
    expect(held(series('b', { newSince: secondsAfter(NOW, -59) }), slots('a'))).toHaveLength(3);
    expect(held(series('b', { newSince: secondsAfter(NOW, -60) }), slots('a'))).toEqual([]);
  });
  it('are not held back without a series that it fits', () => {
    expect(held(isNew, [])).toEqual([]);
    // Items of its own, which a run made that did not get to the end.
    expect(held(isNew, slots('b', ['2026-04-02']), slots('b', ['2026-04-03', '2026-04-04']))).toEqual([]);
    expect(held(isNew, [place('s', '2026-04-02')])).toEqual([]);
    expect(held(series('b'), slots('a'))).toEqual([]);
  });
  it('are not held back once items moved there', () => {
    const { moves, held: left } = ask([lost('a#2026-04-02')], slots('b'), [isNew], slots('a', days.slice(1)));
    expect(moves).toHaveLength(1);
    expect(left).toEqual([]);
  });
});

describe('what was read', () => {
  const at = (day: string) => ({ of: 'days' as const, start: day, end: addDays(day, 1) });
  const item = (name: string, day = readSlot(name)!.original): PlacedItem => ({ key: name, name, when: at(day) });
  const read = (id: string, ...names: string[]): SeriesRead => ({
    ...series(id),
    places: names.map((name) => ({ ...place(name.replace('!', '')), is: name.endsWith('!') ? 'cancelled' : 'live' })),
  });
  const of = (items: PlacedItem[], reads: SeriesRead[], closed: string[] = []) => {
    const places = placesOf({ items, reads, closed: new Set(closed), window: WINDOW, zone: ZONE });
    const names = (list: readonly Place[]) => list.map(({ name }) => name);
    return { lost: names(places.lost), free: names(places.free), settled: names(places.settled) };
  };

  it('says which items lost their place and which places are free', () =>
    expect(of([item('a#2026-04-02'), item('a#2026-04-03')], [read('a', 'a#2026-04-03', 'a#2026-04-04')])).toEqual({
      lost: ['a#2026-04-02'],
      free: ['a#2026-04-04'],
      settled: ['a#2026-04-03'],
    }));

  it('takes nothing for lost that is cancelled, was not read, or lies outside the window', () =>
    expect(
      of([item('a#2026-04-02'), item('b#2026-04-02'), item('a#2026-01-02')], [read('a', 'a#2026-04-02!')]).lost,
    ).toEqual([]));

  it('takes nothing for lost that was moved out of the window, but what was moved into it', () => {
    expect(of([item('a#2026-04-02', '2026-01-02')], [read('a')]).lost).toEqual([]);
    expect(of([item('a#2026-01-02', '2026-04-02')], [read('a')]).lost).toEqual(['a#2026-01-02']);
  });

  it('gives nobody the place of an item that was deleted or let go, nor a cancelled one', () =>
    expect(of([], [read('a', 'a#2026-04-02', 'a#2026-04-03', 'a#2026-04-04!')], ['a#2026-04-02']).free).toEqual([
      'a#2026-04-03',
    ]));

  it('takes a single event for lost when it became a series, not when it was deleted', () => {
    const single = item('a', '2026-04-02');
    expect(of([single], [read('a', 'a#2026-04-02')])).toEqual({ lost: ['a'], free: ['a#2026-04-02'], settled: [] });
    expect(of([single], [{ ...read('a'), is: 'gone' }]).lost).toEqual([]);
    expect(
      of([single], [{ ...read('a'), is: 'single', places: [{ ...place('a', '2026-04-02'), is: 'live' }] }]),
    ).toEqual({
      lost: [],
      free: [],
      settled: ['a'],
    });
  });
});
