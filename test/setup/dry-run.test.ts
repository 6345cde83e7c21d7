// What a person is told before the first sync, and that telling it does nothing.
import { dryRun, graveLines, type DryRun } from '../../src/setup/dry-run';
import { answerPost } from '../../src/requests';
import { statusOf } from '../../src/setup/status';
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { PROTOCOL } from '../../src/core/message';
import { SECRET } from '../fakes/fake-directus';
import { EVENT, TALK, World } from '../fakes';

const WHERE = { binding: 'main', collection: 'talks', calendar: 'primary' };

function mixed(): World {
  const world = new World();
  world.directus.create(TALK);
  world.directus.create({ ...TALK, name: 'Only here' });
  world.directus.create({ ...TALK, name: 'Twice' });
  world.directus.create({ ...TALK, starts: null });
  world.directus.create({ ...TALK, ends: '2020-01-01T00:00:00.000Z', name: 'Backwards' });
  world.directus.create({ ...TALK, name: 'Left alone', event: '-gone' });
  world.calendar.edit('same', { ...EVENT, summary: TALK.name });
  world.calendar.edit('twice1', { ...EVENT, summary: 'Twice', htmlLink: 'https://calendar.example/1' });
  world.calendar.edit('twice2', { ...EVENT, summary: 'Twice' });
  world.calendar.edit('birthday', { ...EVENT, summary: 'Birthday', eventType: 'birthday' });
  return world;
}

function ask(world: World, action: string): object {
  const request = { v: PROTOCOL, version: '1.0.0', id: 'ask', secret: SECRET, print: 'any', action };
  return answerPost(JSON.stringify(request), [SECRET], '1.0.0', () => world.app());
}

it('counts what would be created, linked and skipped, and shows what a person may want to look at', () => {
  expect(dryRun(mixed().app())).toEqual([
    {
      ...WHERE,
      counts: { linked: 1, ambiguous: 1, event: 1, item: 1, noStart: 1, unusable: 1, foreign: 1, unlinked: 1 },
      strangers: {},
      examples: [
        { fate: 'ambiguous', key: '3', event: 'twice1', link: 'https://calendar.example/1', title: 'Twice' },
        { fate: 'unusable', key: '5', title: 'Backwards' },
      ],
    },
  ]);
});

it('[Z1] counts days in the zone that install would keep', () => {
  const world = new World();
  world.calendar.timeZone = 'Europe/Berlin';
  world.zones = {};
  world.directus.create({ ...TALK, starts: '2026-05-31T22:00:00.000Z', ends: '2026-06-01T22:00:00.000Z' });
  const day = { ...EVENT, summary: TALK.name, start: { date: '2026-06-01' }, end: { date: '2026-06-02' } };
  world.calendar.edit('day', day);
  expect(dryRun(world.app())).toMatchObject([{ counts: { linked: 1 } }]);
});

it('writes nothing on either side, and remembers nothing', () => {
  const world = mixed();
  const before = [
    JSON.stringify(world.directus.items()),
    world.calendar.live.map(({ etag }) => etag),
    world.properties.size,
  ];
  dryRun(world.app());
  expect(world.calls()).toEqual(['list', 'list']);
  expect([
    JSON.stringify(world.directus.items()),
    world.calendar.live.map(({ etag }) => etag),
    world.properties.size,
  ]).toEqual(before);
});

it('what it foretells comes true', () => {
  const world = mixed();
  const { counts } = dryRun(world.app())![0]!;
  const [items, events] = [world.directus.items().length, world.calendar.live.length];
  startFeeds(world.app());
  reconcileAll(world.app());
  expect(world.directus.items()).toHaveLength(items + counts.item!);
  expect(world.calendar.live).toHaveLength(events + counts.event!);
  const { linked, ambiguous, event, item, ...others } = counts;
  const paired = linked! + ambiguous! + event! + item!;
  expect(dryRun(world.app())![0]!.counts).toEqual({ ...others, paired });
});

describe('says what becomes of what has lost its other side, in words that a person acts on', () => {
  function counted(world: World): object {
    const [{ counts }] = dryRun(world.app()) as [DryRun];
    return counts;
  }

  function paired(changes: object = {}): World {
    const world = new World(changes);
    startFeeds(world.app());
    world.directus.create(TALK);
    catchUpAll(world.app());
    reconcileAll(world.app());
    return world;
  }

  const idOf = (world: World): string => String(world.directus.item(1)!['event']);

  it('an event whose item was deleted, and one that was edited since', () => {
    const world = paired();
    world.directus.delete(1);
    expect(counted(world)).toEqual({ deleteEvent: 1 });
    world.calendar.edit(idOf(paired()), { summary: 'Edited' });
    expect(counted(world)).toEqual({ item: 1 });
  });

  it('[P14] an event whose item has no start any more, unless that field was only away', () => {
    const world = paired();
    world.directus.update(1, { starts: null });
    expect(counted(world)).toEqual({ offEvent: 1 });
    expect(graveLines(dryRun(world.app())!)).toHaveLength(1);
    reconcileAll(world.app());
    expect(world.calendar.live).toEqual([]);
    const other = paired();
    other.directus.remake('starts');
    expect(counted(other)).toEqual({ toItem: 1 });
  });

  it.each([
    ['delete', { deleteItem: 1 }],
    ['unlink', { unlinkItem: 1 }],
    [{ archive: { field: 'state', value: 'old' } }, { archiveItem: 1 }],
  ])('an item whose event was deleted, by the policy %j', (onEventDeleted, counts) => {
    const world = paired({ onEventDeleted });
    world.calendar.remove(idOf(world));
    expect(counted(world)).toEqual(counts);
  });

  it('an item whose event was deleted, and that was edited since', () => {
    const world = paired();
    world.calendar.remove(idOf(world));
    world.directus.update(1, { name: 'Edited' });
    expect(counted(world)).toEqual({ revived: 1 });
  });

  it('[DE4] items that name events which this calendar does not have, as exported elsewhere and imported here', () => {
    const world = new World();
    const sync = paired().directus.item(1)!['sync'] as string;
    for (let i = 0; i < 90; i++) {
      const id = `${i}`.padStart(32, 'a');
      world.directus.create({
        ...TALK,
        name: `Talk ${i}`,
        event: id,
        sync: sync.replace(/;[^;]*$/, `;${id}`).replace(/^3;[^;]*/, '3;elsewhere'),
      });
    }
    expect(counted(world)).toEqual({ replaced: 90 });
    const { calls } = world.directus;
    expect(graveLines(dryRun(world.app())!)).toEqual([
      'talks ⇄ primary: 90 items name events that this calendar does not have: they get new events.',
    ]);
    expect(calls.filter((call) => call === 'apply')).toEqual([]);
    expect(world.calendar.live).toEqual([]);
  });

  it('[P22] items whose events are not ours to change, and pairs of another installation', () => {
    const world = paired();
    const event = world.calendar.edit(idOf(world), { organizer: {} });
    expect(counted(world)).toEqual({ unserved: 1 });
    const link = event.extendedProperties!.private!['link']!.replace('inst0001', 'other123');
    world.calendar.edit(event.id, { organizer: { self: true }, extendedProperties: { private: { link } } });
    expect(dryRun(world.app())).toMatchObject([{ counts: { stranger: 1 }, strangers: { other123: 1 } }]);
  });

  it('[WH6] a second item that names the event of another one', () => {
    const world = paired();
    const { event, sync } = world.directus.item(1)!;
    world.directus.create({ ...TALK, event, sync });
    world.directus.create({ ...TALK, event, starts: null });
    expect(counted(world)).toEqual({ paired: 1, event: 1, noStart: 1 });
    world.directus.delete(1);
    // Of those that are left the first one takes it up.
    expect(counted(world)).toEqual({ paired: 1, noStart: 1 });
    reconcileAll(world.app());
    expect(world.calendar.live).toMatchObject([{ id: event }]);
  });

  it('what cannot be found out now is said to be so', () => {
    const world = paired();
    world.calendar.remove(idOf(world));
    world.calendar.refuse = (call) =>
      call === 'get' ? { kind: 'unavailable', status: 503, reason: null, message: 'down' } : undefined;
    expect(counted(world)).toEqual({ half: 1 });
  });
});

it('is answered to a person’s tool, whatever bindings the tool knows', () => {
  expect(ask(mixed(), 'dryRun')).toMatchObject({ ok: true, plans: [{ ...WHERE, counts: { event: 1 } }] });
});

it('says that it does not know when a side cannot be read', () => {
  const world = mixed();
  world.directus.refuse = () => ({ kind: 'unavailable', status: 503, reason: null, message: 'down' });
  expect(ask(world, 'dryRun')).toMatchObject({ ok: false, code: 'FAILED' });
});

it('in earnest, the comparison goes on in an execution of its own, and the status tells how far it is', () => {
  const world = new World();
  startFeeds(world.app());
  reconcileAll(world.app());
  expect(ask(world, 'compare')).toMatchObject({ ok: true, action: 'compare' });
  expect(world.triggers).toContain('soon');
  for (let i = 0; i < 250; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  world.calendar.room = 200;
  world.calendar.meanwhile = () => world.advance(110);
  reconcileAll(world.app(20_000));
  const half = statusOf(world.app(), {}).reconcile;
  expect(half).toMatchObject({ due: true });
  expect(half.progress).toMatchObject({ calendar: 'primary', total: 250 });
  expect(half.progress!.done).toBeGreaterThan(0);
  expect(half.progress!.done).toBeLessThan(250);
  reconcileAll(world.app());
  expect(statusOf(world.app(), {}).reconcile).toMatchObject({ due: false, progress: null });
  expect(world.calendar.live).toHaveLength(250);
});
