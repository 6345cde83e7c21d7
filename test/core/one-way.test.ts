// Bindings, and fields, of which one side counts alone.
import { planPair } from '../../src/core/plan';
import { baseOnceWritten, type Base } from '../../src/core/base';
import { columnsToWrite, rowHashes, rowValues } from '../../src/core/values';
import {
  base,
  BINDING,
  cancelled,
  changed,
  context,
  fieldBases,
  GONE,
  item,
  link,
  live,
  makeBinding,
  NONE,
  NOTHING,
  OWN_ID,
  unread,
  VALUES,
} from './pairs';

const TO_GOOGLE = makeBinding({}, { direction: 'toGoogle' });
const TO_DIRECTUS = makeBinding({ direction: 'toDirectus' });
const LEAVE = { onReadOnlyEdit: 'leave' as const };
const EDITED = changed('summary', 'Edited');

describe('only Directus counts', () => {
  it('[OW1] edits of items go to their events', () => {
    const plan = planPair({ item: item({ values: EDITED }), event: live() }, context({ binding: TO_GOOGLE }));
    expect(plan).toMatchObject({ event: { do: 'patch', values: { summary: 'Edited' } }, reports: [] });
  });

  it('[OW2] an edit of an event is put back, and told before', () => {
    const plan = planPair({ item: item(), event: live({ values: EDITED }) }, context({ binding: TO_GOOGLE }));
    expect(plan).toMatchObject({
      event: { do: 'patch', values: { summary: VALUES.summary } },
      item: { values: {} },
      reports: [{ kind: 'conflict', winner: 'item', lost: { summary: 'Edited' } }],
    });
  });

  it('[OW2] the item is read for it', () => {
    const plan = planPair(
      { item: unread(), event: live({ values: EDITED }) },
      context({ binding: TO_GOOGLE, event: true }),
    );
    expect(plan.needs).toEqual(['item']);
  });

  it('[OW3] or it stays, told once, until the item is edited', () => {
    const binding = { ...TO_GOOGLE, ...LEAVE };
    const first = planPair({ item: item(), event: live({ values: EDITED }) }, context({ binding }));
    expect(first).toMatchObject({ event: null, item: { do: 'set', values: {} } });
    expect(first.reports).toEqual([{ kind: 'left', reason: expect.stringContaining('summary was edited') }]);
    const then = { ...base(), fields: first.base };
    const still = planPair({ item: item({ sync: then }), event: live({ values: EDITED }) }, context({ binding }));
    expect(still).toMatchObject({ event: null, item: null, reports: [] });
    const values = changed('summary', 'Typed in Directus');
    const after = planPair(
      { item: item({ sync: then, values }), event: live({ values: EDITED }) },
      context({ binding }),
    );
    expect(after.event).toMatchObject({ values: { summary: 'Typed in Directus' } });
    expect(after.reports).toMatchObject([{ kind: 'conflict', winner: 'item', lost: { summary: 'Edited' } }]);
  });

  it('[OW4] without a base an empty item empties no event', () => {
    const values = changed('description', null);
    const plan = planPair(
      { item: item({ values, sync: undefined }), event: live({ base: undefined }) },
      context({ binding: TO_GOOGLE }),
    );
    expect(plan).toMatchObject({ event: null, reports: [] });
  });

  it('[FI13] a conference that Google could not make is not asked for again, until the item is edited', () => {
    const fields = { ...BINDING.fields, conference: 'meet' };
    const binding = makeBinding({ direction: 'toGoogle', fields });
    const rowWith = (meet: boolean) => ({ ...columnsToWrite(BINDING, VALUES), meet });
    const asked = { ...fieldBases(VALUES), conference: baseOnceWritten(binding, 'conference', 'yes')! };
    const wish = (meet: boolean, sync: Base) =>
      item({
        row: rowWith(meet),
        values: rowValues(binding, rowWith(meet)),
        hashes: rowHashes(binding, rowWith(meet)),
        sync,
      });
    const agreed = base(VALUES, { fields: asked });
    const failure = { createRequest: { status: { statusCode: 'failure' } } };
    const event = live({ values: { ...VALUES, conference: null }, base: agreed });
    const failed = { ...event, event: { ...event.event, conferenceData: failure } };
    const plan = planPair({ item: wish(true, agreed), event: failed }, context({ binding }));
    expect(plan).toMatchObject({ event: null, item: { do: 'set', values: {} } });
    expect(plan.reports).toEqual([{ kind: 'left', reason: expect.stringContaining('Google could not make') }]);
    const then = base(VALUES, { fields: plan.base });
    expect(planPair({ item: wish(true, then), event: failed }, context({ binding }))).toMatchObject({
      event: null,
      reports: [],
    });
    const given = base(VALUES, { fields: { ...plan.base, conference: baseOnceWritten(binding, 'conference', null)! } });
    const again = planPair({ item: wish(true, given), event: failed }, context({ binding }));
    expect(again.event).toMatchObject({ values: { conference: 'yes' } });
    // A person who takes it away in Google is another matter.
    const taken = planPair({ item: wish(true, agreed), event }, context({ binding }));
    expect(taken.event).toMatchObject({ values: { conference: 'yes' } });
  });

  it('[OW5] no event makes an item', () => {
    expect(planPair({ item: NONE, event: live() }, context({ binding: TO_GOOGLE }))).toEqual(NOTHING);
  });

  const TOMBSTONE = cancelled({ link: link(), base: base() });

  it('[OW5] an event that a person deleted comes back', () => {
    const plan = planPair({ item: item(), event: TOMBSTONE }, context({ binding: TO_GOOGLE, event: true }));
    expect(plan).toMatchObject({ event: { do: 'patch', revive: true }, reports: [{ kind: 'revived' }] });
  });

  it('[OW5] or its item stays without one', () => {
    const plan = planPair(
      { item: item(), event: TOMBSTONE },
      context({ binding: { ...TO_GOOGLE, ...LEAVE }, event: true }),
    );
    expect(plan).toMatchObject({ event: null, item: { do: 'gone', then: 'unlink' }, reports: [{ kind: 'left' }] });
  });

  it('[OW5] of an item that was not read it is not deleted unseen', () => {
    const known = { elsewhere: false, remade: false, event: true as const };
    expect(planPair({ item: unread(), event: TOMBSTONE }, context({ binding: TO_GOOGLE, ...known })).needs).toEqual([
      'item',
    ]);
  });

  it('[OW5] the event of a deleted item goes, whatever was edited in it, which is told', () => {
    const plan = planPair(
      { item: GONE, event: live({ values: EDITED }) },
      context({ binding: TO_GOOGLE, event: true }),
    );
    expect(plan).toMatchObject({ event: { do: 'cancel' }, item: null, reports: [{ lost: { summary: 'Edited' } }] });
  });
});

describe('only Google counts', () => {
  it('[OW2] an edit of an item is put back, and told before', () => {
    const plan = planPair({ item: item({ values: EDITED }), event: live() }, context({ binding: TO_DIRECTUS }));
    expect(plan).toMatchObject({
      event: null,
      item: { do: 'set', values: { summary: VALUES.summary } },
      reports: [{ kind: 'conflict', winner: 'event', lost: { summary: 'Edited' } }],
    });
  });

  it('[OW2] a start that was emptied is put back, too', () => {
    const values = changed('when', null);
    const known = { emptied: { proven: ['when' as const], untracked: false } };
    const plan = planPair({ item: item({ values }), event: live() }, context({ binding: TO_DIRECTUS, ...known }));
    expect(plan).toMatchObject({ event: null, item: { values: { when: VALUES.when } } });
  });

  it('[OW3] or it stays, and takes no event away', () => {
    const values = changed('when', null);
    const known = { emptied: { proven: ['when' as const], untracked: false } };
    const binding = { ...TO_DIRECTUS, ...LEAVE };
    const plan = planPair({ item: item({ values }), event: live() }, context({ binding, ...known }));
    expect(plan).toMatchObject({ event: null, item: { do: 'set', values: {} }, reports: [{ kind: 'left' }] });
  });

  it('[OW6] an item gets no event', () => {
    const unlinked = item({ eventId: null, sync: undefined });
    expect(planPair({ item: unlinked, event: NONE }, context({ binding: TO_DIRECTUS, search: true }))).toEqual(NOTHING);
  });

  it('[OW6] an item that a person deleted is made again', () => {
    const plan = planPair({ item: GONE, event: live() }, context({ binding: TO_DIRECTUS, event: true }));
    expect(plan).toMatchObject({ event: null, item: { do: 'create', key: '7' }, reports: [{ kind: 'recreated' }] });
  });

  it('[OW6] or stays deleted, and its event stays', () => {
    const binding = { ...TO_DIRECTUS, ...LEAVE };
    expect(planPair({ item: GONE, event: live() }, context({ binding, event: true }))).toEqual(NOTHING);
  });

  it('[CB10] [CB26] but comes back with an event that a person restored, and where an older database lacks it', () => {
    const binding = { ...TO_DIRECTUS, ...LEAVE };
    const known = { binding, event: true as const };
    const again = { event: null, item: { do: 'create', key: '7' }, reports: [{ kind: 'recreated' }] };
    const itemDeletedForEvent = (id: string): boolean => id === OWN_ID;
    expect(planPair({ item: GONE, event: live() }, context({ ...known, itemDeletedForEvent }))).toMatchObject(again);
    const unknownThere = live({ base: undefined, restored: true });
    expect(planPair({ item: GONE, event: unknownThere }, context(known))).toMatchObject(again);
  });

  it('[OW6] an item follows its deleted event, edited or not, and what was edited is told', () => {
    const event = cancelled({ link: link(), base: base() });
    const plan = planPair({ item: item({ values: EDITED }), event }, context({ binding: TO_DIRECTUS, event: true }));
    expect(plan).toMatchObject({
      event: null,
      item: { do: 'gone', then: 'delete' },
      reports: [{ lost: { summary: 'Edited' } }],
    });
  });

  it('[OW6] so does an item that was made again since', () => {
    const event = cancelled({ link: link(), base: base() });
    const known = { event: true as const, remade: true };
    const plan = planPair({ item: item(), event }, context({ binding: TO_DIRECTUS, ...known }));
    expect(plan).toMatchObject({ event: null, item: { do: 'gone', then: 'delete' } });
  });

  it('[OW6] [DE3] an item that names an event which was never its own stays', () => {
    const event = cancelled({ link: link() });
    const plan = planPair({ item: item({ sync: undefined }), event }, context({ binding: TO_DIRECTUS, event: true }));
    expect(plan).toEqual(NOTHING);
  });

  it('[OW7] an event that may only be read gets not even its link', () => {
    const binding = { ...TO_DIRECTUS, isReadOnly: true };
    const plan = planPair(
      { item: item({ values: EDITED, sync: undefined }), event: live({ link: undefined, base: undefined }) },
      context({ binding }),
    );
    expect(plan).toMatchObject({ event: null, item: { do: 'set', eventId: OWN_ID } });
  });
});

describe('a title that a template makes', () => {
  const { summary: _, ...named } = makeBinding().fields;
  const binding = makeBinding({ fields: named as never, templates: { summary: '{{room}}: {{client.name}}' } });
  const row = { ...columnsToWrite(binding, VALUES), room: 'Hall', client: { name: 'Ann' } };
  const made = { ...VALUES, summary: 'Hall: Ann' };
  const agreed = base(made, { fields: { ...fieldBases(VALUES), summary: undefined as never } });

  it('[FI10] goes to the event, and its edit there is put back', () => {
    const pair = {
      item: item({ row, values: made, hashes: rowHashes(binding, row), sync: agreed }),
      event: live({ values: EDITED, base: agreed }),
    };
    const plan = planPair(pair, context({ binding }));
    expect(plan.event).toMatchObject({ values: { summary: 'Hall: Ann' } });
    expect(plan.item).toMatchObject({ values: {} });
  });
});
