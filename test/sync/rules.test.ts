// A series as one item with its rule: what is written on either side reaches the other.
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { FIELDS, TALK, World } from '../fakes';

function started(changes: object = {}): World {
  const world = new World({ fields: { ...FIELDS, recurrence: 'rule' }, timeZone: 'Europe/Berlin', ...changes });
  startFeeds(world.app());
  reconcileAll(world.app());
  return world;
}

function follow(world: World): void {
  world.advance(60_000);
  catchUpAll(world.app());
}

/** What is still written when nothing has changed. */
function echoes(world: World): string[] {
  world.calls();
  follow(world);
  reconcileAll(world.app());
  return world.calls().filter((call) => ['insert', 'patch', 'apply'].includes(call));
}

it('[SE2] an item with a rule makes a series, in its zone, and UNTIL as Google takes it', () => {
  const world = started();
  const row = world.directus.create({ ...TALK, rule: 'freq=weekly;until=20261231' });
  follow(world);
  const event = world.calendar.events.get(String(row['event']))!;
  expect(event.recurrence).toEqual(['RRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z']);
  expect([event.start?.timeZone, event.end?.timeZone]).toEqual(['Europe/Berlin', 'Europe/Berlin']);
  expect(echoes(world)).toEqual([]);
  expect(row['rule']).toBe('freq=weekly;until=20261231');
});

it('[SE2] a rule that is filled, changed and emptied later makes a series of its event, changes it and ends it', () => {
  const world = started();
  const row = world.directus.create(TALK);
  follow(world);
  const event = () => world.calendar.events.get(String(row['event']))!;
  world.directus.update(row['id'], { rule: 'RRULE:FREQ=DAILY;COUNT=3' });
  follow(world);
  expect(event()).toMatchObject({ recurrence: ['RRULE:FREQ=DAILY;COUNT=3'], start: { timeZone: 'Europe/Berlin' } });
  world.directus.update(row['id'], { rule: 'RRULE:FREQ=DAILY;COUNT=5' });
  follow(world);
  expect(event().recurrence).toEqual(['RRULE:FREQ=DAILY;COUNT=5']);
  expect(echoes(world)).toEqual([]);
  world.directus.update(row['id'], { rule: null });
  follow(world);
  expect(event().recurrence).toBeUndefined();
  expect(echoes(world)).toEqual([]);
});

it('[SE2] a rule that Google tells of in its own form is no edit of it', () => {
  const world = started();
  const row = world.directus.create({ ...TALK, rule: 'freq=daily;count=3' });
  follow(world);
  world.calendar.edit(String(row['event']), { summary: 'Yoga' });
  follow(world);
  expect(row).toMatchObject({ name: 'Yoga', rule: 'freq=daily;count=3' });
});

it('[SE2] a rule that is written or taken away in Google comes into the item', () => {
  const world = started();
  world.calendar.makeSeries('weekly', '2026-06-02T09:00:00Z', 'FREQ=WEEKLY;BYDAY=TU');
  follow(world);
  const [row] = world.directus.items();
  expect(row).toMatchObject({ event: 'weekly', rule: 'RRULE:FREQ=WEEKLY;BYDAY=TU' });
  world.calendar.edit('weekly', { recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=WE'] });
  follow(world);
  expect(row!['rule']).toBe('RRULE:FREQ=WEEKLY;BYDAY=WE');
  world.calendar.edit('weekly', { recurrence: undefined });
  follow(world);
  expect(row!['rule']).toBeNull();
  expect(echoes(world)).toEqual([]);
});

it('[SE2] a rule that nobody could follow is told, and all else goes on', () => {
  const world = started();
  const row = world.directus.create({ ...TALK, rule: 'FREQ=WEEKLI' });
  follow(world);
  expect(world.calendar.events.get(String(row['event']))).toMatchObject({ summary: TALK.name });
  expect(world.retries()).toMatchObject([{ reason: expect.stringContaining('Did you mean "WEEKLY"?') }]);
  world.directus.update(row['id'], { rule: 'FREQ=WEEKLY' });
  follow(world);
  expect(world.calendar.events.get(String(row['event']))!.recurrence).toEqual(['RRULE:FREQ=WEEKLY']);
  expect(world.retries()).toEqual([]);
});

it('[SE2] the rule is written to Directus only where items are dates, and put back', () => {
  const world = started({ recurring: 'occurrences', window: { past: 7, future: 30 } });
  world.calendar.makeSeries('weekly', '2026-06-02T09:00:00Z', 'FREQ=WEEKLY;COUNT=2');
  follow(world);
  const [row] = world.directus.items();
  expect(row).toMatchObject({ rule: 'RRULE:FREQ=WEEKLY;COUNT=2' });
  world.directus.update(row!['id'], { rule: 'FREQ=DAILY' });
  follow(world);
  reconcileAll(world.app());
  expect(row!['rule']).toBe('RRULE:FREQ=WEEKLY;COUNT=2');
  expect(world.calendar.events.get('weekly')!.recurrence).toEqual(['RRULE:FREQ=WEEKLY;COUNT=2']);
});

describe('cancelled dates', () => {
  const fields = { ...FIELDS, recurrence: 'rule', cancelled: 'off' };
  const day = (date: number): string => `2026-07-0${date}T10:00:00Z`;

  /** An item with a rule, and the names of the dates of its event. */
  function recurring(changes: object = {}) {
    const world = started({ fields });
    const row = world.directus.create({ ...TALK, rule: 'FREQ=DAILY;COUNT=5', ...changes });
    follow(world);
    const slot = (date: number): string => `${String(row['event'])}#${day(date)}`;
    return { world, row, slot, status: (date: number) => world.calendar.events.get(slot(date))?.status };
  }

  it('[SE12] that are added to the list are cancelled, and those that are taken out come back', () => {
    const { world, row, status } = recurring();
    world.directus.update(row['id'], { off: [day(2), '2026-07-03T12:00:00+02:00'] });
    follow(world);
    expect([1, 2, 3].map(status)).toEqual([undefined, 'cancelled', 'cancelled']);
    expect(echoes(world)).toEqual([]);
    world.directus.update(row['id'], { off: [day(3)] });
    follow(world);
    expect([1, 2, 3].map(status)).toEqual([undefined, 'confirmed', 'cancelled']);
    expect(echoes(world)).toEqual([]);
  });

  it('[SE12] whose list alone has changed leave their series as it is, and with it the etags of its dates', () => {
    const { world, row, slot } = recurring();
    const before = world.calendar.writes.length;
    world.directus.update(row['id'], { off: [day(2)] });
    follow(world);
    const written = world.calendar.writes.slice(before);
    expect(written.map((write) => write.kind === 'patch' && write.event.id)).toEqual([slot(2)]);
  });

  it('[SE12] of a new item are cancelled once its event is there', () => {
    const { world, status } = recurring({ off: [day(2)] });
    follow(world);
    expect(status(2)).toBe('cancelled');
    expect(echoes(world)).toEqual([]);
  });

  it('[SE12] that are cancelled in Google come into the list, and leave it', () => {
    const { world, row, slot } = recurring();
    world.calendar.editDate(slot(2), { status: 'cancelled' });
    follow(world);
    expect(row['off']).toEqual([day(2)]);
    world.calendar.edit(slot(2), { status: 'confirmed' });
    follow(world);
    expect(row['off']).toBeNull();
    expect(echoes(world)).toEqual([]);
  });

  it('[SE12] that both sides cancelled meanwhile are all cancelled', () => {
    const { world, row, slot, status } = recurring();
    world.calendar.editDate(slot(2), { status: 'cancelled' });
    world.directus.update(row['id'], { off: [day(3)] });
    follow(world);
    follow(world);
    expect(row['off']).toEqual([day(2), day(3)]);
    expect([2, 3].map(status)).toEqual(['cancelled', 'cancelled']);
    expect(echoes(world)).toEqual([]);
  });

  it('[SE12] that Google does not bring back are told, and hold back nothing else', () => {
    const { world, row, slot } = recurring();
    world.directus.update(row['id'], { off: [day(2)] });
    follow(world);
    world.calendar.refuse = (call, write) =>
      call === 'patch' && JSON.stringify(write).includes(slot(2))
        ? { kind: 'forbidden', status: 403, reason: null, message: 'Forbidden' }
        : undefined;
    world.directus.update(row['id'], { off: null, name: 'Yoga' });
    follow(world);
    world.directus.update(row['id'], { text: 'by the lake' });
    follow(world);
    expect(world.retries()).toMatchObject([{ reason: expect.stringContaining(`the date ${day(2)}`) }]);
    expect(world.calendar.events.get(String(row['event']))).toMatchObject({
      summary: 'Yoga',
      description: 'by the lake',
    });
    expect(echoes(world)).toEqual([]);
  });

  it('[SE12] that the series does not have are told, and cancel nothing', () => {
    const { world, row, status } = recurring();
    world.directus.update(row['id'], { off: [day(2), day(9)] });
    follow(world);
    expect(world.retries()).toMatchObject([{ reason: expect.stringContaining(`the series has no date ${day(9)}`) }]);
    expect(status(2)).toBeUndefined();
    world.directus.update(row['id'], { off: [day(2)] });
    follow(world);
    expect(status(2)).toBe('cancelled');
    expect(world.retries()).toEqual([]);
    expect(echoes(world)).toEqual([]);
  });
});

describe('dates that were changed by themselves', () => {
  const fields = { ...FIELDS, recurrence: 'rule', cancelled: 'off', series: 'series', originalStart: 'original' };

  /** A daily series in Google and its item. */
  function recurring() {
    const world = started({ fields });
    world.calendar.makeSeries('daily', '2026-06-02T09:00:00Z', 'FREQ=DAILY;COUNT=5');
    follow(world);
    const slot = (date: number): string => `daily#2026-06-0${date}T09:00:00Z`;
    const names = (): unknown[][] => world.directus.items().map(({ id, event, name }) => [id, event, name]);
    return { world, slot, names };
  }

  it('[SE13] have an item each beside that of their series', () => {
    const { world, slot, names } = recurring();
    world.calendar.editDate(slot(3), { summary: 'Guest' });
    follow(world);
    expect(names()).toEqual([
      [1, 'daily', 'daily'],
      [2, slot(3), 'Guest'],
    ]);
    expect(world.directus.item(2)).toMatchObject({
      series: 'daily',
      original: '2026-06-03T09:00:00.000Z',
    });
    expect(echoes(world)).toEqual([]);
    world.directus.update(2, { name: 'Another' });
    follow(world);
    expect(world.calendar.events.get(slot(3))).toMatchObject({ summary: 'Another' });
    expect(echoes(world)).toEqual([]);
  });

  it('[SE13] that are cancelled go by the policy, and stand in the list of their series', () => {
    const { world, slot, names } = recurring();
    world.calendar.editDate(slot(3), { summary: 'Guest' });
    follow(world);
    world.calendar.edit(slot(3), { status: 'cancelled' });
    follow(world);
    expect(names()).toEqual([[1, 'daily', 'daily']]);
    expect(world.directus.item(1)).toMatchObject({ off: ['2026-06-03T09:00:00Z'] });
    expect(echoes(world)).toEqual([]);
  });

  it('[SE13] are cancelled with their items', () => {
    const { world, slot } = recurring();
    world.calendar.editDate(slot(3), { summary: 'Guest' });
    follow(world);
    world.directus.delete(2);
    follow(world);
    expect(world.calendar.events.get(slot(3))).toMatchObject({ status: 'cancelled' });
    follow(world);
    reconcileAll(world.app());
    expect(world.directus.items()).toMatchObject([{ id: 1, off: ['2026-06-03T09:00:00Z'] }]);
    expect(echoes(world)).toEqual([]);
  });

  it('[SE13] go with their series', () => {
    const { world, slot, names } = recurring();
    world.calendar.editDate(slot(3), { summary: 'Guest' });
    follow(world);
    world.calendar.edit(slot(3), { status: 'cancelled' });
    world.calendar.edit(slot(4), { ...world.calendar.events.get(slot(3)), status: 'cancelled' });
    world.calendar.remove('daily');
    follow(world);
    follow(world);
    expect(names()).toEqual([]);
    expect(echoes(world)).toEqual([]);
  });
});
