// How the sync is doing, for a person: what `npm run status`, the status action and the editor show.
import { VERSION } from '../version';
import { boundCalendars, type App } from './app';
import { calendarMark } from './lock';
import { checkCalendars, checkDirectus } from './prerequisites';
import type { ReportEntry, Retry } from './state';

export interface CalendarStatus {
  calendar: string;
  /** ISO instants; null: never. */
  lastPull: string | null;
  push: 'on' | 'refused' | 'off';
  pushRefused?: string;
  channelExpires: string | null;
}

export interface BindingStatus {
  binding: string;
  collection: string;
  calendar: string;
  failures: Retry[];
  reports: ReportEntry[];
}

export interface Status {
  version: string;
  now: string;
  directus: { lastPull: string | null };
  calendars: CalendarStatus[];
  bindings: BindingStatus[];
  reconcile: { last: string | null; due: boolean };
  /** What needs a person, in words; empty when nothing does. */
  problems: string[];
  /** Written by the last `install`; the web app shows it, which proves that both see the same store. */
  storeNonce: string | null;
  /** Channel id of the last test message that came through Directus' proxy flow. */
  lastPing: string | null;
}

/** The report is cut to the newest lines, so that an answer stays small, unless it is asked for in full. */
const LINES_SHOWN = 10;
const LOSER_SHOWN = 200;

export function statusOf(app: App, options: { full: boolean }): Status {
  const { state } = app;
  const failures = state.retries();
  const reports = state.reports();
  return {
    version: VERSION,
    now: iso(app.clock.now())!,
    directus: { lastPull: iso(state.lastGood('directus')) },
    calendars: boundCalendars(app).map((id) => calendarStatus(app, id)),
    bindings: app.settings.bindings.map((binding) => ({
      binding: binding.id,
      collection: binding.collection,
      calendar: binding.calendar,
      failures: ofBinding(failures, binding.id, options.full),
      reports: ofBinding(reports, binding.id, options.full).map((entry) => (options.full ? entry : shortened(entry))),
    })),
    reconcile: { last: iso(state.lastGood('reconcile')), due: state.note('reconcileDue') === true },
    problems: problemsOf(app),
    storeNonce: state.note<string>('install'),
    lastPing: state.mark('ping'),
  };
}

function calendarStatus(app: App, calendarId: string): CalendarStatus {
  const { channels, pushRefused } = app.state.calendar(calendarId);
  const alive = channels.filter((channel) => channel.resourceId !== null && channel.expiresAt > app.clock.now());
  const last = alive.reduce((most, channel) => Math.max(most, channel.expiresAt), 0);
  return {
    calendar: calendarId,
    lastPull: iso(app.state.lastGood(calendarMark(calendarId))),
    push: alive.length > 0 ? 'on' : pushRefused ? 'refused' : 'off',
    ...(pushRefused ? { pushRefused } : {}),
    channelExpires: last > 0 ? iso(last) : null,
  };
}

function ofBinding<T extends { binding: string }>(lines: readonly T[], id: string, full: boolean): T[] {
  const own = lines.filter((line) => line.binding === id);
  return full ? own : own.slice(-LINES_SHOWN);
}

function shortened(entry: ReportEntry): ReportEntry {
  if (!entry.lost) return entry;
  const lost = Object.entries(entry.lost).map(([name, value]) => [
    name,
    value === null ? null : value.slice(0, LOSER_SHOWN),
  ]);
  return { ...entry, lost: Object.fromEntries(lost) as Record<string, string | null> };
}

function problemsOf(app: App): string[] {
  const problems = [...checkCalendars(app), ...checkDirectus(app), ...(app.state.note<string[]>('problems') ?? [])];
  const other = app.state.note<string>('otherBindings');
  if (!other) return problems;
  return [
    ...problems,
    `At ${other} the flows spoke of other bindings than this script: import the flows again, or push and deploy.`,
  ];
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** The status as lines for the editor's log and the terminal. */
export function statusLines(status: Status): string[] {
  const lines = [
    `Directus ⇄ Google Calendar ${status.version}`,
    `Directus: last looked at ${status.directus.lastPull ?? 'never'}`,
  ];
  for (const calendar of status.calendars) {
    const push =
      calendar.push === 'on'
        ? `push until ${calendar.channelExpires}`
        : (calendar.pushRefused ?? 'no push channel; run install');
    lines.push(`Calendar ${calendar.calendar}: last looked at ${calendar.lastPull ?? 'never'}, ${push}`);
  }
  lines.push(`Full comparison: ${status.reconcile.last ?? 'never'}${status.reconcile.due ? ', due' : ''}`);
  for (const binding of status.bindings) {
    lines.push(
      `Binding ${binding.binding} (${binding.collection} ⇄ ${binding.calendar}): ${binding.failures.length} failed`,
    );
    for (const failure of binding.failures)
      lines.push(`  ${failure.key ? `item ${failure.key}` : `event ${failure.event}`}: ${failure.reason}`);
    for (const report of binding.reports)
      lines.push(
        `  ${report.at} ${report.kind} ${report.key ? `item ${report.key}` : ''} ${report.reason ?? ''}`.trimEnd(),
      );
  }
  return [...lines, ...status.problems.map((problem) => `PROBLEM: ${problem}`)];
}
