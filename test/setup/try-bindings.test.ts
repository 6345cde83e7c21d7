// What a person is told of other bindings before they are in place, and that asking for it changes nothing.
import type { DryRun } from '../../src/setup/dry-run';
import type { Released, Trial } from '../../src/setup/try-bindings';
import { answerPost } from '../../src/requests';
import { catchUpAll, reconcileAll } from '../../src/app/work';
import { bindingsHash, parseBindings } from '../../src/core/bindings-file';
import { flowBindings } from '../../src/core/flow-bindings';
import { PROTOCOL } from '../../src/core/message';
import { SECRET } from '../fakes/fake-directus';
import { started } from '../fakes/started';
import { EVENT, FIELDS, TALK, World } from '../fakes';

const BINDING = { id: 'main', collection: 'talks', calendar: 'primary', fields: FIELDS };

function textOf(...bindings: object[]): string {
  return JSON.stringify({ bindings: bindings.map((changes) => ({ ...BINDING, ...changes })) });
}

interface Answered {
  ok: boolean;
  code?: string;
  message?: string;
  trial?: Trial;
}

/** A tool's print is that of its own checkout, whatever that is. */
function ask(world: World, bindings: string): Answered {
  const request = {
    v: PROTOCOL,
    version: '1.0.0',
    id: 'ask',
    secret: SECRET,
    print: 'any',
    action: 'dryRun',
    bindings,
  };
  return answerPost(JSON.stringify(request), [SECRET], '1.0.0', () => world.app()) as Answered;
}

function trialOf(world: World, ...bindings: object[]): Trial {
  const { trial, message } = ask(world, textOf(...bindings));
  if (!trial) throw new Error(message);
  return trial;
}

function counted(world: World, ...bindings: object[]): DryRun['counts'][] {
  return trialOf(world, ...bindings).plans.map(({ counts }) => counts);
}

/** The bindings take the place of the script's, and all is compared. */
function putInPlace(world: World, ...bindings: object[]): World {
  const next = new World(...(bindings as [object]));
  world.bindings.splice(0, world.bindings.length, ...next.bindings);
  importFlows(...bindings);
  reconcileAll(world.app());
  return world;
}

function importFlows(...bindings: object[]): void {
  const parsed = parseBindings(textOf(...bindings), 'test');
  Object.assign(globalThis, { FLOW_BINDINGS: flowBindings(parsed), FLOW_BINDINGS_HASH: bindingsHash(parsed) });
}

/** All that a trial must leave as it is. */
function everything(world: World): string {
  const events = world.bindings.map(({ calendar }) => world.calendarOf(calendar).live.map(({ etag }) => etag));
  return JSON.stringify([world.directus.items(), events, [...world.properties], world.mails, world.triggers]);
}

const PUBLISHED = { filter: { state: { _eq: 'published' } } };
const HELD = { filter: { state: { _in: ['held'] } } };

function talks(binding: object): World {
  const world = started(binding);
  world.directus.create({ ...TALK, state: 'published' });
  world.directus.create({ ...TALK, name: 'Held', state: 'held' });
  world.directus.create({ ...TALK, name: 'Draft', state: 'draft' });
  catchUpAll(world.app());
  return world;
}

test('another filter: which events would be deleted, which items get one, and which stay without', () => {
  const world = talks(PUBLISHED);
  const before = everything(world);
  const { plans, released, isImported } = trialOf(world, HELD);
  expect(plans).toMatchObject([
    {
      counts: { filterEvent: 1, event: 1, filtered: 1 },
      examples: [{ fate: 'filterEvent', key: '1', title: 'Talk', event: world.directus.item(1)!['event'] }],
    },
  ]);
  expect({ released, isImported }).toEqual({ released: [], isImported: false });
  expect(everything(world)).toBe(before);
  const titles = () => world.calendar.live.map(({ summary }) => summary);
  expect(titles()).toEqual(['Talk']);
  putInPlace(world, HELD);
  expect(titles()).toEqual(['Held']);
});

test('a direction: which edits would be written over, and which new events become nothing', () => {
  const edit = (world: World) => {
    const [first] = world.calendar.live;
    world.calendar.edit(first!.id, { summary: 'Mine' });
    world.calendar.edit('new', { ...EVENT, summary: 'New' });
    return world;
  };
  const world = edit(talks({}));
  expect(counted(world, {})).toEqual([{ paired: 2, toItem: 1, item: 1 }]);
  expect(counted(world, { direction: 'toGoogle' })).toEqual([{ paired: 2, overEvent: 1, eventAside: 1 }]);
  const leaving = { direction: 'toGoogle', onReadOnlyEdit: 'leave' };
  expect(counted(world, leaving)).toEqual([{ paired: 3, eventAside: 1 }]);
  putInPlace(world, { direction: 'toGoogle' });
  expect(world.calendar.live.map(({ summary }) => summary).sort()).toEqual(['Draft', 'Held', 'New', 'Talk']);
  expect(world.directus.items()).toHaveLength(3);
});

test('toDirectus: items that a person made get no event, and edits of items are written over', () => {
  const world = talks({});
  world.directus.update(1, { name: 'Edited' });
  world.directus.create({ ...TALK, name: 'New' });
  expect(counted(world, {})).toEqual([{ paired: 2, toEvent: 1, event: 1 }]);
  expect(counted(world, { direction: 'toDirectus' })).toEqual([{ paired: 2, overItem: 1, itemAside: 1 }]);
});

test('a field that was changed on both sides is told as such, without a question to either side', () => {
  const world = talks({});
  world.directus.update(1, { name: 'Edited' });
  world.calendar.edit(String(world.directus.item(1)!['event']), { summary: 'Mine' });
  world.calls();
  expect(counted(world, {})).toEqual([{ paired: 2, differing: 1 }]);
  expect(world.calls()).toEqual(expect.not.arrayContaining(['revisions', 'get']));
  expect(counted(world, { onConflict: 'directus' })).toEqual([{ paired: 2, overEvent: 1 }]);
  expect(counted(world, { onConflict: 'google' })).toEqual([{ paired: 2, overItem: 1 }]);
});

test('paused items are left alone', () => {
  const fields = { ...FIELDS, paused: 'waits' };
  const world = started({ fields });
  world.directus.create({ ...TALK, waits: true });
  expect(counted(world, { fields })).toEqual([{ paused: 1 }]);
});

const AWAY = { id: 'away', collection: 'trips', calendar: 'away' };

test('[DE19] another calendar: its events are released, its items get new ones, and nothing is deleted', () => {
  const world = started({}, AWAY);
  for (let i = 0; i < 60; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app());
  world.calendarOf('away').edit('theirs', { ...EVENT, summary: 'Theirs' });
  const moved = [{ calendar: 'away' }, { ...AWAY, newEvents: false }];
  world.calls();
  const { plans, released } = trialOf(world, ...moved);
  // Neither side is asked for each of them.
  expect(world.calls().filter((call) => ['get', 'getMany', 'read'].includes(call))).toEqual([]);
  expect(released).toEqual<Released[]>([
    { binding: 'main', collection: 'talks', calendar: 'primary', because: 'calendar', pairs: 60 },
  ]);
  expect(plans.map(({ counts }) => counts)).toEqual([{ replaced: 60, item: 1 }, {}]);
  putInPlace(world, ...moved);
  expect([world.calendar.live.length, world.calendarOf('away').live.length]).toEqual([60, 61]);
});

describe('where the flows would be told something else', () => {
  const fields = { ...FIELDS, location: 'place' };

  test('[IN8] they come first: what differs is said, what stands still meanwhile, and how to go back', () => {
    const world = talks(PUBLISHED);
    const before = everything(world);
    const onEventDeleted = { archive: { field: 'state', value: 'old' } };
    const { code, message } = ask(world, textOf({ fields, onEventDeleted }, AWAY));
    expect(code).toBe('OTHER_BINDINGS');
    expect(message).toContain(
      'main: its fields, fields that its templates, its relations or its filter read, the archive',
    );
    expect(message).toContain('away: a new binding');
    expect(message).toMatch(/import dist\/flows\/all-flows\.json, and ask again/);
    expect(message).toMatch(/nothing is synced until the script is pushed and deployed/);
    expect(message).toMatch(/To go back/);
    expect(everything(world)).toBe(before);
  });

  test('once they are imported the script answers, though it has the old bindings still', () => {
    const world = talks({});
    importFlows({ fields });
    world.directus.tables.set(
      'talks',
      world.directus.items().map((row) => ({ ...row, place: row['id'] === 1 ? 'Hall' : null })),
    );
    const { plans, isImported } = trialOf(world, { fields });
    expect(isImported).toBe(true);
    expect(plans).toMatchObject([{ counts: { paired: 2, toEvent: 1 } }]);
    // The script itself goes on with its own, which the flows refuse.
    expect(world.app().directus.ping('flows')).toMatchObject({ failure: { reason: 'OTHER_BINDINGS' } });
  });

  test('a binding that is left out releases its pairs', () => {
    const world = started({}, AWAY);
    world.directus.create(TALK, 'user', 'trips');
    catchUpAll(world.app());
    importFlows({});
    expect(trialOf(world, {}).released).toEqual([
      { ...AWAY, id: undefined, binding: 'away', because: 'gone', pairs: 1 },
    ]);
    // Under another id its pairs go on.
    importFlows({}, { ...AWAY, id: 'again' });
    const { released, plans } = trialOf(world, {}, { ...AWAY, id: 'again' });
    expect(released).toEqual([]);
    expect(plans.map(({ counts }) => counts)).toEqual([{}, { paired: 1 }]);
  });
});

test('bindings that are wrong are told with all that is wrong, and nothing is asked of either side', () => {
  const world = talks({});
  world.calls();
  const { code, message } = ask(world, textOf({ direction: 'toGogle', newEvents: 'no' }));
  expect(code).toBe('BAD_BINDINGS');
  expect(message!.split('\n')).toEqual([
    expect.stringMatching(/bindings\[0\]\.direction: .*Did you mean "toGoogle"/),
    expect.stringMatching(/bindings\[0\]\.newEvents: must be true or false/),
  ]);
  expect(ask(world, '{')).toMatchObject({ code: 'BAD_BINDINGS', message: expect.stringContaining('is not JSON') });
  expect(world.calls()).toEqual([]);
});

test('what install would say of them is told beside the counts', () => {
  const world = talks({});
  world.directus.tables.set('directus_collections', [{ collection: 'talks', accountability: 'all' }]);
  const names = ['id', ...Object.values(FIELDS)].filter((field) => field !== 'text');
  world.directus.tables.set(
    'directus_fields',
    names.map((field, i) => ({ id: i, collection: 'talks', field, special: null })),
  );
  expect(trialOf(world, { newEvents: false }).problems.join('\n')).toContain('talks has no field "text"');
});

test('a side that cannot be read is told, and neither noted as an outage nor mailed', () => {
  const world = talks({});
  const before = everything(world);
  world.calendar.refuse = (call) =>
    call === 'list' ? { kind: 'forbidden', status: 403, reason: null, message: 'no' } : undefined;
  expect(ask(world, textOf({ newEvents: false }))).toMatchObject({ ok: false, code: 'FAILED' });
  expect(everything(world)).toBe(before);
});
