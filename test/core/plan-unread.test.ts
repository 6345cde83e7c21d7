// The item of a changed event, planned without reading it: what it must still hold is said by the base on the event.
import type { Base } from '../../src/core/base';
import { planPair } from '../../src/core/plan';
import { ask, type PlanContext } from '../../src/core/plan-model';
import {
  ABSENT,
  base,
  cancelled,
  changed,
  context,
  END,
  item,
  live,
  makeBinding,
  NOTHING,
  OWN_ID,
  fieldBases,
  RENAMED,
  START,
  time,
  unread,
  VALUES,
} from './pairs';

const { hashes } = item();
const LATER = time(START, '2026-03-01T12:00:00Z');

const doubted = (doubt: 'lacking' | 'unconfirmed', changes: Partial<Base> = {}): Base => {
  const { description, ...others } = fieldBases(VALUES);
  return base(VALUES, { fields: { ...others, description: { ...description!, doubt } }, ...changes });
};
const { description: _, ...withoutDescription } = fieldBases(VALUES);

describe('the event was edited', () => {
  const plan = (event = live(), known?: Base, more: Partial<PlanContext> = {}) =>
    planPair({ item: unread(known), event }, context(more));

  it('[M16] [WR5] only what was edited is written, and only where every mapped field is as the base says', () => {
    expect(plan(live({ values: RENAMED }))).toEqual({
      ...NOTHING,
      item: { do: 'set', values: { summary: 'Renamed' }, eventId: OWN_ID, seen: { hashes, stamp: 100 } },
      base: fieldBases(RENAMED),
    });
  });

  it('[FI1] start and end are one value: they are expected, and written, together', () => {
    const { item: action, base: after } = plan(live({ values: changed('when', LATER) }));
    expect(action).toMatchObject({ do: 'set', values: { when: LATER } });
    expect(after).toEqual(fieldBases(changed('when', LATER)));
  });

  it('[WR5] a field that the binding does not map is neither expected nor written', () => {
    const { description: __, ...values } = RENAMED;
    const { description: ___, ...fields } = makeBinding().fields;
    const binding = makeBinding({ fields: fields as never });
    const mapped = base({ when: VALUES.when, summary: VALUES.summary });
    const { item: action } = plan(live({ values, base: mapped }), undefined, { binding });
    expect(action).toMatchObject({ values: { summary: 'Renamed' } });
    expect(Object.keys(action && 'seen' in action ? action.seen!.hashes : {})).toEqual(['when', 'summary']);
  });

  it('[M21] the event says what its base says: the item is compared all the same, as it may have followed another edit', () => {
    expect(plan()).toEqual({
      ...NOTHING,
      item: { do: 'set', values: {}, eventId: OWN_ID, seen: { hashes, stamp: 100 } },
      base: fieldBases(VALUES),
    });
  });

  it('[M19] a mere change of form is written to the item, as nobody knows whether it is more than that', () => {
    const summary = `${VALUES.summary} `;
    expect(plan(live({ values: changed('summary', summary) })).item).toMatchObject({ do: 'set', values: { summary } });
  });

  it('[M20] edited a second time: what we wrote to the item last says what it must hold', () => {
    const known = base(RENAMED, { stamp: 200 });
    const event = live({ values: { ...RENAMED, description: 'Rewritten' } });
    expect(plan(event, known)).toEqual({
      ...NOTHING,
      item: {
        do: 'set',
        values: { description: 'Rewritten' },
        eventId: OWN_ID,
        seen: { hashes: item({ values: RENAMED }).hashes, stamp: 200 },
      },
      base: fieldBases({ ...RENAMED, description: 'Rewritten' }),
    });
  });

  it('edited back to what its own base says: the item follows', () => {
    const { item: action } = plan(live(), base(RENAMED, { stamp: 200 }));
    expect(action).toMatchObject({ values: { summary: 'Talk' }, seen: { stamp: 200 } });
  });

  it.each([
    ['speaks of another event', base(RENAMED, { stamp: 200, eventId: 'another' })],
    ['is older than the event’s', base(RENAMED, { stamp: 99 })],
  ])('what we wrote to the item does not count where it %s', (__, known) => {
    expect(plan(live({ values: RENAMED }), known).item).toMatchObject({ seen: { hashes, stamp: 100 } });
  });

  it('where the event has no base, what we wrote to the item will do', () => {
    expect(plan(live({ base: undefined, values: RENAMED }), base()).item).toMatchObject({
      values: { summary: 'Renamed' },
      seen: { hashes, stamp: 100 },
    });
  });

  it('[EM1] what could not be read of the event is not written, and its base stays', () => {
    const { item: action, base: after } = plan(live({ values: { ...RENAMED, description: undefined } }));
    expect(action).toMatchObject({ values: { summary: 'Renamed' } });
    expect(action).not.toHaveProperty('values.description');
    expect(after.description).toEqual(fieldBases(VALUES).description);
  });

  it.each<[string, ReturnType<typeof live>, Base | undefined]>([
    ['[M17] no base says what it held', live({ base: undefined }), undefined],
    [
      '[ST8] the only base was copied from another event',
      live({ base: base(VALUES, { eventId: 'another' }), values: RENAMED }),
      undefined,
    ],
    ['[M17] the base lacks a field', live({ base: base(VALUES, { fields: withoutDescription }) }), undefined],
    ['[M17] a person brought the event back that we had deleted', live({ restored: true }), undefined],
    ['[M17] the event lacks what the item holds', live({ base: doubted('lacking'), values: RENAMED }), undefined],
    ['[M17] the event may lack what the item holds', live({ base: doubted('unconfirmed') }), undefined],
    ['[M17] so it is by the later base', live({ values: RENAMED }), doubted('lacking', { stamp: 200 })],
  ])('%s: the item is asked for', (__, event, known) => {
    expect(plan(event, known)).toEqual(ask('item'));
  });

  it('a doubt that a later base has no more is none', () => {
    const event = live({ base: doubted('lacking'), values: RENAMED });
    expect(plan(event, base(VALUES, { stamp: 200 })).item).toMatchObject({ values: { summary: 'Renamed' } });
  });

  describe('[RD11] a list may show it as it was before we wrote to it last', () => {
    const edited = live({ values: RENAMED });

    it('it does: the event is read by itself first', () => {
      expect(plan(edited, undefined, { lag: true })).toEqual(ask('event'));
    });

    it.each<[string, Partial<PlanContext>]>([
      ['it was read by itself', { lag: true, event: true }],
      ['it does not', { lag: false }],
      ['nobody knows: flow 4 compares', {}],
    ])('%s: the item follows', (__, more) => {
      expect(plan(edited, undefined, more).item).toMatchObject({ do: 'set', values: { summary: 'Renamed' } });
    });
  });

  it('[BR7] a field that nobody may empty now is left out, and its base stays', () => {
    const event = live({ values: { ...RENAMED, description: null } });
    const { item: action, base: after } = plan(event, undefined, { braked: ['description'] });
    expect(action).toMatchObject({ values: { summary: 'Renamed' } });
    expect(action).not.toHaveProperty('values.description');
    expect(after.description).toEqual(fieldBases(VALUES).description);
  });
});

describe('the event was deleted', () => {
  const plan = (changes: Parameters<typeof cancelled>[0], known?: Base, more: Partial<PlanContext> = {}) =>
    planPair({ item: unread(known), event: cancelled(changes) }, context({ event: true, ...more }));

  it.each([
    ['delete', 'delete'],
    ['unlink', 'unlink'],
    [{ archive: { field: 'status', value: 'old' } }, 'archive'],
  ] as const)('[P10] the binding’s policy (%j), where the item still is as the base says', (onEventDeleted, then) => {
    const binding = makeBinding({ onEventDeleted });
    expect(plan({ base: base() }, undefined, { binding })).toEqual({
      ...NOTHING,
      item: { do: 'gone', then, expect: hashes },
    });
  });

  it('what we wrote to the item last says what it must hold', () => {
    const known = base(RENAMED, { stamp: 200 });
    expect(plan({ base: base() }, known).item).toMatchObject({ expect: item({ values: RENAMED }).hashes });
    expect(plan({}, known).item).toMatchObject({ expect: item({ values: RENAMED }).hashes });
  });

  it('[DE5] a deletion in a list is only a hint: the event is read first', () => {
    const pair = { item: unread(undefined), event: cancelled({ base: base() }) };
    expect(planPair(pair, context())).toEqual(ask('event'));
  });

  it('[CB5] [P24] asks whether the event lives elsewhere, and whether the item was made again', () => {
    const unknown = { elsewhere: undefined, remade: undefined };
    expect(plan({ base: base() }, undefined, unknown)).toEqual({ ...NOTHING, needs: ['elsewhere', 'remade'] });
    expect(plan({ base: base() }, undefined, { elsewhere: undefined }).needs).toEqual(['elsewhere']);
  });

  it.each<[string, Parameters<typeof cancelled>[0], Base | undefined, Partial<PlanContext>]>([
    ['[P24] the event lives elsewhere', { base: base() }, undefined, { elsewhere: true }],
    ['[CB5] the item was made again', { base: base() }, undefined, { remade: true }],
    ['[CB12] we deleted the event', { base: base(), byUs: true }, undefined, {}],
    ['no base says what it held', {}, undefined, {}],
    ['[ST8] the base was written for another event', { base: base(VALUES, { eventId: 'another' }) }, undefined, {}],
    ['[CB3] the base lacks a field', { base: base(VALUES, { fields: withoutDescription }) }, undefined, {}],
    ['[DE12] the event lacked what the item holds', { base: doubted('lacking') }, undefined, {}],
    ['[DE12] the event may have lacked it', { base: base() }, doubted('unconfirmed', { stamp: 200 }), {}],
  ])('%s: the item is asked for', (__, changes, known, more) => {
    expect(plan(changes, known, more)).toEqual(ask('item'));
  });
});

describe('of any other event', () => {
  it.each([
    ['forgotten by Google', ABSENT],
    ['none', { is: 'none' } as const],
    ['[P22] not ours to touch', { is: 'foreign', id: OWN_ID, because: 'organizer' } as const],
  ])('%s: the item is asked for', (__, event) => {
    expect(planPair({ item: unread(), event }, context())).toEqual(ask('item'));
  });

  it('[P2] that could not be read nothing is done', () => {
    expect(planPair({ item: unread(), event: { is: 'unknown', id: OWN_ID } }, context())).toEqual(NOTHING);
  });
});

it('[M18] an edit of both sides is none that can be planned so: the item that turns up is merged with its event', () => {
  const event = live({ values: changed('description', 'Rewritten') });
  const first = planPair({ item: unread(), event }, context());
  const row = item({ values: { ...VALUES, when: time(START, END), summary: 'Renamed' } });
  expect(first.item).toMatchObject({ seen: { hashes } });
  expect(row.hashes).not.toEqual(hashes);
  expect(planPair({ item: row, event }, context())).toMatchObject({
    event: { do: 'patch', values: { summary: 'Renamed' } },
    item: { do: 'set', values: { description: 'Rewritten' } },
  });
});
