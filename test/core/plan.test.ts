// What is to be done with a pair: both sides of it there, or unread: one row of SPEC.md's table each.
import { baseOf } from '../../src/core/base';
import type { Binding } from '../../src/core/binding';
import { eventIdFor } from '../../src/core/identity';
import { planPair } from '../../src/core/plan';
import {
  BAD_ROW,
  base,
  BINDING,
  cancelled,
  changed,
  context,
  END,
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
  ROW,
  START,
  time,
  VALUES,
} from './pairs';

describe('unread sides', () => {
  it.each([
    ['[P1] an item that cannot be read', { is: 'unknown' } as const, live()],
    ['[P1] an item that cannot be read, its event deleted', { is: 'unknown' } as const, cancelled()],
    ['[P2] an event that cannot be read', item(), { is: 'unknown', id: OWN_ID } as const],
    ['[P2] an event that cannot be read, its item gone', GONE, { is: 'unknown', id: OWN_ID } as const],
    [
      '[P22] an event that is not ours to touch, and not the one that the item names',
      item({ eventId: 'another' }),
      { is: 'foreign', id: OWN_ID, because: 'organizer' } as const,
    ],
    [
      '[P22] such an event, its item unlinked from it',
      item({ eventId: `-${OWN_ID}` }),
      { is: 'foreign', id: OWN_ID, because: 'organizer' } as const,
    ],
    [
      '[P22] such an event without an item makes none',
      NONE,
      { is: 'foreign', id: OWN_ID, because: 'organizer' } as const,
    ],
    ['nothing on either side', NONE, NONE],
  ])('%s: nothing is written', (_, itemState, eventState) => {
    expect(planPair({ item: itemState, event: eventState }, context())).toEqual(NOTHING);
  });
});

describe('[WH13] an event that is not ours to touch, and that the item names', () => {
  it.each(['installation', 'organizer', 'declined', 'kind', 'occurrence'] as const)(
    '(%s): nothing is written, and that is told with what to do',
    (because) => {
      const plan = planPair(
        { item: item({ values: RENAMED }), event: { is: 'foreign', id: OWN_ID, because } },
        context(),
      );
      expect(plan).toEqual({
        ...NOTHING,
        reports: [{ kind: 'unusable', reason: expect.stringMatching(/its id field/i) }],
      });
      expect(plan.reports[0]!.reason!.length).toBeLessThan(150);
    },
  );

  it('[WH14] its id emptied by a person: an event of its own', () => {
    const pair = { item: item({ eventId: null }), event: { is: 'foreign', id: OWN_ID, because: 'organizer' } as const };
    expect(planPair(pair, context()).event).toMatchObject({ do: 'insert' });
  });
});

describe('[P3] both sides live', () => {
  it('in step: nothing', () => {
    const plan = planPair({ item: item(), event: live() }, context());
    expect(plan).toMatchObject({ event: null, item: null, reports: [], needs: [] });
  });

  it('[M2] [WR5] an edit of the item is patched into the event, only the field that changed', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: live() }, context());
    expect(plan.event).toEqual({ do: 'patch', values: { summary: 'Renamed' }, revive: false });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.base).toEqual(fieldBases(RENAMED));
  });

  it('[M3] an edit of the event is written to the item, and the event is left alone', () => {
    const plan = planPair({ item: item(), event: live({ values: RENAMED }) }, context());
    expect(plan.event).toBeNull();
    expect(plan.item).toEqual({ do: 'set', values: { summary: 'Renamed' }, eventId: OWN_ID });
    expect(plan.base).toEqual(fieldBases(RENAMED));
  });

  it('[WR2] the event never claims what the item does not hold yet', () => {
    const event = live({ values: changed('description', 'Rewritten') });
    const plan = planPair({ item: item({ values: RENAMED }), event }, context());
    expect(plan.event).toMatchObject({ do: 'patch', values: { summary: 'Renamed' } });
    expect(plan.item).toMatchObject({ values: { description: 'Rewritten' } });
    expect(plan.eventBase).toEqual(fieldBases(RENAMED));
    expect(plan.base).toEqual(fieldBases({ ...RENAMED, description: 'Rewritten' }));
  });

  it('[M4] both sides edited to the same: only the base moves, in the item', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: live({ values: RENAMED }) }, context());
    expect(plan).toMatchObject({ event: null, item: { do: 'set', values: {} }, reports: [] });
    expect(plan.base).toEqual(fieldBases(RENAMED));
  });

  it('[ST7] merges by the later base of both', () => {
    const newer = base(RENAMED, { stamp: 200 });
    const pair = { item: item({ values: RENAMED, sync: newer }), event: live() };
    const plan = planPair(pair, context({ event: true }));
    expect(plan.item).toMatchObject({ values: { summary: 'Talk' } });
    const older = planPair({ item: item({ values: RENAMED }), event: live({ base: newer }) }, context());
    expect(older.item).toMatchObject({ values: { summary: 'Talk' } });
  });
});

describe('[CB22] the event wins by the item’s own base alone', () => {
  // Followed an edit of the event, which still says what was before.
  const event = live({ values: { ...RENAMED, description: 'Rewritten' } });
  const putBack = item({ sync: base(VALUES, { stamp: 200 }) });
  const plan = (pasted: boolean | undefined, onConflict: Binding['onConflict'] = 'google') =>
    planPair({ item: putBack, event }, context({ pasted, binding: makeBinding({ onConflict }) }));

  it('asks whether a person put that base there', () => {
    expect(plan(undefined)).toEqual({ ...NOTHING, needs: ['pasted'] });
  });

  it('[M3] nobody did: the item follows, without a line', () => {
    expect(plan(false)).toMatchObject({ event: null, item: { values: { summary: 'Renamed' } }, reports: [] });
  });

  it('[CB19] somebody did: there is no base, and who loses is reported', () => {
    const lost = { summary: 'Talk', description: 'About calendars' };
    expect(plan(true).reports).toEqual([{ kind: 'noBase', winner: 'event', lost }]);
    expect(plan(true, 'directus').event).toMatchObject({ do: 'patch', values: lost });
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
  ])('[M12] "newest", %s: the right side wins', (_, itemTime, eventTime, winner) => {
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

describe('[RF5] Directus refused what the event holds of a field', () => {
  it('the item and the base of the field stay, all others go on', () => {
    const event = live({ values: { ...RENAMED, description: 'Rewritten' } });
    const plan = planPair({ item: item(), event }, context({ refused: ['summary'] }));
    expect(plan.item).toMatchObject({ do: 'set', values: { description: 'Rewritten' } });
    expect(plan.base.summary).toEqual(base().fields.summary);
  });

  it('a refused time moves nothing', () => {
    const event = live({ values: changed('when', time('2026-12-01T09:00:00Z', '2026-12-01T09:30:00Z')) });
    const plan = planPair({ item: item(), event }, context({ refused: ['when'] }));
    expect(plan).toMatchObject({ event: null, item: null });
  });

  it('[RF6] what the item changed of it goes to the event', () => {
    const plan = planPair({ item: item({ values: RENAMED }), event: live() }, context({ refused: ['summary'] }));
    expect(plan.event).toMatchObject({ do: 'patch', values: { summary: 'Renamed' } });
  });
});

describe('[RD11] an event as a list may show it for a while after it was written', () => {
  const followed = { values: RENAMED, sync: base(RENAMED, { stamp: 200 }) };
  const told = item(followed);
  const asked = { ...NOTHING, needs: ['event'] };

  it.each([
    ['shows what its own, older base says', told, live()],
    ['shows an edit that may have been overruled since', told, live({ values: changed('summary', 'Retitled') })],
    ['shows another value, and no base', told, live({ base: undefined })],
    ['is met by an edited item', item({ ...followed, values: changed('summary', 'Again') }), live()],
    ['has no item any more', { ...GONE, sync: told.sync }, live()],
    ['was edited, and has no item any more', GONE, live({ values: RENAMED })],
    ['is a copy of which an item is to be made', item({ eventId: '-another' }), live()],
  ])('it %s: it is read by itself first', (_, itemState, event) => {
    expect(planPair({ item: itemState, event }, context())).toEqual(asked);
  });

  it.each([
    ['was edited where no older base says otherwise', live({ values: { ...RENAMED, description: 'Rewritten' } })],
    ['has a base as late as the item’s', live({ base: base(RENAMED, { stamp: 200 }) })],
    ['was read by itself, and says so still: a person took the edit back', live(), true],
  ])('it %s: the item follows', (_, event, isRead = false) => {
    const { summary, description } = event.values;
    expect(planPair({ item: told, event }, context(isRead ? { event: true } : {})).item).toMatchObject({
      do: 'set',
      values: summary === 'Renamed' ? { description } : { summary },
    });
  });
});

describe('who belongs to whom', () => {
  it('[P4] [WH19] an event that lost its link is merged by the item’s base and gets the link back', () => {
    const event = live({ link: undefined, base: undefined, values: RENAMED });
    const plan = planPair({ item: item(), event }, context({ event: true }));
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

  it('[P5] [WH19] an item that lost its event id gets it back', () => {
    const plan = planPair({ item: item({ eventId: null, sync: undefined, syncText: null }), event: live() }, context());
    expect(plan).toMatchObject({ event: null, item: { do: 'set', values: {}, eventId: OWN_ID } });
  });

  it('[P6] an item that names another item’s event: asks whether that item lives', () => {
    const event = live({ link: link({ key: '3' }) });
    expect(planPair({ item: item(), event }, context()).needs).toEqual(['whose']);
  });

  it('[WH1] it does: this item is a copy and gets an event of its own', () => {
    const pair = { item: item({ key: '8' }), event: live() };
    const plan = planPair(pair, context({ whose: 'another' }));
    const own = eventIdFor(INSTALLATION, BINDING, '8', 0);
    expect(plan.event).toMatchObject({ do: 'insert', eventId: own, values: VALUES });
    expect(plan.item).toEqual({ do: 'set', values: {}, eventId: own });
  });

  it('[DE11] the event under its own id is deleted: it is brought back for the item, and for no other reason', () => {
    const pair = { item: item({ eventId: 'another' }), event: cancelled({ byUs: true }) };
    expect(planPair(pair, context())).toEqual(NOTHING);
    const plan = planPair(pair, context({ whose: 'this' }));
    expect(plan.event).toMatchObject({ do: 'patch', revive: true });
    expect(plan.item).toMatchObject({ do: 'set', eventId: OWN_ID });
  });

  it('[WH3] it does not: the event is adopted, its link rewritten', () => {
    const plan = planPair({ item: item({ key: '8' }), event: live() }, context({ whose: 'nobody' }));
    expect(plan.event).toEqual({ do: 'patch', values: {}, revive: false });
    expect(plan.reports).toEqual([]);
  });

  it('[P17] a copy that cannot be an event gets none', () => {
    const pair = { item: item({ key: '8', row: BAD_ROW }), event: live() };
    expect(planPair(pair, context({ whose: 'another' }))).toMatchObject({ event: null, item: null });
  });

  it('[P15] a copy without a start names no event', () => {
    const pair = { item: item({ key: '8', values: NO_START }), event: live() };
    const plan = planPair(pair, context({ whose: 'another' }));
    expect(plan).toEqual({ ...NOTHING, item: { do: 'set', values: {}, eventId: null } });
  });

  it.each([
    ['names another one', item({ eventId: 'another' })],
    ['has no id any more, and another one’s base', item({ eventId: null, sync: base(VALUES, { eventId: 'another' }) })],
  ])('[P7] an event whose item %s: asks whether that one is there', (_, itemState) => {
    expect(planPair({ item: itemState, event: live() }, context()).needs).toEqual(['whose']);
  });

  it.each([
    ['it is', 'another', { whose: 'nobody' as const }],
    ['the item was unlinked from it', '-another', {}],
  ])('[WH7] %s: this event is a copy and gets an item of its own', (_, eventId, known) => {
    const plan = planPair({ item: item({ eventId }), event: live() }, context({ ...known, event: true }));
    expect(plan).toEqual({ ...NOTHING, item: { do: 'create', key: null } });
  });

  it.each(['another', '-another'])('[WH8] %s is not, or another item’s: the item takes its own event', (eventId) => {
    const plan = planPair({ item: item({ eventId }), event: live() }, context({ whose: 'this' }));
    expect(plan.item).toMatchObject({ do: 'set', values: {}, eventId: OWN_ID });
    expect(plan.event).toBeNull();
  });

  it('[WH19] its own event lost its link: it gets that back as well', () => {
    const pair = { item: item({ eventId: 'another' }), event: live({ link: undefined }) };
    const plan = planPair(pair, context({ whose: 'this' }));
    expect(plan.event).toEqual({ do: 'patch', values: {}, revive: false });
    expect(plan.item).toMatchObject({ do: 'set', eventId: OWN_ID });
  });

  it('an item and an event that have nothing to do with each other stay apart', () => {
    const pair = { item: item({ eventId: 'another' }), event: live({ link: undefined }) };
    expect(planPair(pair, context())).toEqual(NOTHING);
  });
});

describe('the item’s start is emptied, or its values make no event', () => {
  it('[P14] the event is deleted and the id emptied', () => {
    const plan = planPair({ item: item({ values: NO_START }), event: live() }, context(proven('when')));
    expect(plan).toMatchObject({
      event: { do: 'cancel' },
      item: { do: 'set', values: {}, eventId: null },
      reports: [],
    });
  });

  it('[M22] merges first: an event that was moved meanwhile keeps its start, if it wins', () => {
    const moved = live({ values: changed('when', time('2026-03-01T10:30:00Z', END)) });
    const pair = { item: item({ values: NO_START }), event: moved };
    const plan = (onConflict: Binding['onConflict']) =>
      planPair(pair, context({ binding: makeBinding({ onConflict }), ...proven('when') }));
    expect(plan('google').item).toMatchObject({ values: { when: moved.values.when } });
    expect(plan('google').event).toBeNull();
    expect(plan('google').reports).toEqual([{ kind: 'conflict', winner: 'event', lost: { when: null } }]);
    expect(plan('directus').event).toEqual({ do: 'cancel' });
    expect(plan('directus').reports).toEqual([{ kind: 'conflict', winner: 'item', lost: { when: moved.values.when } }]);
  });

  it('[M23] [M15] first gives the item what else was edited in the event, then deletes it', () => {
    const event = live({ values: changed('description', 'Rewritten') });
    const first = planPair({ item: item({ values: NO_START }), event }, context(proven('when')));
    expect(first).toMatchObject({
      event: null,
      item: { do: 'set', values: { description: 'Rewritten' }, eventId: OWN_ID },
      again: true,
    });
    const written = item({
      values: { ...NO_START, description: 'Rewritten' },
      sync: base(VALUES, { fields: first.base }),
    });
    expect(planPair({ item: written, event }, context(proven('when')))).toMatchObject({
      event: { do: 'cancel' },
      item: { values: {}, eventId: null },
    });
  });

  it('[P16] an item that cannot be an event leaves its times as they are; all other fields go on, both ways', () => {
    const event = live({ values: changed('description', 'Rewritten') });
    const plan = planPair({ item: item({ row: { ...BAD_ROW, name: 'Renamed' } }), event }, context());
    expect(plan.event).toEqual({ do: 'patch', values: { summary: 'Renamed' }, revive: false });
    expect(plan.item).toMatchObject({ values: { description: 'Rewritten' } });
    expect(plan.reports).toMatchObject([{ kind: 'unusable' }]);
    expect(plan.base).toEqual(fieldBases({ ...VALUES, summary: 'Renamed', description: 'Rewritten' }));
  });

  it('[P16] so it does where the time of the event was moved meanwhile, and the item wins', () => {
    const moved = live({ values: changed('when', time('2026-03-01T10:30:00Z', END)) });
    const pair = { item: item({ row: BAD_ROW }), event: moved };
    const plan = planPair(pair, context({ binding: makeBinding({ onConflict: 'directus' }) }));
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
    expect(plan.reports).toHaveLength(1);
    expect(plan.base.when).toEqual(fieldBases(VALUES).when);
  });

  it('[M24] the time of the event that wins mends the item, and what stood there is told', () => {
    const moved = live({ values: changed('when', time('2026-03-01T10:30:00Z', END)) });
    const pair = { item: item({ row: BAD_ROW }), event: moved };
    const plan = planPair(pair, context({ binding: makeBinding({ onConflict: 'google' }) }));
    expect(plan.item).toMatchObject({ values: { when: moved.values.when } });
    const held = '2026-03-01T10:00:00.000Z/2026-03-01T09:00:00.000Z';
    expect(plan.reports).toEqual([{ kind: 'conflict', winner: 'event', lost: { when: held } }]);
  });
});

describe('an item without an end', () => {
  // It ends when it starts, and so does its event.
  const endless = item({ row: { ...ROW, ends: null } });
  const sync = base(VALUES, { fields: baseOf(endless) });
  const row = { ...ROW, starts: '2026-03-01T08:00:00.000Z', ends: null };
  const moment = time('2026-03-01T08:00:00Z', '2026-03-01T08:00:00Z');
  const longer = live({ values: changed('when', time('2026-03-01T09:00:00Z', START)), base: sync });
  const plan = (onConflict: Binding['onConflict']) =>
    planPair({ item: item({ row, sync }), event: longer }, context({ binding: makeBinding({ onConflict }) }));

  it('takes the event’s end along with its start, when the event wins: the event keeps its length', () => {
    expect(plan('google').item).toMatchObject({ values: { when: longer.values.when } });
    expect(plan('google').event).toBeNull();
    expect(plan('google').reports).toEqual([{ kind: 'conflict', winner: 'event', lost: { when: moment } }]);
  });

  it('moves its event as a whole, when it wins', () => {
    expect(plan('directus').event).toMatchObject({ values: { when: moment } });
  });

  it('whose event gets an end, gets it as well', () => {
    const ended = live({ base: sync });
    expect(planPair({ item: item({ row: { ...ROW, ends: null }, sync }), event: ended }, context())).toMatchObject({
      event: null,
      item: { do: 'set', values: { when: VALUES.when } },
      base: fieldBases(VALUES),
      reports: [],
    });
  });

  it('[RD4] stays without one while nothing changes', () => {
    const event = live({ values: endless.values, base: sync });
    expect(planPair({ item: item({ row: { ...ROW, ends: null }, sync }), event }, context())).toMatchObject({
      event: null,
      item: null,
      needs: [],
    });
  });
});
