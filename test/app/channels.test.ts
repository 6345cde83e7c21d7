// Push channels: renewed with an overlap, refused without harm.
import { channelToken } from '../../src/core/secret';
import { catchUpMinutes } from '../../src/app/clockwork';
import { calendarOfChannel, renewChannels, stopChannels } from '../../src/app/channels';
import type { Failure } from '../../src/ports';
import { statusOf } from '../../src/setup/status';
import { SECRET } from '../fakes/fake-directus';
import { World } from '../fakes';
import { calendarState } from '../../src/sync/calendars';

const HOUR_MS = 3_600_000;
const REFUSED: Failure = {
  kind: 'unauthorized',
  status: 401,
  reason: 'push.webhookUrlUnauthorized',
  message: 'Google Calendar answered 401',
};

const channelsOf = (world: World) => calendarState(world.state, 'primary').channels;

describe('renewChannels', () => {
  it('makes one whose token is not the secret and whose address is the proxy flow', () => {
    const world = new World();
    renewChannels(world.app());
    const [channel] = [...world.calendar.channels.values()];
    expect(channel).toMatchObject({ address: 'https://directus.example.com/flows/trigger/proxy', ttlSeconds: 604_800 });
    expect(channel!.token).toBe(channelToken(SECRET, channel!.id));
    expect(channelsOf(world)).toMatchObject([{ id: channel!.id, resourceId: channel!.resourceId }]);
    expect(calendarOfChannel(world.app(), channel!.id)).toBe('primary');
  });

  it('leaves one alone that lives long enough', () => {
    const world = new World();
    renewChannels(world.app());
    world.advance(4 * 24 * HOUR_MS);
    world.calls();
    renewChannels(world.app());
    expect(world.calls()).toEqual([]);
  });

  it('makes the new one before it stops the old one, and knows both until then', () => {
    const world = new World();
    renewChannels(world.app());
    const old = channelsOf(world)[0]!;
    world.advance(5.5 * 24 * HOUR_MS);
    world.calls();
    let known: string[] = [];
    world.calendar.refuse = (call) => {
      if (call === 'stop') known = channelsOf(world).map(({ id }) => id);
      return undefined;
    };
    renewChannels(world.app());
    expect(world.calls()).toEqual(['watch', 'stop']);
    expect(known).toHaveLength(2);
    expect(known[0]).toBe(old.id);
    expect(channelsOf(world)).toHaveLength(1);
    expect([...world.calendar.channels.keys()]).toEqual([channelsOf(world)[0]!.id]);
  });

  it('knows the new one before Google answers: its first message may come sooner', () => {
    const world = new World();
    let known: number | undefined;
    world.calendar.refuse = () => {
      known = channelsOf(world).length;
      return undefined;
    };
    renewChannels(world.app());
    expect(known).toBe(1);
  });

  it('keeps an old one that could not be stopped, to stop it the next time', () => {
    const world = new World();
    renewChannels(world.app());
    world.advance(5.5 * 24 * HOUR_MS);
    world.calendar.refuse = (call) =>
      call === 'stop' ? { kind: 'unavailable', status: 503, reason: null, message: 'down' } : undefined;
    renewChannels(world.app());
    expect(channelsOf(world)).toHaveLength(2);
  });

  it('is refused: says so, looks every five minutes instead, and tries again', () => {
    const world = new World();
    world.calendar.refuse = (call) => (call === 'watch' ? REFUSED : undefined);
    renewChannels(world.app());
    expect(statusOf(world.app(), { full: false }).calendars).toMatchObject([
      { push: 'refused', pushRefused: expect.stringContaining('Changes are polled') },
    ]);
    expect(catchUpMinutes(world.app(), ['primary'])).toBe(5);
    expect(channelsOf(world)).toEqual([]);
    world.calendar.refuse = () => undefined;
    world.advance(24 * HOUR_MS);
    renewChannels(world.app());
    expect(statusOf(world.app(), { full: false }).calendars).toMatchObject([{ push: 'on' }]);
    expect(catchUpMinutes(world.app(), ['primary'])).toBe(10);
    // A trigger that is made in a run of a trigger may never fire.
    expect(world.triggers).toEqual([]);
  });

  it('keeps the old one as long as it lives when the new one is refused', () => {
    const world = new World();
    renewChannels(world.app());
    const [old] = channelsOf(world);
    world.advance(5.5 * 24 * HOUR_MS);
    world.calendar.refuse = (call) => (call === 'watch' ? REFUSED : undefined);
    renewChannels(world.app());
    expect(channelsOf(world)).toEqual([old]);
    expect(statusOf(world.app(), { full: false }).calendars).toMatchObject([{ push: 'on' }]);
  });
});

it('stopChannels stops them, and nothing but install makes new ones', () => {
  const world = new World();
  renewChannels(world.app());
  stopChannels(world.app());
  expect(world.calendar.channels.size).toBe(0);
  expect(channelsOf(world)).toEqual([]);
  renewChannels(world.app());
  expect(world.calendar.channels.size).toBe(0);
});

it('calendarOfChannel knows no stranger’s channel', () => {
  expect(calendarOfChannel(new World().app(), 'theirs')).toBeUndefined();
});
