// Another zone of a binding moves nothing; a person says whose times count, and one side of each pair follows the other (Z8).
import { calendarChanged, catchUpAll, reconcileAll } from '../../src/app/work';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { PROTOCOL } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import { answerPost } from '../../src/requests';
import { dryRun } from '../../src/setup/dry-run';
import { statusOf } from '../../src/setup/status';
import { apartInWords } from '../../src/sync/apart';
import { FIELDS, World } from '../fakes';
import { SECRET } from '../fakes/fake-directus';
import { started } from '../fakes/started';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const typed = (type: string) => ({ start: { name: 'starts', type }, end: { name: 'ends', type } });
const WALLS = typed('dateTime');
const TALK = { name: 'Talk', starts: '2026-06-01T09:00:00', ends: '2026-06-01T10:00:00' };

/** A world whose items were synced under Berlin, and whose binding is in New York since. */
function moved(fields: object = WALLS, rows: Row[] = [TALK], events: Partial<CalendarEvent>[] = []): World {
  const world = started({ fields: { ...FIELDS, ...fields }, timeZone: BERLIN });
  for (const row of rows) world.directus.create(row);
  events.forEach((event, i) => world.calendar.edit(`e${i}`, event));
  reconcileAll(world.app());
  world.bindings[0]!.timeZone = NEW_YORK;
  world.advance(3_600_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  world.calls();
  return world;
}

function ask(world: World, by: string): object {
  const request = { v: PROTOCOL, version: '1.0.0', id: 'ask', secret: SECRET, print: 'any', action: 'retime', by };
  return answerPost(JSON.stringify(request), [SECRET], '1.0.0', () => world.app());
}

function retime(world: World, by: 'directus' | 'google'): void {
  expect(ask(world, by)).toMatchObject({ ok: true, action: 'retime' });
  world.advance(60_000);
  catchUpAll(world.app());
}

const starts = (world: World) => world.calendar.live.map(({ start }) => start!.date ?? start!.dateTime);
const held = (world: World, name = 'starts') => world.directus.items().map((row) => row[name]);
const waiting = (world: World) => dryRun(world.app())!.map(({ counts }) => counts.otherZone ?? 0);

/** In quiet a further run of anything writes nothing, and nobody lost or is told anything. */
function expectQuiet(world: World): void {
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
  const writes = () => world.calls().filter((call) => ['insert', 'patch', 'cancel', 'apply'].includes(call));
  writes();
  world.advance(60_000);
  catchUpAll(world.app());
  reconcileAll(world.app());
  expect(writes()).toEqual([]);
  expect(waiting(world)).toEqual([0]);
  expect(apartInWords(world.app())).toEqual([]);
  expect(statusOf(world.app(), {}).bindings[0]).toMatchObject({ failures: [], reports: [] });
}

describe('pairs that were synced under another zone', () => {
  it('[Z8] are counted, stay as they are, and are not told as what Directus stored otherwise', () => {
    const world = moved();
    expect([starts(world), held(world)]).toEqual([['2026-06-01T07:00:00Z'], ['2026-06-01T09:00:00']]);
    expect(waiting(world)).toEqual([1]);
    expect(apartInWords(world.app())).toEqual([]);
  });

  it('[Z13] move to what the clocks of their items show, where Directus counts', () => {
    const world = moved();
    retime(world, 'directus');
    expect([starts(world), held(world)]).toEqual([['2026-06-01T13:00:00Z'], ['2026-06-01T09:00:00']]);
    expectQuiet(world);
    retime(world, 'google');
    expect([starts(world), held(world)]).toEqual([['2026-06-01T13:00:00Z'], ['2026-06-01T09:00:00']]);
  });

  it('[Z13] get the times of their events, where Google counts', () => {
    const world = moved();
    retime(world, 'google');
    expect([starts(world), held(world), held(world, 'ends')]).toEqual([
      ['2026-06-01T07:00:00Z'],
      ['2026-06-01T03:00:00'],
      ['2026-06-01T04:00:00'],
    ]);
    expectQuiet(world);
  });

  it('are all retimed where there are many, past limits and brake', () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ ...TALK, name: `Talk ${i}` }));
    const world = moved(WALLS, rows);
    retime(world, 'directus');
    expect([...new Set(starts(world))]).toEqual(['2026-06-01T13:00:00Z']);
    expectQuiet(world);
  });

  it.each(['Timestamps', 'Dates'])('[Z13] are left alone where they hold %s', (what) => {
    const [fields, row] =
      what === 'Dates'
        ? [typed('date'), { name: 'Fair', starts: '2026-06-01', ends: '2026-06-02' }]
        : [{}, { name: 'Fair', starts: '2026-05-31T22:00:00.000Z', ends: '2026-06-02T22:00:00.000Z' }];
    // In New York these times are of the day before.
    const times = { start: { dateTime: '2026-06-01T22:30:00Z' }, end: { dateTime: '2026-06-01T23:00:00Z' } };
    const world = moved(fields, [row], [{ summary: 'Late', ...times }]);
    const before = JSON.stringify([world.directus.items(), world.calendar.live]);
    expect(waiting(world)).toEqual([0]);
    retime(world, 'directus');
    retime(world, 'google');
    expect(JSON.stringify([world.directus.items(), world.calendar.live])).toBe(before);
    expect(apartInWords(world.app())).toEqual([]);
  });

  it.each([
    ['toGoogle', 'directus', 'google', ['2026-06-01T13:00:00Z'], ['2026-06-01T09:00:00']],
    ['toDirectus', 'google', 'directus', ['2026-06-01T07:00:00Z'], ['2026-06-01T03:00:00']],
  ] as const)(
    '[Z13] of a binding that goes %s alone follow the side that counts',
    (direction, by, other, event, item) => {
      const world = moved();
      world.bindings[0]!.direction = direction;
      expect(dryRun(world.app())).toMatchObject([{ counts: { otherZone: 1 }, retimes: [by] }]);
      retime(world, other);
      expect([starts(world), held(world)]).toEqual([['2026-06-01T07:00:00Z'], ['2026-06-01T09:00:00']]);
      retime(world, by);
      expect([starts(world), held(world)]).toEqual([event, item]);
      expect(waiting(world)).toEqual([0]);
    },
  );

  it('[Z14] keep days, zones of their own, and what was edited since', () => {
    const world = moved({ ...WALLS, timeZone: 'zone', allDay: 'whole' }, [
      { name: 'Days', starts: '2026-06-01T00:00:00', ends: '2026-06-02T00:00:00', whole: true, zone: null },
      { ...TALK, name: 'Own zone', zone: 'Asia/Kolkata', whole: false },
      { ...TALK, name: 'Edited', zone: null, whole: false },
      { ...TALK, name: 'Left', zone: null, whole: false },
    ]);
    world.directus.update(world.directus.items()[2]!['id'], { starts: '2026-06-01T08:00:00' });
    world.advance(60_000);
    catchUpAll(world.app());
    expect(starts(world)).toEqual([
      '2026-06-01',
      '2026-06-01T03:30:00Z',
      '2026-06-01T12:00:00Z',
      '2026-06-01T07:00:00Z',
    ]);
    expect(waiting(world)).toEqual([1]);
    retime(world, 'directus');
    expect(starts(world)).toEqual([
      '2026-06-01',
      '2026-06-01T03:30:00Z',
      '2026-06-01T12:00:00Z',
      '2026-06-01T13:00:00Z',
    ]);
    expect(world.calendar.live[3]!.start!.timeZone).toBe(NEW_YORK);
    expectQuiet(world);
  });

  it('[Z14] follow an edit of a person instead, on whichever side', () => {
    const world = moved();
    const { id } = world.calendar.live[0]!;
    world.calendar.edit(id, { start: { dateTime: '2026-06-01T20:00:00Z' }, end: { dateTime: '2026-06-01T21:00:00Z' } });
    retime(world, 'directus');
    expect([starts(world), held(world)]).toEqual([['2026-06-01T20:00:00Z'], ['2026-06-01T16:00:00']]);
    expectQuiet(world);
  });

  it('[Z14] are retimed also where another field of theirs is edited meanwhile', () => {
    const world = moved();
    ask(world, 'directus');
    world.calendar.edit(world.calendar.live[0]!.id, { summary: 'Renamed' });
    world.advance(60_000);
    calendarChanged(world.app(), 'primary');
    expect([starts(world), held(world, 'name')]).toEqual([['2026-06-01T13:00:00Z'], ['Renamed']]);
    catchUpAll(world.app());
    expectQuiet(world);
  });

  it('[Z14] wait where Directus refuses them, and are tried again', () => {
    const world = moved();
    world.directus.refuses = () => ({ code: 'FORBIDDEN' });
    retime(world, 'google');
    expect(held(world)).toEqual(['2026-06-01T09:00:00']);
    expect(waiting(world)).toEqual([1]);
    world.directus.refuses = () => undefined;
    world.advance(24 * 3_600_000);
    reconcileAll(world.app());
    expect(held(world)).toEqual(['2026-06-01T03:00:00']);
    expectQuiet(world);
  });

  it('stay counted where Google refuses their times, which the status names', () => {
    const world = moved();
    world.calendar.refuse = (_, write) =>
      write?.kind === 'patch' && 'start' in write.body
        ? { kind: 'invalid', status: 400, reason: 'invalid', message: 'Google Calendar answered 400' }
        : undefined;
    retime(world, 'directus');
    expect([starts(world), waiting(world)]).toEqual([['2026-06-01T07:00:00Z'], [1]]);
    expect(statusOf(world.app(), {}).bindings[0]!.failures).toHaveLength(1);
  });

  it('[Z14] are retimed once: in yet another zone a person is asked anew', () => {
    const world = moved(WALLS, [TALK, { ...TALK, name: 'Second' }]);
    ask(world, 'directus');
    world.bindings[0]!.timeZone = 'Asia/Kolkata';
    world.advance(60_000);
    catchUpAll(world.app());
    expect(starts(world)).toEqual(['2026-06-01T07:00:00Z', '2026-06-01T07:00:00Z']);
    expect(waiting(world)).toEqual([2]);
  });

  it('are remembered over several zones', () => {
    const world = moved(WALLS, [TALK, { ...TALK, name: 'Second' }]);
    world.directus.update(world.directus.items()[1]!['id'], { starts: '2026-06-01T08:00:00' });
    world.advance(60_000);
    catchUpAll(world.app());
    reconcileAll(world.app());
    world.bindings[0]!.timeZone = 'Asia/Kolkata';
    world.advance(60_000);
    reconcileAll(world.app());
    expect(starts(world)).toEqual(['2026-06-01T07:00:00Z', '2026-06-01T12:00:00Z']);
    expect(waiting(world)).toEqual([2]);
    retime(world, 'directus');
    expect(starts(world)).toEqual(['2026-06-01T03:30:00Z', '2026-06-01T02:30:00Z']);
    expectQuiet(world);
  });

  it.each(['directus', 'google'] as const)('[Z14] go on where an execution is killed in the middle (%s)', (by) => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ ...TALK, name: `Talk ${i}` }));
    const world = moved(WALLS, rows);
    ask(world, by);
    let left = 12;
    const dies = () => {
      if (left-- === 0) throw new Error('killed');
    };
    world.calendar.meanwhile = dies;
    world.directus.meanwhile = () => {
      left = Math.min(left, 0);
      dies();
    };
    expect(() => catchUpAll(world.app())).toThrow('killed');
    [world.calendar.meanwhile, world.directus.meanwhile] = [() => undefined, () => undefined];
    expect(by === 'directus' ? new Set(starts(world)).size : waiting(world)[0]).toBeGreaterThan(1);
    world.advance(600_000);
    catchUpAll(world.app());
    expect(new Set(starts(world))).toEqual(
      new Set([by === 'directus' ? '2026-06-01T13:00:00Z' : '2026-06-01T07:00:00Z']),
    );
    expect(new Set(held(world))).toEqual(new Set([by === 'directus' ? '2026-06-01T09:00:00' : '2026-06-01T03:00:00']));
    expectQuiet(world);
  });

  it('are left to a person for whom another execution has no room', () => {
    const world = moved();
    world.lockIsTaken = true;
    expect(ask(world, 'directus')).toMatchObject({ ok: false, code: 'BUSY' });
    world.lockIsTaken = false;
    expect(ask(world, 'both')).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(starts(world)).toEqual(['2026-06-01T07:00:00Z']);
  });
});
