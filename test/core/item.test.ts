// Whether an item can be an event, and whether it is as it was when both agreed.
import { itemForm, itemInSync } from '../../src/core/item';
import { BAD, base, changed, item, OFF, prints, RENAMED, VALUES } from './pairs';

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
