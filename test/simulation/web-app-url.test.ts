// The web app's address as a person copies it who is signed in with several accounts, or with one of a Workspace domain.
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();
const SCRIPT = 'https://script.google.com';

test.each(['macros/u/1', 'a/macros/example.com'])(
  'with /%s/ in it, it answers nobody, and the sync works: script and flows take the plain form of it',
  async (front) => {
    const url = `${SCRIPT}/${front}/s/DEPLOYMENT_S/exec`;
    const world = await World.make(engine(), {
      ...plainSetup(1),
      properties: { WEBAPP_URL: url },
      env: { GCALENDARHOOKURL: url },
    });
    const item = { name: 'Talk', starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };
    world.spawn(world.directus.create('talks', [item]));
    await world.scheduler.untilStill();
    expect(world.events('primary').filter(({ summary }) => summary === 'Talk')).toHaveLength(1);
    expect(await statusOf(world)).toMatchObject({ healthy: true, calendars: [{ push: 'on' }] });
    const answering = world.script.request({ method: 'POST', path: new URL(url).pathname, headers: {}, body: '{}' });
    await world.scheduler.untilStill();
    expect((await answering).headers['content-type']).toContain('text/html');
    await world.end();
  },
  LIMIT_MS,
);
