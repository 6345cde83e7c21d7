// The builds and bindings of one project differ for a while: what is refused meanwhile is not lost (IN8).
import { HAPPENINGS } from '../../simulation/happenings';
import { plainSetup } from '../../simulation/setups';
import { World } from '../../simulation/world';
import { statusOf } from './look';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MINUTE_MS = 60_000;
const TALK = { name: 'Talk', text: 'About', starts: '2026-07-01T10:00:00.000Z', ends: '2026-07-01T11:00:00.000Z' };

function titles(world: World): unknown[] {
  return world
    .events('primary')
    .filter((event) => !world.isForeign(event) && event['status'] !== 'cancelled')
    .map(({ summary }) => summary);
}

/** A world in which something has happened, and then a person made an item. */
async function afterItemIn(happening: keyof typeof HAPPENINGS): Promise<World> {
  const world = await World.make(engine(), plainSetup(1));
  HAPPENINGS[happening](world, () => 0);
  world.spawn(world.directus.create('talks', [TALK]));
  await world.scheduler.pass(MINUTE_MS);
  return world;
}

test(
  '[IN8] the web app speaks another protocol than the flows: what it refuses, triggers bring',
  async () => {
    const world = await afterItemIn('web app of another protocol');
    expect(titles(world)).toEqual([]);
    await world.scheduler.pass(12 * MINUTE_MS);
    expect(titles(world)).toEqual(['Talk']);
    await world.end();
  },
  LIMIT_MS,
);

test(
  '[IN8] triggers speak another protocol than the flows: they do nothing, and the web app goes on',
  async () => {
    const world = await afterItemIn('triggers of another protocol');
    expect(titles(world)).toEqual(['Talk']);
    world.google.setOptions({ pushPace: 'none' });
    const [event] = world.events('primary').filter(({ summary }) => summary === 'Talk');
    world.google.ui.edit('primary', event!.id, { summary: 'Edited' });
    await world.scheduler.pass(30 * MINUTE_MS);
    expect(world.directus.rows('talks')).toMatchObject([{ name: 'Talk' }]);
    HAPPENINGS['one version everywhere'](world);
    await world.scheduler.pass(3 * 60 * MINUTE_MS);
    expect(world.directus.rows('talks')).toMatchObject([{ name: 'Edited' }]);
    await world.end();
  },
  LIMIT_MS,
);

test.each([
  ['the web app has another version of one protocol: nothing waits', 'web app of another version'],
  ['the script has other policies than the flows were made with: both go on', 'other policies'],
] as const)(
  '%s',
  async (_, kind) => {
    const world = await afterItemIn(kind);
    expect(titles(world)).toEqual(['Talk']);
    await world.end();
  },
  LIMIT_MS,
);

test(
  '[IN9] the web app has another version for longer than a day: the owner is told, until it is deployed',
  async () => {
    const world = await afterItemIn('web app of another version');
    await world.scheduler.pass(23 * 60 * MINUTE_MS);
    expect(world.script.state.mails).toEqual([]);
    await world.scheduler.pass(2 * 60 * MINUTE_MS);
    expect(world.script.state.mails).toMatchObject([{ body: expect.stringContaining('Manage deployments') }]);
    expect((await statusOf(world)).problems.join()).toContain('the deployed web app has version');
    world.setBuilds('of another version', 'of another version');
    await world.scheduler.pass(20 * MINUTE_MS);
    expect((await statusOf(world)).problems.join()).not.toContain('the deployed web app has version');
    await world.end();
  },
  LIMIT_MS,
);

test(
  '[ST10] what was pushed stores in a newer form: the deployed version touches nothing and says what to do, triggers bring everything',
  async () => {
    const world = await World.make(engine(), plainSetup(1));
    const answers: string[] = [];
    const failed: string[] = [];
    world.script.onEnd = ({ functionName, ending }) => {
      if ('returned' in ending && ending.returned.kind === 'text') answers.push(ending.returned.content);
      if (!('returned' in ending)) failed.push(functionName);
    };
    world.setBuilds('of a newer state', 'this');
    // What the older one has stored counts as lost: it is compared, and stored anew.
    await world.scheduler.pass(12 * MINUTE_MS);
    const stored = JSON.stringify(world.script.state.properties.getAll('user'));
    expect(stored).toContain('"3,1;');
    world.spawn(world.directus.create('talks', [TALK]));
    await world.scheduler.pass(MINUTE_MS);
    expect(titles(world)).toEqual([]);
    expect(answers.join()).toContain('Manage deployments');
    await world.scheduler.pass(12 * MINUTE_MS);
    expect(titles(world)).toEqual(['Talk']);
    expect(failed).toEqual([]);
    world.setBuilds('of a newer state', 'of a newer state');
    world.spawn(world.directus.update('talks', [1], { name: 'Edited' }));
    await world.scheduler.pass(MINUTE_MS);
    expect(titles(world)).toEqual(['Edited']);
    await world.end();
  },
  LIMIT_MS,
);

test(
  'a run of an older version after a newer one has stored ends with what to do, and changes nothing',
  async () => {
    const world = await World.make(engine(), plainSetup(1));
    world.setBuilds('of a newer state', 'of a newer state');
    await world.scheduler.pass(12 * MINUTE_MS);
    world.setBuilds('this', 'this');
    const before = world.script.state.properties.getAll('user');
    const run = world.script.run('catchUp', 'trigger');
    await world.scheduler.untilStill();
    const ending = await run;
    expect(ending).toMatchObject({ error: { message: expect.stringContaining('newer version') } });
    expect(world.script.state.properties.getAll('user')).toEqual(before);
    await world.end();
  },
  LIMIT_MS,
);

test(
  '[ST9] state that is torn or no JSON counts as lost: the next catch-up compares everything, and all goes on',
  async () => {
    const world = await World.make(engine(), plainSetup(1));
    world.spawn(world.directus.create('talks', [TALK]));
    await world.scheduler.pass(MINUTE_MS);
    const { properties } = world.script.state;
    for (const [key, value] of Object.entries(properties.getAll('user')))
      properties.set('user', { [key]: key.includes('good') ? value.slice(0, -3) : value.replace(/^2,1;/, '2,2,abc;') });
    properties.set('user', { 'sync.report.1': '2,1;[{"at":' });
    expect(await statusOf(world)).toMatchObject({ healthy: false });
    world.spawn(world.directus.update('talks', [1], { name: 'Edited' }));
    await world.scheduler.pass(30 * MINUTE_MS);
    expect(titles(world)).toEqual(['Edited']);
    expect(await statusOf(world)).toMatchObject({ healthy: true });
    await world.end();
  },
  LIMIT_MS,
);

test(
  '[IN8] the flows were made from other bindings than the script has: nothing goes on before they agree again',
  async () => {
    const world = await afterItemIn('other bindings than the flows');
    await world.scheduler.pass(30 * MINUTE_MS);
    expect(titles(world)).toEqual([]);
    expect(await statusOf(world)).toMatchObject({ healthy: false });
    HAPPENINGS['bindings are back'](world);
    await world.scheduler.pass(3 * 60 * MINUTE_MS);
    expect(titles(world)).toEqual(['Talk']);
    // The first message of the right flows says so.
    expect(await statusOf(world)).toMatchObject({ healthy: false });
    world.spawn(world.directus.update('talks', [1], { name: 'Edited' }));
    await world.scheduler.pass(30 * MINUTE_MS);
    expect(titles(world)).toEqual(['Edited']);
    expect(await statusOf(world)).toMatchObject({ healthy: true });
    await world.end();
  },
  LIMIT_MS,
);
