// Meetings at the strictest Google: it takes no list of guests and no conference of another vendor from a client.
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();
const MANY = 20;

test(
  'a first sync pairs many meetings, and an edit of all their items arrives; guests and conferences stay as they were',
  async () => {
    const times = { start: { dateTime: '2026-07-01T10:00:00Z' }, end: { dateTime: '2026-07-01T11:00:00Z' } };
    const items = Array.from({ length: MANY }, (_, i) => ({
      name: `Talk ${i}`,
      starts: '2026-07-01T10:00:00.000Z',
      ends: '2026-07-01T11:00:00.000Z',
    }));
    const world = await World.make(engine(), {
      ...plainSetup(1),
      calendar: { guestLimit: 'reached', thirdPartyConferences: 'refused' },
      items,
      events: items.map(({ name }, i) => ({
        summary: name,
        ...times,
        ...(i % 2 ? { attendees: [{ email: 'guest@example.org' }] } : {}),
        conferenceData: {
          conferenceId: `${i}`,
          conferenceSolution: { key: { type: 'addOn' }, name: 'Other' },
          entryPoints: [{ entryPointType: 'video', uri: 'https://meet.example.org/1' }],
        },
      })),
    });
    await world.scheduler.pass(60_000);
    const keys = world.directus.rows('talks').map((row) => Number(row['id']));
    expect(keys).toHaveLength(MANY);
    world.spawn(world.directus.update('talks', keys, { text: 'Edited' }));
    await world.scheduler.pass(60_000);
    const live = world.events('primary').filter((event) => event.status !== 'cancelled' && !world.isForeign(event));
    expect(live.map(({ description }) => description)).toEqual(Array(MANY).fill('Edited'));
    expect(live.filter(({ attendees }) => attendees)).toHaveLength(MANY / 2);
    expect(live.filter(({ conferenceData }) => conferenceData)).toHaveLength(MANY);
    expect(await statusOf(world)).toMatchObject({ healthy: true, putOff: null });
    await world.end();
  },
  LIMIT_MS,
);
