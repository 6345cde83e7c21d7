// What is kept of a calendar between executions.
import { State } from '../../src/store/state';
import { calendarState, setCalendarState } from '../../src/sync/calendars';
import { memoryStore } from '../fakes';

function open() {
  const values = new Map<string, string>();
  const another = () => new State(memoryStore(values));
  return { values, state: another(), another };
}

describe('what is kept of a calendar', () => {
  it('is given to the next execution, and is a default where nothing was kept', () => {
    const { state, another } = open();
    expect(calendarState(state, 'a')).toEqual({ timeZone: 'UTC', channels: [] });
    setCalendarState(state, 'a', { syncToken: 't' });
    setCalendarState(state, 'a', { timeZone: 'Europe/Berlin' });
    expect(calendarState(another(), 'a')).toEqual({ syncToken: 't', timeZone: 'Europe/Berlin', channels: [] });
    expect(calendarState(another(), 'b').syncToken).toBeUndefined();
  });

  it('lacks a token that was taken away', () => {
    const { state, another } = open();
    setCalendarState(state, 'a', { syncToken: 't' });
    setCalendarState(state, 'a', { syncToken: undefined });
    expect(calendarState(another(), 'a').syncToken).toBeUndefined();
  });

  it('has a short name, however long the calendar’s id is', () => {
    const { state, values } = open();
    setCalendarState(state, `${'x'.repeat(300)}@group.calendar.google.com`, { syncToken: 't' });
    expect([...values.keys()].every((name) => name.length < 40)).toBe(true);
  });
});
