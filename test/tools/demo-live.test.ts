// What the demo tells of a person's own changes.
import { changes, type Snapshot } from '../../tools/demo/live';

const LUNCH = { summary: 'Lunch', description: '', start: '2030-01-01T11:00:00.000Z', end: '2030-01-01T12:00:00.000Z' };
const DINNER = { ...LUNCH, summary: 'Dinner' };
const of = (entries: Record<string, typeof LUNCH>): Snapshot => new Map(Object.entries(entries));

test('an appointment that came, one that went and one that changed have a line each; the rest has none', () => {
  const before = of({ a: LUNCH, b: DINNER, c: LUNCH });
  const after = of({ a: { ...LUNCH, summary: 'Brunch', description: 'Late' }, c: LUNCH, d: DINNER });
  expect(changes(before, after, 'event')).toEqual([
    'event "Dinner" is gone',
    'event "Lunch": summary is now "Brunch", description is now "Late"',
    'event "Dinner" is new, 2030-01-01T11:00:00.000Z to 2030-01-01T12:00:00.000Z',
  ]);
});
