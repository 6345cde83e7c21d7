// Several bindings: on two calendars, on one collection, on one calendar; everything exactly once, whoever changes it.
import type { Binding } from '../../../src/core/binding';
import type { CalendarEvent } from '../../../src/core/calendar-event';
import type { Item, ItemKey } from '../../../sandbox/directus/items';
import { eventOf, fieldsOf, itemOf, startTestBed, type BindingInput, type TestBed } from '../harness';
import { expectNothingLeft } from '../stillness';

let bed: TestBed;

jest.setTimeout(60_000);

function testBedOf(...bindings: BindingInput[]): void {
  beforeAll(async () => {
    bed = await startTestBed({ bindings, calendar: { quota: { unitsPerMinute: null } } });
  }, 60_000);
  afterAll(() => bed.close());
}

function bindingOf(id: string): Binding {
  return bed.sandbox.bindings.find((binding) => binding.id === id)!;
}

/** The event that an item has by a binding. */
async function eventFor(id: string, key: ItemKey): Promise<CalendarEvent | undefined> {
  return (await bed.pairs.all(bindingOf(id))).find((pair) => pair.key === String(key))?.event;
}

async function made(collection: string, item: Item): Promise<ItemKey> {
  const { id } = await bed.items(collection).createOne(item);
  await bed.quiet();
  return id as ItemKey;
}

async function editEvent(id: string, key: ItemKey, changes: Parameters<TestBed['ui']['edit']>[2]): Promise<void> {
  bed.ui.edit(bindingOf(id).calendar, (await eventFor(id, key))!.id, changes);
  await bed.quiet();
}

async function named(collection: string, name: string): Promise<Item[]> {
  return await bed.items(collection).readByQuery({ filter: { name: { _eq: name } } });
}

/** Live events of a calendar with this summary. */
async function eventsNamed(calendar: string, summary: string): Promise<CalendarEvent[]> {
  return (await bed.pairs.ownEvents(calendar)).filter((event) => event.summary === summary);
}

async function expectStill(): Promise<void> {
  await bed.pairs.expectInSync();
  await expectNothingLeft(bed);
  await bed.pairs.expectInSync();
}

const TEAM = 'team@group.calendar.google.com';

describe('two collections on two calendars', () => {
  testBedOf(
    { id: 'talks', collection: 'talks', calendar: 'primary', fields: { ...fieldsOf(), problem: 'trouble' } },
    { id: 'rooms', collection: 'rooms', calendar: TEAM },
  );

  test('keep to themselves: what is made in one arrives on its calendar only', async () => {
    await made('talks', itemOf('A talk'));
    await made('rooms', itemOf('A room'));
    bed.ui.create('primary', eventOf('A talk there'));
    bed.ui.create(TEAM, eventOf('A room there'));
    await bed.quiet();
    expect((await bed.pairs.ownEvents('primary')).map(({ summary }) => summary).sort()).toEqual([
      'A talk',
      'A talk there',
    ]);
    expect((await bed.pairs.ownEvents(TEAM)).map(({ summary }) => summary).sort()).toEqual(['A room', 'A room there']);
    expect([await bed.items('talks').count(), await bed.items('rooms').count()]).toEqual([2, 2]);
    await bed.pairs.expectInSync();
  });

  test('have the same key for different items, and edits and deletions hit the right one', async () => {
    const key = await made('talks', itemOf('Talk to edit'));
    expect(await made('rooms', itemOf('Room to keep'))).toBe(key);
    await bed.items('talks').updateOne(key, { name: 'Talk edited' });
    await bed.quiet();
    await editEvent('rooms', key, { summary: 'Room edited there' });
    expect((await eventFor('talks', key))!.summary).toBe('Talk edited');
    expect((await bed.items('rooms').readOne(key)).name).toBe('Room edited there');
    expect((await bed.items('talks').readOne(key)).name).toBe('Talk edited');
    await bed.items('talks').deleteOne(key);
    await bed.quiet();
    expect(await eventsNamed('primary', 'Talk edited')).toEqual([]);
    expect((await eventFor('rooms', key))!.summary).toBe('Room edited there');
    bed.ui.remove(TEAM, (await eventFor('rooms', key))!.id);
    await bed.quiet();
    expect(await named('rooms', 'Room edited there')).toEqual([]);
    await bed.pairs.expectInSync();
  });

  test('[DE18] keep the item of an event that is moved from one to the other, and know it again when it is back', async () => {
    bed.ui.create('primary', eventOf('To be moved'));
    await bed.quiet();
    const [talk] = await named('talks', 'To be moved');
    const id = String(talk!.calendar_event_id);
    bed.ui.move('primary', id, TEAM);
    await bed.quiet();
    expect(await named('talks', 'To be moved')).toMatchObject([{ id: talk!.id, calendar_event_id: `-${id}` }]);
    expect(await named('rooms', 'To be moved')).toMatchObject([{ calendar_event_id: id }]);
    bed.ui.move(TEAM, id, 'primary');
    bed.ui.edit('primary', id, { description: 'Back again' });
    await bed.quiet();
    const back = { id: talk!.id, calendar_event_id: id, description: 'Back again' };
    expect(await named('talks', 'To be moved')).toMatchObject([back]);
    expect(await named('rooms', 'To be moved')).toMatchObject([{ calendar_event_id: `-${id}` }]);
    expect(await eventsNamed('primary', 'To be moved')).toHaveLength(1);
    await bed.pairs.expectInSync();
  });

  test('leave nothing for a further run to write', expectStill);

  test('an item says why it cannot be synced, in the field that its binding names for that, until it can', async () => {
    const start = '2027-03-01T10:00:00.000Z';
    const key = await made('talks', { ...itemOf('Backwards'), calendar_event_start: start });
    expect((await bed.items('talks').readOne(key))['trouble']).toMatch(/^the end .* is before the start/);
    await bed.items('talks').updateOne(key, { calendar_event_end: '2027-03-01T11:00:00.000Z' });
    await bed.quiet();
    expect((await bed.items('talks').readOne(key))['trouble']).toBeNull();
    await bed.items('talks').deleteOne(key);
    await bed.quiet();
    await expectStill();
  });
});

describe('two bindings on one collection with two calendars', () => {
  testBedOf(
    { id: 'mine', calendar: 'primary', fields: fieldsOf('mine') },
    { id: 'team', calendar: TEAM, fields: fieldsOf('team') },
  );

  test('give a new item an event on each, with an id and a sync field of its own', async () => {
    const key = await made('collection1', itemOf('Twofold'));
    const [mine, team] = [await eventFor('mine', key), await eventFor('team', key)];
    expect([mine!.summary, team!.summary]).toEqual(['Twofold', 'Twofold']);
    const item = await bed.items().readOne(key);
    expect(item).toMatchObject({ mine_id: mine!.id, team_id: team!.id });
    expect(mine!.id).not.toBe(team!.id);
    expect(String(item.mine_sync)).toContain(mine!.id);
    expect(String(item.team_sync)).toContain(team!.id);
    await bed.pairs.expectInSync();
  });

  test('[M25] carry an edit of one event to the item and to its other event in the same run', async () => {
    const key = await made('collection1', itemOf('Edited on one'));
    const { executions } = await bed.cost(() => editEvent('mine', key, { summary: 'Edited on mine' }));
    expect((await bed.items().readOne(key)).name).toBe('Edited on mine');
    expect((await eventFor('team', key))!.summary).toBe('Edited on mine');
    // The run itself, and the echo of what it wrote on the other calendar.
    expect(executions).toBeLessThanOrEqual(2);
    await editEvent('team', key, { description: 'Edited on team', start: { dateTime: '2027-01-01T10:15:00Z' } });
    expect((await eventFor('mine', key))!.description).toBe('Edited on team');
    expect((await bed.items().readOne(key)).calendar_event_start).toBe('2027-01-01T10:15:00.000Z');
    await bed.pairs.expectInSync();
  });

  test('carry different edits of both events into each other', async () => {
    const key = await made('collection1', itemOf('Edited on both'));
    const [mine, team] = [(await eventFor('mine', key))!.id, (await eventFor('team', key))!.id];
    bed.ui.edit('primary', mine, { summary: 'Name from mine' });
    bed.ui.edit(TEAM, team, { description: 'Text from team' });
    await bed.quiet();
    await bed.trigger('catchUp');
    const both = { summary: 'Name from mine', description: 'Text from team' };
    expect(await eventFor('mine', key)).toMatchObject(both);
    expect(await eventFor('team', key)).toMatchObject(both);
    await bed.pairs.expectInSync();
  });

  test.each([
    ['mine', 'primary'],
    ['team', TEAM],
  ])('make one item of an event that is new on %s, and its event on the other', async (id, calendar) => {
    bed.ui.create(calendar, eventOf(`New on ${id}`));
    await bed.quiet();
    await bed.trigger('catchUp');
    expect(await named('collection1', `New on ${id}`)).toHaveLength(1);
    expect(await eventsNamed('primary', `New on ${id}`)).toHaveLength(1);
    expect(await eventsNamed(TEAM, `New on ${id}`)).toHaveLength(1);
    await bed.pairs.expectInSync();
  });

  test('take both events away with the item', async () => {
    const key = await made('collection1', itemOf('Deleted here'));
    await bed.items().deleteOne(key);
    await bed.quiet();
    expect([await eventsNamed('primary', 'Deleted here'), await eventsNamed(TEAM, 'Deleted here')]).toEqual([[], []]);
    await bed.pairs.expectInSync();
  });

  test('take the item and its other event away with one event', async () => {
    const key = await made('collection1', itemOf('Deleted there'));
    bed.ui.remove(TEAM, (await eventFor('team', key))!.id);
    await bed.quiet();
    await bed.trigger('catchUp');
    expect(await named('collection1', 'Deleted there')).toEqual([]);
    expect(await eventsNamed('primary', 'Deleted there')).toEqual([]);
    await bed.pairs.expectInSync();
  });

  test('leave nothing for a further run to write', expectStill);
});

describe('two collections on one calendar, of which one takes new events,', () => {
  testBedOf({ id: 'talks', collection: 'talks' }, { id: 'rooms', collection: 'rooms', newEvents: false });

  test('put their items on it once each', async () => {
    const [talk, room] = [await made('talks', itemOf('A talk')), await made('rooms', itemOf('A room'))];
    expect(talk).toBe(room);
    expect((await bed.pairs.ownEvents()).map(({ summary }) => summary).sort()).toEqual(['A room', 'A talk']);
    expect([await bed.items('talks').count(), await bed.items('rooms').count()]).toEqual([1, 1]);
    await bed.pairs.expectInSync();
  });

  test('make one item of a new event, in the one that takes it', async () => {
    bed.ui.create('primary', eventOf('New there'));
    await bed.quiet();
    expect(await named('talks', 'New there')).toHaveLength(1);
    expect(await named('rooms', 'New there')).toEqual([]);
    await bed.pairs.expectInSync();
  });

  test.each(['talks', 'rooms'])('take edits both ways in %s', async (id) => {
    const key = await made(id, itemOf(`Of ${id}`));
    await bed.items(id).updateOne(key, { name: `Edited in ${id}` });
    await bed.quiet();
    expect(await eventFor(id, key)).toMatchObject({ summary: `Edited in ${id}` });
    await editEvent(id, key, { summary: `${id} edited there` });
    expect((await bed.items(id).readOne(key)).name).toBe(`${id} edited there`);
    expect(await eventsNamed('primary', `${id} edited there`)).toHaveLength(1);
    await bed.pairs.expectInSync();
  });

  test.each(['talks', 'rooms'])('take deletions both ways in %s', async (id) => {
    const here = await made(id, itemOf(`Goes here, ${id}`));
    const there = await made(id, itemOf(`Goes there, ${id}`));
    await bed.items(id).deleteOne(here);
    bed.ui.remove('primary', (await eventFor(id, there))!.id);
    await bed.quiet();
    expect(await eventsNamed('primary', `Goes here, ${id}`)).toEqual([]);
    expect(await named(id, `Goes there, ${id}`)).toEqual([]);
    await bed.pairs.expectInSync();
  });

  test('write each change to one item and one event', async () => {
    const key = await made('rooms', itemOf('Counted'));
    const cost = await bed.cost(() => editEvent('rooms', key, { summary: 'Counted there' }));
    expect(cost.writes).toBe(0);
    expect((await bed.cost(() => bed.items('rooms').updateOne(key, { name: 'Counted here' }))).writes).toBe(1);
    await bed.pairs.expectInSync();
  });

  test('leave nothing for a further run to write', expectStill);
});
