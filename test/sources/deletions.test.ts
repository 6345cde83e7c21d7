// Events and items that people delete, and bring back.
import { catchUpAll, reconcileAll } from '../../src/app/work';
import type { Row } from '../../src/core/values';
import { EVENT, type World } from '../fakes';
import { paired, pull, started } from './followed';

describe('a deleted event', () => {
  it('[P10] takes its item along', () => {
    const world = started();
    paired(world);
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
    expect(world.calls()).toEqual(['list', 'get', 'changes', 'apply']);
  });

  it('[P10] [P23] unlinks it, where the binding says so, and for good', () => {
    const world = started({ onEventDeleted: 'unlink' });
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    expect(row).toMatchObject({ event: '-e1', sync: null, name: 'Talk' });
    world.directus.update(row['id'], { name: 'Renamed' });
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect(world.calendar.live).toEqual([]);
    world.directus.update(row['id'], { event: null });
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ summary: 'Renamed' }]);
  });

  it('[P10] archives it, where the binding says so', () => {
    const world = started({ onEventDeleted: { archive: { field: 'status', value: 'archived' } } });
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    expect(row).toMatchObject({ event: '-e1', status: 'archived' });
  });

  it('[CB1] [P11] comes back when its item was edited meanwhile', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.update(row['id'], { name: 'Still wanted' });
    world.calendar.remove('e1');
    pull(world);
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Still wanted' });
    expect(world.state.reports()).toMatchObject([{ kind: 'revived' }]);
  });

  it.each(['its feed', 'a comparison'])(
    '[WH1] [P11] comes back by %s when its item was edited meanwhile, whatever copy of that names it too',
    (by) => {
      const world = started({ onEventDeleted: 'delete' });
      const { row, event } = paired(world);
      const { id, ...copied } = row;
      world.directus.create(copied);
      world.directus.update(id, { name: 'Renamed' });
      world.calendar.remove('e1');
      if (by === 'its feed') pull(world);
      else reconcileAll(world.app());
      world.advance(600_000);
      catchUpAll(world.app());
      reconcileAll(world.app());
      expect(world.directus.item(id)).toMatchObject({ event: 'e1', name: 'Renamed' });
      expect(event()).toMatchObject({ status: 'confirmed', summary: 'Renamed' });
      const [, copy] = world.directus.items();
      expect(world.calendar.live).toMatchObject([{ id: 'e1' }, { id: copy!['event'], summary: 'Talk' }]);
      // And goes with it (P18).
      world.directus.delete(id);
      catchUpAll(world.app());
      expect(event().status).toBe('cancelled');
      expect(world.directus.items()).toEqual([copy]);
    },
  );

  it('[DE10] [P10] takes along the item that it was linked to, not a copy of it with a lower key, which gets its own', () => {
    const world = started({ onEventDeleted: 'delete' });
    const { row } = paired(world);
    world.directus.create({ ...row, id: -1 });
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: -1, event: 'e1' }]);
    reconcileAll(world.app());
    const [copy] = world.directus.items();
    expect(world.calendar.live).toMatchObject([{ id: copy!['event'], summary: 'Talk' }]);
  });

  it('[CB4] whose item has no base comes back, edited or not, and that is reported', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.update(row['id'], { sync: null }, null);
    world.calendar.remove('e1');
    pull(world);
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Talk' });
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'revived' }]);
  });

  it('[CB5] whose item was deleted and brought back with its old id and base comes back', () => {
    const world = started();
    const { row, event } = paired(world);
    const old = { ...row };
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
    world.directus.create(old);
    world.calendar.edit('e1', { status: 'cancelled' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
    expect(event()).toMatchObject({ status: 'confirmed', summary: 'Talk' });
  });

  it('[CB10] and restored by a person brings its item back under its key', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
  });

  it('[CB10] and restored by a person brings its item back, too, where a person had deleted the item as well', () => {
    const world = started();
    const { row } = paired(world);
    world.directus.delete(row['id']);
    world.calendar.remove('e1');
    pull(world);
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
    expect(world.calendar.events.get('e1')).toMatchObject({ status: 'confirmed' });
  });

  it('[CB10] and restored brings its item back although the answer to the item’s deletion was lost', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    world.directus.losesAnswer = (action) => action === 'apply';
    pull(world);
    expect(world.directus.items()).toEqual([]);
    world.directus.losesAnswer = () => false;
    pull(world);
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], event: 'e1' }]);
  });

  it.each([{}, { onEventDeleted: 'unlink' }])(
    '[P21] and whose item a person edited and deleted as well, is nothing to tell: %j',
    (policy) => {
      const world = started(policy);
      const { row } = paired(world);
      world.directus.update(row['id'], { name: 'Edited' });
      world.directus.delete(row['id']);
      world.calendar.remove('e1');
      pull(world);
      expect(world.calls()).not.toContain('revisions');
      expect([world.state.reports(), world.directus.items(), world.calendar.live]).toEqual([[], [], []]);
    },
  );

  it('[P18] that we brought back goes with its item, whatever became of an item before it', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    pull(world);
    // Somebody brings the item back with all that it held, and with it its event (P11).
    world.directus.create({ ...row, name: 'Back' });
    catchUpAll(world.app());
    expect(world.calendar.live).toMatchObject([{ id: 'e1', summary: 'Back' }]);
    world.directus.delete(row['id']);
    world.advance(60_000);
    catchUpAll(world.app());
    expect(world.calendar.live).toEqual([]);
    expect(world.directus.items()).toEqual([]);
  });

  it('[DE5] that a direct read shows alive is not deleted', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.remove('e1');
    const list = world.calendar.list.bind(world.calendar);
    world.calendar.list = (id, token) => {
      const answer = list(id, token);
      world.calendar.edit('e1', { status: 'confirmed' });
      return answer;
    };
    pull(world);
    expect(world.directus.item(row['id'])).toBeDefined();
  });

  it('[DE21] is left alone by a list without a token, which comes again', () => {
    const world = started();
    paired(world);
    world.calendar.remove('e1');
    const list = world.calendar.list.bind(world.calendar);
    world.calendar.list = (id, token) => {
      world.calendar.list = list;
      const answer = list(id, token);
      return answer.ok ? { ok: true, value: { ...answer.value, nextSyncToken: undefined } } : answer;
    };
    pull(world);
    expect(world.directus.items()).toHaveLength(1);
    pull(world);
    expect(world.directus.items()).toEqual([]);
  });

  it('[P13] of no item is nothing', () => {
    const world = started();
    world.calendar.edit('e1', EVENT);
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
  });
});

describe('a deleted item', () => {
  it('[DE13] [P18] takes its event along, marked as deleted by us', () => {
    const world = started();
    const { row, event } = paired(world);
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(event()).toMatchObject({ status: 'cancelled', extendedProperties: { private: { deletedBy: 'inst0001' } } });
  });

  it('[P19] comes back when its event was edited meanwhile', () => {
    const world = started();
    const { row } = paired(world);
    world.calendar.edit('e1', { summary: 'Still wanted' });
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Still wanted', event: 'e1' }]);
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated' }]);
  });
});

describe('an item whose event was deleted and brought back', () => {
  /** A pair whose item has a field that is not mapped, after the deletion of its event. */
  function deleted(world: World): Row {
    const { row } = paired(world);
    world.directus.update(row['id'], { category: 'red', labels: ['a'] });
    catchUpAll(world.app());
    world.calendar.remove('e1');
    pull(world);
    expect(world.directus.items()).toEqual([]);
    return row;
  }
  const restore = (world: World): void => {
    world.calendar.edit('e1', { status: 'confirmed' });
    pull(world);
  };

  it('[CB13] is there again with all its columns, and the report names the revision', () => {
    const world = started();
    const row = deleted(world);
    restore(world);
    expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Talk', category: 'red', labels: ['a'] }]);
    const reason = expect.stringMatching(/all else is as in its revision \d+\. Items that pointed at it/) as string;
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated', key: String(row['id']), reason }]);
  });

  it('[P19] so is one that a person deleted while its event was edited', () => {
    const world = started();
    const { row } = paired(world);
    world.directus.update(row['id'], { category: 'red' });
    world.calendar.edit('e1', { summary: 'Still wanted' });
    world.directus.delete(row['id']);
    catchUpAll(world.app());
    expect(world.directus.items()).toMatchObject([{ id: row['id'], name: 'Still wanted', category: 'red' }]);
  });

  it('[CB17] has what its event holds where Directus refuses the rest, and the report says where that stands', () => {
    const world = started();
    deleted(world);
    world.directus.refuses = (values) =>
      'category' in values ? { code: 'INVALID_FOREIGN_KEY', field: 'category' } : undefined;
    restore(world);
    expect(world.directus.items()).toMatchObject([{ name: 'Talk', event: 'e1' }]);
    expect(world.directus.items()[0]).not.toHaveProperty('category');
    const reason = expect.stringMatching(
      /Directus refused all else \(INVALID_FOREIGN_KEY, field category\), which its revision \d+ holds/,
    ) as string;
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated', reason }]);
    expect(world.retries()).toEqual([]);
  });

  it('[CB17] has what its event holds where its collection keeps no revisions, and the report says so', () => {
    const world = started();
    world.directus.keepsRevisions = false;
    deleted(world);
    restore(world);
    expect(world.directus.items()).toMatchObject([{ name: 'Talk', event: 'e1' }]);
    const reason = expect.stringContaining('no revision of it was found, so its other fields are empty') as string;
    expect(world.state.reports()).toMatchObject([{ kind: 'recreated', reason }]);
  });
});
