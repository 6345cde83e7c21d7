// What a list of Google’s shows that lags behind what was written.
import { catchUpAll, reconcileAll } from '../../src/app/work';
import { paired, pull, started } from './followed';

describe('[RD11] a list that shows an event as it was before we wrote to it', () => {
  /**
   * The calendar lists what it held before the item was edited.
   * @param edit of the event, meanwhile
   */
  function renamedBehindTheList(edit: object = {}) {
    const world = started({ onConflict: 'directus' });
    const { row, event } = paired(world);
    if (Object.keys(edit).length > 0) world.calendar.edit('e1', edit);
    const before = structuredClone(event());
    world.directus.update(row['id'], { name: 'Renamed' });
    catchUpAll(world.app());
    const list = world.calendar.list.bind(world.calendar);
    world.calendar.list = (id, token) => {
      const answer = list(id, token);
      return answer.ok ? { ok: true, value: { ...answer.value, events: [before] } } : answer;
    };
    world.calls();
    return { world, row, event };
  }

  it.each([
    ['to its feed', {}],
    ['to a comparison', {}],
    ['to its feed, with an edit that the item’s overruled', { summary: 'Retitled' }],
    ['to a comparison, with an edit that the item’s overruled', { summary: 'Retitled' }],
  ])('%s: the item keeps its edit, and nothing is written', (where, edit) => {
    const { world, row, event } = renamedBehindTheList(edit);
    const sync = row['sync'];
    if (where.startsWith('to its feed')) pull(world);
    else reconcileAll(world.app());
    expect(row).toMatchObject({ name: 'Renamed', sync });
    expect(event()).toMatchObject({ summary: 'Renamed' });
    expect(world.calls()).not.toContain('patch');
  });

  it('[RD13] is not asked for where we have not written for minutes: a field that is edited again costs no read', () => {
    const world = started();
    paired(world);
    world.advance(600_000);
    for (const summary of ['Once', 'Twice']) {
      world.calls();
      world.calendar.edit('e1', { summary });
      pull(world);
      expect(world.directus.items()).toMatchObject([{ name: summary }]);
    }
    expect(world.calls()).toEqual(['list', 'apply']);
  });

  it('[RD12] and its item was deleted meanwhile: the event goes, and no item comes back', () => {
    const { world, row, event } = renamedBehindTheList();
    world.directus.delete(row['id']);
    pull(world);
    expect(event().status).toBe('cancelled');
    expect(world.directus.items()).toEqual([]);
  });
});
