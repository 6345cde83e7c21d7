// Flow runs that come late: what they tell was written meanwhile, because the feed had brought it.
import { catchUpAll, itemsChanged, startFeeds } from '../../src/app/work';
import type { CalendarEvent } from '../../src/core/calendar-event';
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

it('[RD5] a flow run that read its new item before the write-back costs no call', () => {
  const world = started();
  const { id } = world.directus.create({ ...TALK });
  const late = world.directus.signal([id], true);
  catchUpAll(world.app());
  world.calls();
  expect(itemsChanged(world.app(), { ...late, stamp: late.stamp + 100 })).toEqual({ queued: false, writeBacks: [] });
  expect(world.calls()).toEqual([]);
});

it('[RD5] a flow run that read its edited item before the write-back costs no call', () => {
  const world = started();
  const id = paired(world);
  world.directus.update(id, { name: 'Edited' });
  const late = world.directus.signal([id]);
  catchUpAll(world.app());
  world.calls();
  expect(itemsChanged(world.app(), { ...late, stamp: late.stamp + 100 })).toEqual({ queued: false, writeBacks: [] });
  expect(world.calls()).toEqual([]);
});

it('[RD5] what was edited since our last write is news', () => {
  const world = started();
  const id = paired(world);
  world.directus.update(id, { name: 'Edited' });
  itemsChanged(world.app(), world.directus.signal([id]));
  expect(world.calendar.live.map(({ summary }) => summary)).toEqual(['Edited']);
});

it('[RD5] an item that is put back to what its event was last written with, after the event brought it another value, is news', () => {
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

it('[CB12] an item whose id is emptied by hand is looked at, though its values are those last written', () => {
  const world = started();
  const id = paired(world);
  world.directus.update(id, { event: null });
  const { writeBacks } = itemsChanged(world.app(), world.directus.signal([id]));
  expect(writeBacks).toHaveLength(1);
  expect(world.calendar.live).toHaveLength(1);
});

it('[RD4] an event that we deleted and a person brought back is deleted again with its item', () => {
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

describe('[RD13] a list may lag', () => {
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

  const EVENTS = ['a', 'b'].map((id) => ({ id, etag: `"${id}"` }));
  const written = (event: CalendarEvent, base: string) => ({ ...event, extendedProperties: { private: { base } } });

  it('behind what was written a moment ago, where it shows another base than that, and not behind what was not', () => {
    const { world, echoes } = whole({});
    const now = written(EVENTS[0]!, 'as written');
    echoes.remember('primary', [now], world.now);
    expect(EVENTS.map(echoes.mayLag('primary', EVENTS, world.now))).toEqual([true, false]);
    expect([now].map(echoes.mayLag('primary', [now], world.now))).toEqual([false]);
  });

  it('not behind what a person edited since it was written: the base that it shows is ours', () => {
    const { world, echoes } = whole({});
    const now = written(EVENTS[0]!, 'as written');
    echoes.remember('primary', [now], world.now);
    const edited = { ...now, etag: '"edited"' };
    expect([edited].map(echoes.mayLag('primary', [edited], world.now))).toEqual([false]);
  });

  it('nobody knows whether, while the cache did not keep what was written', () => {
    const { world, echoes } = whole({ put: 2 });
    echoes.remember('primary', EVENTS.slice(0, 1), world.now);
    expect(EVENTS.map(echoes.mayLag('primary', EVENTS, world.now))).toEqual([undefined, undefined]);
    world.advance(11 * MINUTES_MS);
    expect(EVENTS.map(echoes.mayLag('primary', EVENTS, world.now))).toEqual([false, false]);
  });

  it('nobody knows whether, when the cache cannot be read', () => {
    const { world, echoes } = whole({ read: true });
    expect(EVENTS.map(echoes.mayLag('primary', EVENTS, world.now))).toEqual([undefined, undefined]);
  });
});

describe('[M20] what followed an edit of an event', () => {
  it('is remembered by event and calendar, for hours', () => {
    const world = new World();
    const { echoes } = world.app();
    echoes.follow('primary', new Map([['a', 'sync of a']]));
    echoes.follow('other', new Map([['b', 'sync of b']]));
    expect(echoes.followed('primary', ['a', 'b'])).toEqual(new Map([['a', 'sync of a']]));
    echoes.follow('primary', new Map([['a', 'its later sync']]));
    expect(echoes.followed('primary', ['a']).get('a')).toBe('its later sync');
  });

  it('is unknown once the cache is emptied, or cannot be read', () => {
    const world = new World();
    world.app().echoes.follow('primary', new Map([['a', 'sync of a']]));
    const unreadable = new Echoes({ ...world.app().cache, getAll: () => null });
    expect(unreadable.followed('primary', ['a'])).toEqual(new Map());
    world.cached.clear();
    expect(world.app().echoes.followed('primary', ['a'])).toEqual(new Map());
  });
});
