// Dates of recurring events, an item each: what people do to a series in Google, and to its dates in Directus.
import { catchUpAll, goOnAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import { leftAlone } from '../../src/sources/left-alone';
import { pullDirectus } from '../fakes/sources';
import { FIELDS, World } from '../fakes';
import { pull, started } from './followed';

const FIRST = '2026-06-02T09:00:00Z';
const slot = (day: number, time = '09:00', series = 'daily'): string =>
  `${series}#2026-06-${String(day).padStart(2, '0')}T${time}:00Z`;
const at = (day: number, time = '09:00'): { dateTime: string } => ({
  dateTime: `2026-06-${String(day).padStart(2, '0')}T${time}:00Z`,
});
const halfHour = (day: number, hour: string) => ({ start: at(day, `${hour}:00`), end: at(day, `${hour}:30`) });

/** A daily series of five in the calendar, each date an item. */
function dated(changes: object = {}): World {
  const world = started({ recurring: 'occurrences', ...changes });
  world.calendar.makeSeries('daily', FIRST, 'FREQ=DAILY;COUNT=5');
  pull(world);
  world.calls();
  return world;
}

/** Key, event and title of each item. */
function rows(world: World): unknown[][] {
  return world.directus.items().map(({ id, event, name }) => [id, event, name]);
}

function later(world: World): void {
  world.advance(61_000);
  pull(world);
}

/** Nothing is left to be done: neither side is written to by whatever looks. */
function isQuiet(world: World): boolean {
  const [writes, before] = [world.calendar.writes.length, JSON.stringify(world.directus.items())];
  later(world);
  pullDirectus(world.app());
  catchUpAll(world.app());
  reconcileAll(world.app());
  return world.calendar.writes.length === writes && JSON.stringify(world.directus.items()) === before;
}

const REFUSED = { kind: 'forbidden' as const, status: 403, reason: null, message: 'The series is deleted' };
const FIVE = [2, 3, 4, 5, 6].map((day, i) => [i + 1, slot(day), 'daily']);

describe('a series', () => {
  it('[SE1] makes an item of each of its dates, and nothing is written to it', () => {
    const world = started({ recurring: 'occurrences' });
    world.calendar.makeSeries('daily', FIRST, 'FREQ=DAILY;COUNT=5');
    pull(world);
    expect(rows(world)).toEqual(FIVE);
    expect(world.directus.items()[1]).toMatchObject({ starts: '2026-06-03T09:00:00.000Z' });
    expect(world.calls()).toEqual(['list', 'occurrences', 'read', 'changes', 'apply']);
    expect(isQuiet(world)).toBe(true);
    expect(world.calendar.writes).toEqual([]);
  });

  it('retitled as a whole gives each item its title', () => {
    const world = dated();
    world.calendar.edit('daily', { summary: 'Yoga' });
    pull(world);
    expect(rows(world)).toEqual(FIVE.map(([id, name]) => [id, name, 'Yoga']));
    expect(isQuiet(world)).toBe(true);
  });

  it('[RD13] retitled as a whole costs one read of its dates, where nothing was written to them for minutes', () => {
    const world = dated();
    world.advance(600_000);
    world.calendar.edit('daily', { summary: 'Yoga' });
    pull(world);
    expect(world.calls()).toEqual(['list', 'occurrences', 'read', 'revisions', 'apply']);
  });

  it('whose rule changes says so in each item', () => {
    const world = dated({ fields: { ...FIELDS, recurrence: 'rule' } });
    const rules = (): unknown[] => world.directus.items().map(({ rule }) => rule);
    world.calendar.edit('daily', { recurrence: ['RRULE:FREQ=DAILY;COUNT=4'] });
    pull(world);
    later(world);
    expect(rules()).toEqual(Array(4).fill('RRULE:FREQ=DAILY;COUNT=4'));
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE6] moved by half an hour as a whole keeps the keys of its items', () => {
    const world = dated();
    world.calendar.edit('daily', { start: at(2, '09:30'), end: at(2, '10:00') });
    pull(world);
    expect(rows(world)).toEqual([2, 3, 4, 5, 6].map((day, i) => [i + 1, slot(day, '09:30'), 'daily']));
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE7] that ends earlier waits for its other half, then lets the items of its last dates go', () => {
    const world = dated();
    world.calendar.edit('daily', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20260604T085959Z'] });
    pull(world);
    expect(rows(world)).toEqual(FIVE);
    later(world);
    expect(rows(world)).toEqual(FIVE.slice(0, 2));
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE6] that is waited for is read again a minute later, whatever else runs meanwhile', () => {
    const world = dated();
    world.calendar.edit('daily', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20260604T085959Z'] });
    pull(world);
    for (const ms of [20_000, 20_000, 21_000]) {
      expect(rows(world)).toEqual(FIVE);
      expect(world.triggers.splice(0)).toContain('soon');
      world.advance(ms);
      goOnAll(world.app());
    }
    expect(rows(world)).toEqual(FIVE.slice(0, 2));
    expect(world.triggers).toEqual([]);
  });

  it.each(['first half first', 'second half first', 'both at once'])(
    '[SE6, SE8] split in two, %s, keeps the keys of its items',
    (order) => {
      const world = dated();
      const cut = (): void =>
        void world.calendar.edit('daily', { recurrence: ['RRULE:FREQ=DAILY;UNTIL=20260604T085959Z'] });
      const begin = (): void => world.calendar.makeSeries('other', '2026-06-04T10:00:00Z', 'FREQ=DAILY;COUNT=3');
      const halves = order === 'second half first' ? [begin, cut] : [cut, begin];
      for (const half of halves) {
        half();
        if (order !== 'both at once') pull(world);
      }
      pull(world);
      later(world);
      expect(rows(world).map(([id, event]) => [id, event])).toEqual([
        ...FIVE.slice(0, 2).map(([id, event]) => [id, event]),
        ...[4, 5, 6].map((day, i) => [i + 3, slot(day, '10:00', 'other')]),
      ]);
      expect(isQuiet(world)).toBe(true);
    },
  );

  it('[P10] deleted takes its items along', () => {
    const world = dated();
    world.calendar.remove('daily');
    pull(world);
    expect(rows(world)).toEqual([]);
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE11] that becomes a single event keeps the item of its first date', () => {
    const world = dated();
    world.calendar.edit('daily', { recurrence: undefined });
    pull(world);
    later(world);
    expect(rows(world)).toEqual([[1, 'daily', 'daily']]);
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE11] that became a single event is not written to its item again while items of its other dates are kept', () => {
    const world = dated({ onEventDeleted: 'unlink', fields: { ...FIELDS, recurrence: 'rule' } });
    world.calendar.edit('daily', { recurrence: undefined });
    pull(world);
    later(world);
    expect(rows(world)[0]).toEqual([1, 'daily', 'daily']);
    world.calls();
    reconcileAll(world.app());
    expect(world.calls()).not.toContain('apply');
  });

  it('[SE11] that has an item as a whole beside those of its dates, and becomes a single event, is of that item alone', () => {
    const whole = { id: 'whole', collection: 'courses', recurring: 'series', events: 'recurring', timeZone: 'UTC' };
    const world = new World({ recurring: 'occurrences', onEventDeleted: 'unlink' }, whole);
    startFeeds(world.app());
    reconcileAll(world.app());
    world.calendar.makeSeries('daily', FIRST, 'FREQ=DAILY;COUNT=5');
    pull(world);
    // The series says that it is that of the item of all of it.
    expect(world.calendar.writes.length).toBe(1);
    world.calendar.edit('daily', { recurrence: undefined });
    pull(world);
    later(world);
    expect(rows(world).map(([, name]) => name)).toEqual(FIVE.map(([, name]) => `-${String(name)}`));
    reconcileAll(world.app());
    expect(world.calendar.live.map(({ id }) => id)).toEqual(['daily']);
    expect(rows(world).length).toBe(5);
  });

  it('[SE11] that becomes a single event and a series again at once keeps the item of its first date, and gets no other one', () => {
    const world = dated();
    world.calendar.edit('daily', { summary: 'Once', recurrence: undefined });
    world.calendar.refuse = (call) => {
      if (call === 'get') world.calendar.edit('daily', { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=2'] });
      return undefined;
    };
    pull(world);
    world.calendar.refuse = () => undefined;
    later(world);
    later(world);
    expect(rows(world)).toEqual([
      [1, slot(2), 'Once'],
      [5, slot(9), 'Once'],
    ]);
  });

  it('[SE11] that was waited for and becomes a single event keeps the item of its first date', () => {
    const world = dated();
    world.calendar.makeSeries('other', '2026-06-20T09:00:00Z', 'FREQ=DAILY;COUNT=3');
    pull(world);
    later(world);
    expect(rows(world).length).toBe(8);
    world.calendar.edit('other', { recurrence: undefined });
    pull(world);
    later(world);
    expect(rows(world).slice(5)).toEqual([[6, 'other', 'other']]);
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE11] that was a single event keeps its item for its first date', () => {
    const world = started({ recurring: 'occurrences' });
    world.calendar.edit('one', { summary: 'One', ...halfHour(2, '09') });
    pull(world);
    world.calendar.edit('one', { recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] });
    pull(world);
    later(world);
    expect(rows(world)).toEqual([2, 3, 4].map((day, i) => [i + 1, slot(day, '09:00', 'one'), 'One']));
    expect(isQuiet(world)).toBe(true);
  });

  it('that was a single event long after the window keeps its item as well', () => {
    const world = started({ recurring: 'occurrences', window: { past: 7, future: 30, perSeries: 730 } });
    world.calendar.edit('one', {
      summary: 'One',
      start: { dateTime: '2027-06-02T09:00:00Z' },
      end: { dateTime: '2027-06-02T09:30:00Z' },
    });
    pull(world);
    world.calendar.edit('one', { recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] });
    pull(world);
    later(world);
    expect(rows(world)).toEqual([[1, 'one#2027-06-02T09:00:00Z', 'One']]);
    expect(isQuiet(world)).toBe(true);
  });
});

describe('one date in Google', () => {
  it('retitled and moved changes its item alone', () => {
    const world = dated();
    world.calendar.editDate(slot(3), { summary: 'Guest', ...halfHour(3, '15') });
    pull(world);
    expect(rows(world)[1]).toEqual([2, slot(3), 'Guest']);
    expect(world.directus.items()[1]).toMatchObject({ starts: '2026-06-03T15:00:00.000Z' });
    expect(rows(world).filter(([, , name]) => name === 'daily').length).toBe(4);
    expect(isQuiet(world)).toBe(true);
  });

  it('[P10] deleted takes its item along; restored it has one again', () => {
    const world = dated({ fields: { ...FIELDS, recurrence: 'rule' } });
    world.calendar.editDate(slot(3), { status: 'cancelled' });
    pull(world);
    expect(rows(world)).toEqual(FIVE.filter(([id]) => id !== 2));
    expect(isQuiet(world)).toBe(true);
    world.calendar.edit(slot(3), { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toContainEqual(
      expect.objectContaining({ event: slot(3), rule: 'RRULE:FREQ=DAILY;COUNT=5' }),
    );
    expect(isQuiet(world)).toBe(true);
  });
});

it('[SE9] of a deleted date of which Google tells nothing but an id of its own is read whose it is', () => {
  const world = dated();
  world.calendar.editDate(slot(3), { status: 'cancelled' });
  const { list, getMany } = world.calendar;
  const bare = { id: 'opaque', status: 'cancelled' as const };
  world.calendar.list = (...asked) => {
    const answer = list.apply(world.calendar, asked);
    return answer.ok
      ? { ok: true, value: { ...answer.value, events: answer.value.events.map((e) => (e.id === slot(3) ? bare : e)) } }
      : answer;
  };
  world.calendar.getMany = (calendar, ids) =>
    getMany
      .call(world.calendar, calendar, ids)
      .map((answer, i) =>
        ids[i] === 'opaque' ? { ok: true, value: { ...world.calendar.events.get(slot(3))!, id: 'opaque' } } : answer,
      );
  pull(world);
  expect(rows(world)).toEqual(FIVE.filter(([, name]) => name !== slot(3)));
});

describe('the item of one date', () => {
  it('edited changes that date alone', () => {
    const world = dated();
    world.directus.update(2, { name: 'Guest' });
    pullDirectus(world.app());
    expect(world.calendar.events.get(slot(3))).toMatchObject({ summary: 'Guest', recurringEventId: 'daily' });
    expect([...world.calendar.events.keys()]).toEqual(['daily', slot(3)]);
    expect(isQuiet(world)).toBe(true);
  });

  it('[P18, SE10] deleted cancels that date', () => {
    const world = dated();
    world.directus.delete(2);
    pullDirectus(world.app());
    expect(world.calendar.events.get(slot(3))).toMatchObject({ status: 'cancelled' });
    expect(isQuiet(world)).toBe(true);
    expect(rows(world)).toEqual(FIVE.filter(([id]) => id !== 2));
  });

  it.each(['untouched', 'edited'])(
    '[P20] deleted is made again once a person restores the date, which was %s',
    (how) => {
      const world = dated();
      if (how === 'edited') world.directus.update(2, { name: 'Guest' });
      pullDirectus(world.app());
      world.directus.delete(2);
      pullDirectus(world.app());
      world.calendar.edit(slot(3), { status: 'confirmed' });
      pull(world);
      const made = rows(world).filter(([, event]) => event === slot(3));
      expect(made).toEqual([how === 'edited' ? [2, slot(3), 'Guest'] : [expect.any(Number), slot(3), 'daily']]);
      expect(isQuiet(world)).toBe(true);
    },
  );

  it('[SE4] deleted while its series was retitled is made again once, under its own key', () => {
    const world = dated();
    world.directus.delete(2);
    world.calendar.edit('daily', { summary: 'Yoga' });
    pull(world);
    expect(rows(world).map(([id]) => id)).toEqual([1, 3, 4, 5]);
    // By its date, which says another title than its item did, it is wanted still.
    pullDirectus(world.app());
    expect(rows(world).filter(([, event]) => event === slot(3))).toEqual([[2, slot(3), 'Yoga']]);
    expect(isQuiet(world)).toBe(true);
  });

  it('[WH8] edited while its series was deleted has one event of its own, whoever looks before it is told so', () => {
    const world = dated();
    world.calendar.remove('daily');
    world.directus.update(2, { name: 'Guest' });
    world.calendar.refuse = (call) => (call === 'patch' ? REFUSED : undefined);
    // The answer that names the event is still on its way.
    itemsChanged(world.app(), world.directus.signal([2]));
    later(world);
    expect(world.calendar.live.map(({ summary }) => summary)).toEqual(['Guest']);
    expect(rows(world)).toEqual([[2, world.calendar.live[0]!.id, 'Guest']]);
    expect(isQuiet(world)).toBe(true);
  });

  it('copied has an event of its own, which happens once', () => {
    const world = dated({ fields: { ...FIELDS, recurrence: 'rule', series: 'series', originalStart: 'original' } });
    const { id: _, event: _event, sync: _sync, ...copy } = world.directus.items()[1]!;
    world.directus.create({ ...copy, id: 9 });
    pullDirectus(world.app());
    expect(rows(world)[1]).toEqual([2, slot(3), 'daily']);
    expect(world.directus.items()[5]).toMatchObject({ id: 9, rule: null, series: null, original: null });
    expect(world.calendar.live.map(({ recurrence }) => recurrence !== undefined)).toEqual([true, false]);
    expect(isQuiet(world)).toBe(true);
    expect(world.state.reports()).toEqual([]);
  });

  it('[SE10] copied with the name of its date has an event of its own', () => {
    const world = dated();
    const { id: _, ...copy } = world.directus.items()[1]!;
    world.directus.create({ ...copy, id: 9 });
    pullDirectus(world.app());
    expect(rows(world)[1]).toEqual([2, slot(3), 'daily']);
    expect(world.calendar.live.length).toBe(2);
    expect(isQuiet(world)).toBe(true);
  });
});

describe('[SE3] the window', () => {
  const DAY_MS = 86_400_000;
  const endless = (perSeries = 730): World => {
    const world = started({ recurring: 'occurrences', window: { past: 1, future: 3, perSeries } });
    world.calendar.makeSeries('daily', FIRST, 'FREQ=DAILY');
    pull(world);
    return world;
  };
  const days = (world: World): string[] => world.directus.items().map(({ starts }) => String(starts).slice(8, 10));

  it('has the dates of today and the days after it, and moves with the daily comparison', () => {
    const world = endless();
    expect(days(world)).toEqual(['02', '03', '04']);
    world.advance(DAY_MS);
    reconcileAll(world.app());
    expect(days(world)).toEqual(['02', '03', '04', '05']);
    expect(isQuiet(world)).toBe(true);
  });

  it('has no more dates of one series than the binding says', () => {
    const world = endless(2);
    expect(days(world)).toEqual(['02', '03']);
    reconcileAll(world.app());
    expect(leftAlone(world.app(), world.binding)).toEqual({ beyond: 1 });
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE5] leaves behind what it has passed, whatever becomes of the series', () => {
    const world = endless();
    world.advance(10 * DAY_MS);
    reconcileAll(world.app());
    world.calendar.edit('daily', { summary: 'Yoga' });
    pull(world);
    const named = (name: string): string[] =>
      world.directus.items().flatMap((row) => (row['name'] === name ? [String(row['starts']).slice(8, 10)] : []));
    expect([named('daily'), named('Yoga')]).toEqual([
      ['02', '03', '04'],
      ['10', '11', '12', '13', '14'],
    ]);
    world.calendar.remove('daily');
    pull(world);
    expect([named('daily'), named('Yoga')]).toEqual([['02', '03', '04'], []]);
    expect(isQuiet(world)).toBe(true);
  });

  it('[SE5] an item behind it that is edited still changes its date', () => {
    const world = endless();
    world.advance(10 * DAY_MS);
    reconcileAll(world.app());
    world.directus.update(1, { name: 'Minutes' });
    pullDirectus(world.app());
    expect(world.calendar.events.get(slot(2))).toMatchObject({ summary: 'Minutes' });
    expect(isQuiet(world)).toBe(true);
  });
});

it('[SE9] an edited item whose date is missing waits until its series was read, and goes where that went', () => {
  const world = dated();
  world.calendar.edit('daily', { start: at(2, '09:30'), end: at(2, '10:00') });
  world.directus.update(2, { name: 'Guest' });
  pullDirectus(world.app());
  expect(rows(world)[1]).toEqual([2, slot(3), 'Guest']);
  pull(world);
  later(world);
  expect(rows(world)[1]).toEqual([2, slot(3, '09:30'), 'Guest']);
  expect(world.calendar.events.get(slot(3, '09:30'))).toMatchObject({ summary: 'Guest' });
  expect(isQuiet(world)).toBe(true);
});
