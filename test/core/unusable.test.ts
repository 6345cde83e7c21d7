// Columns that hold what no event can have: one field's trouble is no other field's.
import { planPair } from '../../src/core/plan';
import { hashValue, rowHashes, rowValues } from '../../src/core/values';
import {
  base,
  BINDING,
  cancelled,
  context,
  fieldBases,
  item,
  link,
  live,
  makeBinding,
  NONE,
  ROW,
  VALUES,
} from './pairs';

const binding = makeBinding({ fields: { ...BINDING.fields, color: 'color' } });
const row = { ...ROW, name: 'Renamed', color: 'pinkish' };
const values = rowValues(binding, row);
const TOLD = expect.stringContaining('color "pinkish" is unknown');

function bad(changes: object = {}) {
  return item({ row, values, hashes: rowHashes(binding, row), ...changes });
}

const withColor = (event: string | null) => ({ ...VALUES, color: event });

it('[FI7] leaves out the field, sends the others, and says what it may be', () => {
  const agreed = base(VALUES, {
    fields: { ...fieldBases(VALUES), color: { item: 'Bother..', event: hashValue('color', '1')! } },
  });
  const event = live({ values: withColor('1'), base: agreed });
  const plan = planPair({ item: bad({ sync: agreed }), event }, context({ binding }));
  expect(plan.event).toEqual({ do: 'patch', values: { summary: 'Renamed' }, revive: false });
  expect(plan.reports).toContainEqual({ kind: 'unusable', reason: TOLD });
  expect(plan.base.color).toEqual(agreed.fields.color);
});

it('[FI7] makes an event without it', () => {
  const plan = planPair(
    { item: bad({ eventId: null, sync: undefined }), event: NONE },
    context({ binding, search: true }),
  );
  expect(plan.event).toMatchObject({ do: 'insert', values: { summary: 'Renamed' } });
  expect(plan.event).not.toHaveProperty('values.color');
  expect(plan.base).not.toHaveProperty('color');
  expect(plan.reports).toEqual([{ kind: 'unusable', reason: TOLD }]);
});

it('[FI7] brings an event back without it', () => {
  const event = cancelled({ link: link(), base: base() });
  const plan = planPair({ item: bad(), event }, context({ binding, event: true }));
  expect(plan.event).toMatchObject({ do: 'patch', revive: true });
  expect(plan.event).not.toHaveProperty('values.color');
  expect(plan.base).not.toHaveProperty('color');
});

it('[FI7] one that is brought back has what it had of that field, so that a value which is mended goes there', () => {
  const agreed = base(VALUES, {
    fields: { ...fieldBases(VALUES), color: { item: 'Bother..', event: hashValue('color', '1')! } },
  });
  const event = cancelled({ link: link(), base: agreed });
  const plan = planPair({ item: bad({ sync: agreed }), event }, context({ binding, event: true }));
  expect(plan.event).not.toHaveProperty('values.color');
  expect(plan.base.color).toEqual(agreed.fields.color);
  const mended = { ...row, color: 'tomato' };
  const sync = base(VALUES, { fields: plan.base });
  const next = planPair(
    {
      item: item({ row: mended, values: rowValues(binding, mended), hashes: rowHashes(binding, mended), sync }),
      event: live({ values: { ...withColor('1'), summary: 'Renamed' }, base: sync }),
    },
    context({ binding }),
  );
  expect(next.event).toMatchObject({ do: 'patch', values: { color: '11' } });
  expect(next.reports).toEqual([]);
});

it('[FI7] takes an edit of the event in its place', () => {
  const agreed = base(VALUES, {
    fields: { ...fieldBases(VALUES), color: { item: rowHashes(binding, row).color!, event: hashValue('color', '1')! } },
  });
  const event = live({ values: { ...withColor('3'), summary: 'Talk' }, base: agreed });
  const plan = planPair({ item: bad({ sync: agreed }), event }, context({ binding }));
  expect(plan.item).toMatchObject({ values: { color: '3' } });
  expect(plan.reports).toEqual([]);
});

it('[FI7] [RP1] tells of one that loses what stood in the column, as it was typed', () => {
  const reminded = makeBinding({ fields: { ...BINDING.fields, reminders: 'reminders' }, onConflict: 'google' });
  const mistyped = { ...ROW, reminders: ['soon'] };
  const agreed = base(VALUES, {
    fields: { ...fieldBases(VALUES), reminders: { item: 'Bother..', event: hashValue('reminders', null)! } },
  });
  const its = { row: mistyped, values: rowValues(reminded, mistyped), hashes: rowHashes(reminded, mistyped) };
  const event = live({ values: { ...VALUES, reminders: '[{"method":"popup","minutes":5}]' }, base: agreed });
  const plan = planPair({ item: item({ ...its, sync: agreed }), event }, context({ binding: reminded }));
  expect(plan.reports).toEqual([{ kind: 'conflict', winner: 'event', lost: { reminders: '["soon"]' } }]);
});
