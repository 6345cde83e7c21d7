// The full comparison: finds what everything else missed, concludes nothing from half a list, writes nothing in quiet.
import { decodeBase } from '../../src/core/base';
import { catchUpAll, reconcileAll } from '../../src/app/work';
import type { App } from '../../src/sync/context';
import { EVENT, TALK, World } from '../fakes';
import { started } from '../fakes/started';
import { DUE } from '../../src/sync/due';
import { SUSPENDED } from '../../src/sync/suspended';
import { calendarState } from '../../src/sync/calendars';
import { lastGood } from '../../src/sync/looks';

function withPairs(count: number, changes: object = {}): World {
  const world = started(changes);
  for (let i = 0; i < count; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  reconcileAll(world.app());
  world.advance(600_000);
  world.calls();
  return world;
}

describe('reconcile', () => {
  it('makes every item an event and every event an item', () => {
    const world = started();
    world.directus.create(TALK);
    world.calendar.edit('e1', { ...EVENT, summary: 'Other' });
    reconcileAll(world.app());
    expect(world.directus.items().map((row) => row['name'])).toEqual(['Talk', 'Other']);
    expect(world.calendar.live.map((event) => event.summary).sort()).toEqual(['Other', 'Talk']);
  });

  it('[WR13] of equal pairs costs one list of each side and writes nothing', () => {
    const world = withPairs(30);
    reconcileAll(world.app());
    expect(world.calls()).toEqual(['list', 'list']);
  });

  it('reads items by pages', () => {
    const world = withPairs(0);
    for (let i = 0; i < 1001; i++) world.directus.create({ ...TALK, starts: null });
    reconcileAll(world.app());
    expect(world.directus.calls).toEqual(['list', 'list', 'list']);
  });

  it('[DE22] concludes nothing when one side cannot be read whole, and stays due', () => {
    const world = withPairs(3);
    world.directus.tables.get('talks')!.length = 0;
    world.directus.refuse = (action) =>
      action === 'list' ? { kind: 'unavailable', status: 503, reason: null, message: 'down' } : undefined;
    reconcileAll(world.app());
    expect(world.calendar.live).toHaveLength(3);
    expect(world.state.get(DUE)).toEqual(['primary']);
    expect(lastGood(world.state, 'reconcile')).not.toBe(world.now);
  });

  it('[DE20] deletes nothing when a calendar that had events lists none, but goes on with what is new', () => {
    const world = withPairs(2);
    reconcileAll(world.app());
    world.calendar.events.clear();
    world.directus.create({ ...TALK, name: 'New' });
    reconcileAll(world.app());
    expect(world.directus.items()).toHaveLength(3);
    expect(world.calendar.live).toMatchObject([{ summary: 'New' }]);
    expect(world.state.get(DUE)).toBeNull();
    reconcileAll(world.app());
    expect(world.directus.items()).toMatchObject([{ name: 'New' }]);
  });

  it('[EX9] goes on with the calendars that were not reached, and begins with all of them on the next day', () => {
    const world = started(
      { id: 'first', calendar: 'first' },
      { id: 'second', collection: 'rooms', calendar: 'second' },
    );
    for (let i = 0; i < 250; i++) world.directus.create(TALK, 'user', 'rooms');
    const second = world.calendarOf('second');
    second.room = 200;
    second.meanwhile = () => world.advance(500);
    reconcileAll(world.app(20_000));
    expect(world.state.get(DUE)).toEqual(['second']);
    expect(world.triggers).toEqual(['soon']);
    second.meanwhile = () => undefined;
    const lists = (app: App): string[] => {
      const listed: string[] = [];
      const list = app.calendar.list.bind(app.calendar);
      app.calendar.list = (calendarId, token) => {
        if (token === undefined) listed.push(calendarId);
        return list(calendarId, token);
      };
      return listed;
    };
    const going = world.app();
    const open = lists(going);
    catchUpAll(going);
    expect(world.state.get(DUE)).toBeNull();
    expect(open).toContain('second');
    expect(open).not.toContain('first');
    const daily = world.app();
    const all = lists(daily);
    reconcileAll(daily);
    expect(all).toEqual(['first', 'second']);
  });

  it.each(['item', 'event'])('[DE20] deletes no %s by a full list without a token', (side) => {
    const world = withPairs(1);
    const [row] = world.directus.items();
    const id = String(row!['event']);
    if (side === 'item') world.calendar.remove(id);
    else world.directus.delete(row!['id']);
    const app = world.app();
    app.calendar.list = (...args) => {
      const list = world.calendar.list(...args);
      return list.ok ? { ok: true, value: { ...list.value, nextSyncToken: undefined } } : list;
    };
    const token = calendarState(world.state, 'primary').syncToken;
    reconcileAll(app);
    expect([world.directus.items().length, world.calendar.live.length]).toEqual(side === 'item' ? [1, 0] : [0, 1]);
    expect(calendarState(world.state, 'primary').syncToken).toBe(token);
    catchUpAll(world.app());
    reconcileAll(world.app());
    expect([world.directus.items().length, world.calendar.live.length]).toEqual([0, 0]);
  });

  it('[CB25] after a restored database brings back what was synced since the backup, and writes every later base anew', () => {
    const world = withPairs(3);
    const { tables } = world.directus;
    const backup = structuredClone([...tables]);
    const [first, second] = world.directus.items();
    world.directus.update(first!['id'], { name: 'Since the backup' });
    world.directus.create({ ...TALK, name: 'New since the backup' });
    world.calendar.edit(String(second!['event']), { summary: 'Edited since the backup' });
    world.calendar.remove(String(world.directus.items()[2]!['event']));
    catchUpAll(world.app());
    world.calendar.edit(String(second!['event']), { description: 'Not pulled yet' });
    for (const [name, rows] of backup) tables.set(name, rows);
    world.advance(600_000);
    catchUpAll(world.app());
    const names = ['Since the backup', 'Edited since the backup', 'Talk 2', 'New since the backup'];
    expect(world.directus.items().map((row) => row['name'])).toEqual(names);
    expect(world.directus.items()[1]).toMatchObject({ text: 'Not pulled yet' });
    const stamps = world.calendar.live.map(
      (event) => decodeBase(world.binding, event.extendedProperties!.private!['base'])!.stamp,
    );
    expect(stamps.filter((stamp) => stamp > world.directus.newest)).toEqual([]);
    expect(world.state.get(SUSPENDED)).toBeNull();
    reconcileAll(world.app());
    world.calls();
    reconcileAll(world.app());
    expect(world.calls()).toEqual(['list', 'list']);
  });

  it('[P18] [DE7] deletes events of items that a read of their keys shows gone, more than one call may ask for', () => {
    const world = withPairs(1200, { brake: { deletions: 1200, share: 1 } });
    world.directus.tables.get('talks')!.length = 0;
    reconcileAll(world.app(3_600_000));
    expect(world.calendar.live).toHaveLength(0);
  });

  it('[DE7] takes an item that the pages lacked, and that is there all the same, for present', () => {
    const world = withPairs(2);
    const [first] = world.directus.items();
    const list = world.directus.post;
    const app = world.app();
    app.directus.list = (binding, offset, limit) => {
      const answer = world.app().directus.list(binding, offset, limit);
      return answer.ok
        ? {
            ok: true,
            value: { ...answer.value, results: answer.value.results.filter((row) => row['id'] !== first!['id']) },
          }
        : answer;
    };
    reconcileAll(app);
    expect(list).toBeDefined();
    expect(world.calendar.live).toHaveLength(2);
    expect(world.directus.items()).toHaveLength(2);
  });

  it('[DE7] loses and doubles nothing when items come and go between two pages', () => {
    const world = withPairs(510, { brake: { deletions: 1000, share: 1 } });
    const [first] = world.directus.items();
    let pages = 0;
    world.directus.refuse = (action) => {
      // The first item goes after its page was read, so that another one slips from the second page to the first.
      if (action === 'list' && (pages += 1) === 2) world.directus.delete(first!['id']);
      return undefined;
    };
    reconcileAll(world.app());
    expect(pages).toBe(2);
    expect(world.directus.items()).toHaveLength(509);
    expect(world.calendar.live.length).toBeGreaterThanOrEqual(509);
    world.directus.refuse = () => undefined;
    reconcileAll(world.app());
    expect(world.calendar.live).toHaveLength(509);
    expect(world.directus.items()).toHaveLength(509);
  });

  it('[P5] [WH19] gives back a link that either side lost', () => {
    const world = withPairs(2);
    const [first, second] = world.directus.items();
    const id = String(first!['event']);
    world.directus.update(first!['id'], { event: null, sync: null }, null);
    world.calendar.edit(String(second!['event']), { extendedProperties: undefined });
    reconcileAll(world.app());
    expect(first!['event']).toBe(id);
    expect(world.calendar.events.get(String(second!['event']))!.extendedProperties!.private).toHaveProperty('link');
    expect(world.calendar.live).toHaveLength(2);
  });

  it('[P10] finds an event whose deletion nobody told of', () => {
    const world = withPairs(1);
    world.calendar.remove(String(world.directus.items()[0]!['event']));
    reconcileAll(world.app());
    expect(world.directus.items()).toEqual([]);
  });

  it('[EX7] goes on in another execution when time is over, from what is done already', () => {
    const world = started();
    for (let i = 0; i < 250; i++) world.directus.create(TALK);
    world.calendar.room = 200;
    world.calendar.meanwhile = () => world.advance(500);
    reconcileAll(world.app(20_000));
    expect(world.calendar.live.length).toBeLessThan(250);
    reconcileAll(world.app(60_000));
    expect(world.triggers).toContain('soon');
    expect(world.calendar.live).toHaveLength(250);
    reconcileAll(world.app());
    expect(world.state.get(DUE)).toBeNull();
  });

  it('[P17] reports an item that cannot be an event, each time as the same failure', () => {
    const world = started();
    world.directus.create({ ...TALK, ends: '2026-07-01T09:00:00.000Z' });
    reconcileAll(world.app());
    reconcileAll(world.app());
    expect(world.retries()).toMatchObject([
      { key: '1', next: null, reason: expect.stringContaining('before the start') },
    ]);
    expect(world.calendar.live).toEqual([]);
  });
});
