// Directus' feed: where each look begins, and what it may conclude.
import { CURSOR } from '../../src/sources/directus';
import { pullDirectus } from '../fakes/sources';
import { calendarChanged, catchUpAll, goOnAll, itemsChanged, UNTRACKED } from '../../src/app/work';
import { EVENT, FIELDS, TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { DUE } from '../../src/sync/due';
import { outageCell } from '../../src/sync/outage';
import { lastGood } from '../../src/sync/looks';
import { RETRIES } from '../../src/sync/retries';

const MINUTE_MS = 60_000;

/** Two copies of an item that one look finds, with the item deleted and its event edited. */
function copiesOfDeleted(changes: object = {}) {
  const world = started();
  const { id, ...copied } = world.directus.create(TALK);
  pullDirectus(world.app());
  const { event, sync } = world.directus.item(id)!;
  const [first, second] = [1, 2].map(() => world.directus.create({ ...copied, event, sync, ...changes }));
  world.directus.delete(id);
  world.calendar.edit(String(event), { summary: 'Edited' });
  pullDirectus(world.app());
  return { world, event, first, second };
}

describe('pullDirectus', () => {
  it('[RD9] begins at the newest activity the first time: what is there already is the comparison’s', () => {
    const world = new World();
    world.directus.create(TALK);
    expect(pullDirectus(world.app()).end).toBe('done');
    expect(world.calls()).toEqual(['changes']);
    expect(world.state.get(CURSOR)).toMatchObject({ last: world.directus.newest });
  });

  it('finds what no signal told of: created, changed and deleted items', () => {
    const world = started();
    const row = world.directus.create(TALK);
    pullDirectus(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
    expect(row['event']).toBe(world.calendar.live[0]!.id);
    world.directus.update(row['id'], { name: 'Renamed' });
    pullDirectus(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Renamed' }]);
    world.directus.delete(row['id']);
    pullDirectus(world.app());
    expect(world.calendar.live).toEqual([]);
  });

  it.each(['a signal', 'the feed'])(
    '[WH1] by %s, a copy that names its original’s event gets an event of its own',
    (way) => {
      const world = started();
      const { id, ...copied } = world.directus.create(TALK);
      pullDirectus(world.app());
      const original = world.directus.item(id)!;
      const copy = world.directus.create({ ...copied, event: original['event'], sync: original['sync'] });
      if (way === 'the feed') pullDirectus(world.app());
      else world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([copy['id']], true)).writeBacks);
      expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }, { summary: 'Talk' }]);
      expect(world.directus.item(copy['id'])!['event']).toBe(world.calendar.live[1]!.id);
      expect(original['event']).toBe(world.calendar.live[0]!.id);
    },
  );

  it('[P4] [WH6] of two copies whose original is deleted the first takes its event and what was edited there, the other gets its own', () => {
    const { world, event, first, second } = copiesOfDeleted();
    expect(first).toMatchObject({ name: 'Edited', event });
    expect(second).toMatchObject({ name: 'Talk' });
    expect(world.calendar.live).toMatchObject([{ summary: 'Edited' }, { id: second!['event'], summary: 'Talk' }]);
  });

  it('[P4] [P14] of two copies without a start, whose original is deleted, the first takes what was edited in its event', () => {
    const { world, first, second } = copiesOfDeleted({ starts: null });
    expect(first).toMatchObject({ name: 'Edited', event: null });
    expect(second).toMatchObject({ name: 'Talk', event: null });
    expect(world.calendar.live).toEqual([]);
  });

  it('[P5] [WH2] of an item whose id was emptied, and its copy, which one look finds, the item gets its event back', () => {
    const world = started();
    const { id } = world.directus.create(TALK);
    pullDirectus(world.app());
    const { id: _, event, ...copied } = world.directus.item(id)!;
    world.directus.update(id, { event: null });
    const copy = world.directus.create({ ...copied, event: null });
    pullDirectus(world.app());
    expect(world.directus.item(id)).toMatchObject({ event });
    expect(world.calendar.live).toMatchObject([{ id: event }, { id: copy['event'] }]);
    expect(copy['event']).not.toBe(event);
    expect(world.retries()).toEqual([]);
  });

  it('[WH2] [WH21] of an unlinked item and its copy, which one look finds when the event is back, the item gets it', () => {
    const world = started({ onEventDeleted: 'unlink' });
    const { id } = world.directus.create(TALK);
    pullDirectus(world.app());
    const { event } = world.directus.item(id)!;
    world.calendar.remove(String(event));
    catchUpAll(world.app());
    const { id: _, ...copied } = world.directus.item(id)!;
    expect(copied).toMatchObject({ event: `-${event}` });
    world.calendar.edit(String(event), { status: 'confirmed' });
    const copy = world.directus.create(copied);
    catchUpAll(world.app());
    expect(world.directus.item(id)).toMatchObject({ event });
    expect(world.calendar.live).toMatchObject([{ id: event }, { id: copy['event'] }]);
  });

  it('[NP6] [P19] an item that was made again for one binding finds the event that it has by another one', () => {
    const second = { id: 'second', calendar: 'rooms', fields: { ...FIELDS, eventId: 'event2', sync: 'sync2' } };
    const world = started({}, second);
    world.calendarOf('rooms').edit('e1', EVENT);
    world.advance(MINUTE_MS);
    calendarChanged(world.app(), 'rooms');
    const [row] = world.directus.items();
    world.directus.delete(row!['id']);
    world.calendar.edit(String(row!['event']), { summary: 'Edited' });
    // The run ends before the item is offered to its second binding (M25).
    world.directus.refuse = (action) =>
      action === 'read' ? { kind: 'unavailable', status: 503, reason: null, message: 'down' } : undefined;
    world.advance(MINUTE_MS);
    calendarChanged(world.app(), 'primary');
    world.directus.refuse = () => undefined;
    world.state.set(outageCell(), null);
    pullDirectus(world.app());
    expect(world.directus.items()).toMatchObject([{ name: 'Edited', event: row!['event'], event2: 'e1' }]);
    expect(world.calendarOf('rooms').live).toMatchObject([{ id: 'e1' }]);
  });

  it('[NP9] that an item can’t name its event, because another one was given its id meanwhile, is settled soon after', () => {
    const world = started();
    world.directus.eventIdIsUnique = true;
    const [first, second] = [1, 2].map(() => world.directus.create(TALK));
    pullDirectus(world.app());
    const event = first!['event'];
    world.directus.update(first!['id'], { event: null });
    world.directus.meanwhile = () => {
      world.directus.meanwhile = () => undefined;
      world.directus.update(second!['id'], { event });
    };
    pullDirectus(world.app());
    expect(world.retries()).toMatchObject([{ key: '1', next: expect.any(Number) }]);
    for (let minute = 0; minute < 2; minute++) {
      world.advance(MINUTE_MS);
      catchUpAll(world.app());
    }
    expect(first).toMatchObject({ event });
    expect(world.calendar.live).toMatchObject([{ id: event }, { id: second!['event'] }]);
    expect(world.retries()).toEqual([]);
  });

  it('costs one call when nothing happened', () => {
    const world = started();
    world.directus.create(TALK);
    pullDirectus(world.app());
    pullDirectus(world.app());
    world.calls();
    pullDirectus(world.app());
    world.advance(10 * MINUTE_MS);
    pullDirectus(world.app());
    expect(world.calls()).toEqual(['changes', 'changes']);
  });

  it.each([
    [119, 2],
    [60, 61],
    [121, 119],
    [600, 100],
    [1, 1],
  ])(
    '[RD8] finds a row that was committed late, below newer ones: %i s before a look, %i s after it',
    (before, after) => {
      const world = started();
      world.advance(before * 1000);
      const activity = world.directus.tables.get('directus_activity')!;
      world.directus.create(TALK);
      const late = activity.pop()!;
      activity.push({ ...late, id: 900, collection: 'others' });
      pullDirectus(world.app());
      expect(world.calendar.live).toEqual([]);
      activity.push(late);
      world.advance(after * 1000);
      pullDirectus(world.app());
      expect(world.calendar.live).toHaveLength(1);
    },
  );

  it('[OU1] does not move the cursor while Directus does not answer', () => {
    const world = started();
    world.directus.create(TALK);
    const before = world.state.get(CURSOR);
    world.directus.refuse = (action) =>
      action === 'read' ? { kind: 'unavailable', status: 503, reason: null, message: 'down' } : undefined;
    expect(pullDirectus(world.app()).end).toBe('unread');
    expect(world.state.get(CURSOR)).toEqual(before);
    world.directus.refuse = () => undefined;
    pullDirectus(world.app());
    expect(world.calendar.live).toHaveLength(1);
  });

  it('[CB24] takes a cursor above the newest id for a restored database: compares all, deletes nothing, begins anew', () => {
    const world = started();
    const row = world.directus.create(TALK);
    pullDirectus(world.app());
    world.advance(10 * MINUTE_MS);
    const activity = world.directus.tables.get('directus_activity')!;
    activity.length = 1;
    pullDirectus(world.app());
    expect(world.state.get(DUE)).toEqual(['primary']);
    expect(world.calendar.live).toHaveLength(1);
    world.directus.update(row['id'], { name: 'Since then' });
    pullDirectus(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Since then' }]);
  });

  it('follows 300 deletions, whose revisions are more than one call may ask for', () => {
    const world = started({ brake: { deletions: 300, share: 1 } });
    const rows = Array.from({ length: 300 }, () => world.directus.create(TALK));
    pullDirectus(world.app());
    expect(world.calendar.live).toHaveLength(300);
    for (const row of rows) world.directus.delete(row['id']);
    world.cached.clear();
    expect(pullDirectus(world.app()).end).toBe('done');
    expect(world.calendar.live).toEqual([]);
  });

  it('[EX7] leaves the cursor where it was when time was over before all was done', () => {
    const world = started();
    for (let i = 0; i < 220; i++) world.directus.create(TALK);
    world.calendar.room = 200;
    const before = world.state.get(CURSOR);
    const { end } = pullDirectus(world.app(0));
    expect(end).toBe('left');
    expect(world.state.get(CURSOR)).toEqual(before);
    pullDirectus(world.app());
    expect(world.calendar.live).toHaveLength(220);
  });
});

it('[P21] forgets what failed of an item that is gone like its event', () => {
  const world = started();
  const row = world.directus.create(TALK);
  catchUpAll(world.app());
  world.directus.delete(row['id']);
  catchUpAll(world.app());
  expect(world.calendar.live).toEqual([]);
  world.directus.create({ ...TALK, id: row['id'] });
  const failure = { reason: 'start could not be read', to: 'google' as const, count: 1, next: null, value: '' };
  world.state.set(RETRIES, [{ binding: 'main', key: String(row['id']), ...failure }]);
  world.directus.delete(row['id']);
  catchUpAll(world.app());
  expect(world.retries()).toEqual([]);
});

it('[EX7] comes again soon when the lock is taken as left work is to go on', () => {
  const world = started();
  world.lockIsTaken = true;
  goOnAll(world.app());
  expect(world.triggers.splice(0)).toEqual(['soon']);
  world.lockIsTaken = false;
  goOnAll(world.app());
  expect(world.triggers).not.toContain('soon');
});

it('[SU1] does not call a side up to date whose changes are not all carried over', () => {
  const world = started();
  catchUpAll(world.app());
  const before = lastGood(world.state, 'directus');
  for (let i = 0; i < 220; i++) world.directus.create(TALK);
  world.calendar.room = 200;
  world.advance(1000);
  catchUpAll(world.app(0));
  expect(lastGood(world.state, 'directus')).toBe(before);
  expect(world.triggers).toContain('soon');
  catchUpAll(world.app());
  expect(lastGood(world.state, 'directus')).toBe(world.now);
});

describe('itemsChanged', () => {
  it('works with what a signal says of a collection that Directus does not track: the feed lacks it', () => {
    const world = started();
    const row = world.directus.create(TALK);
    const stamp = world.state.get(CURSOR)!.last;
    const signal = { ...world.directus.signal([row['id']], true), stamp };
    expect(itemsChanged(world.app(), signal).writeBacks).toEqual([]);
    world.state.set(UNTRACKED, ['talks']);
    expect(itemsChanged(world.app(), signal).writeBacks).toHaveLength(1);
    expect(world.calendar.live).toHaveLength(1);
  });

  it('[RD1] costs no call to Directus: the answer carries event id and base', () => {
    const world = started();
    const row = world.directus.create(TALK);
    const { writeBacks } = itemsChanged(world.app(), world.directus.signal([row['id']], true));
    expect(world.calls()).toEqual(['insert']);
    world.directus.writeBack(writeBacks);
    expect(row['event']).toBe(world.calendar.live[0]!.id);
    world.directus.update(row['id'], { name: 'Renamed' });
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']])).writeBacks);
    expect(world.calls()).toEqual(['get', 'patch']);
    world.directus.update(row['id'], { other: 'x' });
    itemsChanged(world.app(), world.directus.signal([row['id']]));
    expect(world.calls()).toEqual([]);
  });

  it('[RD1] [RD2] reads an item again whose signal is older than what the event holds', () => {
    const world = started();
    const row = world.directus.create(TALK);
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']], true)).writeBacks);
    world.directus.update(row['id'], { name: 'First' });
    const late = world.directus.signal([row['id']]);
    world.directus.update(row['id'], { name: 'Second' });
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']])).writeBacks);
    world.directus.writeBack(itemsChanged(world.app(), late).writeBacks);
    expect(world.calendar.live).toMatchObject([{ summary: 'Second' }]);
    expect(row['name']).toBe('Second');
    expect(world.state.reports()).toEqual([]);
  });

  it('[RD5] does nothing for a created item that a look at the feed has given its event meanwhile', () => {
    const world = started();
    const row = world.directus.create(TALK);
    const late = world.directus.signal([row['id']], true);
    catchUpAll(world.app());
    expect(world.calendar.live).toHaveLength(1);
    world.calls();
    // A stamp that the feed has not passed: the write-back is newer than the look.
    expect(itemsChanged(world.app(), { ...late, stamp: world.directus.newest }).writeBacks).toEqual([]);
    expect(world.calls()).toEqual([]);
  });

  it('makes an event for an item that is created again under the key of a deleted one', () => {
    const world = started();
    const create = () => {
      const { writeBacks } = itemsChanged(
        world.app(),
        world.directus.signal([world.directus.create({ ...TALK, id: 7 })['id']], true),
      );
      world.directus.writeBack(writeBacks);
    };
    create();
    world.directus.delete(7);
    catchUpAll(world.app());
    expect(world.calendar.live).toEqual([]);
    create();
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
  });
});
