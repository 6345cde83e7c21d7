// Mails to guests, and what only Google knows of an event.
import { calendarChanged, itemsChanged, reconcileAll } from '../../src/app/work';
import { FIELDS, TALK, World } from '../fakes';
import { started } from '../fakes/started';

function created(world: World, values: object): unknown {
  const { id } = world.directus.create({ ...TALK, ...values });
  world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([id], true)).writeBacks);
  return id;
}

describe('mails to guests', () => {
  const GUESTS = { fields: { ...FIELDS, attendees: 'guests' } };

  /** To whom Google was to tell of each write. */
  function mails(world: World): unknown[] {
    return world.calendar.writes.map((write) => write.mails ?? 'none');
  }

  it('[GM1] are sent of new events and of changes as the binding says of each', () => {
    const world = started({ ...GUESTS, notify: { newEvents: 'external', changes: 'all' } });
    const key = created(world, { guests: ['ann@example.com'] });
    world.advance(60_000);
    world.directus.update(key, { name: 'Moved' });
    itemsChanged(world.app(), world.directus.signal([key]));
    world.directus.update(key, { starts: null, ends: null });
    itemsChanged(world.app(), world.directus.signal([key]));
    expect(mails(world)).toEqual(['externalOnly', 'all', 'all']);
  });

  it('[GM1] are not sent where it says nothing', () => {
    const world = started(GUESTS);
    created(world, { guests: ['ann@example.com'] });
    expect(mails(world)).toEqual(['none']);
  });

  it('[GM2] are not sent of what a comparison writes, nor of links', () => {
    const world = new World({ ...GUESTS, notify: { newEvents: 'all', changes: 'all' } });
    world.directus.create({ ...TALK, guests: ['ann@example.com'] });
    reconcileAll(world.app());
    world.calendar.edit('e1', {
      ...world.calendar.live[0]!,
      id: 'e1',
      summary: 'Other',
      extendedProperties: undefined,
    });
    calendarChanged(world.app(), 'primary');
    expect(mails(world).length).toBeGreaterThan(1);
    expect(new Set(mails(world))).toEqual(new Set(['none']));
  });
});

describe('the address of an event', () => {
  const WITH = { fields: { ...FIELDS, eventUrl: 'url' } };
  const URL = 'https://calendar.google.com/calendar/event?eid=abc';

  it('[OW1] goes to a new item’s row with its id, in the answer to the flow', () => {
    const world = started(WITH);
    world.calendar.htmlLink = URL;
    const key = created(world, {});
    expect(world.directus.item(key)).toMatchObject({ url: URL, event: expect.any(String) });
    world.calls();
    world.advance(60_000);
    calendarChanged(world.app(), 'primary');
    reconcileAll(world.app());
    expect(world.calls().filter((call) => ['insert', 'patch', 'apply'].includes(call))).toEqual([]);
  });

  it('[OW2] is put back where somebody wrote over it, and nobody is told', () => {
    const world = started(WITH);
    world.calendar.htmlLink = URL;
    const key = created(world, {});
    world.directus.update(key, { url: 'mine' });
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([key])).writeBacks);
    expect(world.directus.item(key)).toMatchObject({ url: URL });
    expect(world.state.reports()).toEqual([]);
  });
});
