// Calendars that the account may only read: their bindings follow Google alone, and nothing is written to their events.
import type { Binding } from '../core/binding';
import { calendarState, setCalendarState } from './calendars';
import type { App } from './context';

/** https://developers.google.com/workspace/calendar/api/v3/reference/calendarList#accessRole */
const WRITING_ROLES = ['owner', 'writer'];

/** Google tells the role with each list. */
export function noteAccess(app: App, calendarId: string, role: string): void {
  const isReadOnly = role !== '' && !WRITING_ROLES.includes(role);
  if (isReadOnly === (calendarState(app.state, calendarId).isReadOnly ?? false)) return;
  setCalendarState(app.state, calendarId, { isReadOnly });
  applyAccess(app);
}

/** Makes bindings of calendars that may only be read one-way, and those of others what `bindings.json` says again. */
export function applyAccess(app: App): void {
  const { settings } = app;
  settings.bindings = settings.bindings.map((binding) => withAccess(app, binding));
}

function withAccess(app: App, binding: Binding): Binding {
  const said = binding.saidDirection ?? binding.direction;
  // A binding that only writes to the calendar has nothing to read there: its writes fail, and `install` says why.
  const isReadOnly = (calendarState(app.state, binding.calendar).isReadOnly ?? false) && said !== 'toGoogle';
  if (isReadOnly === (binding.isReadOnly ?? false)) return binding;
  const { isReadOnly: _, saidDirection: __, ...rest } = binding;
  return isReadOnly
    ? { ...rest, isReadOnly, direction: 'toDirectus', saidDirection: said }
    : { ...rest, direction: said };
}
