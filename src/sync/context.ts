// Everything a use case works with, put together once an execution by compose.ts.
import type { Binding } from '../core/binding';
import type { Echoes } from './echoes';
import type { Quota } from './quota';
import type { CalendarPort, Cache, Clock, DirectusPort, Lock, Log, Mail, ScriptTriggers } from '../ports';
import type { Settings } from '../store/settings';
import type { SlowCalendars } from './slow';
import type { State } from '../store/state';
import type { Reads } from './reads';

/** Our flows in Directus, by id and by the name that a person sees. */
export type FlowIds = readonly { id: string; name: string }[];

export interface App {
  settings: Settings;
  flows: FlowIds;
  /** Part of every link; never empty once `install` has run. */
  installation: string;
  calendar: CalendarPort;
  directus: DirectusPort;
  state: State;
  cache: Cache;
  echoes: Echoes;
  lock: Lock;
  quota: Quota;
  reads: Reads;
  slow: SlowCalendars;
  clock: Clock;
  log: Log;
  mail: Mail;
  triggers: ScriptTriggers;
  uuid: () => string;
  /** From 0 to below 1. */
  random: () => number;
}

export function bindingsOfCalendar(app: App, calendarId: string): Binding[] {
  return app.settings.bindings.filter((binding) => binding.calendar === calendarId);
}

export function bindingsOfCollection(app: App, collection: string): Binding[] {
  return app.settings.bindings.filter((binding) => binding.collection === collection);
}

export function boundCalendars(app: App): string[] {
  return [...new Set(app.settings.bindings.map((binding) => binding.calendar))];
}
