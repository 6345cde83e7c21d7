// Google's feed: what each kind of change in a calendar makes of items.
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import { EVENT, TALK, type World } from '../fakes';
import { creationOf, paired, pull, started } from './followed';
import { calendarState } from '../../src/sync/calendars';
import { lastGood } from '../../src/sync/looks';

const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };

describe('a new event', () => {
  it('[P9] becomes an item, and carries its link afterwards: one call to Directus', () => {
    const world = started();
    world.calendar.edit('e1', EVENT);
    pull(world);
    expect(world.directus.items()).toMatchObject([
      { event: 'e1', name: 'Talk', text: 'About', starts: '2026-07-01T10:00:00.000Z' },
    ]);
    expect(world.calls()).toEqual(['list', 'patch', 'apply']);
    expect(world.calendar.events.get('e1')!.extendedProperties!.private).toMatchObject({
      link: expect.stringContaining('/main/e1//1'),
    });
    pull(world);
    expect(world.calls()).toEqual(['list']);
  });

  /** The same call, sent before and still on its way, comes between flow 4's look and its write. */
  function createdTwice(world: World, meanwhile: () => void = () => undefined): void {
    world.directus.meanwhile = () => {
      world.directus.meanwhile = () => undefined;
      world.app().directus.apply(world.binding, [creationOf(world)]);
      meanwhile();
    };
  }

  it('[NP8] that two calls made an item of leaves one: that with the lowest key, linked', () => {
    const world = started();
    world.calendar.edit('e1', EVENT);
    createdTwice(world);
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: 1, event: 'e1' }]);
    expect(world.calendar.live).toMatchObject([
      { id: 'e1', extendedProperties: { private: { link: expect.stringContaining('/main/e1//1') } } },
    ]);
    world.advance(600_000);
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect([world.directus.items().length, world.calendar.live.length]).toEqual([1, 1]);
  });

  it('[NP8] that two calls made an item of keeps a twin that somebody has edited: it gets an event of its own', () => {
    const world = started();
    world.calendar.edit('e1', EVENT);
    createdTwice(world, () => {
      const [first] = world.directus.items();
      const { id: _, ...values } = first!;
      world.directus.create({ ...values, id: 7, name: 'Mine' });
    });
    pull(world);
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(world.directus.items().map((row) => row['name'])).toEqual(['Talk', 'Mine']);
    expect(world.calendar.live.map((event) => event.summary).sort()).toEqual(['Mine', 'Talk']);
  });

  it('[NP9] that somebody else made an item of first, says a unique index: that item is linked', () => {
    const world = started();
    world.directus.eventIdIsUnique = true;
    world.calendar.edit('e1', EVENT);
    createdTwice(world);
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: 1, event: 'e1' }]);
    expect(world.calendar.events.get('e1')!.extendedProperties!.private).toMatchObject({
      link: expect.stringContaining('/main/e1//1'),
    });
    expect(world.retries()).toEqual([]);
  });

  it('[P9] stays alone where the binding takes no new events', () => {
    const world = started({ newEvents: false });
    world.calendar.edit('e1', EVENT);
    pull(world);
    reconcileAll(world.app());
    expect(world.directus.items()).toEqual([]);
  });

  it.each([
    ['a birthday', { eventType: 'birthday' }],
    ['somebody else’s event', { organizer: {} }],
    ['an occurrence of a series', { recurringEventId: 'series' }],
    ['an event whose details are hidden', { start: undefined, end: undefined }],
    ['another installation’s event', { extendedProperties: { private: { link: '1/other123/main/e1//7' } } }],
  ])('[P22] that is %s becomes none', (_, members) => {
    const world = started();
    world.calendar.edit('e1', { ...EVENT, ...members });
    pull(world);
    reconcileAll(world.app());
    expect(world.directus.items()).toEqual([]);
    expect(world.calls()).not.toContain('patch');
  });

  it.each([
    ['with', true],
    ['without', false],
  ])(
    '[WH20] that is the cut-off half of a series, %s its private properties, gets an item; the other half keeps its own',
    (_, copied) => {
      const world = started();
      const { event } = paired(world);
      const { extendedProperties, ...half } = {
        ...event(),
        start: { dateTime: '2026-08-01T10:00:00Z' },
        end: { dateTime: '2026-08-01T11:00:00Z' },
      };
      world.calendar.edit('e1', { recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20260731T100000Z'] });
      world.calendar.edit('e1_R20260801T100000', {
        ...half,
        ...(copied ? { extendedProperties } : {}),
        recurrence: ['RRULE:FREQ=WEEKLY'],
      });
      pull(world);
      reconcileAll(world.app());
      expect(world.directus.items()).toMatchObject([
        { id: 1, event: 'e1', starts: '2026-07-01T10:00:00.000Z' },
        { event: 'e1_R20260801T100000', starts: '2026-08-01T10:00:00.000Z' },
      ]);
      expect(event()).toMatchObject({ recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20260731T100000Z'] });
      expect(event().extendedProperties!.private).toMatchObject({ link: expect.stringContaining('/main/e1//1') });
    },
  );

  it('[WH9] that is a copy of a linked one gets an item of its own', () => {
    const world = started();
    const { event } = paired(world);
    world.calendar.edit('e2', event());
    pull(world);
    expect(world.directus.items().map((row) => row['event'])).toEqual(['e1', 'e2']);
    pull(world);
    expect(world.directus.items()).toHaveLength(2);
  });
});

describe('an edited event', () => {
  /** An event was edited, and somebody saves its item between flow 4's look and its write. */
  function savedInBetween() {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e1', { summary: 'Theirs' });
    world.directus.meanwhile = () => {
      world.directus.meanwhile = () => undefined;
      world.directus.update(row['id'], { name: 'In between' });
    };
    return { world, row };
  }

  it('[M16] [M3] changes its item: one call to each side', () => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.edit('e1', { summary: 'Renamed' });
    pull(world);
    expect(world.calls()).toEqual(['list', 'apply']);
    expect(row['name']).toBe('Renamed');
    expect(event().summary).toBe('Renamed');
  });

  it('[M5] [RP1] that conflicts: the loser stands in the report before it is overwritten', () => {
    const world = started({ onConflict: 'google' });
    const { row } = paired(world);
    world.directus.update(row['id'], { name: 'Mine' });
    world.calendar.edit('e1', { summary: 'Theirs' });
    let reported: unknown;
    world.directus.meanwhile = () => {
      reported = world.state.reports()[0]?.lost;
    };
    pull(world);
    expect(row['name']).toBe('Theirs');
    expect(reported).toEqual({ summary: 'Mine' });
  });

  it('[WR10] that is written while somebody saves: what the write buried is reported', () => {
    const { world } = savedInBetween();
    pull(world);
    const [line] = world.state.reports();
    expect(line).toMatchObject({ kind: 'buried', key: '1', fields: expect.arrayContaining(['summary']) });
    expect(world.directus.revision(line!.revision)).toMatchObject({ name: 'In between' });
  });

  it('[WR11] that is written while somebody saves, and the answer is lost: what it buried stands in Directus’ revisions', () => {
    const { world, row } = savedInBetween();
    world.directus.losesAnswer = (action) => action === 'apply';
    pull(world);
    expect(row['name']).toBe('Theirs');
    const revisions = world.directus.tables.get('directus_revisions')!;
    expect(revisions).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ name: 'In between' }) }),
    );
    world.directus.losesAnswer = () => false;
    world.advance(3_600_000);
    catchUpAll(world.app());
    expect(row['name']).toBe('Theirs');
    expect(world.calendar.live).toMatchObject([{ summary: 'Theirs' }]);
  });

  it('[WR12] that is written reads no revisions', () => {
    const world = started();
    paired(world);
    world.calendar.edit('e1', { summary: 'Theirs' });
    pull(world);
    expect(world.calls()).toEqual(['list', 'apply']);
  });

  it('[M20] [M3] costs one call to each side again when the same field is edited once more', () => {
    const world = started();
    const { row } = paired(world);
    for (const summary of ['Renamed', 'Renamed again', 'Talk']) {
      world.calendar.edit('e1', { summary });
      pull(world);
      expect(world.calls()).toEqual(['list', 'apply']);
      expect(row['name']).toBe(summary);
    }
  });

  it('[M21] [M3] that says again what the event once held reaches its item, although the cache has lost what came between', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e1', { summary: 'Renamed' });
    pull(world);
    world.cached.clear();
    world.calendar.edit('e1', { summary: 'Talk' });
    pull(world);
    expect(row['name']).toBe('Talk');
    expect(world.state.reports()).toEqual([]);
  });

  it('[P4] [WH19] that lost its properties is still its item’s and gets them back', () => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.edit('e1', { extendedProperties: undefined, summary: 'Renamed' });
    pull(world);
    expect(world.directus.items()).toHaveLength(1);
    expect(row['name']).toBe('Renamed');
    pull(world);
    reconcileAll(world.app());
    expect(event().extendedProperties?.private).toHaveProperty('link');
  });
});

describe('the sync token', () => {
  it('[RD10] that is void makes a full comparison, without an error and without a deletion', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e2', EVENT);
    world.calendar.tokensAreVoid = true;
    pull(world);
    world.calendar.tokensAreVoid = false;
    expect(world.directus.items()).toMatchObject([{ id: row['id'] }, { event: 'e2' }]);
    expect(world.retries()).toEqual([]);
    world.calls();
    pull(world);
    expect(world.calls()).toEqual(['list']);
  });

  it('[OU1] stays where it was while Directus does not answer', () => {
    const world = started();
    const before = calendarState(world.state, 'primary').syncToken;
    world.calendar.edit('e1', EVENT);
    world.directus.refuse = () => DOWN;
    pull(world);
    expect(calendarState(world.state, 'primary').syncToken).toBe(before);
    world.directus.refuse = () => undefined;
    world.advance(3 * 3_600_000);
    catchUpAll(world.app());
    expect(world.directus.items()).toHaveLength(1);
  });

  it('[SU1] does not call a side healthy that did not answer', () => {
    const world = started();
    const before = lastGood(world.state, 'directus');
    world.directus.refuse = () => DOWN;
    catchUpAll(world.app());
    expect(lastGood(world.state, 'directus')).toBe(before);
  });
});

it('[ST1] loses properties and cache, and neither an item nor an event', () => {
  const world = started();
  const { row, event } = paired(world);
  const other = world.directus.create(TALK);
  catchUpAll(world.app());
  world.properties.clear();
  world.cached.clear();
  startFeeds(world.app());
  reconcileAll(world.app());
  catchUpAll(world.app());
  expect(world.directus.items()).toHaveLength(2);
  expect(world.calendar.live).toHaveLength(2);
  expect(row['event']).toBe(event().id);
  expect(other['event']).not.toBeNull();
});
