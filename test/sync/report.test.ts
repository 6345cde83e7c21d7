// RP1: what a write is going to bury stands in the report before the write is sent, or the write is not sent.
import { retryDue } from '../fakes/sources';
import type { EventWrite, Failure, FailureKind } from '../../src/ports';
import { catchUpAll, reconcileAll, startFeeds } from '../../src/app/work';
import { EVENT, World } from '../fakes';

const MINUTE_MS = 60_000;
const failure = (kind: FailureKind, status: number): Failure => ({ kind, status, reason: kind, message: kind });
/** As long as Google lets a description be. */
const LONG = 'x'.repeat(8_192);

/** A pair that both sides know, and that a person has then changed on both. */
function conflicting(changes: object = {}, fields = { text: 'Mine', description: 'Theirs' }): World {
  const world = new World(changes);
  startFeeds(world.app());
  reconcileAll(world.app());
  world.calendar.edit('e1', EVENT);
  catchUpAll(world.app());
  world.directus.update(1, { text: fields.text });
  world.calendar.edit('e1', { description: fields.description });
  return world;
}

const sides = (world: World) => [world.directus.item(1)?.['text'], world.calendar.events.get('e1')?.description];

test('[M5] [RP4] what the event loses is kept whole, with a link to the event', () => {
  const world = conflicting({ onConflict: 'directus' }, { text: 'Mine', description: LONG });
  world.calendar.edit('e1', { htmlLink: 'https://www.google.com/calendar/event?eid=1' });
  catchUpAll(world.app());
  expect(sides(world)).toEqual(['Mine', 'Mine']);
  expect(world.state.reports()).toMatchObject([
    {
      kind: 'conflict',
      winner: 'item',
      lost: { description: LONG },
      link: 'https://www.google.com/calendar/event?eid=1',
    },
  ]);
});

test('[M5] [RP4] of what the item loses the revision is kept where it is known', () => {
  const world = conflicting({ onConflict: 'newest' }, { text: LONG, description: 'Theirs' });
  catchUpAll(world.app());
  expect(sides(world)).toEqual(['Theirs', 'Theirs']);
  const [line] = world.state.reports();
  expect(line).toMatchObject({ winner: 'event', fields: ['description'] });
  expect(line!.lost).toBeUndefined();
  expect(world.directus.revision(line!.revision)).toMatchObject({ text: LONG });
});

test('[M5] [RP4] else the value itself, whole', () => {
  const world = conflicting({ onConflict: 'google' }, { text: LONG, description: 'Theirs' });
  catchUpAll(world.app());
  expect(sides(world)).toEqual(['Theirs', 'Theirs']);
  expect(world.state.reports()).toMatchObject([{ winner: 'event', lost: { description: LONG } }]);
});

describe.each(['directus', 'google'])('[RP5] when the report cannot be written and "%s" wins', (onConflict) => {
  test('nothing is overwritten, the pair is a failure with a reason, and is settled later', () => {
    const world = conflicting({ onConflict });
    world.storeFails = (name) => name.startsWith('report.');
    catchUpAll(world.app());
    expect(sides(world)).toEqual(['Mine', 'Theirs']);
    expect(world.retries()).toMatchObject([{ key: '1', reason: expect.stringMatching(/report is full/) }]);
    expect(world.logged).toContainEqual({ report: 'not stored', error: 'StoreFails' });

    world.advance(10 * MINUTE_MS);
    retryDue(world.app());
    expect(sides(world)).toEqual(['Mine', 'Theirs']);
    world.storeFails = () => false;
    world.advance(10 * MINUTE_MS);
    retryDue(world.app());
    const winner = onConflict === 'directus' ? 'Mine' : 'Theirs';
    expect(sides(world)).toEqual([winner, winner]);
    expect(world.state.reports()).toHaveLength(1);
    expect(world.retries()).toEqual([]);
  });
});

test('[RP5] a report that is full holds back what needs it and nothing else, until a person has emptied it; its owner is told', () => {
  const world = conflicting({ onConflict: 'directus' });
  const at = new Date(world.now).toISOString();
  const line = (i: number) => ({ at, binding: 'main', kind: 'conflict', key: `k${i}`, lost: { description: LONG } });
  world.state.report.add(
    Array.from({ length: 100 }, (_, i) => line(i)),
    world.now,
  );
  world.calendar.edit('e1', { description: LONG });
  world.calendar.edit('e2', { ...EVENT, summary: 'Another' });
  catchUpAll(world.app());
  expect(sides(world)).toEqual(['Mine', LONG]);
  expect(world.directus.items().map((row) => row['name'])).toEqual(['Talk', 'Another']);
  expect(world.mails).toMatchObject([{ text: expect.stringMatching(/npm run status.*forgetReport/) }]);

  world.state.report.clear();
  world.advance(10 * MINUTE_MS);
  retryDue(world.app());
  expect(sides(world)).toEqual(['Mine', 'Mine']);
});

test('[RP5] a store that is full buries nothing, and its owner is told once', () => {
  const world = conflicting({ onConflict: 'directus' });
  world.storeFails = (name) => !name.startsWith('wakeUp.');
  for (let run = 0; run < 3; run++) expect(() => catchUpAll(world.app())).toThrow('Service error');
  expect(sides(world)).toEqual(['Mine', 'Theirs']);
  expect(world.mails).toHaveLength(1);
  world.storeFails = () => false;
  catchUpAll(world.app());
  expect(sides(world)).toEqual(['Mine', 'Mine']);
  expect(world.state.reports()).toMatchObject([{ kind: 'conflict', lost: { description: 'Theirs' } }]);
});

describe('[RP3] a line that buries nothing is written once its write is done', () => {
  /** The event is deleted, and the item was edited: it is revived. */
  function reviving(): World {
    const world = conflicting();
    world.calendar.edit('e1', { description: 'About' });
    catchUpAll(world.app());
    world.directus.update(1, { text: 'Edited' });
    world.calendar.remove('e1');
    return world;
  }
  const isRevival = (call: string, write?: EventWrite): boolean => call === 'patch' && write?.kind === 'patch';
  const kinds = (world: World) => world.state.reports().map(({ kind }) => kind);

  test('[P11] an event that Google does not let us revive is told nowhere, and told when it was revived', () => {
    const world = reviving();
    const before = kinds(world);
    world.calendar.refuse = (call, write) => (isRevival(call, write) ? failure('invalid', 400) : undefined);
    catchUpAll(world.app());
    expect(world.calendar.live).toEqual([]);
    expect(kinds(world)).toEqual(before);
    world.calendar.refuse = () => undefined;
    world.directus.update(1, { text: 'Edited once more' });
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ description: 'Edited once more' }]);
    expect(kinds(world)).toEqual([...before, 'revived']);
  });

  test('[P11] [NP4] an event that had to be made again under another id is told as revived, once', () => {
    const world = reviving();
    const before = kinds(world);
    world.calendar.refuse = (call, write) => (isRevival(call, write) ? failure('forbidden', 403) : undefined);
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ description: 'Edited' }]);
    expect(kinds(world)).toEqual([...before, 'revived']);
  });

  test('[P19] an item that Directus does not let us create again is told nowhere, and told when it was', () => {
    const world = conflicting();
    catchUpAll(world.app());
    const before = kinds(world);
    world.calendar.edit('e1', { description: 'Edited' });
    world.directus.delete(1);
    world.directus.refuse = (action) => (action === 'apply' ? failure('invalid', 400) : undefined);
    catchUpAll(world.app());
    expect(world.directus.items()).toEqual([]);
    expect(kinds(world)).toEqual(before);
    world.directus.refuse = () => undefined;
    world.calendar.edit('e1', { description: 'Edited once more' });
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ text: 'Edited once more' }]);
    expect(kinds(world)).toEqual([...before, 'recreated']);
  });

  test('a report that takes no more holds nothing of it back; its owner is told', () => {
    const world = reviving();
    world.storeFails = (name) => name.startsWith('report.');
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ description: 'Edited' }]);
    expect(world.mails).toHaveLength(1);
  });
});

describe('[RP2] a line about a value that a write was to bury', () => {
  test.each([
    ['Google', 'directus'],
    ['Directus', 'google'],
  ])('is taken back when %s refused the write: nothing was buried', (side, onConflict) => {
    const world = conflicting({ onConflict });
    const refusal = failure('invalid', 400);
    if (side === 'Google') world.calendar.refuse = (call) => (call === 'patch' ? refusal : undefined);
    else world.directus.refuse = (action) => (action === 'apply' ? refusal : undefined);
    catchUpAll(world.app());
    expect(sides(world)).toEqual(['Mine', 'Theirs']);
    expect(world.state.reports()).toEqual([]);
    world.calendar.refuse = () => undefined;
    world.directus.refuse = () => undefined;
    world.advance(7 * 60 * MINUTE_MS);
    reconcileAll(world.app());
    world.calendar.edit('e1', { description: 'Theirs, once more' });
    catchUpAll(world.app());
    expect(world.state.reports()).toHaveLength(1);
  });

  test.each([
    ['Google', 'directus'],
    ['Directus', 'google'],
  ])('stays when %s gave no answer: the write may have been done', (side, onConflict) => {
    const world = conflicting({ onConflict });
    const silence = failure('unavailable', 503);
    if (side === 'Google') world.calendar.refuse = (call) => (call === 'patch' ? silence : undefined);
    else world.directus.refuse = (action) => (action === 'apply' ? silence : undefined);
    catchUpAll(world.app());
    expect(world.state.reports()).toMatchObject([{ kind: 'conflict' }]);
  });

  test('that the event lost stays when only the item was refused after it', () => {
    const world = conflicting({ onConflict: 'directus' });
    world.calendar.edit('e1', { summary: 'Their title' });
    world.directus.refuse = (action) => (action === 'apply' ? failure('invalid', 400) : undefined);
    catchUpAll(world.app());
    expect(sides(world)).toEqual(['Mine', 'Mine']);
    expect(world.state.reports()).toMatchObject([{ kind: 'conflict', lost: { description: 'Theirs' } }]);
  });

  test('is not taken back with one of the same content that stood there before', () => {
    const world = conflicting({ onConflict: 'directus' });
    world.calendar.refuse = (call) => (call === 'patch' ? failure('unavailable', 503) : undefined);
    catchUpAll(world.app());
    expect(world.state.reports()).toHaveLength(1);
    world.calendar.refuse = (call) => (call === 'patch' ? failure('invalid', 400) : undefined);
    world.advance(10 * MINUTE_MS);
    retryDue(world.app());
    expect(world.state.reports()).toHaveLength(1);
  });
});
