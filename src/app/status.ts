// How the sync is doing, for a person: what `npm run status`, the status action and the editor show.
import type { Binding } from '../core/binding';
import { brakeLimit, DIRECTIONS, sentWithinHour, sideOf, type Direction } from '../core/brake';
import { VERSION } from '../version';
import { bindingsOfCalendar, boundCalendars, type App } from './app';
import { heldInWords } from './brake';
import { calendarMark, type MarkName } from './lock';
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

/** The brake of a binding in one direction (R24). */
export interface BrakeStatus {
  direction: Direction;
  /** Destructive writes within the last hour, and how many there may be. */
  sent: number;
  limit: number;
  /** How many wait for a person, and what would go: all of them in full, else the first ones. */
  waiting: number;
  held: { key: string; event: string; what: string }[];
  /** Released, but not sent yet. */
  released: number;
}

export interface BindingStatus {
  binding: string;
  collection: string;
  calendar: string;
  brake: BrakeStatus[];
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
  /** When the brake last announced anything, ms since the epoch: going on up to then releases what is shown here only. */
  announced: number;
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
    directus: { lastPull: lastPull(app, 'directus', app.settings.bindings, 'toGoogle') },
    calendars: boundCalendars(app).map((id) => calendarStatus(app, id)),
    bindings: app.settings.bindings.map((binding) => ({
      binding: binding.id,
      collection: binding.collection,
      calendar: binding.calendar,
      brake: brakeStatus(app, binding, options.full),
      failures: ofBinding(failures, binding.id, options.full),
      reports: ofBinding(reports, binding.id, options.full).map((entry) => (options.full ? entry : shortened(entry))),
    })),
    reconcile: { last: iso(state.lastGood('reconcile')), due: state.note('reconcileDue') === true },
    announced: Math.max(0, ...state.brake().held.map(({ at }) => at)),
    problems: problemsOf(app),
    storeNonce: state.note<string>('install'),
    lastPing: state.mark('ping'),
  };
}

/** R42: while the brake holds back what a side has changed, that side was last up to date when that began. */
function lastPull(app: App, mark: MarkName, bindings: readonly Binding[], direction: Direction): string | null {
  const sides = bindings.map(({ id }) => sideOf(id, direction));
  const held = app.state.brake().held.filter(({ side }) => sides.includes(side));
  const last = app.state.lastGood(mark);
  return iso(last && Math.min(last, ...held.map(({ at }) => at)));
}

function brakeStatus(app: App, binding: Binding, full: boolean): BrakeStatus[] {
  const state = app.state.brake();
  return DIRECTIONS.map((direction) => {
    const side = sideOf(binding.id, direction);
    const held = state.held.filter((one) => one.side === side);
    const waiting = held.filter(({ released }) => !released);
    return {
      direction,
      sent: sentWithinHour(state, side, app.clock.now()),
      limit: brakeLimit(binding.brake, state.pairs[binding.id]),
      waiting: waiting.length,
      held: waiting.slice(0, full ? undefined : LINES_SHOWN).map(({ key, event, what }) => ({ key, event, what })),
      released: held.length - waiting.length,
    };
  });
}

function calendarStatus(app: App, calendarId: string): CalendarStatus {
  const { channels, pushRefused } = app.state.calendar(calendarId);
  const alive = channels.filter((channel) => channel.resourceId !== null && channel.expiresAt > app.clock.now());
  const last = alive.reduce((most, channel) => Math.max(most, channel.expiresAt), 0);
  return {
    calendar: calendarId,
    lastPull: lastPull(app, calendarMark(calendarId), bindingsOfCalendar(app, calendarId), 'toDirectus'),
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
  const problems = [
    ...checkCalendars(app),
    ...checkDirectus(app),
    ...(app.state.note<string[]>('problems') ?? []),
    ...heldInWords(app.state.brake().held),
  ];
  const other = app.state.note<string>('otherBindings');
  if (!other) return problems;
  return [
    ...problems,
    `At ${other} the flows spoke of other bindings than this script: import the flows again, or push and deploy.`,
  ];
}

/** What the brake holds back of a binding, a line each. */
export function brakeLines({ binding, brake }: BindingStatus): string[] {
  return brake.flatMap(({ direction, sent, limit, waiting, held, released }) => [
    `  Brake of ${binding} towards ${direction.slice(2)}: ${sent} of ${limit} deletions within the hour, ${waiting} held back${released > 0 ? `, ${released} on their way` : ''}`,
    ...held.map(({ key, event, what }) => `    ${what}: item ${key}, event ${event}`),
    ...(waiting > held.length ? [`    and ${waiting - held.length} more`] : []),
  ]);
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
    lines.push(...brakeLines(binding));
    for (const failure of binding.failures)
      lines.push(`  ${failure.key ? `item ${failure.key}` : `event ${failure.event}`}: ${failure.reason}`);
    for (const report of binding.reports)
      lines.push(
        `  ${report.at} ${report.kind} ${report.key ? `item ${report.key}` : ''} ${report.reason ?? ''}`.trimEnd(),
      );
  }
  return [...lines, ...status.problems.map((problem) => `PROBLEM: ${problem}`)];
}
