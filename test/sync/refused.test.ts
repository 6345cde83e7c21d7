// One refused field never holds back the others, in either direction (M8, M9).
import { calendarChanged, catchUpAll, itemsChanged, reconcileAll } from '../../src/app/work';
import type { EventWrite, Failure } from '../../src/ports';
import type { CalendarEvent } from '../../src/core/calendar-event';
import type { Row } from '../../src/core/values';
import { EVENT, FIELDS, TALK, World } from '../fakes';
import { started } from '../fakes/started';

const MOVED = { start: { dateTime: '2026-07-02T14:00:00Z' }, end: { dateTime: '2026-07-02T15:00:00Z' } };
const MOVED_ROW = { starts: '2026-07-02T14:00:00.000Z', ends: '2026-07-02T15:00:00.000Z' };

/** An event that a person made, and its item. */
function paired(world: World, id = 'e1', changes: object = {}) {
  world.calendar.edit(id, { ...EVENT, ...changes });
  pull(world);
  const row = world.directus.items().find(({ event }) => event === id)!;
  return { row, event: () => world.calendar.events.get(id)! };
}

function pull(world: World): void {
  world.advance(60_000);
  calendarChanged(world.app(), 'primary');
}

function edit(world: World, changes: Partial<CalendarEvent>, id = 'e1'): void {
  world.calendar.edit(id, { ...world.calendar.events.get(id)!, ...changes });
  pull(world);
}

function send(world: World, { id }: Row, changes: Row): void {
  world.advance(60_000);
  world.directus.update(id, changes);
  world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([id])).writeBacks);
}

/** Lets everything look again, and says what was written. */
function lookAgain(world: World): string[] {
  world.cached.clear();
  world.calls();
  const { newest } = world.directus;
  catchUpAll(world.app());
  reconcileAll(world.app());
  const events = world.calls().filter((call) => ['patch', 'insert', 'cancel'].includes(call));
  return world.directus.newest === newest ? events : [...events, 'item'];
}

/** No two items have the same title. */
function uniqueTitles(world: World): void {
  world.directus.refuses = ({ id, name }) =>
    name !== undefined && world.directus.items().some((row) => row['name'] === name && row['id'] !== id)
      ? { code: 'RECORD_NOT_UNIQUE', field: 'name' }
      : undefined;
}

describe('[RF5] Directus refuses a field', () => {
  function withTakenTitle(changes: object = {}) {
    const world = started(changes);
    uniqueTitles(world);
    const { row, event } = paired(world);
    const other = paired(world, 'e2', { summary: 'Taken' });
    return { world, row, event, other: other.row };
  }

  it('the others of the same edit arrive, and the title is told by its field until it is taken', () => {
    const { world, row, event, other } = withTakenTitle({ fields: { ...FIELDS, problem: 'trouble' } });
    edit(world, { ...MOVED, summary: 'Taken', description: 'New text' });
    expect(row).toMatchObject({ ...MOVED_ROW, name: 'Talk', text: 'New text' });
    expect(event().summary).toBe('Taken');
    const reason = 'Directus refused name (RECORD_NOT_UNIQUE); the other fields are synced';
    expect(world.retries()).toMatchObject([{ key: '1', to: 'directus', next: null, reason }]);
    expect(row['trouble']).toBe(reason);
    expect(world.state.reports()).toEqual([]);

    expect(lookAgain(world)).toEqual([]);
    expect(world.retries()).toMatchObject([{ key: '1', reason }]);
    send(world, other, { name: 'No longer taken' });
    reconcileAll(world.app());
    expect(row).toMatchObject({ name: 'Taken', trouble: null });
    expect(world.retries()).toEqual([]);
    expect(lookAgain(world)).toEqual([]);
  });

  it('[RF9] an edit of another field of the item goes to Google, and the title is not sent again', () => {
    const { world, row, event } = withTakenTitle();
    edit(world, { summary: 'Taken' });
    let asked = 0;
    const { refuses } = world.directus;
    world.directus.refuses = (written) => {
      asked += Number('name' in written);
      return refuses(written);
    };
    send(world, row, { text: 'Edited here' });
    catchUpAll(world.app());
    expect(event()).toMatchObject({ summary: 'Taken', description: 'Edited here' });
    expect(row).toMatchObject({ name: 'Talk', text: 'Edited here' });
    expect(asked).toBe(0);
    expect(world.retries()).toMatchObject([{ key: '1', reason: expect.stringContaining('refused name') }]);
    edit(world, { description: 'Edited there' });
    expect(row).toMatchObject({ name: 'Talk', text: 'Edited there' });
    expect(asked).toBe(0);
    expect(world.retries()).toHaveLength(1);
  });

  it('[RF9] another title is taken at once', () => {
    const { world, row } = withTakenTitle();
    edit(world, { summary: 'Taken' });
    edit(world, { summary: 'Free' });
    expect(row['name']).toBe('Free');
    expect(world.retries()).toEqual([]);
  });

  it('[RF6] an edit of the item’s own title meets the refused one as a conflict', () => {
    const { world, row, event } = withTakenTitle();
    edit(world, { summary: 'Taken' });
    send(world, row, { name: 'Mine' });
    expect([row['name'], event().summary]).toEqual(['Mine', 'Mine']);
    expect(world.state.reports()).toMatchObject([{ kind: 'conflict', winner: 'item', lost: { summary: 'Taken' } }]);
    expect(world.retries()).toEqual([]);
  });

  it('both titles are left alone where the refused one would win the conflict', () => {
    const { world, row, event } = withTakenTitle({ onConflict: 'google' });
    edit(world, { summary: 'Taken' });
    send(world, row, { name: 'Mine', text: 'Edited' });
    expect([row['name'], event().summary, event().description]).toEqual(['Mine', 'Taken', 'Edited']);
    expect(world.state.reports()).toEqual([]);
    expect(world.retries()).toHaveLength(1);
    expect(lookAgain(world)).toEqual([]);
  });

  it('[FI1] a time whose other end is refused stays as it was, and the rest arrives', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.refuses = ({ ends }) =>
      String(ends).startsWith('2026-07-02') ? { code: 'FAILED_VALIDATION', field: 'ends' } : undefined;
    edit(world, { ...MOVED, summary: 'Renamed' });
    expect(row).toMatchObject({ name: 'Renamed' });
    expect([row['starts'], row['ends']].map((time) => Date.parse(String(time)))).toEqual(
      [EVENT.start, EVENT.end].map(({ dateTime }) => Date.parse(dateTime)),
    );
    expect(world.retries()).toMatchObject([{ reason: expect.stringContaining('refused ends (FAILED_VALIDATION)') }]);
    edit(world, { start: { dateTime: '2026-07-02T13:00:00Z' } });
    expect(row['starts']).not.toMatch(/^2026-07-02/);
    expect(event().start).toEqual({ dateTime: '2026-07-02T13:00:00Z' });
    expect(lookAgain(world)).toEqual([]);
  });

  it('[RF11] finds out which one where the error names none', () => {
    const world = started();
    const { row } = paired(world);
    world.directus.refuses = ({ text }) => (text === 'Refused' ? { code: 'FAILED' } : undefined);
    edit(world, { ...MOVED, summary: 'Renamed', description: 'Refused' });
    expect(row).toMatchObject({ ...MOVED_ROW, name: 'Renamed', text: 'About' });
    expect(world.retries()).toMatchObject([{ reason: 'Directus refused text (FAILED); the other fields are synced' }]);
    expect(lookAgain(world)).toEqual([]);
  });

  it('leaves out several, each for its own reason', () => {
    const { world, row } = withTakenTitle();
    const { refuses } = world.directus;
    world.directus.refuses = (written) =>
      written['text'] === 'Refused' ? { code: 'FAILED_VALIDATION', field: 'text' } : refuses(written);
    edit(world, { ...MOVED, summary: 'Taken', description: 'Refused' });
    expect(row).toMatchObject({ ...MOVED_ROW, name: 'Talk', text: 'About' });
    const reason =
      'Directus refused text (FAILED_VALIDATION); Directus refused name (RECORD_NOT_UNIQUE); the other fields are synced';
    expect(world.retries()).toMatchObject([{ reason }]);
    expect(lookAgain(world)).toEqual([]);
  });

  it('[RF11] fails whole, after a few tries, where leaving out a field does not help', () => {
    const world = started();
    const { row } = paired(world);
    world.directus.refuses = () => ({ code: 'FAILED' });
    world.calls();
    edit(world, { ...MOVED, summary: 'Renamed', description: 'Rewritten' });
    expect(world.calls().filter((call) => call === 'apply').length).toBeLessThan(7);
    expect(row).toMatchObject({ name: 'Talk', text: 'About' });
    expect(world.retries()).toMatchObject([{ key: '1', next: null, reason: 'Directus refused (FAILED)' }]);
    world.directus.refuses = () => undefined;
    reconcileAll(world.app());
    expect(row).toMatchObject({ ...MOVED_ROW, name: 'Renamed', text: 'Rewritten' });
    expect(world.retries()).toEqual([]);
  });

  it('[FA1] of several events in one call each one’s other fields arrive', () => {
    const { world } = withTakenTitle();
    for (const id of ['e3', 'e4', 'e5']) paired(world, id, { summary: id });
    for (const id of ['e1', 'e3', 'e4', 'e5']) {
      const summary = id === 'e4' ? 'Free' : 'Taken';
      world.calendar.edit(id, { ...world.calendar.events.get(id)!, summary, description: `About ${id}` });
    }
    pull(world);
    expect(world.directus.items()).toMatchObject([
      { name: 'Talk', text: 'About e1' },
      { name: 'Taken', text: 'About' },
      { name: 'e3', text: 'About e3' },
      { name: 'Free', text: 'About e4' },
      { name: 'e5', text: 'About e5' },
    ]);
    expect(world.retries()).toHaveLength(3);
  });

  it('[RF7] what it refuses stands in the event alone, so the event stays when the item’s start is emptied', () => {
    const { world, row, event } = withTakenTitle();
    edit(world, { summary: 'Taken' });
    send(world, row, { starts: null });
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Taken' });
    edit(world, { summary: 'Free' });
    catchUpAll(world.app());
    expect(event().status).toBe('cancelled');
    expect(row).toMatchObject({ name: 'Free', event: null });
  });

  it('[RF8] of a new event: no item is made, and the field is told', () => {
    const { world } = withTakenTitle();
    world.calendar.edit('e3', { ...EVENT, summary: 'Taken' });
    pull(world);
    expect(world.directus.items()).toHaveLength(2);
    const reason = 'Directus refused (RECORD_NOT_UNIQUE, field name)';
    expect(world.retries()).toMatchObject([{ event: 'e3', next: null, reason }]);
  });

  it('nothing of it is left once the event is gone', () => {
    const { world } = withTakenTitle();
    edit(world, { summary: 'Taken' });
    world.calendar.remove('e1');
    pull(world);
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ name: 'Taken' }]);
    expect(world.retries()).toEqual([]);
  });
});

describe('[RF1] Google refuses a field of an event that is there', () => {
  const INVALID: Failure = { kind: 'invalid', status: 400, reason: 'invalid', message: 'Bad Request' };

  function refusing(isRefused: (body: EventWrite['body']) => boolean) {
    const world = started();
    const row = world.directus.create(TALK);
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']], true)).writeBacks);
    world.calendar.refuse = (_, write) => (write && isRefused(write.body) ? INVALID : undefined);
    return { world, row, event: () => world.calendar.live[0]! };
  }

  it('the others arrive, and the title is told as long as Google lacks it', () => {
    const { world, row, event } = refusing(({ summary }) => summary === 'Refused');
    send(world, row, { ...MOVED_ROW, name: 'Refused', text: 'New text' });
    expect(event()).toMatchObject({ summary: 'Talk', description: 'New text' });
    expect(Date.parse(event().start!.dateTime!)).toBe(Date.parse(MOVED_ROW.starts));
    expect(row['name']).toBe('Refused');
    const reason = 'Google refused summary (invalid)';
    expect(world.retries()).toMatchObject([
      { key: '1', to: 'google', next: null, reason: `${reason}; the other fields are synced` },
    ]);
    expect(world.state.reports()).toMatchObject([
      { kind: 'refused', key: '1', reason: expect.stringContaining(reason) },
    ]);
    expect(lookAgain(world)).toEqual([]);
    edit(world, { location: 'Elsewhere' }, event().id);
    edit(world, { description: 'Edited there' }, event().id);
    expect(row).toMatchObject({ name: 'Refused', text: 'Edited there' });
    expect(world.retries()).toHaveLength(1);
    expect(world.state.reports()).toHaveLength(1);
    send(world, row, { name: 'Fine' });
    expect(event().summary).toBe('Fine');
    expect(world.retries()).toEqual([]);
  });

  it('[FI1] start and end stay together, and a text goes on', () => {
    const { world, row, event } = refusing(({ end }) => end !== undefined);
    const { start, end } = event();
    send(world, row, { ends: '2026-07-01T12:00:00Z', name: 'Renamed' });
    expect(event()).toMatchObject({ start, end, summary: 'Renamed' });
    expect(world.retries()).toMatchObject([
      { reason: 'Google refused start and end (invalid); the other fields are synced' },
    ]);
    expect(lookAgain(world)).toEqual([]);
    expect(Date.parse(String(row['ends']))).toBe(Date.parse('2026-07-01T12:00:00Z'));
  });

  it('[RF11] fails whole, after a few tries, where leaving out a field does not help', () => {
    const { world, row, event } = refusing(() => true);
    world.calls();
    send(world, row, { ...MOVED_ROW, name: 'Renamed', text: 'New text' });
    expect(world.calls().filter((call) => call === 'patch').length).toBeLessThan(6);
    expect(event().summary).toBe('Talk');
    expect(world.retries()).toMatchObject([{ key: '1', next: null, to: 'google', reason: 'Bad Request' }]);
    expect(world.state.reports()).toEqual([]);
  });

  it('a long text that a new event lacks is told as long as it lacks it', () => {
    const { world } = refusing(({ description }) => String(description).length > 8192);
    const row = world.directus.create({ ...TALK, name: 'Long', text: 'x'.repeat(9000) });
    world.directus.writeBack(itemsChanged(world.app(), world.directus.signal([row['id']], true)).writeBacks);
    const reason = 'Google refused description (too long); the other fields are synced';
    expect(world.retries()).toMatchObject([{ key: '2', reason }]);
    expect(lookAgain(world)).toEqual([]);
    expect(world.retries()).toMatchObject([{ key: '2', reason }]);
    send(world, row, { text: 'Short' });
    expect(world.retries()).toEqual([]);
  });
});
