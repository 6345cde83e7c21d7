// What is to be done with a pair: rules P1 to P23, one row of the table each.
import { itemForm, itemInSync } from '../../src/core/item';
import type { Binding } from '../../src/core/binding';
import { eventIdFor } from '../../src/core/identity';
import { planPair, type PairPlan } from '../../src/core/plan';
import { hashValues } from '../../src/core/values';
import {
  base,
  cancelled,
  changed,
  context,
  INSTALLATION,
  item,
  link,
  live,
  makeBinding,
  OWN_ID,
  prints,
  VALUES,
} from './pairs';

const NOTHING: PairPlan = { event: null, item: null, base: {}, reports: [], needs: [] };
const NONE = { is: 'none' } as const;
const ABSENT = { is: 'absent', id: OWN_ID } as const;
const GONE = { is: 'gone', key: '7', sync: undefined, stamp: 300 } as const;
const OFF = changed('start', null);
const BAD = changed('end', '2026-03-01T09:00:00Z');
const RENAMED = changed('summary', 'Renamed');

describe('unread sides', () => {
  it.each([
    ['[P1] an item that cannot be read', { is: 'unknown' } as const, live()],
    ['[P1] an item that cannot be read, its event deleted', { is: 'unknown' } as const, cancelled()],
    ['[P2] an event that cannot be read', item(), { is: 'unknown', id: OWN_ID } as const],
    ['[P2] an event that cannot be read, its item gone', GONE, { is: 'unknown', id: OWN_ID } as const],
    ['[P22] an event that is not ours to touch', item(), { is: 'foreign', id: OWN_ID } as const],
    ['[P22] such an event without an item makes none', NONE, { is: 'foreign', id: OWN_ID } as const],
    ['nothing on either side', NONE, NONE],
  ])('%s: nothing is written', (_, itemState, eventState) => {
    expect(planPair({ item: itemState, event: eventState }, context())).toEqual(NOTHING);
  });
});

describe('[P3] both sides live', () => {
  it('in step: nothing', () => {
    const plan = planPair({ item: item(), event: live() }, context());
    expect(plan).toMatchObject({ event: null, item: null, reports: [], needs: [] });
  });

  it('[M2] [R9] an edit of the item is patched into the event, only the field that changed', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: live() }, context());
    expect(plan.event).toEqual({ do: 'patch', values: { summary: 'Renamed' }, revive: false });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.base).toEqual(prints(RENAMED));
  });

  it('[M3] an edit of the event is written to the item, and the event is left alone', () => {
    const plan = planPair({ item: item(), event: live({ values: RENAMED }) }, context());
    expect(plan.event).toBeNull();
    expect(plan.item).toEqual({ do: 'set', values: { summary: 'Renamed' }, eventId: OWN_ID });
    expect(plan.base).toEqual(prints(RENAMED));
  });

  it('[R7] the event never claims what the item does not hold yet', () => {
    const event = live({ values: changed('description', 'Rewritten') });
    const plan = planPair({ item: item({ values: RENAMED }), event }, context());
    expect(plan.event).toMatchObject({ do: 'patch', values: { summary: 'Renamed' } });
    expect(plan.item).toMatchObject({ values: { description: 'Rewritten' } });
    expect(plan.eventBase).toEqual(prints(RENAMED));
    expect(plan.base).toEqual(prints({ ...RENAMED, description: 'Rewritten' }));
  });

  it('[M4] both sides edited to the same: only the base moves, in the item', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: live({ values: RENAMED }) }, context());
    expect(plan).toMatchObject({ event: null, item: { do: 'set', values: {} }, reports: [] });
    expect(plan.base).toEqual(prints(RENAMED));
  });

  it('merges by the later base of both', () => {
    const newer = base(RENAMED, { stamp: 200 });
    const pair = { item: item({ values: RENAMED, sync: newer }), event: live() };
    const plan = planPair(pair, context({ eventRead: true }));
    expect(plan.item).toMatchObject({ values: { summary: 'Talk' } });
    const older = planPair({ item: item({ values: RENAMED }), event: live({ base: newer }) }, context());
    expect(older.item).toMatchObject({ values: { summary: 'Talk' } });
  });
});

describe('[M5] both changed differently', () => {
  const pair = { item: item({ values: RENAMED }), event: live({ values: changed('summary', 'Retitled') }) };
  const plan = (onConflict: Binding['onConflict'], times?: { item: number | null; event: number | null }) =>
    planPair(
      pair,
      context({
        binding: makeBinding({ onConflict }),
        times: times && { item: { summary: times.item }, event: times.event },
      }),
    );

  it('"directus": the item wins, the event’s value is reported', () => {
    expect(plan('directus').event).toMatchObject({ values: { summary: 'Renamed' } });
    expect(plan('directus').reports).toEqual([{ kind: 'conflict', winner: 'item', lost: { summary: 'Retitled' } }]);
  });

  it('"google": the event wins, the item’s value is reported', () => {
    expect(plan('google').item).toMatchObject({ values: { summary: 'Retitled' } });
    expect(plan('google').reports).toEqual([{ kind: 'conflict', winner: 'event', lost: { summary: 'Renamed' } }]);
  });

  it('"newest": asks first when a person last changed each', () => {
    expect(plan('newest')).toEqual({ ...NOTHING, needs: ['times'] });
  });

  it.each([
    ['the item two seconds later', 12_000, 10_000, 'item'],
    ['the item less than two seconds later', 11_999, 10_000, 'event'],
    ['the event later', 10_000, 12_000, 'event'],
    ['the same time', 10_000, 10_000, 'event'],
    ['the item’s time unknown', null, 10_000, 'event'],
    ['the event’s time unknown', 10_000, null, 'event'],
    ['both unknown', null, null, 'event'],
  ])('[R16] "newest", %s: the right side wins', (_, itemTime, eventTime, winner) => {
    expect(plan('newest', { item: itemTime, event: eventTime }).reports).toMatchObject([{ winner }]);
  });

  it('reports the losers of each side by themselves when fields go different ways', () => {
    const values = {
      item: { ...VALUES, summary: 'I1', description: 'I2' },
      event: { ...VALUES, summary: 'E1', description: 'E2' },
    };
    const times = { item: { summary: 20_000, description: 1000 }, event: 10_000 };
    const both = planPair(
      { item: item({ values: values.item }), event: live({ values: values.event }) },
      context({ times }),
    );
    expect(both.reports).toEqual([
      { kind: 'conflict', winner: 'item', lost: { summary: 'E1' } },
      { kind: 'conflict', winner: 'event', lost: { description: 'I2' } },
    ]);
    expect(both.event).toMatchObject({ values: { summary: 'I1' } });
    expect(both.item).toMatchObject({ values: { description: 'E2' } });
  });

  it('[M6] without a base says that there was none', () => {
    const event = live({ base: undefined, values: changed('summary', 'Retitled') });
    const noBase = planPair(
      { item: item({ values: RENAMED, sync: undefined }), event },
      context({ binding: makeBinding({ onConflict: 'google' }) }),
    );
    expect(noBase.reports).toEqual([{ kind: 'noBase', winner: 'event', lost: { summary: 'Renamed' } }]);
  });
});

describe('[R47] an event as a list may show it for a while after it was written', () => {
  const told = { ...item({ values: RENAMED }), sync: base(RENAMED, { stamp: 200 }) };
  const asked = { ...NOTHING, needs: ['event'] };

  it.each([
    ['shows what its own, older base says', told, live()],
    ['shows another value, and no base', told, live({ base: undefined })],
    ['is met by an edited item', { ...told, values: changed('summary', 'Again') }, live()],
    ['has no item any more', { ...GONE, sync: told.sync }, live()],
    ['was edited, and has no item any more', GONE, live({ values: RENAMED })],
    ['is a copy of which an item is to be made', item({ eventId: '-another' }), live()],
  ])('it %s: it is read by itself first', (_, itemState, event) => {
    expect(planPair({ item: itemState, event }, context())).toEqual(asked);
  });

  it.each([
    ['was edited since', live({ values: changed('summary', 'Retitled') })],
    ['has a base as late as the item’s', live({ base: base(RENAMED, { stamp: 200 }) })],
    ['was read by itself, and says so still: a person took the edit back', live(), true],
  ])('it %s: the item follows', (_, event, eventRead = false) => {
    expect(planPair({ item: told, event }, context({ eventRead })).item).toMatchObject({
      do: 'set',
      values: { summary: (event as { values: { summary: string } }).values.summary },
    });
  });
});

describe('who belongs to whom', () => {
  it('[P4] [R15] an event that lost its link is merged by the item’s base and gets the link back', () => {
    const event = live({ link: undefined, base: undefined, values: RENAMED });
    const plan = planPair({ item: item(), event }, context({ eventRead: true }));
    expect(plan.event).toEqual({ do: 'patch', values: {}, revive: false });
    expect(plan.item).toMatchObject({ do: 'set', values: { summary: 'Renamed' } });
  });

  it('[P4] [M6] without any base it is filled where it is empty and never emptied', () => {
    const event = live({ id: 'theirs', link: undefined, base: undefined, values: changed('summary', null) });
    const plan = planPair(
      { item: item({ eventId: 'theirs', sync: undefined, values: changed('description', null) }), event },
      context(),
    );
    expect(plan.event).toMatchObject({ values: { summary: 'Talk' } });
    expect(plan.item).toMatchObject({ values: { description: 'About calendars' }, eventId: 'theirs' });
    expect(plan.reports).toEqual([]);
  });

  it('[P5] [R15] an item that lost its event id gets it back', () => {
    const plan = planPair({ item: item({ eventId: null, sync: undefined, syncText: null }), event: live() }, context());
    expect(plan).toMatchObject({ event: null, item: { do: 'set', values: {}, eventId: OWN_ID } });
  });

  it('[P6] an item that names another item’s event: asks whether that item lives', () => {
    const event = live({ link: link({ key: '3' }) });
    expect(planPair({ item: item(), event }, context()).needs).toEqual(['owner']);
  });

  it('[P6] it does: this item is a copy and gets an event of its own', () => {
    const pair = { item: item({ key: '8' }), event: live() };
    const plan = planPair(pair, context({ isCopy: true }));
    const own = eventIdFor(INSTALLATION, 'main', '8', 0);
    expect(plan.event).toMatchObject({ do: 'insert', eventId: own, values: VALUES });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: own });
  });

  it('[P6] [R21] the event under its own id is deleted: it is brought back for the item, and for no other reason', () => {
    const pair = { item: item({ eventId: 'another' }), event: cancelled({ byUs: true }) };
    expect(planPair(pair, context())).toEqual(NOTHING);
    const plan = planPair(pair, context({ isOwn: true }));
    expect(plan.event).toMatchObject({ do: 'patch', revive: true });
    expect(plan.item).toMatchObject({ do: 'set', eventId: OWN_ID });
  });

  it('[P6] it does not: the event is adopted, its link rewritten', () => {
    const plan = planPair({ item: item({ key: '8' }), event: live() }, context({ isCopy: false }));
    expect(plan.event).toEqual({ do: 'patch', values: {}, revive: false });
    expect(plan.reports).toEqual([]);
  });

  it('[P6] a copy that cannot be an event gets none', () => {
    const pair = { item: item({ key: '8', values: BAD }), event: live() };
    expect(planPair(pair, context({ isCopy: true }))).toMatchObject({ event: null, item: null });
  });

  it('[P15] a copy without a start names no event', () => {
    const pair = { item: item({ key: '8', values: { ...VALUES, start: null } }), event: live() };
    const plan = planPair(pair, context({ isCopy: true }));
    expect(plan).toEqual({ ...NOTHING, item: { do: 'set', values: {}, eventId: null } });
  });

  it.each([
    ['names another one', item({ eventId: 'another' })],
    ['has no id any more, and another one’s base', item({ eventId: null, sync: base(VALUES, { eventId: 'another' }) })],
  ])('[P7] an event whose item %s: asks whether that one is there', (_, itemState) => {
    expect(planPair({ item: itemState, event: live() }, context()).needs).toEqual(['named']);
  });

  it.each([
    ['it is', 'another', false],
    ['the item was unlinked from it', '-another', undefined],
  ])('[P7] %s: this event is a copy and gets an item of its own', (_, eventId, isOwn) => {
    const plan = planPair({ item: item({ eventId }), event: live() }, context({ isOwn, eventRead: true }));
    expect(plan).toEqual({ ...NOTHING, item: { do: 'create', key: null } });
  });

  it.each(['another', '-another'])(
    '[P6] [P7] %s is not, or another item’s: the item takes its own event',
    (eventId) => {
      const plan = planPair({ item: item({ eventId }), event: live() }, context({ isOwn: true }));
      expect(plan.item).toMatchObject({ do: 'set', values: {}, eventId: OWN_ID });
      expect(plan.event).toBeNull();
    },
  );

  it('[P6] [R15] its own event lost its link: it gets that back as well', () => {
    const pair = { item: item({ eventId: 'another' }), event: live({ link: undefined }) };
    const plan = planPair(pair, context({ isOwn: true }));
    expect(plan.event).toEqual({ do: 'patch', values: {}, revive: false });
    expect(plan.item).toMatchObject({ do: 'set', eventId: OWN_ID });
  });

  it('an item and an event that have nothing to do with each other stay apart', () => {
    const pair = { item: item({ eventId: 'another' }), event: live({ link: undefined }) };
    expect(planPair(pair, context())).toEqual(NOTHING);
  });
});

describe('one side only', () => {
  const unlinked = item({ eventId: null, sync: undefined, syncText: null });

  it('[P8] a new item gets an event under its own id', () => {
    const plan = planPair({ item: unlinked, event: NONE }, context({ justCreated: true }));
    expect(plan.event).toEqual({ do: 'insert', eventId: OWN_ID, generation: 0, values: VALUES });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.base).toEqual(prints(VALUES));
  });

  it('[P8] an item that may be older is searched for first', () => {
    expect(planPair({ item: unlinked, event: NONE }, context()).needs).toEqual(['search']);
    expect(planPair({ item: unlinked, event: NONE }, context({ searched: true })).event).toMatchObject({
      do: 'insert',
    });
  });

  it('[R18] takes the generation that it is told', () => {
    const plan = planPair({ item: unlinked, event: NONE }, context({ searched: true, generation: 3 }));
    expect(plan.event).toMatchObject({ eventId: eventIdFor(INSTALLATION, 'main', '7', 3), generation: 3 });
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
    const plan = planPair({ item: { ...unlinked, values: BAD }, event: NONE }, context({ justCreated: true }));
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
  });

  it('an item without a start wants no event', () => {
    expect(planPair({ item: { ...unlinked, values: OFF }, event: NONE }, context({ justCreated: true }))).toEqual(
      NOTHING,
    );
  });

  it('[P23] an unlinked item gets no event, until its id is emptied by hand', () => {
    const pair = { item: { ...unlinked, eventId: `-${OWN_ID}` }, event: NONE };
    expect(planPair(pair, context({ searched: true }))).toEqual(NOTHING);
    expect(planPair({ ...pair, item: unlinked }, context({ searched: true })).event).toMatchObject({ do: 'insert' });
  });

  it('[P23] [P5] an unlinked item whose event is live again is linked again', () => {
    const plan = planPair({ item: { ...unlinked, eventId: `-${OWN_ID}` }, event: live() }, context());
    expect(plan.item).toMatchObject({ do: 'set', eventId: OWN_ID });
  });
});

describe('the event is gone', () => {
  const events = [
    ['cancelled', cancelled()],
    ['404', ABSENT],
  ] as const;

  it.each(events)('[P10] %s, the item unchanged: the binding’s policy', (_, event) => {
    const policy = (onEventDeleted: Binding['onEventDeleted']) =>
      planPair({ item: item(), event }, context({ binding: makeBinding({ onEventDeleted }) }));
    expect(policy('delete')).toEqual({ ...NOTHING, item: { do: 'gone', then: 'delete' } });
    expect(policy('unlink')).toEqual({ ...NOTHING, item: { do: 'gone', then: 'unlink' } });
    expect(policy({ archive: { field: 'status', value: 'old' } }).item).toEqual({ do: 'gone', then: 'archive' });
  });

  it('[P10] [P8] we deleted it: the item gets its event back', () => {
    const plan = planPair({ item: item(), event: cancelled({ byUs: true }) }, context());
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true, values: VALUES }, reports: [] });
  });

  it('[P11] an item edited while its event was deleted brings the event back', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: cancelled() }, context());
    expect(plan.event).toEqual({ do: 'patch', values: RENAMED, revive: true });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.reports).toEqual([{ kind: 'revived', winner: 'item' }]);
    expect(plan.base).toEqual(prints(RENAMED));
  });

  it('[P11] under a new id where Google has forgotten the old one', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: ABSENT }, context());
    const next = eventIdFor(INSTALLATION, 'main', '7', 1);
    expect(plan.event).toEqual({ do: 'insert', eventId: next, generation: 1, values: RENAMED });
    expect(plan.item).toMatchObject({ eventId: next });
    expect(plan.reports).toEqual([{ kind: 'revived', winner: 'item' }]);
  });

  it('[P11] under its first own id where the event was not made by us', () => {
    const theirs = item({ values: RENAMED, eventId: 'theirs', sync: base(VALUES, { eventId: 'theirs' }) });
    const plan = planPair({ item: theirs, event: { is: 'absent', id: 'theirs' } }, context());
    expect(plan.event).toMatchObject({ do: 'insert', eventId: OWN_ID, generation: 0 });
  });

  const { summary: _, ...lacking } = prints(VALUES);
  const baseless = [
    ['no base', item({ sync: undefined })],
    ['a base that lacks a field', item({ sync: base(VALUES, { fields: lacking }) })],
  ] as const;

  it.each(baseless)('[P12] the item has %s: asks whether a person edited it', (_name, unknown) => {
    expect(planPair({ item: unknown, event: cancelled() }, context())).toEqual({ ...NOTHING, needs: ['edited'] });
  });

  it.each(baseless)('[P12] the item has %s and was edited: it survives', (_name, unknown) => {
    const plan = planPair({ item: unknown, event: cancelled() }, context({ edited: true }));
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [{ kind: 'revived' }] });
  });

  it.each(baseless)(
    '[P12] the item has %s and nobody edited it: the policy, what it held in the report',
    (_name, unknown) => {
      const plan = planPair({ item: unknown, event: cancelled() }, context({ edited: false }));
      expect(plan).toEqual({
        ...NOTHING,
        item: { do: 'gone', then: 'delete', expect: hashValues(VALUES) },
        reports: [{ kind: 'noBase', winner: 'event', lost: VALUES }],
      });
    },
  );

  it('[P11] a field of the base that differs is edit enough', () => {
    const edited = item({ values: RENAMED, sync: base(VALUES, { fields: { summary: prints(VALUES).summary! } }) });
    expect(planPair({ item: edited, event: cancelled() }, context()).event).toMatchObject({ revive: true });
  });

  it('[R21] a tombstone acts only on the item that names it', () => {
    expect(planPair({ item: item({ eventId: 'another' }), event: cancelled() }, context())).toEqual(NOTHING);
    expect(planPair({ item: item({ eventId: `-${OWN_ID}` }), event: cancelled() }, context())).toEqual(NOTHING);
    expect(
      planPair({ item: item({ sync: base(VALUES, { eventId: 'another' }) }), event: cancelled() }, context()).needs,
    ).toEqual(['edited']);
  });

  it('[P13] of an event that no item knows: nothing', () => {
    expect(planPair({ item: NONE, event: cancelled() }, context())).toEqual(NOTHING);
  });

  it('[P13] [P8] an item whose id was emptied by hand gets an event again', () => {
    const plan = planPair({ item: item({ eventId: null }), event: cancelled() }, context());
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [] });
  });

  it.each(events)('[P15] %s, the item without a start: the id is emptied', (_, event) => {
    const plan = planPair({ item: item({ values: OFF }), event }, context());
    expect(plan).toEqual({ ...NOTHING, item: { do: 'set', values: {}, eventId: null } });
    expect(planPair({ item: item({ values: OFF, eventId: null }), event }, context())).toEqual(NOTHING);
  });

  it.each(events)('[P17] %s, the item unusable: reported', (_, event) => {
    const plan = planPair({ item: item({ values: BAD }), event }, context());
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
  });

  it.each(events)('[P21] %s, the item too: forgotten', (_, event) => {
    expect(planPair({ item: { ...GONE, sync: base() }, event }, context())).toEqual(NOTHING);
  });
});

describe('the item’s start is emptied, or its values make no event', () => {
  it('[P14] the event is deleted and the id emptied', () => {
    const plan = planPair({ item: item({ values: OFF }), event: live() }, context());
    expect(plan).toMatchObject({
      event: { do: 'cancel' },
      item: { do: 'set', values: {}, eventId: null },
      reports: [],
    });
  });

  it('[P14] merges first: an event that was moved meanwhile keeps its start, if it wins', () => {
    const moved = live({ values: { ...VALUES, start: '2026-03-01T10:30:00Z' } });
    const pair = { item: item({ values: { ...OFF, end: null } }), event: moved };
    const google = planPair(pair, context({ binding: makeBinding({ onConflict: 'google' }) }));
    expect(google.item).toMatchObject({ values: { start: '2026-03-01T10:30:00Z' } });
    expect(google.event).not.toMatchObject({ do: 'cancel' });
    const directus = planPair(pair, context({ binding: makeBinding({ onConflict: 'directus' }) }));
    expect(directus.event).toEqual({ do: 'cancel' });
    expect(directus.reports).toEqual([{ kind: 'conflict', winner: 'item', lost: { start: '2026-03-01T10:30:00Z' } }]);
  });

  it('[P14] [R2] first gives the item what else was edited in the event, then deletes it', () => {
    const event = live({ values: changed('description', 'Rewritten') });
    const first = planPair({ item: item({ values: OFF }), event }, context());
    expect(first).toMatchObject({
      event: null,
      item: { do: 'set', values: { description: 'Rewritten' }, eventId: OWN_ID },
      again: true,
    });
    const written = item({ values: { ...OFF, description: 'Rewritten' }, sync: base(VALUES, { fields: first.base }) });
    expect(planPair({ item: written, event }, context())).toMatchObject({
      event: { do: 'cancel' },
      item: { values: {}, eventId: null },
    });
  });

  it('[P16] an item that cannot be an event leaves its times as they are; all other fields go on, both ways', () => {
    const event = live({ values: changed('description', 'Rewritten') });
    const plan = planPair({ item: item({ values: { ...BAD, summary: 'Renamed' } }), event }, context());
    expect(plan.event).toEqual({ do: 'patch', values: { summary: 'Renamed' }, revive: false });
    expect(plan.item).toMatchObject({ values: { description: 'Rewritten' } });
    expect(plan.reports).toMatchObject([{ kind: 'unusable' }]);
    expect(plan.base).toEqual(prints({ ...VALUES, summary: 'Renamed', description: 'Rewritten' }));
  });

  it('[P16] ends of both sides that do not go together count as well', () => {
    const values = {
      item: { ...VALUES, start: '2026-03-01T10:30:00Z' },
      event: { ...VALUES, end: '2026-03-01T10:15:00Z' },
    };
    const plan = planPair({ item: item({ values: values.item }), event: live({ values: values.event }) }, context());
    expect(plan.event).toBeNull();
    expect(plan.reports).toMatchObject([{ kind: 'unusable' }]);
  });
});

describe('the item is gone', () => {
  it('[P18] the event unchanged: it is deleted', () => {
    expect(planPair({ item: GONE, event: live() }, context())).toEqual({ ...NOTHING, event: { do: 'cancel' } });
  });

  it('[P18] the base of the item’s last revision counts where it is the later one', () => {
    const followed = { ...GONE, sync: base(RENAMED, { stamp: 200 }) };
    expect(planPair({ item: followed, event: live({ values: RENAMED }) }, context()).event).toEqual({ do: 'cancel' });
    const edited = planPair({ item: followed, event: live() }, context({ eventRead: true }));
    expect(edited.item).toMatchObject({ do: 'create' });
  });

  it('[P18] so does an event that lost its link, by the item’s last revision alone', () => {
    const plan = planPair(
      { item: { ...GONE, sync: base() }, event: live({ link: undefined, base: undefined }) },
      context(),
    );
    expect(plan.event).toEqual({ do: 'cancel' });
  });

  it('[P18] not the event of another item, which a copy named when it was deleted', () => {
    const event = live({ link: link({ key: '8' }) });
    expect(planPair({ item: { ...GONE, sync: base() }, event }, context())).toEqual(NOTHING);
  });

  it('[P19] the event changed since: the item is created again under its key, and that is reported', () => {
    const plan = planPair({ item: GONE, event: live({ values: RENAMED }) }, context({ eventRead: true }));
    expect(plan).toEqual({ ...NOTHING, item: { do: 'create', key: '7' }, reports: [{ kind: 'recreated' }] });
  });

  it('[P19] nothing to hold the event against: it is not deleted on a guess', () => {
    const plan = planPair({ item: GONE, event: live({ base: undefined }) }, context({ eventRead: true }));
    expect(plan.item).toEqual({ do: 'create', key: '7' });
  });

  it('[P20] an event that we had deleted and a person restored brings its item back', () => {
    const plan = planPair({ item: GONE, event: live({ restored: true }) }, context());
    expect(plan).toEqual({ ...NOTHING, item: { do: 'create', key: '7' } });
  });

  it('[P20] so does one whose item we had deleted, because the event was gone', () => {
    const itemDeletedForEvent = (id: string): boolean => id === OWN_ID;
    const plan = planPair({ item: GONE, event: live() }, context({ itemDeletedForEvent, eventRead: true }));
    expect(plan.item).toEqual({ do: 'create', key: '7' });
  });
});

describe('itemForm', () => {
  it.each([
    [VALUES, 'ok'],
    [{ ...VALUES, end: VALUES.start }, 'ok'],
    [{ ...VALUES, summary: null }, 'ok'],
    [OFF, 'off'],
    [BAD, 'bad'],
    [changed('start', 'not a moment: soon'), 'bad'],
    [changed('end', 'not a moment: later'), 'bad'],
  ])('of %j: %s', (values, form) => expect(itemForm(values).form).toBe(form));

  it('says what is wrong in words that name the field', () => {
    expect(itemForm(BAD).reason).toContain('the end (2026-03-01T09:00:00Z) is before the start');
    expect(itemForm(changed('start', 'not a moment: soon')).reason).toBe('start is not a moment: soon');
  });
});

describe('itemInSync', () => {
  it('needs a base for this event, every field as it says, and nothing unconfirmed', () => {
    expect(itemInSync(item())).toBe(true);
    expect(itemInSync(item({ values: RENAMED }))).toBe(false);
    expect(itemInSync(item({ sync: undefined }))).toBe(false);
    expect(itemInSync(item({ eventId: null }))).toBe(false);
    expect(itemInSync(item({ sync: base(VALUES, { eventId: 'another' }) }))).toBe(false);
    const fields = prints(VALUES);
    expect(
      itemInSync(
        item({ sync: base(VALUES, { fields: { ...fields, summary: { ...fields.summary!, lacking: true } } }) }),
      ),
    ).toBe(false);
  });
});

describe('an item without an end', () => {
  // It ends when it starts, and so does its event.
  const moment = { ...VALUES, end: VALUES.start };
  const moved = (start: string) => ({ ...VALUES, start, end: start });
  const endless = item({
    values: moved('2026-03-01T08:00:00Z'),
    row: { starts: '2026-03-01T08:00:00Z', ends: null },
    sync: base(moment),
  });
  const longer = live({ values: { ...moment, start: '2026-03-01T09:00:00Z' }, base: base(moment) });

  it('takes the event’s end along with its start, when the event wins: the event keeps its length', () => {
    const plan = planPair(
      { item: endless, event: longer },
      context({ binding: makeBinding({ onConflict: 'google' }) }),
    );
    expect(plan.item).toMatchObject({ values: { start: '2026-03-01T09:00:00Z', end: VALUES.start } });
    expect(plan.event).toBeNull();
    expect(plan.reports).toEqual([{ kind: 'conflict', winner: 'event', lost: { start: '2026-03-01T08:00:00Z' } }]);
  });

  it('moves its event as a whole, when it wins', () => {
    const plan = planPair(
      { item: endless, event: longer },
      context({ binding: makeBinding({ onConflict: 'directus' }) }),
    );
    expect(plan.event).toMatchObject({ values: { start: '2026-03-01T08:00:00Z', end: '2026-03-01T08:00:00Z' } });
  });
});
