// What can be wrong with a Directus, as its flows and its callers see it.
import { RequestRefused, type HttpAnswer } from '../../../simulation/directus';
import { createFor } from '../../flows/apply';
import { World } from './world';

const TALK = { name: 'Talk', starts: '2026-12-01T10:00:00Z' };
const list = { binding: 'main', offset: 0, limit: 10 };
let world: World;

beforeEach(() => {
  world = new World();
});

const statusOf = async (answer: Promise<HttpAnswer>) => (await answer).status;

test('a field that vanishes from rows is no field that is missing', async () => {
  await world.all(world.directus.create('talks', [TALK]));
  world.directus.faults.hidden.set('talks', new Set(['text']));
  const answer = await world.all(world.ask('list', list));
  expect(answer.ok && Object.keys(answer.results[0]!).sort()).toEqual([
    'ends',
    'event',
    'id',
    'name',
    'starts',
    'sync',
  ]);
});

test('a missing field is named, and its values are dropped without a word', async () => {
  world.directus.faults.missingFields.set('talks', new Set(['text']));
  await world.all(world.directus.create('talks', [{ ...TALK, text: 'dropped' }]));
  expect(await world.all(world.ask('list', list))).toMatchObject({
    ok: false,
    code: 'FORBIDDEN',
    message: expect.stringContaining('field "text" in collection "talks"'),
  });
  world.directus.faults.missingFields.clear();
  expect(world.directus.rows('talks').map(({ name, text }) => [name, text ?? null])).toEqual([['Talk', null]]);
  expect(world.directus.log).toEqual([expect.stringContaining('items of talks could not be read: FORBIDDEN')]);
});

test('a missing collection is forbidden to all', async () => {
  world.directus.faults.missingCollections.add('talks');
  await expect(world.all(world.directus.create('talks', [TALK]))).rejects.toMatchObject({ status: 403 });
  expect(await world.all(world.ask('list', list))).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  expect(await world.all(world.ask('ping', { what: 'collections' }))).toMatchObject({
    results: [{ collection: 'rooms', accountability: 'all' }],
  });
});

test.each([
  ['all', 1, 1],
  ['activity', 1, 0],
  [null, 0, 0],
] as const)('tracking %s leaves %i rows in the feed and %i revisions', async (tracking, activities, revisions) => {
  world.directus.faults.tracking.set('talks', tracking);
  await world.all(world.directus.create('talks', [TALK]));
  const ofTalks = (table: string) => world.directus.rows(table).filter(({ collection }) => collection === 'talks');
  expect([ofTalks('directus_activity').length, ofTalks('directus_revisions').length]).toEqual([activities, revisions]);
  expect(world.messages).toHaveLength(1);
});

test('a unique index refuses the second item of an event; without it there are twins', async () => {
  const twice = () =>
    world.all(
      world.directus.create(
        'rooms',
        ['a', 'b'].map((code) => ({ code, event: 'e' })),
      ),
    );
  const error = await twice().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RequestRefused);
  expect(error).toMatchObject({ errors: [{ extensions: { code: 'RECORD_NOT_UNIQUE', field: 'event' } }] });
  expect(world.directus.rows('rooms')).toEqual([]);
  world.directus.faults.withoutUniqueIndex.add('rooms');
  await twice();
  expect(world.directus.rows('rooms')).toHaveLength(2);
});

test('a value that is cut on its way in is told by the answer of flow 4', async () => {
  world.directus.faults.alterWrite = (_, field, value) => (field === 'name' ? String(value).slice(0, 3) : value);
  const create = createFor('e', { write: { ...TALK, event: 'e' } });
  expect(await world.all(world.apply('main', [create]))).toMatchObject([{ s: 'done', row: { name: 'Tal' } }]);
});

test('under pressure everybody is turned away, and what runs goes on', async () => {
  const created = world.directus.create('talks', [TALK]);
  world.directus.faults.underPressure = true;
  await expect(world.directus.create('talks', [TALK])).rejects.toMatchObject({ status: 503 });
  expect(await statusOf(world.post('{}'))).toBe(503);
  await world.all(created);
  expect(world.messages).toHaveLength(1);
});

test('QUERY_LIMIT_MAX lowers what has no limit of its own', async () => {
  world.directus.faults.queryLimitMax = 2;
  await world.all(world.directus.create('talks', [TALK, TALK, TALK]));
  const answer = await world.all(world.ask('list', list));
  expect(answer.ok && answer.results).toHaveLength(3);
});

test('a flow that is switched off is forbidden, or hears of nothing', async () => {
  for (const id of ['e48a1b36-07cd-4f92-b6e3-5d81fa29c70b', 'b92e4c07-51fd-4a63-8e1c-f07a96d3b245'])
    world.directus.setFlowActive(id, false);
  await world.all(world.directus.create('talks', [TALK]));
  expect(world.messages).toEqual([]);
  expect(await statusOf(world.post('{}'))).toBe(403);
});

test('a web app that cannot be reached, or refuses, is told in the log', async () => {
  world.reply = () => {
    throw new Error('connect ECONNREFUSED');
  };
  await world.all(world.directus.create('talks', [TALK]));
  world.reply = () => ({ status: 500, headers: {}, body: 'no' });
  await world.all(world.directus.create('talks', [TALK]));
  world.reply = () => ({ ok: false, code: 'NO', message: 'no' });
  await world.all(world.directus.create('talks', [TALK]));
  expect(world.directus.log).toEqual([
    expect.stringContaining('(status undefined, connect ECONNREFUSED)'),
    expect.stringContaining('(status 500, undefined)'),
    expect.stringContaining('did not take changed items: NO no'),
  ]);
});

test('an answer that comes after a restart finds nobody', async () => {
  world.reply = () => ({ one: { query: { filter: { id: { _eq: 1 } }, limit: 1 }, payload: { sync: 'base' } } });
  const created = world.directus.create('talks', [TALK]);
  await world.until('person', 'commit');
  await world.take('commit');
  await created;
  await world.until('send-changes', 'accepted');
  world.directus.kill();
  await world.quiet();
  expect(world.messages).toHaveLength(1);
  expect(world.directus.rows('talks')).toMatchObject([{ sync: null }]);
});
