// Google's feed: what each kind of change in a calendar makes of items.
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/app/ports';
import type { Row } from '../../src/core/values';
import { EVENT, TALK, World } from '../fakes';

const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };

function started(changes: object = {}): World {
  const world = new World(changes);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.advance(60_000);
  world.calls();
  return world;
}

function pull(world: World): void {
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
}

/** An event that a person made, and its item. */
function paired(world: World) {
  world.calendar.edit('e1', EVENT);
  pull(world);
  const row = world.directus.items()[0]!;
  world.calls();
  return { row, event: () => world.calendar.events.get('e1')! };
}

describe('[R47] a list that shows an event as it was before we wrote to it', () => {
  /**
   * The calendar lists what it held before the item was edited.
   * @param edit of the event, meanwhile
   */
  function renamedBehindTheList(edit: object = {}) {
    const world = started({ onConflict: 'directus' });
    const { row, event } = paired(world);
    if (Object.keys(edit).length > 0) world.calendar.edit('e1', edit);
    const before = structuredClone(event());
    world.directus.update(row['id'], { name: 'Renamed' });
    catchUpAll(world.app());
    const list = world.calendar.list.bind(world.calendar);
    world.calendar.list = (id, token) => {
      const answer = list(id, token);
      return answer.ok ? { ok: true, value: { ...answer.value, events: [before] } } : answer;
    };
    world.calls();
    return { world, row, event };
  }

  it.each([
    ['to its feed', {}],
    ['to a comparison', {}],
    ['to its feed, with an edit that the item’s overruled', { summary: 'Retitled' }],
    ['to a comparison, with an edit that the item’s overruled', { summary: 'Retitled' }],
  ])('%s: the item keeps its edit, and nothing is written', (where, edit) => {
    const { world, row, event } = renamedBehindTheList(edit);
    const sync = row['sync'];
    if (where.startsWith('to its feed')) pull(world);
    else reconcileAll(world.app());
    expect(row).toMatchObject({ name: 'Renamed', sync });
    expect(event()).toMatchObject({ summary: 'Renamed' });
    expect(world.calls()).not.toContain('patch');
  });

  it('is not asked for where we have not written for minutes: a field that is edited again costs no read', () => {
    const world = started();
    paired(world);
    world.advance(600_000);
    for (const summary of ['Once', 'Twice']) {
      world.calls();
      world.calendar.edit('e1', { summary });
      pull(world);
      expect(world.directus.items()).toMatchObject([{ name: summary }]);
    }
    expect(world.calls()).toEqual(['list', 'apply']);
  });

  it('and its item was deleted meanwhile: the event goes, and no item comes back', () => {
    const { world, row, event } = renamedBehindTheList();
    world.directus.delete(row['id']);
    pull(world);
    expect(event().status).toBe('cancelled');
    expect(world.directus.items()).toEqual([]);
  });
});

describe('a new event', () => {
  it('[P9] becomes an item, and carries its link afterwards: one call to Directus', () => {
    const world = started();
    world.calendar.edit('e1', EVENT);
    pull(world);
    expect(world.directus.items()).toMatchObject([
      { event: 'e1', name: 'Talk', text: 'About', starts: '2026-07-01T10:00:00Z' },
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
      const { starts: start, ends: end, name: summary } = TALK;
      const values = { start, end, summary, description: 'About' };
      world.app().directus.apply(world.binding, [{ do: 'create', event: 'e1', key: null, values }]);
      meanwhile();
    };
  }

  it('[R19] that two calls made an item of leaves one: that with the lowest key, linked', () => {
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

  it('[R19] that two calls made an item of keeps a twin that somebody has edited: it gets an event of its own', () => {
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

  it('[R19] that somebody else made an item of first, says a unique index: that item is linked', () => {
    const world = started();
    world.directus.eventIdIsUnique = true;
    world.calendar.edit('e1', EVENT);
    createdTwice(world);
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: 1, event: 'e1' }]);
    expect(world.calendar.events.get('e1')!.extendedProperties!.private).toMatchObject({
      link: expect.stringContaining('/main/e1//1'),
    });
    expect(world.state.retries()).toEqual([]);
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
    '[R44] that is the cut-off half of a series, %s its private properties, gets an item; the other half keeps its own',
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
        { id: 1, event: 'e1', starts: '2026-07-01T10:00:00Z' },
        { event: 'e1_R20260801T100000', starts: '2026-08-01T10:00:00Z' },
      ]);
      expect(event()).toMatchObject({ recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20260731T100000Z'] });
      expect(event().extendedProperties!.private).toMatchObject({ link: expect.stringContaining('/main/e1//1') });
    },
  );

  it('[P7] that is a copy of a linked one gets an item of its own', () => {
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

  it('[M3] changes its item: one call to each side', () => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.edit('e1', { summary: 'Renamed' });
    pull(world);
    expect(world.calls()).toEqual(['list', 'apply']);
    expect(row['name']).toBe('Renamed');
    expect(event().summary).toBe('Renamed');
  });

  it('[M5] [R17] that conflicts: the loser stands in the report before it is overwritten', () => {
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

  it('[R11] that is written while somebody saves: what the write buried is reported', () => {
    const { world } = savedInBetween();
    pull(world);
    const [line] = world.state.reports();
    expect(line).toMatchObject({ kind: 'buried', key: '1', fields: expect.arrayContaining(['summary']) });
    expect(world.directus.revision(line!.revision)).toMatchObject({ name: 'In between' });
  });

  it('[R11] [R17] that is written while somebody saves, and the answer is lost: the next apply finds what was buried', () => {
    const { world, row } = savedInBetween();
    world.directus.losesAnswer = (action) => action === 'apply';
    pull(world);
    expect(row['name']).toBe('Theirs');
    expect(world.state.reports()).toEqual([]);
    world.directus.losesAnswer = () => false;
    world.advance(3_600_000);
    catchUpAll(world.app());
    const [line] = world.state.reports();
    expect(line).toMatchObject({ kind: 'buried', key: '1', fields: expect.arrayContaining(['summary']) });
    expect(world.directus.revision(line!.revision)).toMatchObject({ name: 'In between' });
    world.advance(3_600_000);
    catchUpAll(world.app());
    expect(world.state.reports()).toHaveLength(1);
    expect(world.state.note('unanswered')).toBeNull();
  });

  it('[R11] that is written by a run that goes on when nobody waits for it: what it buries after the first look is reported', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e1', { summary: 'Theirs' });
    world.directus.late = [];
    pull(world);
    const [goOn] = world.directus.late;
    world.directus.late = undefined;
    // The second try is answered, and nothing of the first is to be seen yet.
    pull(world);
    world.directus.update(row['id'], { name: 'In between' });
    goOn!();
    expect(row['name']).toBe('Theirs');
    world.advance(3_600_000);
    catchUpAll(world.app());
    const [line] = world.state.reports();
    expect(line).toMatchObject({ kind: 'buried', key: '1', fields: expect.arrayContaining(['summary']) });
    expect(world.directus.revision(line!.revision)).toMatchObject({ name: 'In between' });
    expect(world.state.note('unanswered')).toBeNull();
  });

  it.each(['answered', 'lost, and told of by the next apply'])(
    '[R11] [R17] that is written while somebody saves, and the report takes nothing (the answer is %s): told of once it does',
    (answer) => {
      const { world } = savedInBetween();
      if (answer === 'answered') world.storeFails = (name) => name.startsWith('report.');
      else world.directus.losesAnswer = (action) => action === 'apply';
      pull(world);
      world.directus.losesAnswer = () => false;
      world.storeFails = (name) => name.startsWith('report.');
      world.advance(3_600_000);
      catchUpAll(world.app());
      expect(world.state.reports()).toEqual([]);
      world.storeFails = () => false;
      world.calendar.edit('e1', { description: 'Theirs, too' });
      pull(world);
      expect(world.state.reports()).toMatchObject([{ kind: 'buried', key: '1' }]);
      world.advance(3_600_000);
      catchUpAll(world.app());
      expect(world.state.note('unanswered')).toBeNull();
    },
  );

  it('[R11] that is written reads no revisions while every answer comes', () => {
    const world = started();
    paired(world);
    world.calendar.edit('e1', { summary: 'Theirs' });
    pull(world);
    expect(world.calls()).toEqual(['list', 'apply']);
    expect(world.state.note('unanswered')).toBeNull();
  });

  it('[P4] [R15] that lost its properties is still its item’s and gets them back', () => {
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

describe('a deleted event', () => {
  it('[P10] takes its item along', () => {
    const world = started();
    paired(world);
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
    expect(world.calls()).toEqual(['list', 'get', 'changes', 'apply']);
  });

  it('[P10] [P23] unlinks it, where the binding says so, and for good', () => {
    const world = started({ onEventDeleted: 'unlink' });
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    expect(row).toMatchObject({ event: '-e1', sync: null, name: 'Talk' });
    world.directus.update(row['id'], { name: 'Renamed' });
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(world.calendar.live).toEqual([]);
    world.directus.update(row['id'], { event: null });
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Renamed' }]);
  });

  it('[P10] archives it, where the binding says so', () => {
    const world = started({ onEventDeleted: { archive: { field: 'status', value: 'archived' } } });
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    expect(row).toMatchObject({ event: '-e1', status: 'archived' });
  });

  it('[P11] comes back when its item was edited meanwhile', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.update(row['id'], { name: 'Still wanted' });
    world.calendar.remove('e1');
    pull(world);
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Still wanted' });
    expect(world.state.reports()).toMatchObject([{ kind: 'revived' }]);
  });

  it.each(['its feed', 'a comparison'])(
    '[P6] [P11] comes back by %s when its item was edited meanwhile, whatever copy of that names it too',
    (by) => {
      const world = started({ onEventDeleted: 'delete' });
      const { row, event } = paired(world);
      const { id, ...copied } = row;
      world.directus.create(copied);
      world.directus.update(id, { name: 'Renamed' });
      world.calendar.remove('e1');
      if (by === 'its feed') pull(world);
      else reconcileAll(world.app());
      world.advance(600_000);
      catchUpAll(world.app());
      reconcileAll(world.app());
      expect(world.directus.item(id)).toMatchObject({ event: 'e1', name: 'Renamed' });
      expect(event()).toMatchObject({ status: 'confirmed', summary: 'Renamed' });
      const [, copy] = world.directus.items();
      expect(world.calendar.live).toMatchObject([{ id: 'e1' }, { id: copy!['event'], summary: 'Talk' }]);
      // And goes with it (P18).
      world.directus.delete(id);
      catchUpAll(world.app());
      expect(event().status).toBe('cancelled');
      expect(world.directus.items()).toEqual([copy]);
    },
  );

  it('[P6] [P10] takes along the item that it was linked to, not a copy of it with a lower key, which gets its own', () => {
    const world = started({ onEventDeleted: 'delete' });
    const { row } = paired(world);
    world.directus.create({ ...row, id: 0 });
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: 0, event: 'e1' }]);
    reconcileAll(world.app());
    const [copy] = world.directus.items();
    expect(world.calendar.live).toMatchObject([{ id: copy!['event'], summary: 'Talk' }]);
  });

  it('[P12] whose item has no base comes back, edited or not, and that is reported', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.update(row['id'], { sync: null }, null);
    world.calendar.remove('e1');
    pull(world);
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Talk' });
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'revived' }]);
  });

  it('[P12] whose item was deleted and brought back with its old id and base comes back', () => {
    const world = started();
    const { row, event } = paired(world);
    const old = { ...row };
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
    world.directus.create(old);
    world.calendar.edit('e1', { status: 'cancelled' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Talk' });
  });

  it('[P20] and restored by a person brings its item back under its key', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
  });

  it('[P20] and restored by a person brings its item back, too, where a person had deleted the item as well', () => {
    const world = started();
    const { row } = paired(world);
    world.directus.delete(row['id']);
    world.calendar.remove('e1');
    pull(world);
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
    expect(world.calendar.events.get('e1')).toMatchObject({ status: 'confirmed' });
  });

  it('[P20] and restored brings its item back although the answer to the item’s deletion was lost', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    world.directus.losesAnswer = (action) => action === 'apply';
    pull(world);
    expect(world.directus.items()).toEqual([]);
    world.directus.losesAnswer = () => false;
    pull(world);
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
  });

  it('[R11] tells of the edit that went with its item, although the answer to the deletion was lost', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    world.directus.meanwhile = () => {
      world.directus.meanwhile = () => undefined;
      world.directus.update(row['id'], { name: 'Just now' });
    };
    world.directus.losesAnswer = (action) => action === 'apply';
    pull(world);
    expect([world.directus.items(), world.state.reports()]).toEqual([[], []]);
    world.directus.losesAnswer = () => false;
    pull(world);
    const [line] = world.state.reports();
    expect(line).toMatchObject({ kind: 'buried', key: String(row['id']), event: 'e1', winner: 'event' });
    const revision = world.directus.tables.get('directus_revisions')!.find(({ id }) => id === line!.revision);
    expect(revision).toMatchObject({ data: { name: 'Just now' } });
    // Once: the same deletion may be met again.
    world.calendar.edit('e1', { status: 'cancelled' });
    pull(world);
    expect(world.state.reports()).toHaveLength(1);
  });

  it.each([{}, { onEventDeleted: 'unlink' }])(
    '[P21] and whose item a person edited and deleted as well, is nothing to tell: %j',
    (policy) => {
      const world = started(policy);
      const { row } = paired(world);
      world.directus.update(row['id'], { name: 'Edited' });
      world.directus.delete(row['id']);
      world.calendar.remove('e1');
      pull(world);
      expect(world.calls()).not.toContain('revisions');
      expect([world.state.reports(), world.directus.items(), world.calendar.live]).toEqual([[], [], []]);
    },
  );

  it('[P18] that we brought back goes with its item, whatever became of an item before it', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    // Somebody brings the item back with all that it held, and with it its event (P11).
    world.directus.create({ ...row, name: 'Back' });
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ id: 'e1', summary: 'Back' }]);
    world.directus.delete(row['id']);
    world.advance(60_000);
    catchUpAll(world.app());
    expect(world.calendar.live).toEqual([]);
    expect(world.directus.items()).toEqual([]);
  });

  it('[R23] that a direct read shows alive is not deleted', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    const list = world.calendar.list.bind(world.calendar);
    world.calendar.list = (id, token) => {
      const answer = list(id, token);
      world.calendar.edit('e1', { status: 'confirmed' });
      return answer;
    };
    pull(world);
    expect(world.directus.item(row['id'])).toBeDefined();
  });

  it('[R25] is left alone by a list without a token, which comes again', () => {
    const world = started();
    paired(world);
    world.calendar.remove('e1');
    const list = world.calendar.list.bind(world.calendar);
    world.calendar.list = (id, token) => {
      world.calendar.list = list;
      const answer = list(id, token);
      return answer.ok ? { ok: true, value: { ...answer.value, nextSyncToken: undefined } } : answer;
    };
    pull(world);
    expect(world.directus.items()).toHaveLength(1);
    pull(world);
    expect(world.directus.items()).toEqual([]);
  });

  it('[P13] of no item is nothing', () => {
    const world = started();
    world.calendar.edit('e1', EVENT);
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
  });
});

describe('a deleted item', () => {
  it('[P18] takes its event along, marked as deleted by us', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(event()).toMatchObject({ status: 'cancelled', extendedProperties: { private: { deletedBy: 'inst0001' } } });
  });

  it('[P19] comes back when its event was edited meanwhile', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e1', { summary: 'Still wanted' });
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Still wanted', event: 'e1' }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated' }]);
  });
});

describe('an item whose event was deleted and brought back', () => {
  /** A pair whose item has a field that is not mapped, after the deletion of its event. */
  function deleted(world: World): Row {
    const { row } = paired(world);
    world.directus.update(row['id'], { category: 'red', labels: ['a'] });
    catchUpAll(world.app());
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
    return row;
  }
  const restore = (world: World): void => {
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
  };

  it('[P20] is there again with all its columns, and the report names the revision', () => {
    const world = started();
    const row = deleted(world);
    restore(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Talk', category: 'red', labels: ['a'] }]);
    const reason = expect.stringMatching(/all else is as in its revision \d+\. Items that pointed at it/) as string;
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated', key: String(row['id']), reason }]);
  });

  it('[P19] so is one that a person deleted while its event was edited', () => {
    const world = started();
    const { row } = paired(world);
    world.directus.update(row['id'], { category: 'red' });
    world.calendar.edit('e1', { summary: 'Still wanted' });
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Still wanted', category: 'red' }]);
  });

  it('[P20] has what its event holds where Directus refuses the rest, and the report says where that stands', () => {
    const world = started();
    deleted(world);
    world.directus.refuses = (values) =>
      'category' in values ? { code: 'INVALID_FOREIGN_KEY', field: 'category' } : undefined;
    restore(world);
    expect(world.directus.items()).toMatchObject([{ name: 'Talk', event: 'e1' }]);
    expect(world.directus.items()[0]).not.toHaveProperty('category');
    const reason = expect.stringMatching(
      /Directus refused all else \(INVALID_FOREIGN_KEY, field category\), which its revision \d+ holds/,
    ) as string;
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated', reason }]);
    expect(world.state.retries()).toEqual([]);
  });

  it('[P20] has what its event holds where its collection keeps no revisions, and the report says so', () => {
    const world = started();
    world.directus.keepsRevisions = false;
    deleted(world);
    restore(world);
    expect(world.directus.items()).toMatchObject([{ name: 'Talk', event: 'e1' }]);
    const reason = expect.stringContaining('no revision of it was found, so its other fields are empty') as string;
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated', reason }]);
  });
});

describe('the sync token', () => {
  it('[R27] that is void makes a full comparison, without an error and without a deletion', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e2', EVENT);
    world.calendar.tokensAreVoid = true;
    pull(world);
    world.calendar.tokensAreVoid = false;
    expect(world.directus.items()).toMatchObject([{ id: row['id'] }, { event: 'e2' }]);
    expect(world.state.retries()).toEqual([]);
    world.calls();
    pull(world);
    expect(world.calls()).toEqual(['list']);
  });

  it('[R26] stays where it was while Directus does not answer', () => {
    const world = started();
    const before = world.state.calendar('primary').syncToken;
    world.calendar.edit('e1', EVENT);
    world.directus.refuse = () => DOWN;
    pull(world);
    expect(world.state.calendar('primary').syncToken).toBe(before);
    world.directus.refuse = () => undefined;
    world.advance(3 * 3_600_000);
    catchUpAll(world.app());
    expect(world.directus.items()).toHaveLength(1);
  });

  it('[R42] does not call a side healthy that did not answer', () => {
    const world = started();
    const before = world.state.lastGood('directus');
    world.directus.refuse = () => DOWN;
    catchUpAll(world.app());
    expect(world.state.lastGood('directus')).toBe(before);
  });
});

it('[R41] loses properties and cache, and neither an item nor an event', () => {
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
