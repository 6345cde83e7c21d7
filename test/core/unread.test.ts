// An item of which a field could not be read: unknown, neither empty nor as it was (R3).
import { itemForm } from '../../src/core/item';
import { planPair } from '../../src/core/plan';
import { base, cancelled, changed, context, item, live, prints, VALUES } from './pairs';

const UNTOLD = changed('description', undefined);

describe('[R3] [M7] while a field of the item can’t be read', () => {
  it('[P14] an emptied start does not take the event away: what stands there may be nowhere else', () => {
    const values = { ...UNTOLD, start: null };
    const event = live({ values: changed('description', 'Edited') });
    const plan = planPair({ item: item({ values }), event }, context());
    expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
    const read = planPair({ item: item({ values: { ...values, description: 'Edited' } }), event }, context());
    expect(read.event).toEqual({ do: 'cancel' });
  });

  it.each(['delete', 'unlink', { archive: { field: 'status', value: 'old' } }] as const)(
    '[P10] its deleted event does not take it along (%j): a person may have edited just that field',
    (onEventDeleted) => {
      const binding = { ...context().binding, onEventDeleted };
      const plan = planPair({ item: item({ values: UNTOLD }), event: cancelled() }, context({ binding }));
      expect(plan).toMatchObject({ event: null, item: null, reports: [{ kind: 'unusable' }] });
      const read = planPair({ item: item(), event: cancelled() }, context({ binding }));
      expect(read.item).toMatchObject({ do: 'gone' });
    },
  );

  it('all other fields go on, both ways', () => {
    const values = { ...UNTOLD, summary: 'Renamed' };
    const event = live({ values: changed('end', '2026-03-01T12:00:00Z') });
    const plan = planPair({ item: item({ values }), event }, context());
    expect(plan).toMatchObject({
      event: { do: 'patch', values: { summary: 'Renamed' } },
      item: { do: 'set', values: { end: '2026-03-01T12:00:00Z' } },
      reports: [],
    });
    expect(plan.base.description).toEqual(prints(VALUES).description);
  });

  it('[P16] [P17] an unknown time makes no event, and moves none', () => {
    for (const name of ['start', 'end'] as const) {
      const values = changed(name, undefined);
      expect(itemForm(values)).toEqual({ form: 'bad', reason: `${name} could not be read` });
      expect(
        planPair({ item: item({ values, eventId: null, sync: undefined }), event: { is: 'none' } }, context()).event,
      ).toBeNull();
    }
  });

  it('an end that can’t be read is not taken for an empty one when the event’s start moves', () => {
    const values = changed('end', undefined);
    const event = live({ values: changed('start', '2026-03-01T10:30:00Z') });
    const plan = planPair({ item: item({ values, row: { starts: VALUES.start }, sync: base() }), event }, context());
    expect(plan.item).toMatchObject({ do: 'set', values: { start: '2026-03-01T10:30:00Z' } });
    expect(plan.item).not.toHaveProperty('values.end');
  });
});
