// Flow runs that come late: what they tell was written meanwhile, because the feed had brought it.
import { catchUpAll, itemsChanged, startFeeds } from '../../src/app/work';
import { Echoes } from '../../src/sync/echoes';
import { TALK, World } from '../fakes';

function started(): World {
  const world = new World();
  startFeeds(world.app());
  return world;
}

/** An item with its event, as both sides are after a catch-up. */
function paired(world: World): unknown {
  const { id } = world.directus.create({ ...TALK });
  catchUpAll(world.app());
  return id;
}

it('[R12] a flow run that read its new item before the write-back costs no call', () => {
  const world = started();
  const { id } = world.directus.create({ ...TALK });
  const late = world.directus.signal([id], true);
  catchUpAll(world.app());
  world.calls();
  expect(itemsChanged(world.app(), { ...late, stamp: late.stamp + 100 })).toEqual({ queued: false, writeBacks: [] });
  expect(world.calls()).toEqual([]);
});

it('[R12] a flow run that read its edited item before the write-back costs no call', () => {
  const world = started();
  const id = paired(world);
  world.directus.update(id, { name: 'Edited' });
  const late = world.directus.signal([id]);
  catchUpAll(world.app());
  world.calls();
  expect(itemsChanged(world.app(), { ...late, stamp: late.stamp + 100 })).toEqual({ queued: false, writeBacks: [] });
  expect(world.calls()).toEqual([]);
});

it('[R12] what was edited since our last write is news', () => {
  const world = started();
  const id = paired(world);
  world.directus.update(id, { name: 'Edited' });
  itemsChanged(world.app(), world.directus.signal([id]));
  expect(world.calendar.live.map(({ summary }) => summary)).toEqual(['Edited']);
});

it('[R12] an item that is put back to what its event was last written with, after the event brought it another value, is news', () => {
  const world = started();
  const id = paired(world);
  const [event] = world.calendar.live;
  world.calendar.edit(event!.id, { summary: 'From Google' });
  catchUpAll(world.app());
  expect(world.directus.item(id)!['name']).toBe('From Google');
  world.directus.update(id, { name: TALK.name });
  itemsChanged(world.app(), world.directus.signal([id]));
  expect(world.calendar.live.map(({ summary }) => summary)).toEqual([TALK.name]);
});

it('[P8] an item whose id is emptied by hand is looked at, though its values are those last written', () => {
  const world = started();
  const id = paired(world);
  world.directus.update(id, { event: null });
  const { writeBacks } = itemsChanged(world.app(), world.directus.signal([id]));
  expect(writeBacks).toHaveLength(1);
  expect(world.calendar.live).toHaveLength(1);
});

it('[R12] an event that we deleted and a person brought back is deleted again with its item', () => {
  const world = started();
  const id = paired(world);
  const [event] = world.calendar.live;
  world.directus.delete(id);
  catchUpAll(world.app());
  expect(world.calendar.live).toEqual([]);
  world.calendar.edit(event!.id, { status: 'confirmed' });
  catchUpAll(world.app());
  const [row] = world.directus.items();
  expect(row).toMatchObject({ event: event!.id });
  world.advance(60_000);
  world.directus.delete(row!['id']);
  catchUpAll(world.app());
  expect(world.calendar.live).toEqual([]);
});

describe('[R47] a list may lag', () => {
  const MINUTES_MS = 60_000;

  /** A cache that has been whole for half an hour, and what it answers when the n-th call to it fails. */
  function whole(fails: { put?: number; read?: boolean }) {
    const world = new World();
    let puts = 0;
    const cache = { ...world.app().cache };
    const echoes = new Echoes({
      ...cache,
      getAll: (names) => (fails.read ? null : cache.getAll(names)),
      putAll: (values, seconds) => (puts += 1) !== fails.put && cache.putAll(values, seconds),
    });
    echoes.mayLag('primary', [], world.now);
    world.advance(30 * MINUTES_MS);
    return { world, echoes };
  }

  it('behind what was written a moment ago, and not behind what was not', () => {
    const { world, echoes } = whole({});
    echoes.remember('primary', [{ id: 'a', etag: '"1"' }], world.now);
    expect(['a', 'b'].map(echoes.mayLag('primary', ['a', 'b'], world.now))).toEqual([true, false]);
  });

  it('behind anything, while the cache did not keep what was written', () => {
    const { world, echoes } = whole({ put: 2 });
    echoes.remember('primary', [{ id: 'a', etag: '"1"' }], world.now);
    expect(['a', 'b'].map(echoes.mayLag('primary', ['a', 'b'], world.now))).toEqual([true, true]);
    world.advance(11 * MINUTES_MS);
    expect(['a', 'b'].map(echoes.mayLag('primary', ['a', 'b'], world.now))).toEqual([false, false]);
  });

  it('behind anything, when the cache cannot be read', () => {
    const { world, echoes } = whole({ read: true });
    expect(['a'].map(echoes.mayLag('primary', ['a'], world.now))).toEqual([true]);
  });
});
