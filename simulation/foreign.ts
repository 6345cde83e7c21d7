// Events that are on a calendar from the beginning and none of the sync's business (P22).
import type { CalendarServer } from '../sandbox/calendar';
import type { UiEvent } from '../sandbox/calendar/ui';

const TIMES = { start: { dateTime: '2026-06-01T10:00:00Z' }, end: { dateTime: '2026-06-01T11:00:00Z' } };
const ALL_DAY = { start: { date: '2026-06-02' }, end: { date: '2026-06-03' } };
const LINK = { key: 'abc', link: '1/other000/main/x//7', base: 'x' };

export function makeForeignEvents(ui: CalendarServer['ui'], calendar: string): UiEvent[] {
  return [
    ui.create(calendar, { ...TIMES, summary: 'invitation' }, { organizerEmail: 'someone@example.com' }),
    ui.create(calendar, { ...TIMES, summary: 'locked' }, { locked: true }),
    ui.create(calendar, { ...ALL_DAY, summary: 'birthday', eventType: 'birthday', visibility: 'private' } as never),
    ui.create(calendar, { ...TIMES, summary: 'of another', extendedProperties: { private: LINK } }),
  ];
}
