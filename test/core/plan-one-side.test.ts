// What is to be done where one side is new, or gone: rules P8 to P13 and P15 to P20, one row of the table each.
import type { Binding } from '../../src/core/binding';
import { eventIdFor } from '../../src/core/identity';
import { planPair } from '../../src/core/plan';
import {
  ABSENT,
  BAD_ROW,
  base,
  BINDING,
  cancelled,
  context,
  GONE,
  INSTALLATION,
  item,
  link,
  live,
  makeBinding,
  NONE,
  NOTHING,
  NO_START,
  OWN_ID,
  fieldBases,
  proven,
  RENAMED,
  VALUES,
} from './pairs';

describe('one side only', () => {
  const none = { eventId: null, sync: undefined, syncText: null } as const;
  const unlinked = item(none);

  it('[P8] a new item gets an event under its own id', () => {
    const plan = planPair({ item: unlinked, event: NONE }, context({ search: true }));
    expect(plan.event).toEqual({ do: 'insert', eventId: OWN_ID, generation: 0, values: VALUES });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.base).toEqual(fieldBases(VALUES));
  });

  it('[NP6] an item that may be older is searched for first', () => {
    expect(planPair({ item: unlinked, event: NONE }, context()).needs).toEqual(['search']);
    expect(planPair({ item: unlinked, event: NONE }, context({ search: true })).event).toMatchObject({
      do: 'insert',
    });
  });

  it('[NP3] takes the generation that it is told', () => {
    const plan = planPair({ item: unlinked, event: NONE }, context({ search: true, generation: 3 }));
    expect(plan.event).toMatchObject({ eventId: eventIdFor(INSTALLATION, BINDING, '7', 3), generation: 3 });
  });

  it('[P9] a new event becomes an item, if the binding takes new events', () => {
    const event = live({ link: undefined, base: undefined });
    expect(planPair({ item: NONE, event }, context())).toEqual({ ...NOTHING, item: { do: 'create', key: null } });
    const closed = context({ binding: makeBinding({ newEvents: false }) });
    expect(planPair({ item: NONE, event }, closed)).toEqual(NOTHING);
  });

  it('[P9] so does an event whose link names no item of this binding', () => {
    const event = live({ link: link({ binding: 'other' }) });
    expect(planPair({ item: GONE, event }, context()).item).toEqual({ do: 'create', key: null });
  });

  it('[P17] an item that cannot be an event is reported and gets none', () => {
    const plan = planPair({ item: item({ ...none, row: BAD_ROW }), event: NONE }, context({ search: true }));
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
  });

  it('an item without a start wants no event', () => {
    expect(planPair({ item: item({ ...none, values: NO_START }), event: NONE }, context({ search: true }))).toEqual(
      NOTHING,
    );
  });

  it('[P23] an unlinked item gets no event, until its id is emptied by hand', () => {
    const pair = { item: { ...unlinked, eventId: `-${OWN_ID}` }, event: NONE };
    expect(planPair(pair, context({ search: true }))).toEqual(NOTHING);
    expect(planPair({ ...pair, item: unlinked }, context({ search: true })).event).toMatchObject({ do: 'insert' });
  });

  it('[WH21] [P5] an unlinked item whose event is live again is linked again', () => {
    const plan = planPair({ item: { ...unlinked, eventId: `-${OWN_ID}` }, event: live() }, context());
    expect(plan.item).toMatchObject({ do: 'set', eventId: OWN_ID });
  });
});

describe('the event is gone', () => {
  // Of the item that must still be there.
  const { hashes } = item();
  const events = [
    ['cancelled', cancelled()],
    ['404', ABSENT],
  ] as const;

  it.each(events)('[P10] %s, the item unchanged: the binding’s policy', (_, event) => {
    const policy = (onEventDeleted: Binding['onEventDeleted']) =>
      planPair({ item: item(), event }, context({ binding: makeBinding({ onEventDeleted }) }));
    expect(policy('delete')).toEqual({ ...NOTHING, item: { do: 'gone', then: 'delete', expect: hashes } });
    expect(policy('unlink')).toEqual({ ...NOTHING, item: { do: 'gone', then: 'unlink', expect: hashes } });
    expect(policy({ archive: { field: 'status', value: 'old' } }).item).toEqual({
      do: 'gone',
      then: 'archive',
      expect: hashes,
    });
  });

  it.each(events)(
    '[DE16] [P24] %s, but there in another calendar: the item is unlinked, whatever it holds',
    (_, event) => {
      const moved = {
        ...NOTHING,
        item: { do: 'gone', then: 'unlink' },
        reports: [expect.objectContaining({ kind: 'moved' })],
      };
      expect(planPair({ item: item(), event }, context({ elsewhere: true }))).toEqual(moved);
      expect(planPair({ item: item({ values: RENAMED }), event }, context({ elsewhere: true }))).toEqual(moved);
      expect(planPair({ item: item(), event }, context({ elsewhere: undefined })).needs).toEqual(['elsewhere']);
    },
  );

  it.each(['lacking', 'unconfirmed'] as const)(
    '[P10] [DE12] what the event may never have held of a deleted item is reported (%s)',
    (doubt) => {
      const { summary, ...others } = fieldBases(VALUES);
      const sync = base(VALUES, { fields: { ...others, summary: { ...summary!, doubt } } });
      const plan = (onEventDeleted: Binding['onEventDeleted']) =>
        planPair({ item: item({ sync }), event: cancelled() }, context({ binding: makeBinding({ onEventDeleted }) }));
      const lost = { summary: VALUES.summary };
      expect(plan('delete').reports).toEqual([{ kind: 'conflict', winner: 'event', lost }]);
      expect(plan('unlink').reports).toEqual([]);
    },
  );

  it.each([
    ['item', link({ key: '8' })],
    ['item of another collection', link({ binding: 'rooms' })],
  ])('[DE10] it was linked to another %s: this one is a copy and gets an event of its own', (_, other) => {
    const plan = planPair({ item: item(), event: cancelled({ link: other }) }, context({ elsewhere: undefined }));
    expect(plan.event).toMatchObject({ do: 'insert', eventId: OWN_ID, values: VALUES });
    const owners = cancelled({ link: link() });
    expect(planPair({ item: item(), event: owners }, context()).item).toEqual({
      do: 'gone',
      then: 'delete',
      expect: hashes,
    });
  });

  it('[CB12] we deleted it: the item gets its event back', () => {
    const plan = planPair({ item: item(), event: cancelled({ byUs: true }) }, context());
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true, values: VALUES }, reports: [] });
  });

  it('[CB1] [P11] an item edited while its event was deleted brings the event back', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: cancelled() }, context());
    expect(plan.event).toEqual({ do: 'patch', values: RENAMED, revive: true });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.reports).toEqual([{ kind: 'revived', winner: 'item' }]);
    expect(plan.base).toEqual(fieldBases(RENAMED));
  });

  it('[CB2] under a new id where Google has forgotten the old one', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: ABSENT }, context());
    const next = eventIdFor(INSTALLATION, BINDING, '7', 1);
    expect(plan.event).toEqual({ do: 'insert', eventId: next, generation: 1, values: RENAMED });
    expect(plan.item).toMatchObject({ eventId: next });
    expect(plan.reports).toEqual([{ kind: 'revived', winner: 'item' }]);
  });

  it('[CB2] under its first own id where the event was not made by us', () => {
    const theirs = item({ values: RENAMED, eventId: 'theirs', sync: base(VALUES, { eventId: 'theirs' }) });
    const plan = planPair({ item: theirs, event: { is: 'absent', id: 'theirs' } }, context());
    expect(plan.event).toMatchObject({ do: 'insert', eventId: OWN_ID, generation: 0 });
  });

  const { summary: _, ...lacking } = fieldBases(VALUES);

  it('[CB3] the item’s base lacks a field: what is not known to be unchanged survives', () => {
    const unsure = item({ sync: base(VALUES, { fields: lacking }) });
    const plan = planPair({ item: unsure, event: cancelled() }, context());
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [{ kind: 'revived' }] });
  });

  it('[CB4] the item has no base, but what is left of the event is linked to it: it survives', () => {
    const plan = planPair({ item: item({ sync: undefined }), event: cancelled({ link: link() }) }, context());
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [{ kind: 'revived' }] });
  });

  it.each(events)('[CB5] %s, the item as its base says: asks whether it was made again since', (_, event) => {
    expect(planPair({ item: item(), event }, context({ remade: undefined })).needs).toEqual(['remade']);
    expect(planPair({ item: item(), event }, context({ remade: true })).needs).toEqual(['own']);
  });

  it('[CB5] an item that was made again brings back the event that is linked to it', () => {
    const plan = planPair({ item: item(), event: cancelled({ link: link() }) }, context({ remade: true }));
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [{ kind: 'revived' }] });
  });

  it('[CB7] [P24] a copy of an item whose event was moved away, and that is unlinked, does not bring that event back', () => {
    const copy = item({ values: RENAMED, key: '8' });
    expect(planPair({ item: copy, event: cancelled() }, context({ remade: true })).needs).toEqual(['own']);
  });

  it.each([
    ['an event that nothing vouches for', { sync: undefined }, ABSENT],
    ['an event that its base does not name', { eventId: 'pasted' }, { is: 'absent', id: 'pasted' } as const],
    ['one that another installation took', {}, { ...ABSENT, ofOther: true } as const],
    ['a tombstone without a link', { sync: undefined }, cancelled()],
  ])('[DE3] the item names %s: its own event is looked for, whatever it holds', (_, unvouched, event) => {
    expect(planPair({ item: item(unvouched), event }, context()).needs).toEqual(['own']);
    expect(planPair({ item: item({ ...unvouched, values: RENAMED }), event }, context()).needs).toEqual(['own']);
  });

  it('[DE4] an id that counts for nothing is replaced by that of the item’s own event, and that is reported', () => {
    const disowned = item({ eventId: null, idText: 'pasted' });
    for (const idText of ['pasted', '-pasted'])
      expect(planPair({ item: { ...disowned, idText }, event: live() }, context())).toMatchObject({
        event: null,
        item: { do: 'set', eventId: OWN_ID },
        reports: [{ kind: 'ownEvent' }],
      });
    const alone = { ...disowned, sync: undefined };
    const made = planPair({ item: alone, event: NONE }, context({ search: true }));
    expect(made).toMatchObject({ event: { do: 'insert' }, reports: [{ kind: 'ownEvent' }] });
  });

  it('[P11] a field of the base that differs is edit enough', () => {
    const edited = item({ values: RENAMED, sync: base(VALUES, { fields: { summary: fieldBases(VALUES).summary! } }) });
    expect(planPair({ item: edited, event: cancelled() }, context()).event).toMatchObject({ revive: true });
  });

  it('[DE9] a tombstone acts only on the item that names it', () => {
    expect(planPair({ item: item({ eventId: 'another' }), event: cancelled() }, context())).toEqual(NOTHING);
    expect(planPair({ item: item({ eventId: `-${OWN_ID}` }), event: cancelled() }, context())).toEqual(NOTHING);
    expect(
      planPair({ item: item({ sync: base(VALUES, { eventId: 'another' }) }), event: cancelled() }, context()).needs,
    ).toEqual(['own']);
  });

  it('[P13] of an event that no item knows: nothing', () => {
    expect(planPair({ item: NONE, event: cancelled() }, context())).toEqual(NOTHING);
  });

  it('[CB12] an item whose id was emptied by hand gets an event again', () => {
    const plan = planPair({ item: item({ eventId: null }), event: cancelled() }, context());
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [] });
  });

  it.each(events)('[P15] %s, the item without a start: the id is emptied', (_, event) => {
    const plan = planPair({ item: item({ values: NO_START }), event }, context(proven('when')));
    expect(plan).toEqual({ ...NOTHING, item: { do: 'set', values: {}, eventId: null } });
    expect(planPair({ item: item({ values: NO_START, eventId: null }), event }, context(proven('when')))).toEqual(
      NOTHING,
    );
  });

  it.each(events)('[P17] %s, the item unusable: reported', (_, event) => {
    const plan = planPair({ item: item({ row: BAD_ROW }), event }, context());
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
  });

  it.each(events)('[P21] %s, the item too: forgotten', (_, event) => {
    expect(planPair({ item: { ...GONE, sync: base() }, event }, context())).toEqual(NOTHING);
  });
});

describe('the item is gone', () => {
  it('[P18] the event unchanged: it is deleted', () => {
    expect(planPair({ item: GONE, event: live() }, context())).toEqual({ ...NOTHING, event: { do: 'cancel' } });
  });

  it('[DE14] the base of the item’s last revision counts where it is the later one', () => {
    const followed = { ...GONE, sync: base(RENAMED, { stamp: 200 }) };
    expect(planPair({ item: followed, event: live({ values: RENAMED }) }, context()).event).toEqual({ do: 'cancel' });
    const edited = planPair({ item: followed, event: live() }, context({ event: true }));
    expect(edited.item).toMatchObject({ do: 'create' });
  });

  it('[DE15] so does an event that lost its link, by the item’s last revision alone', () => {
    const plan = planPair(
      { item: { ...GONE, sync: base() }, event: live({ link: undefined, base: undefined }) },
      context(),
    );
    expect(plan.event).toEqual({ do: 'cancel' });
  });

  it('[DE15] not the event of another item, which a copy named when it was deleted', () => {
    const event = live({ link: link({ key: '8' }) });
    expect(planPair({ item: { ...GONE, sync: base() }, event }, context())).toEqual(NOTHING);
  });

  it('[P19] the event changed since: the item is created again under its key, and that is reported', () => {
    const plan = planPair({ item: GONE, event: live({ values: RENAMED }) }, context({ event: true }));
    const reason = expect.stringContaining('no revision of it was found') as string;
    expect(plan).toEqual({ ...NOTHING, item: { do: 'create', key: '7' }, reports: [{ kind: 'recreated', reason }] });
  });

  it('[P19] nothing to hold the event against: it is not deleted on a guess', () => {
    const plan = planPair({ item: GONE, event: live({ base: undefined }) }, context({ event: true }));
    expect(plan.item).toEqual({ do: 'create', key: '7', revision: undefined });
  });

  it('[CB9] an event that we had deleted and a person restored brings its item back as it was, and that is reported', () => {
    const plan = planPair({ item: { ...GONE, revision: 12 }, event: live({ restored: true }) }, context());
    const reason = expect.stringContaining(
      'as in its revision 12. Items that pointed at it may have lost it.',
    ) as string;
    const item = { do: 'create', key: '7', revision: 12 };
    expect(plan).toEqual({ ...NOTHING, item, reports: [{ kind: 'recreated', reason }] });
  });

  it('[CB10] so does one whose item we had deleted, because the event was gone', () => {
    const itemDeletedForEvent = (id: string): boolean => id === OWN_ID;
    const plan = planPair({ item: GONE, event: live() }, context({ itemDeletedForEvent, event: true }));
    expect(plan.item).toEqual({ do: 'create', key: '7', revision: undefined });
  });
});
