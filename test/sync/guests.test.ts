// Events with guests: Google's brake on invitations stops single events, and their writes cost more of its minute.
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import type { EventWrite, Failure } from '../../src/ports';
import { TALK, World } from '../fakes';
import { NEXT_DAY } from '../../src/sync/next-day';

const SPENT: Failure = {
  kind: 'quotaExceeded',
  status: 403,
  reason: 'quotaExceeded',
  message: 'Google Calendar answered 403 quotaExceeded',
};
const GUESTS = { attendees: [{ email: 'guest@example.org' }] };

/** Items whose events a person has invited guests to, but for the last one's; all were renamed in Directus. */
function renamed(items: number): World {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  const rows = Array.from({ length: items }, (_, i) => world.directus.create({ ...TALK, name: `Talk ${i}` }));
  catchUpAll(world.app());
  for (const row of rows.slice(0, -1)) world.calendar.edit(String(row['event']), GUESTS);
  catchUpAll(world.app());
  for (const row of rows) world.directus.update(row['id'], { name: `Renamed ${row['id']}` });
  world.advance(60_000);
  return world;
}

const refusing = (world: World, whom: string) => {
  world.calendar.refuse = (_, write) =>
    write?.kind === 'patch' && write.event.summary === whom ? { ...SPENT } : undefined;
};

describe('Google refuses an event for its limits on use', () => {
  it('[GL15] stops that event alone: its day does not end, and the status names it', () => {
    const world = renamed(8);
    refusing(world, 'Talk 3');
    world.directus.create({ ...TALK, name: 'New' });
    catchUpAll(world.app());
    const titles = world.calendar.live.map(({ summary }) => summary);
    expect(titles.filter((title) => !title?.startsWith('Renamed'))).toEqual(['Talk 3', 'New']);
    expect(world.state.get(NEXT_DAY)).toBeNull();
    const app = world.app();
    expect(app.quota.day('newEvents').used).toBeLessThan(100);
    expect(world.retries()).toMatchObject([
      { key: '4', event: expect.any(String), reason: expect.stringMatching(/quotaExceeded.*guests/), count: 1 },
    ]);
    expect(world.retries()[0]!.next).toBeGreaterThan(world.now);
  });

  it('[FA4] tries it again, less and less often, until Google takes it', () => {
    const world = renamed(2);
    refusing(world, 'Talk 0');
    for (let i = 0; i < 3; i++) {
      catchUpAll(world.app());
      world.advance(600_000);
    }
    expect(world.retries()).toMatchObject([{ count: 3 }]);
    world.calendar.refuse = () => undefined;
    catchUpAll(world.app());
    expect(world.retries()).toEqual([]);
    expect(world.calendar.live.map(({ summary }) => summary)).toEqual(['Renamed 1', 'Renamed 2']);
  });
});

it('[GL2] writes to events with guests wait for as much room in Google’s minute as patches cost', () => {
  const world = renamed(50);
  world.calendar.room = 120;
  const units: number[] = [];
  const write = world.calendar.write.bind(world.calendar);
  world.calendar.write = (id, writes) => {
    const cost = ({ kind, ...rest }: EventWrite) =>
      kind === 'patch' && 'event' in rest && rest.event.attendees ? 3 : 1;
    units.push(writes.reduce((sum, each) => sum + cost(each), 0));
    return write(id, writes);
  };
  catchUpAll(world.app());
  expect(Math.max(...units)).toBeLessThanOrEqual(120);
  expect(units.reduce((sum, each) => sum + each, 0)).toBe(49 * 3 + 1);
  expect(world.calls().filter((call) => call === 'get')).toHaveLength(1);
  expect(world.calendar.live.every(({ summary }) => summary?.startsWith('Renamed'))).toBe(true);
  expect(world.retries()).toEqual([]);
});
