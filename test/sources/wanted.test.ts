// Items that want no event because a filter leaves them out, and items that are paused.
import { calendarChanged, itemsChanged, reconcileAll } from '../../src/app/work';
import { EVENT, FIELDS, TALK, World } from '../fakes';
import { started } from '../fakes/started';

const FILTERED = { filter: { status: { _eq: 'published' } } };
const PAUSABLE = { fields: { ...FIELDS, paused: 'paused' } };

/** A person saves an item, and flow 2 tells of it. */
function saved(world: World, key: unknown, changes: Record<string, unknown> = {}): void {
  world.advance(60_000);
  world.directus.update(key, changes);
  told(world, key, { unpaused: 'paused' in changes });
}

function told(world: World, key: unknown, more: object = {}): void {
  const signal = { ...world.directus.signal([key]), ...more };
  world.directus.writeBack(itemsChanged(world.app(), signal).writeBacks);
}

function created(world: World, more: object): unknown {
  const { id } = world.directus.create({ ...TALK, ...more });
  told(world, id, { created: true });
  return id;
}

describe('a filter', () => {
  it('[WA1] gives an event to items that match, takes it away from those that do not, and back again', () => {
    const world = started(FILTERED);
    const key = created(world, { status: 'draft' });
    expect(world.calendar.live).toEqual([]);
    saved(world, key, { status: 'published' });
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
    saved(world, key, { status: 'draft' });
    expect(world.calendar.live).toEqual([]);
    saved(world, key, { status: 'published', name: 'Better talk' });
    expect(world.calendar.live).toMatchObject([{ summary: 'Better talk' }]);
  });

  it('[WA2] that cannot be evaluated leaves the event alone', () => {
    const world = started(FILTERED);
    const key = created(world, { status: 'published' });
    delete world.directus.item(key)!['status'];
    saved(world, key, { name: 'Other' });
    reconcileAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
    expect(world.retries()).toMatchObject([{ reason: expect.stringContaining('could not be read') }]);
  });

  it('[WA3] links no item that it leaves out to an event that is like it', () => {
    const world = new World({ ...FILTERED, newEvents: false });
    world.directus.create({ ...TALK, status: 'draft' });
    world.calendar.edit('e1', EVENT);
    reconcileAll(world.app());
    expect(world.directus.items()).toMatchObject([{ event: null }]);
  });
});

it('[WA8] an item that is made of an event and does not match yet leaves the event alone, until it does', () => {
  const world = started(FILTERED);
  world.calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'primary');
  reconcileAll(world.app());
  expect(world.calendar.live).toMatchObject([{ id: 'e1' }]);
  expect(world.calendar.writes).toEqual([]);
  const [{ id } = { id: 0 }] = world.directus.items() as { id: number }[];
  world.calendar.edit('e1', { description: 'Edited' });
  calendarChanged(world.app(), 'primary');
  expect(world.directus.items()).toMatchObject([{ event: 'e1', text: 'About' }]);
  saved(world, id, { status: 'published' });
  expect(world.directus.items()).toMatchObject([{ event: 'e1', text: 'Edited' }]);
  saved(world, id, { status: 'draft' });
  expect(world.calendar.live).toEqual([]);
  expect(world.directus.items()).toHaveLength(1);
});

it('[WA8] an item that matches as soon as it is made of an event is linked', () => {
  const world = started({ filter: { status: { _null: true } } });
  world.calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'primary');
  expect(world.calendar.live[0]!.extendedProperties?.private?.['link']).toContain('/e1/');
  expect(world.directus.items()).toMatchObject([{ event: 'e1', sync: expect.any(String) }]);
});

it.each([
  ['a filter', { filter: { status: { _null: true } } }],
  ['a pause', PAUSABLE],
])('[WA2] a new item is known as Directus made it, where a binding has %s', (_, options) => {
  const world = started(options);
  world.calendar.edit('e1', EVENT);
  calendarChanged(world.app(), 'primary');
  expect(world.directus.items()).toMatchObject([{ event: 'e1' }]);
  expect(world.calendar.live).toMatchObject([{ extendedProperties: { private: { link: expect.any(String) } } }]);
  expect(world.retries()).toEqual([]);
});

it.each([
  [{ text: 'lesson' }, { summary: 'A Lesson' }, { summary: 'Lunch' }],
  [{ colors: ['11'] }, { colorId: '11' }, {}],
  [{ types: ['default', 'focusTime'] }, { eventType: 'focusTime' }, { eventType: 'outOfOffice' }],
])('[WA4] of new events only those that %j wants become items', (eventFilter, wanted, unwanted) => {
  const world = started({ eventFilter });
  world.calendar.edit('e1', { ...EVENT, ...wanted });
  world.calendar.edit('e2', { ...EVENT, ...unwanted });
  calendarChanged(world.app(), 'primary');
  expect(world.directus.items()).toMatchObject([{ event: 'e1' }]);
});

describe('a pause', () => {
  function paused(): { world: World; key: unknown; id: string } {
    const world = started(PAUSABLE);
    const key = created(world, { paused: false });
    saved(world, key, { paused: true });
    return { world, key, id: world.calendar.live[0]!.id };
  }

  it('[WA5] keeps edits where they are made', () => {
    const { world, key, id } = paused();
    saved(world, key, { name: 'Edited in Directus' });
    world.calendar.edit(id, { location: 'Hall', description: 'Edited in Google' });
    calendarChanged(world.app(), 'primary');
    reconcileAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Talk' }]);
    expect(world.directus.items()).toMatchObject([{ name: 'Edited in Directus', text: 'About' }]);
  });

  it('[WA6] holds for an item that is not read, also when its event is deleted', () => {
    const { world, id } = paused();
    world.calendar.remove(id);
    calendarChanged(world.app(), 'primary');
    expect(world.directus.items()).toHaveLength(1);
  });

  it('[WA7] ends with a merge of what both sides did meanwhile', () => {
    const { world, key, id } = paused();
    saved(world, key, { name: 'Edited in Directus' });
    world.calendar.edit(id, { description: 'Edited in Google' });
    calendarChanged(world.app(), 'primary');
    saved(world, key, { paused: false });
    expect(world.calendar.live).toMatchObject([{ summary: 'Edited in Directus', description: 'Edited in Google' }]);
    expect(world.directus.items()).toMatchObject([{ name: 'Edited in Directus', text: 'Edited in Google' }]);
  });

  it('[WA7] looks at an item whose event alone was edited', () => {
    const { world, key, id } = paused();
    world.calendar.edit(id, { description: 'Edited in Google' });
    calendarChanged(world.app(), 'primary');
    saved(world, key, { paused: false });
    expect(world.directus.items()).toMatchObject([{ text: 'Edited in Google' }]);
  });
});
