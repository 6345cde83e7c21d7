// A pair whose event is not ours to touch any more is not served, and that is told for as long as it lasts (WH13).
import { statusOf } from '../../src/setup/status';
import { calendarChanged, catchUpAll, reconcileAll } from '../../src/app/work';
import { MAX_UNSERVED } from '../../src/sync/retries';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { DUE } from '../../src/sync/due';

const DAY_MS = 86_400_000;
const STRANGE = { extendedProperties: { private: { link: '1/other123/main/e1//1' } } };

/** One pair: item 1 and event `e1`. */
function paired(changes: object = {}): World {
  const world = started(changes);
  world.calendar.edit('e1', EVENT);
  catchUpAll(world.app());
  expect(world.directus.items()).toMatchObject([{ id: 1, event: 'e1' }]);
  return world;
}

function look(world: World) {
  const status = statusOf(world.app(), {});
  const [binding] = status.bindings;
  return { ...binding!, problems: status.problems.filter((line) => line.startsWith('Not served')) };
}

describe('[WH13] an event that is not ours to touch any more', () => {
  it.each([
    ['organizer', { organizer: {} }, /no guest change/],
    ['declined', { organizer: {}, attendees: [{ self: true, responseStatus: 'declined' }] }, /declined/],
    ['kind', { locked: true }, /locked/],
  ])('(%s) is told by the feed, with what to do, and its item stays as it is', (because, members, words) => {
    const world = paired();
    world.calendar.edit('e1', { ...members, summary: 'Not to be followed' });
    calendarChanged(world.app(), 'primary');
    const { failures, unserved, toGoogle, problems } = look(world);
    expect(failures).toMatchObject([{ key: '1', event: 'e1', next: null, reason: expect.stringMatching(words) }]);
    expect(failures[0]!.reason.length).toBeLessThan(150);
    expect(unserved).toEqual({ [because]: 1 });
    expect(toGoogle).toMatchObject({ failed: 1 });
    expect(problems).toMatchObject([expect.stringContaining('1 pair')]);
    expect(world.directus.items()).toMatchObject([{ name: 'Talk' }]);
  });

  it('is told where another installation’s link stands on it, once the item is edited or all are compared', () => {
    for (const comes of [
      (world: World) => {
        world.directus.update(1, { name: 'Edited' });
        catchUpAll(world.app());
      },
      (world: World) => void reconcileAll(world.app()),
    ]) {
      const world = paired();
      world.calendar.edit('e1', STRANGE);
      world.calls();
      comes(world);
      expect(look(world)).toMatchObject({ unserved: { installation: 1 }, failures: [{ key: '1', next: null }] });
      expect(world.calls()).not.toContain('patch');
      expect(world.calls()).not.toContain('insert');
    }
  });

  it('[WH15] is over by itself when it is ours again: the edits of both sides meet', () => {
    const world = paired();
    world.calendar.edit('e1', { organizer: {}, description: 'Theirs' });
    catchUpAll(world.app());
    world.directus.update(1, { name: 'Ours' });
    catchUpAll(world.app());
    expect(look(world)).toMatchObject({ unserved: { organizer: 1 } });
    world.calendar.edit('e1', { guestsCanModify: true });
    catchUpAll(world.app());
    expect(look(world)).toMatchObject({ unserved: {}, failures: [], problems: [] });
    expect(world.directus.items()).toMatchObject([{ name: 'Ours', text: 'Theirs' }]);
    expect(world.calendar.live).toMatchObject([{ summary: 'Ours', description: 'Theirs' }]);
  });

  it.each([
    ['a person empties the id field', { event: null }],
    ['and the sync field, too', { event: null, sync: null }],
  ])('[WH14] is left when %s: the item gets an event of its own', (_, values) => {
    const world = paired();
    world.calendar.edit('e1', { organizer: {} });
    catchUpAll(world.app());
    world.directus.update(1, values);
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(world.calendar.live).toHaveLength(2);
    expect(world.directus.items()).toMatchObject([{ event: expect.not.stringMatching(/^e1$/) }]);
    expect(look(world)).toMatchObject({ unserved: {}, failures: [], problems: [], leftAlone: { organizer: 1 } });
  });

  it('is over when its item is deleted', () => {
    const world = paired();
    world.calendar.edit('e1', { organizer: {} });
    catchUpAll(world.app());
    world.directus.delete(1);
    catchUpAll(world.app());
    expect(look(world)).toMatchObject({ unserved: {}, failures: [], problems: [] });
    expect(world.calendar.live).toHaveLength(1);
  });

  it('is told in the item, where the binding names a field for problems', () => {
    const world = new World({ fields: { ...started().binding.fields, problem: 'trouble' } });
    world.calendar.edit('e1', EVENT);
    reconcileAll(world.app());
    world.calendar.edit('e1', { organizer: {} });
    reconcileAll(world.app());
    expect(world.directus.items()).toMatchObject([{ trouble: expect.stringMatching(/no guest change/) }]);
  });

  it('is mailed about once a day, in numbers', () => {
    const world = paired();
    world.calendar.edit('e1', { organizer: {} });
    for (let i = 0; i < 3; i++) catchUpAll(world.app());
    expect(world.mails).toMatchObject([{ text: expect.stringMatching(/^Not served: 1 pair .*Edits of their items/) }]);
    world.advance(DAY_MS);
    catchUpAll(world.app());
    expect(world.mails).toHaveLength(2);
  });
});

describe('[FA7] very many pairs that are not served', () => {
  const COUNT = 300;

  function strange(): World {
    const world = started();
    for (let i = 0; i < COUNT; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
    reconcileAll(world.app());
    for (const { id, extendedProperties } of world.calendar.live) {
      const link = extendedProperties!.private!['link']!.replace('inst0001', 'other123');
      world.calendar.edit(id, { extendedProperties: { private: { link } } });
    }
    reconcileAll(world.app());
    return world;
  }

  it('are counted whole, the first of them kept by name, and no comparison is due for the others', () => {
    const world = strange();
    expect(look(world)).toMatchObject({
      unserved: { installation: COUNT },
      problems: [expect.stringContaining(`${COUNT} pairs`)],
    });
    expect(world.retries()).toHaveLength(MAX_UNSERVED);
    expect(world.state.get(DUE)).toBeNull();
  });

  it('[WR13] cost a further comparison no write, and are over when they are ours again', () => {
    const world = strange();
    const before = JSON.stringify([...world.properties].filter(([name]) => /retries|leftAlone/.test(name)));
    world.calls();
    reconcileAll(world.app());
    expect(JSON.stringify([...world.properties].filter(([name]) => /retries|leftAlone/.test(name)))).toBe(before);
    expect(world.calls().filter((call) => !['list', 'get', 'read'].includes(call))).toEqual([]);
    for (const { id, extendedProperties } of world.calendar.live) {
      const link = extendedProperties!.private!['link']!.replace('other123', 'inst0001');
      world.calendar.edit(id, { extendedProperties: { private: { link } } });
    }
    reconcileAll(world.app());
    expect(look(world)).toMatchObject({ unserved: {}, failures: [], problems: [] });
  });
});
