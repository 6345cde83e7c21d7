// An event that a person brings back is what somebody wants, and is not deleted again: after its item went, too (CB10), or
// lost its start (CB11).
import { calendarChanged, catchUpAll, reconcileAll } from '../../src/app/work';
import { TALK, World } from '../fakes';
import { started } from '../fakes/started';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function follow(world: World): void {
  world.advance(MINUTE_MS);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
}

const POLICIES: [string, object][] = [
  ['delete', { onEventDeleted: 'delete' }],
  ['unlink', { onEventDeleted: 'unlink' }],
  ['archive', { onEventDeleted: { archive: { field: 'status', value: 'archived' } } }],
];

it.each(POLICIES)('[CB10] (%s) its item is made again, whoever deleted that after the event', (_, changes) => {
  const world = started(changes);
  const row = world.directus.create({ ...TALK, status: 'published' });
  follow(world);
  const id = String(row['event']);
  world.calendar.remove(id);
  follow(world);
  world.directus.delete(row['id']);
  follow(world);
  world.advance(DAY_MS);
  reconcileAll(world.app());
  world.calendar.edit(id, { status: 'confirmed' });
  follow(world);
  expect(world.calendar.live).toMatchObject([{ id }]);
  expect(world.directus.items()).toMatchObject([{ id: row['id'], event: id, name: 'Talk' }]);
});

/** An item whose start was emptied, which took its event away. */
function withoutStart() {
  const world = started();
  const row = world.directus.create(TALK);
  follow(world);
  const id = String(row['event']);
  world.directus.update(row['id'], { starts: null });
  follow(world);
  expect(world.calendar.live).toEqual([]);
  return { world, row, id };
}

it('[CB11] an event that was deleted because its item lost the start gives it back what it holds', () => {
  const { world, row, id } = withoutStart();
  world.directus.update(row['id'], { name: 'Renamed meanwhile' });
  follow(world);
  world.calendar.edit(id, { status: 'confirmed' });
  follow(world);
  reconcileAll(world.app());
  expect(world.calendar.live).toMatchObject([{ id, summary: 'Renamed meanwhile' }]);
  expect(row).toMatchObject({ event: id, starts: '2026-07-01T10:00:00.000Z', name: 'Renamed meanwhile' });
});

it('[CB11] an event that was deleted because its item lost the start, and is brought back, gives it its end, too', () => {
  const { world, row, id } = withoutStart();
  world.directus.update(row['id'], { ends: null });
  follow(world);
  world.calendar.edit(id, { status: 'confirmed' });
  follow(world);
  reconcileAll(world.app());
  const [start, end] = ['2026-07-01T10:00:00Z', '2026-07-01T11:00:00Z'];
  expect(world.calendar.live).toMatchObject([{ id, start: { dateTime: start }, end: { dateTime: end } }]);
  const stored = { starts: start.replace('Z', '.000Z'), ends: end.replace('Z', '.000Z') };
  expect(row).toMatchObject({ event: id, ...stored });
});
