// What the web app refuses before it looks at anything.
import { renewChannels } from '../src/app/channels';
import { pingMessage, PING } from '../src/app/ping';
import { answerPost } from '../src/requests';
import { started } from './fakes/started';
import { reconcileAll, startFeeds } from '../src/app/work';
import { SECRET } from './fakes/fake-directus';
import { TALK, World } from './fakes';
import { calendarName, calendarState } from '../src/sync/calendars';

it('[IN1] nothing is linked before install has run, because it would be another installation’s after it', () => {
  const world = new World();
  const row = world.directus.create(TALK);
  const notInstalled = () => {
    const app = world.app();
    return { ...app, installation: '', settings: { ...app.settings, installations: [] } };
  };
  const signal = JSON.stringify(world.directus.signal([row['id']], true));
  expect(answerPost(signal, [SECRET], '1.0.0', notInstalled)).toMatchObject({ ok: false, code: 'NOT_SET' });
  expect(world.calls()).toEqual([]);
  startFeeds(world.app());
  reconcileAll(world.app());
  expect(world.calendar.live).toHaveLength(1);
  expect(answerPost(signal, [SECRET], '1.0.0', () => world.app())).toMatchObject({ ok: true });
});

it('[IN1] the test message of install comes through before there is an installation, because it is sent then', () => {
  const world = new World();
  const notInstalled = () => {
    const app = world.app();
    return { ...app, installation: '', settings: { ...app.settings, installations: [] } };
  };
  const { channelId, headers } = pingMessage(SECRET, 'uuid');
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const notify = (changes: object) =>
    JSON.stringify({ ...world.directus.signal([]), action: 'notification', headers: { ...lower, ...changes } });
  expect(answerPost(notify({}), [SECRET], '1.0.0', notInstalled)).toMatchObject({ ok: true });
  expect(world.state.get(PING)).toBe(channelId);
  const pushed = notify({ 'x-goog-channel-id': 'channel' });
  expect(answerPost(pushed, [SECRET], '1.0.0', notInstalled)).toMatchObject({ ok: false, code: 'NOT_SET' });
});

it('a channel that was stopped, or is a stranger’s, brings no look at a calendar, our own one does', () => {
  const world = started();
  renewChannels(world.app());
  world.calls();
  const notify = (channelId: string): string[] => {
    const headers = { 'x-goog-channel-id': channelId, 'x-goog-resource-state': 'exists' };
    const message = { ...world.directus.signal([]), action: 'notification', headers };
    expect(answerPost(JSON.stringify(message), [SECRET], '1.0.0', () => world.app())).toMatchObject({ ok: true });
    world.advance(10_000);
    return world.calls();
  };
  expect([notify('theirs'), notify(`${calendarName('primary')}-stopped`)]).toEqual([[], []]);
  expect(notify(calendarState(world.state, 'primary').channels[0]!.id)).toEqual(['list']);
});
