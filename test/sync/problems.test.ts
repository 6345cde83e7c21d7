// What is wrong with an item, told in a field of its own.
import { catchUpAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import type { Row } from '../../src/core/values';
import { FIELDS, TALK, World } from '../fakes';

function started(changes: object = {}): World {
  const world = new World({ fields: { ...FIELDS, problem: 'trouble' }, ...changes });
  startFeeds(world.app());
  reconcileAll(world.app());
  return world;
}

function send(world: World, row: Row): void {
  const answer = itemsChanged(world.app(), world.directus.signal([row['id']], false));
  world.directus.writeBack(answer.writeBacks);
}

function paired(world: World, changes: object = {}): Row {
  const row = world.directus.create({ ...TALK, ...changes });
  send(world, row);
  return row;
}

const BAD = { starts: '2026-12-01T12:00:00Z', ends: '2026-12-01T10:00:00Z' };

it('[RP8] says why an item cannot be an event, and is emptied when it can', () => {
  const world = started();
  const row = paired(world, BAD);
  expect(row['trouble']).toMatch(/^the end \(2026-12-01T10:00:00Z\) is before the start/);
  world.directus.update(row['id'], { ends: '2026-12-01T13:00:00Z' });
  send(world, row);
  expect(row['trouble']).toBeNull();
  expect(world.calendar.live).toHaveLength(1);
});

it('says who won a conflict, until the report is emptied', () => {
  const world = started({ onConflict: 'google' });
  const row = paired(world);
  const { id } = world.calendar.live[0]!;
  world.directus.update(row['id'], { name: 'By hand' });
  world.calendar.edit(id, { ...world.calendar.events.get(id)!, summary: 'In Google' });
  catchUpAll(world.app());
  expect(row['name']).toBe('In Google');
  expect(row['trouble']).toMatch(/^2026-.*: conflict \(the event won\)$/);
  world.state.report.clear();
  reconcileAll(world.app());
  expect(row['trouble']).toBeNull();
});

it('[RP8] [WR13] writes once what it has to say, and nothing to items that are well', () => {
  const world = started();
  paired(world);
  const bad = paired(world, BAD);
  const { newest } = world.directus;
  for (let times = 0; times < 2; times++) {
    send(world, bad);
    catchUpAll(world.app());
    reconcileAll(world.app());
  }
  expect(world.directus.newest).toBe(newest);
});

it('says nothing of what only failed for now', () => {
  const world = started();
  const row = paired(world);
  world.calendar.refuse = (call) =>
    call === 'patch' ? { kind: 'unavailable', status: 503, reason: null, message: 'Google is down' } : undefined;
  world.directus.update(row['id'], { name: 'Later' });
  send(world, row);
  expect(world.retries()).toMatchObject([{ key: '1' }]);
  expect(row['trouble'] ?? null).toBeNull();
});

it('leaves the item alone where no field is named for it', () => {
  const world = started({ fields: FIELDS });
  const row = paired(world, BAD);
  expect(Object.values(row).join()).not.toMatch(/before the start/);
});
