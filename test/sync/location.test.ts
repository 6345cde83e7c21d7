// A field that a binding may name or not: the place of an event.
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, FIELDS, TALK, World } from '../fakes';

function started(fields: object = FIELDS): World {
  const world = new World({ fields });
  startFeeds(world.app());
  reconcileAll(world.app());
  world.advance(60_000);
  return world;
}

function follow(world: World): void {
  world.advance(60_000);
  catchUpAll(world.app());
}

describe('where the binding names a column for it', () => {
  const PLACED = { ...FIELDS, location: 'place' };

  it('the place of an item is its event’s, and an edit of either reaches the other', () => {
    const world = started(PLACED);
    const row = world.directus.create({ ...TALK, place: 'Room 1' });
    follow(world);
    const event = () => world.calendar.events.get(String(row['event']))!;
    expect(event()['location']).toBe('Room 1');
    world.directus.update(row['id'], { place: 'Room 2' });
    follow(world);
    expect(event()['location']).toBe('Room 2');
    world.calendar.edit(String(row['event']), { location: 'Room 3' });
    follow(world);
    expect(row['place']).toBe('Room 3');
    world.calls();
    follow(world);
    reconcileAll(world.app());
    expect(world.calls().filter((call) => ['insert', 'patch', 'apply'].includes(call))).toEqual([]);
  });

  it('a new event brings its place along', () => {
    const world = started(PLACED);
    world.calendar.edit('e1', { ...EVENT, location: 'Hall' });
    follow(world);
    expect(world.directus.items()).toMatchObject([{ event: 'e1', place: 'Hall' }]);
  });
});

it('where the binding names none, the place of an event is left as it is', () => {
  const world = started();
  const row = world.directus.create({ ...TALK, place: 'Room 1' });
  follow(world);
  world.calendar.edit(String(row['event']), { location: 'Elsewhere' });
  world.directus.update(row['id'], { name: 'Renamed' });
  follow(world);
  const event = world.calendar.events.get(String(row['event']))!;
  expect([event.summary, event['location'], row['place']]).toEqual(['Renamed', 'Elsewhere', 'Room 1']);
});
