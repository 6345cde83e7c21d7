// What a person puts back together with the sync value of that day, by a revert or by an import over what is there (CB19).
import { calendarChanged, catchUpAll, itemsChanged, reconcileAll } from '../../src/app/work';
import type { Row } from '../../src/core/values';
import { pullDirectus } from '../fakes/sources';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';

const MINUTE_MS = 60_000;

/** Both feeds are followed, and everything is compared. */
function settle(world: World): void {
  world.advance(20 * MINUTE_MS);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
  reconcileAll(world.app());
}

function pair(world: World, changes: Row = {}): { row: Row; putBack: () => void } {
  const row = world.directus.create({ ...TALK, ...changes });
  settle(world);
  const { id, ...before } = { ...row };
  return { row, putBack: () => world.directus.update(id, before) };
}

it('[CB19] an item that is reverted to before its event was edited goes to the event, and what that loses is reported', () => {
  const world = started();
  const { row, putBack } = pair(world);
  world.calendar.edit(String(row['event']), { summary: 'Renamed in Google' });
  settle(world);
  expect(row['name']).toBe('Renamed in Google');
  putBack();
  settle(world);
  expect(row['name']).toBe('Talk');
  expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
  expect(world.state.reports()).toMatchObject([{ winner: 'item', lost: { summary: 'Renamed in Google' } }]);
  // From then on the base is ours again.
  world.calendar.edit(String(row['event']), { summary: 'Renamed once more' });
  settle(world);
  expect(row['name']).toBe('Renamed once more');
  expect(world.state.reports()).toHaveLength(1);
});

it('[CB21] so does an item that was made of its event, whose base is the later one', () => {
  const world = started();
  world.calendar.edit('e1', EVENT);
  settle(world);
  const [row] = world.directus.items();
  const { id, ...before } = { ...row };
  world.calendar.edit('e1', { summary: 'Renamed in Google' });
  settle(world);
  expect(row!['name']).toBe('Renamed in Google');
  world.advance(MINUTE_MS);
  world.directus.update(id, before);
  itemsChanged(world.app(), { ...world.directus.signal([id]), putBack: true });
  expect(row!['name']).toBe('Talk');
  expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
  expect(world.state.reports()).toMatchObject([{ winner: 'item', lost: { summary: 'Renamed in Google' } }]);
});

describe('[CB19] an event that is edited after such a revert, and before that is seen, buries it', () => {
  function buried(changes: object = {}): { world: World; row: Row } {
    const world = started(changes);
    const { row, putBack } = pair(world);
    world.calendar.edit(String(row['event']), { summary: 'Renamed in Google' });
    settle(world);
    putBack();
    world.advance(MINUTE_MS);
    world.calendar.edit(String(row['event']), { description: 'Edited, too' });
    return { world, row };
  }

  it('with a line in the report, once', () => {
    const { world, row } = buried();
    settle(world);
    settle(world);
    expect(row).toMatchObject({ name: 'Renamed in Google', text: 'Edited, too' });
    const lines = world.state.reports();
    expect(lines).toMatchObject([{ kind: 'noBase', winner: 'event', key: '1', event: row['event'] }]);
    expect(world.directus.revision(lines[0]!.revision)).toMatchObject({ name: 'Talk' });
  });

  it.each(['newest', 'google'])(
    'with one line where the comparison finds it first, by the policy "%s"',
    (onConflict) => {
      const { world, row } = buried({ onConflict });
      reconcileAll(world.app());
      settle(world);
      expect(row).toMatchObject({ name: 'Renamed in Google', text: 'Edited, too' });
      expect(world.state.reports()).toMatchObject([{ kind: 'noBase', winner: 'event', revision: 4 }]);
    },
  );

  it('[CB22] an edit that goes to its event costs no look at revisions', () => {
    const world = started();
    const { row } = pair(world);
    world.directus.update(row['id'], { name: 'Edited' });
    const { writeBacks } = itemsChanged(world.app(), world.directus.signal([row['id']]));
    world.directus.writeBack(writeBacks);
    world.calls();
    pullDirectus(world.app());
    expect(world.calls()).toEqual(['changes', 'read']);
  });
});

describe('[CB20] [P12] an item that lost its event, and is reverted to when it had it, gets its event back', () => {
  const POLICIES: [string, object][] = [
    ['unlink', { onEventDeleted: 'unlink' }],
    ['archive', { onEventDeleted: { archive: { field: 'status', value: 'archived' } } }],
  ];

  it.each(POLICIES)('%s', (_, changes) => {
    const world = started(changes);
    const { row, putBack } = pair(world, { status: 'published' });
    const { event } = row;
    world.calendar.remove(String(event));
    settle(world);
    expect(row['event']).toBe(`-${String(event)}`);
    putBack();
    settle(world);
    expect(row).toMatchObject({ event, status: 'published' });
    expect(world.calendar.live).toMatchObject([{ id: event }]);
  });
});

it('[CB23] an item that is sent back whole, as it was read, is no reverted one', () => {
  const world = started();
  const { row, putBack } = pair(world);
  world.calendar.edit(String(row['event']), { summary: 'Renamed in Google' });
  putBack();
  world.advance(MINUTE_MS);
  pullDirectus(world.app());
  reconcileAll(world.app());
  expect(row['name']).toBe('Renamed in Google');
  expect(world.state.reports()).toEqual([]);
});

describe('[CB21] what is reverted to arrives as soon as any other edit', () => {
  function reverted(): { world: World; row: Row } {
    const world = started();
    const { row, putBack } = pair(world);
    world.calendar.edit(String(row['event']), { summary: 'Renamed in Google' });
    settle(world);
    putBack();
    world.advance(MINUTE_MS);
    world.calls();
    return { world, row };
  }

  it('with the next look at the feed', () => {
    const { world } = reverted();
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
  });

  it('with the message of flow 2, which says that a sync value was written', () => {
    const { world, row } = reverted();
    const signal = world.directus.signal([row['id']]);
    itemsChanged(world.app(), signal);
    expect(world.calendar.live).toMatchObject([{ summary: 'Renamed in Google' }]);
    expect(world.calls()).toEqual([]);
    const { writeBacks } = itemsChanged(world.app(), { ...signal, putBack: true });
    world.directus.writeBack(writeBacks);
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
    world.calls();
    catchUpAll(world.app());
    expect(world.calls()).not.toContain('patch');
  });

  it('not where Directus does not answer, but as soon as it does', () => {
    const { world } = reverted();
    const down = { kind: 'unavailable', status: 503, reason: null, message: 'down' } as const;
    world.directus.refuse = (action) => (action === 'revisions' ? down : undefined);
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Renamed in Google' }]);
    world.directus.refuse = () => undefined;
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
  });

  it('a save of what nobody maps is looked at in Directus alone, once', () => {
    const world = started();
    const { row } = pair(world);
    world.directus.update(row['id'], { notes: 'Not mapped' });
    world.calls();
    pullDirectus(world.app());
    expect(world.calls()).toEqual(['changes', 'read', 'revisions']);
    pullDirectus(world.app());
    expect(world.calls()).toEqual(['changes']);
  });
});
