// What people do to a synced collection and calendar, and other programs of this kind were reported to get wrong.
import { calendarChanged, catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { statusOf } from '../../src/setup/status';
import type { Row } from '../../src/core/values';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';

const MINUTE_MS = 60_000;

/** Both feeds are followed. */
function follow(world: World): void {
  world.advance(MINUTE_MS);
  calendarChanged(world.app(), 'primary');
  catchUpAll(world.app());
}

/** A day passes. */
function nextDay(world: World): void {
  world.advance(24 * 60 * MINUTE_MS);
  catchUpAll(world.app());
  reconcileAll(world.app());
}

function failures(world: World): string[] {
  return statusOf(world.app(), {}).bindings.flatMap(({ failures: lines }) => lines.map(({ reason }) => reason));
}

it('an event without a title, where the title is required, is told by field and stops no other; titled, it arrives', () => {
  const world = started();
  world.directus.refuses = (row) =>
    'starts' in row && !row['name'] ? { code: 'FAILED_VALIDATION', field: 'name' } : undefined;
  world.calendar.edit('nameless', { ...EVENT, summary: undefined });
  world.calendar.edit('named', EVENT);
  follow(world);
  expect(world.directus.items()).toMatchObject([{ event: 'named' }]);
  expect(failures(world).join()).toContain('FAILED_VALIDATION, field name');
  world.calendar.edit('nameless', { summary: 'Named at last' });
  follow(world);
  expect(
    world.directus
      .items()
      .map((row) => row['name'])
      .sort(),
  ).toEqual(['Named at last', 'Talk']);
  expect(failures(world)).toEqual([]);
});

it('a required field that the calendar does not know stops new events only, each told with the field, until it is not', () => {
  const world = started();
  world.calendar.edit('first', EVENT);
  follow(world);
  world.directus.refuses = (row) =>
    'starts' in row && !('id' in row) ? { code: 'FAILED_VALIDATION', field: 'category' } : undefined;
  world.calendar.edit('first', { summary: 'Edited' });
  world.calendar.edit('second', EVENT);
  world.calendar.edit('third', EVENT);
  follow(world);
  expect(world.directus.items()).toMatchObject([{ event: 'first', name: 'Edited' }]);
  expect(failures(world).filter((reason) => reason.includes('field category'))).toHaveLength(2);
  world.directus.refuses = () => undefined;
  nextDay(world);
  expect(
    world.directus
      .items()
      .map((row) => row['event'])
      .sort(),
  ).toEqual(['first', 'second', 'third']);
});

it('items that are made, edited and deleted together, as inside one save of their project, arrive together', () => {
  const world = started();
  const [edited, deleted] = [1, 2].map((n) => world.directus.create({ ...TALK, name: `Talk ${n}` }));
  follow(world);
  world.directus.create({ ...TALK, name: 'Made inside' });
  world.directus.update(edited!['id'], { name: 'Edited inside' });
  world.directus.delete(deleted!['id']);
  follow(world);
  expect(world.calendar.live.map(({ summary }) => summary).sort()).toEqual(['Edited inside', 'Made inside']);
});

it('an item that is put back to its creation, which knew no event, keeps the event that it has', () => {
  const world = started();
  const row = world.directus.create(TALK);
  follow(world);
  const { event } = row;
  world.directus.update(row['id'], { name: 'Edited' });
  follow(world);
  world.directus.update(row['id'], { ...TALK, event: null, sync: null });
  follow(world);
  expect(row).toMatchObject({ event, name: 'Talk' });
  expect(world.calendar.live).toMatchObject([{ id: event, summary: 'Talk' }]);
});

it('what Google’s editor writes as HTML comes and goes byte for byte, also when another field is edited', () => {
  const world = started();
  const html = '<b>Bring</b> a <a href="https://example.com/?a=1&amp;b=2">list</a>;<br>two&nbsp;copies &lt;3';
  world.calendar.edit('e1', { ...EVENT, description: html });
  follow(world);
  const [row] = world.directus.items() as [Row];
  expect(row['text']).toBe(html);
  world.directus.update(row['id'], { name: 'Renamed' });
  follow(world);
  expect(world.calendar.live).toMatchObject([{ summary: 'Renamed', description: html }]);
  world.directus.update(row['id'], { text: 'a < b & c' });
  follow(world);
  expect(world.calendar.live).toMatchObject([{ description: 'a < b & c' }]);
  expect(world.directus.items()).toMatchObject([{ text: 'a < b & c' }]);
});

it('[B1] an all-day event stays all day when it is renamed or gets another day in Directus, and no longer than that', () => {
  const world = started();
  world.calendar.edit('e1', { ...EVENT, start: { date: '2026-07-01' }, end: { date: '2026-07-03' } });
  follow(world);
  const [row] = world.directus.items() as [Row];
  expect(row).toMatchObject({ starts: '2026-07-01T00:00:00.000Z', ends: '2026-07-03T00:00:00.000Z' });
  world.directus.update(row['id'], { name: 'Renamed' });
  follow(world);
  expect(world.calendar.live).toMatchObject([
    { summary: 'Renamed', start: { date: '2026-07-01' }, end: { date: '2026-07-03' } },
  ]);
  world.directus.update(row['id'], { ends: '2026-07-04T00:00:00Z' });
  follow(world);
  expect(world.calendar.live).toMatchObject([{ start: { date: '2026-07-01' }, end: { date: '2026-07-04' } }]);
  world.directus.update(row['id'], { ends: '2026-07-03T18:00:00Z' });
  follow(world);
  expect(world.calendar.live).toMatchObject([
    { start: { dateTime: '2026-07-01T00:00:00Z' }, end: { dateTime: '2026-07-03T18:00:00Z' } },
  ]);
  world.calendar.edit('e1', { start: { date: '2026-07-02' }, end: { date: '2026-07-03' } });
  follow(world);
  expect(row).toMatchObject({ starts: '2026-07-02T00:00:00.000Z', ends: '2026-07-03T00:00:00.000Z' });
});

it('taken out and installed again, pairs are pairs, what was edited meanwhile arrives, and nothing is there twice', () => {
  const world = started();
  const [one, two] = ['One', 'Two'].map((name) => world.directus.create({ ...TALK, name }));
  follow(world);
  world.properties.clear();
  world.cached.clear();
  world.directus.update(one!['id'], { name: 'Edited here' });
  world.calendar.edit(String(two!['event']), { summary: 'Edited there' });
  world.advance(60 * MINUTE_MS);
  startFeeds(world.app());
  reconcileAll(world.app());
  expect(world.directus.items().map((row) => row['name'])).toEqual(['Edited here', 'Edited there']);
  expect(world.calendar.live.map(({ summary }) => summary).sort()).toEqual(['Edited here', 'Edited there']);
  expect(world.retries()).toEqual([]);
});
