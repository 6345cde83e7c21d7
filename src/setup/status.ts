// How the sync is doing: what the status action answers, the editor prints, and npm run status puts into words.
import { VERSION } from '../version';
import type { Binding } from '../core/binding';
import { brakeLimit, DIRECTIONS, sentWithinHour, sideOf, type Direction, type Held } from '../core/brake';
import type { ForeignReason } from '../core/event';
import { utf8 } from '../core/sha256';
import { bindingsOfCalendar, boundCalendars, type App } from '../sync/context';
import { clockworkInWords, lateMs } from '../app/clockwork';
import type { Findings } from './columns';
import { apartInWords } from '../sync/apart';
import { leftAlone, unservedInWords, unservedPairs, type Counts, type LeftAlone } from '../sources/left-alone';
import { BRAKE, heldInWords, pairsOf } from '../sync/brake';
import { mapAllowances } from '../sync/quota';
import { whyNotInstalled } from './installation';
import { calendarFeed, incomplete, lastGood, type FeedName } from '../sync/looks';
import { nextDay } from '../sync/next-day';
import { BATCH_REFUSALS, LASTING_REFUSALS, cell, type Allowance } from '../ports';
import { versionsInWords, OTHER_BINDINGS } from '../app/versions';
import { checkCalendars, checkDirectus } from './prerequisites';
import { calendarRemedy } from '../sync/remedies';
import { dueCalendars } from '../sync/due';
import { outageOf } from '../sync/outage';
import { PROGRESS, type Progress } from '../sources/comparison';
import type { Side } from '../sync/job';
import type { ReportEntry } from '../store/report-store';
import { PING } from '../app/ping';
import { applyAccess } from '../sync/access';
import { calendarState } from '../sync/calendars';
import { RETRIES, type Retry } from '../sync/retries';
import { wakeUpOf, servedWakeUps } from '../app/wake-ups';

/** What only `install` can see, as it last found it. */
export const PROBLEMS = cell<string[] | null>('note.problems', null);
/** Made by each `install`. */
export const NONCE = cell<string | null>('note.install', null);

export interface CalendarStatus {
  calendar: string;
  /** ISO instants; null: never. */
  lastPull: string | null;
  push: 'on' | 'refused' | 'off';
  pushRefused?: string;
  channelExpires: string | null;
}

export interface DirectionStatus {
  /** The last look at the other side that left nothing undone, and before the brake held anything back. */
  lastGood: string | null;
  /**
   * False after a look that left something undone, while one is waiting, when the last good one is too long ago, or
   * while the brake holds anything back (SU2).
   */
  upToDate: boolean;
  /** Failures that are tried again by themselves, and those that wait for a change of the item or event. */
  pending: number;
  failed: number;
}

/** One of Google's daily allowances. */
export interface AllowanceStatus {
  used: number;
  allowed: number;
  left: number;
  /** When a new day begins for it, by what was used first. */
  until: string;
}

/** The brake of a binding in one direction (BR4). */
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

/** Each line with the address of the item in Data Studio. */
export type Linked<T> = T & { item?: string };

export interface BindingStatus {
  binding: string;
  collection: string;
  calendar: string;
  direction: Binding['direction'];
  /** The calendar may only be read: the direction follows from that, whatever the binding says. */
  isReadOnly: boolean;
  toGoogle: DirectionStatus;
  toDirectus: DirectionStatus;
  brake: BrakeStatus[];
  /** Pairs whose events are not ours to touch (WH13), by why: the first of them stand among the failures. */
  unserved: Counts<ForeignReason>;
  /** What the last comparison left alone by design: events that become no items, items that have no events. */
  leftAlone: Counts<LeftAlone>;
  failures: Linked<Retry>[];
  reports: Linked<ReportEntry>[];
  /** Failures and reports that are left out. */
  omitted: number;
}

export interface Status {
  version: string;
  now: string;
  /** Nothing failed, nothing waits, nothing needs a person. */
  healthy: boolean;
  directus: { lastPull: string | null };
  calendars: CalendarStatus[];
  bindings: BindingStatus[];
  /** `progress` of the comparison that is under way, or that goes on by itself. */
  reconcile: { last: string | null; due: boolean; progress: Progress | null };
  /** What was used of what Google gives for a day (GL8). */
  today: Record<Allowance, AllowanceStatus>;
  /** Bulk that waits for Google's next day: since when, and when it goes on by itself; null when nothing waits. */
  putOff: { since: string; until: string } | null;
  /** Since when Google refuses batches, so that calls are sent one by one; null while it takes them. */
  batchesRefused: string | null;
  /** When the brake last announced anything, ms since the epoch: going on up to then releases what is shown here only. */
  announced: number;
  /** What needs a person, in words; empty when nothing does. */
  problems: string[];
  /** What a person may want to know of the collections' fields; it stops nothing. */
  warnings: string[];
  /** Written by the last `install`; the web app shows it, which proves that both see the same store. */
  storeNonce: string | null;
  /** Channel id of the last test message that came through Directus' proxy flow. */
  lastPing: string | null;
}

export interface StatusOptions {
  /** All lines, with whole losers. */
  full?: boolean;
  /** The same, but only lines of the item with this key, or of the event with this id. */
  about?: string;
}

/** Otherwise the answer is cut to the newest lines and the beginnings of losers, so that it stays small. */
const LINES_SHOWN = 10;
const LOSER_SHOWN = 200;
const BINDING_BYTES = 8000;

export function statusOf(app: App, options: StatusOptions): Status {
  const { state } = app;
  applyAccess(app);
  const bindings = app.settings.bindings.map((binding) => bindingStatus(app, binding, options));
  const { problems, warnings } = findings(app);
  const waiting = nextDay(app);
  const refused = state.get(BATCH_REFUSALS);
  const due = dueCalendars(app).length > 0;
  const directions = bindings.flatMap(({ toGoogle, toDirectus }) => [toGoogle, toDirectus]);
  return {
    version: VERSION,
    now: iso(app.clock.now())!,
    healthy: !due && problems.length === 0 && directions.every((way) => way.upToDate && way.pending + way.failed === 0),
    directus: { lastPull: lastUpToDate(app, 'directus', app.settings.bindings, 'toGoogle') },
    calendars: boundCalendars(app).map((id) => calendarStatus(app, id)),
    bindings,
    reconcile: { last: iso(lastGood(state, 'reconcile')), due, progress: state.get(PROGRESS) },
    today: allowances(app),
    putOff: waiting && { since: iso(waiting.since)!, until: iso(waiting.until)! },
    batchesRefused: refused && refused.times >= LASTING_REFUSALS ? iso(refused.since) : null,
    announced: Math.max(0, ...state.get(BRAKE).held.map(({ at }) => at)),
    problems,
    warnings,
    storeNonce: state.get(NONCE),
    lastPing: state.get(PING),
  };
}

function allowances({ quota }: App): Status['today'] {
  return mapAllowances((name) => {
    const { used, until } = quota.day(name);
    const allowed = quota.allowed[name];
    return { used, allowed, left: Math.max(0, allowed - used), until: iso(until)! };
  });
}

function bindingStatus(app: App, binding: Binding, { full, about }: StatusOptions): BindingStatus {
  const { id, collection, calendar } = binding;
  const whole = full === true || about !== undefined;
  const items = `${app.settings.directusUrl}/admin/content/${collection}/`;
  const isMeant = ({ key, event }: { key?: string; event?: string }): boolean =>
    about === undefined || key === about || event === about;
  const own = <T extends { binding: string; key?: string; event?: string }>(lines: readonly T[]): Linked<T>[] =>
    lines
      .filter((line) => line.binding === id && isMeant(line))
      .map((line) => (line.key === undefined ? line : { ...line, item: items + encodeURIComponent(line.key) }));
  const failures = own(app.state.get(RETRIES));
  const reports = own(app.state.reports()).map((line) => (whole ? line : shortened(line)));
  const brake = brakeStatus(app, binding).map((way) => {
    const held = way.held.filter(isMeant);
    return { ...way, held: whole ? held : held.slice(0, LINES_SHOWN) };
  });
  const status: BindingStatus = {
    binding: id,
    collection,
    calendar,
    direction: binding.direction,
    isReadOnly: binding.isReadOnly ?? false,
    toGoogle: directionStatus(app, binding, 'google'),
    toDirectus: directionStatus(app, binding, 'directus'),
    brake,
    unserved: unservedPairs(app, binding),
    leftAlone: leftAlone(app, binding),
    failures: whole ? failures : failures.slice(-LINES_SHOWN),
    reports: whole ? reports : reports.slice(-LINES_SHOWN),
    omitted: 0,
  };
  const lists: unknown[][] = [status.reports, status.failures, ...brake.map(({ held }) => held)];
  while (!whole && utf8(JSON.stringify(status)).length > BINDING_BYTES)
    if (!lists.sort((a, b) => b.length - a.length)[0]!.shift()) break;
  status.omitted = failures.length + reports.length - status.failures.length - status.reports.length;
  return status;
}

function directionStatus(app: App, binding: Binding, to: Side): DirectionStatus {
  const feed = to === 'google' ? 'directus' : calendarFeed(binding.calendar);
  const direction = to === 'google' ? 'toGoogle' : 'toDirectus';
  const lines = app.state.get(RETRIES).filter((line) => line.binding === binding.id && line.to === to);
  const pending = lines.filter(({ next }) => next !== null).length;
  return {
    lastGood: lastUpToDate(app, feed, [binding], direction),
    upToDate: isUpToDate(app, feed) && heldOf(app, [binding], direction).length === 0,
    pending,
    failed: lines.length - pending,
  };
}

function heldOf(app: App, bindings: readonly Binding[], direction: Direction): Held[] {
  const sides = bindings.map(({ id }) => sideOf(id, direction));
  return app.state.get(BRAKE).held.filter(({ side }) => sides.includes(side));
}

/** SU2: while the brake or Google's day hold back what a side has changed, that side was last up to date when that began. */
function lastUpToDate(app: App, feed: FeedName, bindings: readonly Binding[], direction: Direction): string | null {
  const last = lastGood(app.state, feed);
  const since = nextDay(app)?.since ?? Infinity;
  return iso(last && Math.min(last, since, ...heldOf(app, bindings, direction).map(({ at }) => at)));
}

/** SU1: by the last look at a side and what came after it. */
function isUpToDate(app: App, feed: FeedName): boolean {
  const { state, cache, clock } = app;
  if (nextDay(app)) return false;
  const good = lastGood(state, feed);
  if (good === null || good < (lastGood(state, incomplete(feed)) ?? 0) || clock.now() - good > lateMs(app))
    return false;
  const waiting = wakeUpOf(cache, feed);
  return waiting === null || waiting === servedWakeUps(cache)[feed];
}

function brakeStatus(app: App, binding: Binding): BrakeStatus[] {
  const state = app.state.get(BRAKE);
  return DIRECTIONS.map((direction) => {
    const held = heldOf(app, [binding], direction);
    const waiting = held.filter(({ released }) => !released);
    return {
      direction,
      sent: sentWithinHour(state, sideOf(binding.id, direction), app.clock.now()),
      limit: brakeLimit(binding.brake, pairsOf(state, binding)),
      waiting: waiting.length,
      held: waiting.map(({ key, event, what }) => ({ key, event, what })),
      released: held.length - waiting.length,
    };
  });
}

function calendarStatus(app: App, calendarId: string): CalendarStatus {
  const { channels, pushRefused } = calendarState(app.state, calendarId);
  const alive = channels.filter((channel) => channel.resourceId !== null && channel.expiresAt > app.clock.now());
  const last = alive.reduce((most, channel) => Math.max(most, channel.expiresAt), 0);
  return {
    calendar: calendarId,
    lastPull: lastUpToDate(app, calendarFeed(calendarId), bindingsOfCalendar(app, calendarId), 'toDirectus'),
    push: alive.length > 0 ? 'on' : pushRefused ? 'refused' : 'off',
    pushRefused,
    channelExpires: last > 0 ? iso(last) : null,
  };
}

function shortened<T extends ReportEntry>(entry: T): T {
  if (!entry.lost) return entry;
  const lost = Object.entries(entry.lost).map(([name, value]) => [
    name,
    value === null ? null : value.slice(0, LOSER_SHOWN),
  ]);
  return { ...entry, lost: Object.fromEntries(lost) as Record<string, string | null> };
}

function findings(app: App): Findings {
  const notInstalled = whyNotInstalled(app);
  const { problems, warnings } = checkDirectus(app);
  const calendars = checkCalendars(app);
  const all = [
    ...(notInstalled === undefined ? [] : [notInstalled]),
    ...calendars,
    ...unreadableCalendars(app, calendars),
    ...problems,
    ...clockworkInWords(app),
    ...versionsInWords(app),
    ...(app.state.get(PROBLEMS) ?? []),
    ...heldInWords(app.state.get(BRAKE).held),
    ...apartInWords(app),
    ...unservedInWords(app),
    ...(app.state.get(OTHER_BINDINGS) ?? []),
  ];
  return { problems: all, warnings };
}

/** @param told what was said of calendars already: what to do is not said twice */
function unreadableCalendars(app: App, told: readonly string[]): string[] {
  return boundCalendars(app).flatMap((id) => {
    const outage = outageOf(app, id);
    if (!outage) return [];
    const remedy = calendarRemedy(outage.failure);
    const isTold = told.some((line) => line === remedy || line.startsWith(`Calendar "${id}"`));
    const next = outage.until > app.clock.now() ? `after ${iso(outage.until)}` : 'with the next catch-up';
    const state = `Calendar "${id}" could not be read since ${iso(outage.since)}. All of it is tried again ${next}.`;
    return [isTold ? state : `${state} ${remedy}`];
  });
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
