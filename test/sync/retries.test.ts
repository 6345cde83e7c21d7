// Failures: kept by item or event, tried again in time, gone when they are over.
import { itemFromRow } from '../../src/core/item';
import { MAX_RETRIES, RetryBook } from '../../src/sync/retries';
import { liveEvent, newJob } from '../../src/sync/job';
import { retryDue } from '../fakes/sources';
import { calendarChanged, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { DUE } from '../../src/sync/due';

const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };
const REFUSED: Failure = { kind: 'invalid', status: 400, reason: 'invalid', message: 'refused' };
const MINUTE_MS = 60_000;

function itemJob(world: World, values: object = {}) {
  const row = { id: 7, event: null, sync: null, ...TALK, ...values };
  return newJob(world.binding, itemFromRow(world.binding, row, 5), { is: 'none' });
}

function keep(world: World, work: (book: RetryBook) => void): void {
  const book = new RetryBook(world.app());
  work(book);
  book.save();
}

describe('RetryBook', () => {
  it('[FA4] tries again after one, two, four … minutes, six hours at most', () => {
    const world = new World();
    const delays: number[] = [];
    for (let i = 0; i < 12; i++) {
      keep(world, (book) => book.fail(itemJob(world), 'down', DOWN));
      delays.push((world.retries()[0]!.next! - world.now) / MINUTE_MS);
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
    expect(world.retries()).toMatchObject([{ binding: 'main', key: '7', reason: 'down', count: 12 }]);
  });

  it('[FA4] waits between half of that time and all of it, as the dice fall', () => {
    const world = new World();
    const waits = [0, 0.5, 1].map((random, i) => {
      world.random = random;
      keep(world, (book) => book.fail(itemJob(world, { id: i }), 'down', DOWN));
      return world.retries()[i]!.next! - world.now;
    });
    expect(waits).toEqual([MINUTE_MS / 2, (MINUTE_MS * 3) / 4, MINUTE_MS]);
  });

  it('[FA3] tries what is refused for good again only when its value changes', () => {
    const world = new World();
    keep(world, (book) => book.fail(itemJob(world), 'refused', REFUSED));
    expect(world.retries()[0]!.next).toBeNull();
    const book = new RetryBook(world.app());
    expect(book.failedForGood(itemJob(world))).toBe(true);
    expect(book.failedForGood(itemJob(world, { name: 'Other' }))).toBe(false);
  });

  it('[FA3] tries again where the item is found to be gone: what failed for good was a write to it', () => {
    const world = new World();
    const event = liveEvent(world.app(), world.binding, world.calendar.edit('e1', EVENT));
    const unread = newJob(world.binding, { is: 'unread', key: '7', known: undefined }, event);
    const gone = newJob(world.binding, { is: 'gone', key: '7', sync: undefined, stamp: 1 }, event);
    keep(world, (book) => book.fail(unread, 'refused', REFUSED));
    const book = new RetryBook(world.app());
    expect([unread, gone].map((job) => book.failedForGood(job))).toEqual([true, false]);
  });

  it('forgets a failure when it is over', () => {
    const world = new World();
    keep(world, (book) => book.fail(itemJob(world), 'down', DOWN));
    keep(world, (book) => book.done(itemJob(world)));
    expect(world.retries()).toEqual([]);
  });

  it('forgets an event’s failure when it is over for the item that the event turned out to belong to', () => {
    const world = new World();
    const event = liveEvent(world.app(), world.binding, world.calendar.edit('e1', EVENT));
    keep(world, (book) => book.fail(newJob(world.binding, { is: 'none' }, event), 'down', DOWN));
    expect(world.retries()).toMatchObject([{ event: 'e1' }]);
    const paired = { ...itemJob(world), pair: { item: itemJob(world).pair.item, event } };
    keep(world, (book) => book.fail(paired, 'still down', DOWN));
    expect(world.retries()).toMatchObject([{ key: '7', event: 'e1' }]);
    keep(world, (book) => book.done(paired));
    expect(world.retries()).toEqual([]);
  });

  it('[RP9] keeps no value, and a reason that is short', () => {
    const world = new World();
    keep(world, (book) => book.fail(itemJob(world, { name: 'their secret' }), 'x'.repeat(1000), DOWN));
    const text = JSON.stringify(world.retries());
    expect(text).not.toContain('their secret');
    expect(text.length).toBeLessThan(300);
  });

  it('holds so many and asks for a full comparison when there are more', () => {
    const world = new World();
    keep(world, (book) => {
      for (let id = 0; id < MAX_RETRIES + 5; id++) book.fail(itemJob(world, { id }), 'down', DOWN);
    });
    expect(world.retries()).toHaveLength(MAX_RETRIES);
    expect(world.state.get(DUE)).toEqual(['primary']);
  });
});

describe('[FA6] more failures than have room', () => {
  const book = (world: World, forGood: number, retried: number): void =>
    keep(world, (kept) => {
      for (let id = 0; id < forGood; id++) kept.fail(itemJob(world, { id }), 'refused', REFUSED);
      for (let id = 0; id < retried; id++) kept.fail(itemJob(world, { id: 1000 + id }), 'down', DOWN);
    });

  it('make no comparison due that wait for a change: the daily one finds them', () => {
    const world = started();
    book(world, MAX_RETRIES + 5, 0);
    expect(world.retries()).toHaveLength(MAX_RETRIES);
    expect(world.state.get(DUE)).toBeNull();
  });

  it('give place to those that are tried again by themselves', () => {
    const world = started();
    book(world, MAX_RETRIES, 5);
    expect(world.retries()).toHaveLength(MAX_RETRIES);
    expect(world.retries().filter(({ next }) => next !== null)).toHaveLength(5);
    expect(world.state.get(DUE)).toBeNull();
  });
});

describe('retryDue', () => {
  it('does what failed when its time has come, and costs nothing before and after', () => {
    const world = new World();
    startFeeds(world.app());
    reconcileAll(world.app());
    world.directus.create(TALK);
    world.calendar.refuse = (call) => (call === 'insert' ? DOWN : undefined);
    reconcileAll(world.app());
    expect(world.retries()).toHaveLength(1);
    world.calendar.refuse = () => undefined;
    world.calls();
    retryDue(world.app());
    expect(world.calls()).toEqual([]);
    world.advance(MINUTE_MS);
    retryDue(world.app());
    expect(world.calendar.live).toHaveLength(1);
    expect(world.retries()).toEqual([]);
  });

  it('reads many failures of a binding together', () => {
    const world = new World();
    startFeeds(world.app());
    reconcileAll(world.app());
    for (let i = 0; i < 20; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
    world.calendar.refuse = (call) => (call === 'insert' ? DOWN : undefined);
    reconcileAll(world.app());
    expect(world.retries()).toHaveLength(20);
    world.calendar.refuse = () => undefined;
    world.calls();
    world.advance(MINUTE_MS);
    retryDue(world.app());
    expect(world.calls().filter((call) => call === 'read')).toHaveLength(1);
    expect(world.calendar.live).toHaveLength(20);
    expect(world.retries()).toEqual([]);
  });

  it('drops a failure of an event that is gone and that no item names', () => {
    const world = new World();
    const event = liveEvent(world.app(), world.binding, world.calendar.edit('e1', EVENT));
    keep(world, (book) => book.fail(newJob(world.binding, { is: 'none' }, event), 'down', DOWN));
    world.calendar.events.clear();
    world.advance(MINUTE_MS);
    retryDue(world.app());
    expect(world.retries()).toEqual([]);
  });

  it('drops a failure of an item that is gone, and whose event is another item’s now', () => {
    const world = started();
    const { id, ...copied } = world.directus.create(TALK);
    reconcileAll(world.app());
    const { event, sync } = world.directus.item(id)!;
    world.calendar.refuse = (call) => (call === 'patch' ? DOWN : undefined);
    world.directus.update(id, { name: 'Renamed' });
    reconcileAll(world.app());
    expect(world.retries()).toMatchObject([{ key: String(id), event }]);
    world.calendar.refuse = () => undefined;
    world.directus.create({ ...copied, event, sync });
    world.directus.delete(id);
    world.advance(MINUTE_MS);
    retryDue(world.app());
    expect(world.retries()).toEqual([]);
    expect(world.calendar.live).toMatchObject([{ id: event, summary: 'Talk' }]);
  });

  it('drops a failure of an event that is the item’s of another collection now, whatever has the same key here', () => {
    const world = started({}, { id: 'rooms', collection: 'rooms', newEvents: false });
    const event = liveEvent(world.app(), world.binding, world.calendar.edit('e1', EVENT));
    keep(world, (book) => book.fail(newJob(world.binding, { is: 'none' }, event), 'down', DOWN));
    const room = world.directus.create({ ...TALK, event: 'e1' }, 'user', 'rooms');
    itemsChanged(world.app(), world.directus.signal([room['id']], true, 'rooms'));
    world.advance(MINUTE_MS);
    retryDue(world.app());
    expect(world.retries()).toEqual([]);
    expect(world.directus.items()).toEqual([]);
  });

  it('keeps a failure whose event cannot be read now', () => {
    const world = new World();
    const event = liveEvent(world.app(), world.binding, world.calendar.edit('e1', EVENT));
    keep(world, (book) => book.fail(newJob(world.binding, { is: 'none' }, event), 'down', DOWN));
    world.calendar.refuse = () => DOWN;
    world.advance(MINUTE_MS);
    retryDue(world.app());
    expect(world.retries()).toMatchObject([{ event: 'e1' }]);
  });
});

it('[FA5] a comparison forgets what could not be used of an item that is gone without a word of the feeds', () => {
  const world = started();
  world.directus.create({ ...TALK, ends: '2020-01-01T00:00:00Z' });
  reconcileAll(world.app());
  expect(world.retries()).toMatchObject([{ key: '1', next: null }]);
  reconcileAll(world.app());
  expect(world.retries()).toMatchObject([{ key: '1', next: null }]);
  world.directus.tables.set('talks', []);
  reconcileAll(world.app());
  expect(world.retries()).toEqual([]);
});

it('[FA1] one event that Directus refuses does not stop the others', () => {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  for (const id of ['e1', 'e2', 'e3']) world.calendar.edit(id, EVENT);
  world.calendar.edit('secret', { ...EVENT, start: undefined, end: undefined });
  calendarChanged(world.app(), 'primary');
  expect(world.directus.items()).toHaveLength(3);
});
