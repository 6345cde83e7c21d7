// What Google's answers to our event writes lead to.
import { decodeBase } from '../../src/core/base';
import { eventIdFor } from '../../src/core/identity';
import { hashColumns } from '../../src/core/hash';
import { hashValue } from '../../src/core/values';
import { calendarChanged, catchUpAll, itemsChanged, reconcileAll } from '../../src/app/work';
import type { EventWrite, Failure } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';

const failure = (kind: Failure['kind'], status: number): Failure => ({
  kind,
  status,
  reason: null,
  message: `${status}`,
});
const idOf = (key: number, generation = 0) =>
  eventIdFor('inst0001', { id: 'main', collection: 'talks' }, String(key), generation);

/** An item and its event, in step. */
function paired(world: World) {
  const row = world.directus.create(TALK);
  send(world, row['id'], true);
  world.calls();
  return { row, event: () => world.calendar.events.get(String(row['event']))! };
}

function send(world: World, key: unknown, created = false): void {
  world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([key], created)).writeBacks);
}

/** Refuses the first write of a kind. */
function refuseOnce(world: World, call: string, made: Failure): void {
  world.calendar.refuse = (current) => {
    if (current !== call) return undefined;
    world.calendar.refuse = () => undefined;
    return made;
  };
}

describe('[WR4] 412: the event is no longer what was read', () => {
  it('reads it again and merges: edits of different fields both survive', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.update(row['id'], { name: 'Renamed' });
    world.calendar.meanwhile = () => {
      world.calendar.meanwhile = () => undefined;
      world.calendar.edit(event().id, { description: 'Rewritten' });
    };
    send(world, row['id']);
    expect(event()).toMatchObject({ summary: 'Renamed', description: 'Rewritten' });
    expect(row).toMatchObject({ name: 'Renamed', text: 'Rewritten' });
    expect(world.state.reports()).toEqual([]);
  });

  it('[WH1] asks anew whose event it is: it was given to another item meanwhile, so this one is a copy', () => {
    const world = started();
    const { row, event } = paired(world);
    const { id, ...copied } = row;
    const [first, second] = [1, 2].map(() => world.directus.create(copied));
    world.directus.delete(id);
    world.directus.update(second!['id'], { name: 'Renamed' });
    world.calendar.meanwhile = () => {
      world.calendar.meanwhile = () => undefined;
      const { link, ...properties } = event().extendedProperties!.private!;
      const given = link!.replace(/\d+$/, String(first!['id']));
      world.calendar.edit(event().id, { extendedProperties: { private: { ...properties, link: given } } });
    };
    send(world, second!['id']);
    expect(world.calendar.live).toMatchObject([
      { id: first!['event'], summary: 'Talk' },
      { id: second!['event'], summary: 'Renamed' },
    ]);
  });

  it('[M13] decides a conflict that shows only now by the times of now', () => {
    const world = started();
    const { row, event } = paired(world);
    world.advance(60_000);
    world.calendar.edit(event().id, { summary: 'Event first' });
    world.advance(60_000);
    world.directus.update(row['id'], { name: 'Item second' });
    world.calendar.meanwhile = () => {
      world.calendar.meanwhile = () => undefined;
      world.advance(60_000);
      world.calendar.edit(event().id, { summary: 'Event last' });
    };
    send(world, row['id']);
    expect([event().summary, row['name']]).toEqual(['Event last', 'Event last']);
    const [line] = world.state.reports().slice(-1);
    expect(line).toMatchObject({ kind: 'conflict', winner: 'event', fields: ['summary'] });
    expect(world.directus.revision(line!.revision)).toMatchObject({ name: 'Item second' });
  });

  it('gives up after some rounds and tries later', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.update(row['id'], { name: 'Renamed' });
    let edits = 0;
    world.calendar.meanwhile = () => void world.calendar.edit(event().id, { location: `${(edits += 1)}` });
    send(world, row['id']);
    expect(edits).toBeLessThan(20);
    expect(world.retries()).toMatchObject([{ key: '1', count: 1 }]);
    world.calendar.meanwhile = () => undefined;
    world.advance(60_000);
    catchUpAll(world.app());
    expect(event().summary).toBe('Renamed');
    expect(world.retries()).toEqual([]);
  });
});

describe('[NP2] 409: the id is used', () => {
  it('[NP2] by this very item, whose answer was lost: it is linked, no second event is made', () => {
    const world = started();
    const row = world.directus.create(TALK);
    const signal = world.directus.signal([row['id']], true);
    itemsChanged(world.app(), signal);
    // While the cache knows of the event, the signal is taken for one of those that come late (RD5).
    world.cached.clear();
    world.directus.writeBack(itemsChanged(world.app(), signal).writeBacks);
    expect(world.calendar.live).toHaveLength(1);
    expect(row['event']).toBe(idOf(1));
  });

  it('by a deleted event: it is brought back', () => {
    const world = started();
    world.calendar.edit(idOf(1), EVENT);
    world.calendar.remove(idOf(1));
    send(world, world.directus.create({ ...TALK, name: 'Again' })['id'], true);
    expect(world.calendar.live).toMatchObject([{ id: idOf(1), summary: 'Again' }]);
  });

  it('[NP3] by somebody else’s event: the next generation', () => {
    const world = started();
    world.calendar.edit(idOf(1), { ...EVENT, eventType: 'focusTime' });
    const row = world.directus.create(TALK);
    send(world, row['id'], true);
    expect(row['event']).toBe(idOf(1, 1));
    expect(world.calendar.events.get(idOf(1, 1))).toMatchObject({ summary: 'Talk' });
  });

  it('[NP3] by what is left of an event that another item had last: the next generation', () => {
    const world = started();
    const { row, event } = paired(world);
    const { link, ...properties } = event().extendedProperties!.private!;
    const given = link!.replace(/\d+$/, '7');
    world.calendar.edit(idOf(1), { extendedProperties: { private: { ...properties, link: given } } });
    world.calendar.remove(idOf(1));
    world.advance(60_000);
    reconcileAll(world.app());
    expect(row['event']).toBe(idOf(1, 1));
    expect(world.calendar.live).toMatchObject([{ id: idOf(1, 1), summary: 'Talk' }]);
    expect(world.retries()).toEqual([]);
  });
});

it.each([
  ['changed', 412],
  ['notFound', 404],
  ['gone', 410],
] as const)(
  '[NP5] %s (%d) on a creation says nothing of the id: it is tried again, under the same one',
  (kind, status) => {
    const world = started();
    refuseOnce(world, 'insert', failure(kind, status));
    const row = world.directus.create(TALK);
    send(world, row['id'], true);
    expect(world.calendar.live).toEqual([]);
    expect(world.retries()).toMatchObject([{ key: '1', count: 1 }]);
    world.advance(60_000);
    catchUpAll(world.app());
    expect(row['event']).toBe(idOf(1));
    expect(world.calendar.live).toMatchObject([{ id: idOf(1) }]);
    expect(world.retries()).toEqual([]);
  },
);

it('[NP4] 403 on bringing an event back: the next generation', () => {
  const world = started();
  world.calendar.edit(idOf(1), EVENT);
  world.calendar.remove(idOf(1));
  refuseOnce(world, 'patch', failure('forbidden', 403));
  const row = world.directus.create(TALK);
  send(world, row['id'], true);
  expect(row['event']).toBe(idOf(1, 1));
});

it('[NP4] an item whose events were deleted again and again gets the next one at once', () => {
  const world = started();
  const { row, event } = paired(world);
  world.calendar.refuse = (call) => (call === 'patch' ? failure('forbidden', 403) : undefined);
  for (let generation = 1; generation <= 6; generation++) {
    world.calendar.remove(event().id);
    world.directus.update(row['id'], { name: `Renamed ${generation}` });
    world.calls();
    send(world, row['id']);
    expect(row['event']).toBe(idOf(1, generation));
    expect(world.calls().filter((call) => call === 'insert')).toHaveLength(1);
  }
  expect(world.retries()).toEqual([]);
});

it('[NP3] [NP4] an item under a key that has used up many ids tries all of them', () => {
  const world = started();
  for (let generation = 0; generation < 6; generation++) {
    world.calendar.edit(idOf(1, generation), EVENT);
    world.calendar.remove(idOf(1, generation));
  }
  world.calendar.refuse = (call) => (call === 'patch' ? failure('forbidden', 403) : undefined);
  const row = world.directus.create(TALK);
  send(world, row['id'], true);
  expect(row['event']).toBe(idOf(1, 6));
  expect(world.retries()).toEqual([]);
});

it.each([
  ['its calendar’s feed', (world: World) => (world.advance(60_000), calendarChanged(world.app(), 'primary'))],
  ['a comparison', (world: World) => reconcileAll(world.app())],
])(
  '[WH8] [NP4] %s meets the next generation of an event before its item was told of it: the item takes it, and stays one',
  (_, look) => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.remove(event().id);
    world.directus.update(row['id'], { name: 'Renamed' });
    world.calendar.refuse = (call) => (call === 'patch' ? failure('forbidden', 403) : undefined);
    // The answer that names the event is still on its way.
    itemsChanged(world.app(), world.directus.signal([row['id']], false));
    world.cached.clear();
    look(world);
    expect(world.directus.items()).toMatchObject([{ event: idOf(1, 1), name: 'Renamed' }]);
    expect(world.calendar.live).toMatchObject([{ id: idOf(1, 1), summary: 'Renamed' }]);
  },
);

it('[P5] [WH7] an item whose id was emptied gets its last event back, not an older one that a person restored', () => {
  const world = started();
  const { row, event } = paired(world);
  world.calendar.remove(event().id);
  world.directus.update(row['id'], { name: 'Renamed' });
  refuseOnce(world, 'patch', failure('forbidden', 403));
  send(world, row['id']);
  expect(row['event']).toBe(idOf(1, 1));
  world.calendar.edit(idOf(1), { status: 'confirmed' });
  world.directus.update(row['id'], { event: null });
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
  expect(world.directus.items()).toMatchObject([
    { event: idOf(1, 1), name: 'Renamed' },
    { event: idOf(1), name: 'Talk' },
  ]);
});

it('[WH1] [WH8] an event is met whose item was given another item’s id: the item takes its own back, and nothing is doubled', () => {
  const world = started();
  const [first, second] = [paired(world), paired(world)];
  world.directus.update(second.row['id'], { event: first.row['event'] });
  world.calendar.edit(idOf(2), { summary: 'Edited' });
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
  expect(world.directus.items()).toMatchObject([
    { event: idOf(1), name: 'Talk' },
    { event: idOf(2), name: 'Edited' },
  ]);
  expect(world.calendar.live).toHaveLength(2);
});

it('[WH1] [WH8] the same where the other item is one of another collection with the same key', () => {
  const world = started({}, { id: 'rooms', collection: 'rooms', newEvents: false });
  const { row } = paired(world);
  const room = world.directus.create({ ...TALK, id: row['id'], name: 'Room' }, 'user', 'rooms');
  catchUpAll(world.app());
  world.directus.update(row['id'], { event: room['event'] });
  world.calendar.edit(idOf(1), { summary: 'Edited' });
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
  expect(world.directus.items()).toMatchObject([{ event: idOf(1), name: 'Edited' }]);
  expect(room).toMatchObject({ name: 'Room' });
  expect(world.calendar.live).toHaveLength(2);
});

it('[FA3] 403 because the event is somebody else’s is kept as a failure until the value changes', () => {
  const world = started();
  const { row, event } = paired(world);
  world.directus.update(row['id'], { name: 'Renamed' });
  refuseOnce(world, 'patch', { ...failure('forbidden', 403), reason: 'forbiddenForNonOrganizer' });
  send(world, row['id']);
  expect(world.retries()).toMatchObject([{ key: '1', next: null }]);
  world.calls();
  reconcileAll(world.app());
  expect(world.calls()).not.toContain('patch');
  world.directus.update(row['id'], { name: 'Renamed again' });
  send(world, row['id']);
  expect(event().summary).toBe('Renamed again');
});

it('404 on deleting: somebody was faster, and that is as good', () => {
  const world = started();
  const { row, event } = paired(world);
  const { id } = event();
  world.directus.delete(row['id']);
  refuseOnce(world, 'cancel', failure('gone', 410));
  catchUpAll(world.app());
  expect(world.retries()).toEqual([]);
  expect(world.calendar.events.get(id)).toBeDefined();
});

describe('[RF1] [M8] 400 on a long text', () => {
  const LONG = 'x'.repeat(9000);
  const tooLong = (_: string, write?: EventWrite) =>
    String(write?.body['description'] ?? '').length > 8192 ? failure('invalid', 400) : undefined;

  it('writes the other fields, keeps the text in the item, reports it, and gets quiet', () => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.refuse = tooLong;
    world.directus.update(row['id'], { name: 'Renamed', text: LONG });
    send(world, row['id']);
    expect(event()).toMatchObject({ summary: 'Renamed', description: 'About' });
    expect(row['text']).toBe(LONG);
    expect(world.state.reports()).toMatchObject([{ kind: 'refused', key: '1' }]);
    reconcileAll(world.app());
    world.calls();
    reconcileAll(world.app());
    expect(world.calls()).not.toContain('patch');
    expect(row['text']).toBe(LONG);
  });

  it('[RF2] makes the event without it, and never empties the item, even when the run is cut off before the item is told', () => {
    const world = started();
    world.calendar.refuse = tooLong;
    const row = world.directus.create({ ...TALK, text: LONG });
    // The answer never reaches the flow.
    itemsChanged(world.app(), world.directus.signal([row['id']], true));
    expect(world.calendar.live).toHaveLength(1);
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(row['text']).toBe(LONG);
    expect(row['event']).toBe(world.calendar.live[0]!.id);
  });

  it('[RF3] lets another long text through that Google takes', () => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.refuse = tooLong;
    const name = 'y'.repeat(1500);
    world.directus.update(row['id'], { name, text: LONG });
    send(world, row['id']);
    expect(event()).toMatchObject({ summary: name, description: 'About' });
    expect(world.state.reports()).toMatchObject([
      { kind: 'refused', reason: expect.stringMatching(/refused description \(too long\)/) },
    ]);
  });

  it('[DE12] a person who deletes the event never saw the text: it stands in the report before the item is deleted', () => {
    const world = started();
    world.calendar.refuse = tooLong;
    const row = world.directus.create({ ...TALK, text: LONG });
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']], true)).writeBacks);
    world.calendar.remove(world.calendar.live[0]!.id);
    catchUpAll(world.app());
    expect(world.directus.items()).toEqual([]);
    const lost = world.state.reports().find(({ kind }) => kind === 'conflict');
    expect(lost).toMatchObject({ key: '1', winner: 'event', lost: { description: LONG } });
  });

  it('[RF4] a person who edits what the event holds never saw the text: it stands in the report before it is overwritten', () => {
    const world = started();
    const { row, event } = paired(world);
    world.calendar.refuse = tooLong;
    world.directus.update(row['id'], { text: LONG });
    send(world, row['id']);
    world.calendar.edit(event().id, { ...event(), description: 'Shorter' });
    calendarChanged(world.app(), 'primary');
    expect(row['text']).toBe('Shorter');
    const lost = world.state.reports().find(({ kind }) => kind === 'conflict');
    expect(lost).toMatchObject({ key: '1', winner: 'event', lost: { description: LONG } });
    world.directus.update(row['id'], { text: 'Shorter still' });
    send(world, row['id']);
    expect(event().description).toBe('Shorter still');
    expect(world.state.reports().filter(({ kind }) => kind === 'conflict')).toHaveLength(1);
  });

  it('400 without a long text is a failure of this item alone', () => {
    const world = started();
    const { row } = paired(world);
    const other = paired(world);
    refuseOnce(world, 'patch', failure('invalid', 400));
    world.directus.update(row['id'], { name: 'Refused' });
    world.directus.update(other.row['id'], { name: 'Taken' });
    catchUpAll(world.app());
    expect(other.event().summary).toBe('Taken');
    expect(world.retries()).toMatchObject([{ key: '1', next: null }]);
  });
});

describe('[SO8] Google stores a text otherwise than it was sent', () => {
  it('keeps the item’s own, reports it, and takes the cut text for no edit', () => {
    const world = started();
    const row = world.directus.create({ ...TALK, text: 'y'.repeat(2000) });
    const store = world.calendar.write.bind(world.calendar);
    world.calendar.write = (id, writes) => {
      for (const write of writes) {
        const text = write.body['description'];
        if (typeof text === 'string') write.body['description'] = text.slice(0, 1500);
      }
      return store(id, writes);
    };
    send(world, row['id'], true);
    expect(world.state.reports()).toMatchObject([{ kind: 'cut', key: '1' }]);
    const base = decodeBase(world.binding, row['sync'])!;
    const [item, event] = [hashColumns(['y'.repeat(2000)]), hashValue('description', 'y'.repeat(1500))];
    expect(base.fields.description).toEqual({ item, event, doubt: 'lacking' });
    world.cached.clear();
    world.calls();
    reconcileAll(world.app());
    expect(world.calls()).not.toContain('patch');
    expect(row['text']).toHaveLength(2000);
  });

  it('[SO6] takes the cut text for no edit even when the item never learned of it', () => {
    const world = started();
    const row = world.directus.create({ ...TALK, text: 'y'.repeat(2000) });
    const store = world.calendar.write.bind(world.calendar);
    world.calendar.write = (id, writes) => {
      for (const write of writes) if (write.body['description']) write.body['description'] = 'y'.repeat(1500);
      return store(id, writes);
    };
    itemsChanged(world.app(), world.directus.signal([row['id']], true));
    reconcileAll(world.app());
    expect(row['text']).toHaveLength(2000);
    expect(world.calendar.live[0]!.description).toHaveLength(1500);
  });
});

it('[WR8] writes an event once in a batch, however many items want it', () => {
  const world = started();
  world.calendar.edit('theirs', EVENT);
  const first = world.directus.create({ ...TALK, event: 'theirs' });
  const second = world.directus.create({ ...TALK, event: 'theirs', name: 'Copy' });
  reconcileAll(world.app());
  expect([first['event'], second['event']]).toEqual(['theirs', idOf(2)]);
  expect(world.calendar.live).toHaveLength(2);
});

it('[ST11] an item whose key is too long for a link is reported and stops nobody', () => {
  const world = started();
  world.directus.create({ ...TALK, id: 'k'.repeat(1100) });
  const other = world.directus.create(TALK);
  catchUpAll(world.app());
  expect(other['event']).toBe(world.calendar.live[0]!.id);
  expect(world.retries()).toMatchObject([{ reason: expect.stringContaining('too long') }]);
});

it('[WR13] its own writes come back as nothing: one list, no call to Directus', () => {
  const world = started();
  paired(world);
  world.advance(600_000);
  catchUpAll(world.app());
  world.calls();
  world.advance(600_000);
  catchUpAll(world.app());
  expect(world.calls()).toEqual(['list', 'changes']);
});
