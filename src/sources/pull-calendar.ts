// Google's feed: what changed in a calendar since the sync token. The token moves last (R26).
import { policyOf } from '../core/binding';
import { itemFromRow } from '../core/item';
import type { Binding } from '../core/binding';
import { baseText, type CalendarEvent } from '../core/event';
import type { Change, GoneChange } from '../core/message';
import { written } from '../core/values';
import { decodeBase, encodeBase } from '../core/base';
import { groupBy } from '../core/groups';
import { bindingsOfCalendar, type App } from '../sync/context';
import { countItems, itemsRoom } from '../sync/brake';
import { noteFollowed } from '../sync/apart';
import { bindingOf, eventIdOf, keyOf, linkedKey, linkOfEvent, liveEvent, newJob, type Job } from '../sync/job';
import { putOff } from '../sync/next-day';
import type { EventList, Failure } from '../ports';
import { offerToOtherBindings } from './pull-directus';
import { isOutage, isPaused, noteFeedAlive, noteOutage, noteUnread } from '../sync/outage';
import { RetryBook } from '../sync/retries';
import { applyChanges, type ChangeOutcome, type Offer } from '../sync/write-items';
import { isBulk, NOTHING, syncPairs, type SyncOutcome } from '../sync/sync-pairs';
import { isSpared } from '../sync/sparing';
import { readItems, remadeSince } from '../sync/needs-directus';
import { findElsewhere, readEvents } from '../sync/needs-google';
import { calendarState, moveToken, setCalendarState } from '../sync/calendars';

export interface PullOutcome {
  /** False when a side did not answer; the token stays where it was. */
  ok: boolean;
  /** There is no token, or it is void: everything has to be compared (R27). */
  lost: boolean;
  sync?: SyncOutcome;
}

/** Reads the calendar's feed once and settles what it brought. */
export function pullCalendar(app: App, calendarId: string): PullOutcome {
  if (isPaused(app)) return { ok: false, lost: false };
  const syncToken = app.turn.tokenOf(calendarId) ?? calendarState(app.state, calendarId).syncToken;
  // While nothing may be deleted the feed's deletions are the comparison's (R25).
  if (syncToken === undefined || isSpared(app, calendarId)) return { ok: true, lost: true };
  const list = app.calendar.list(calendarId, syncToken);
  if (!list.ok) {
    const lost = list.failure.kind === 'gone' || list.failure.kind === 'invalid';
    if (!lost) {
      app.log({ pull: 'failed', kind: list.failure.kind });
      noteUnread(app, list.failure, calendarId);
    } else if (!app.turn.isBetween) setCalendarState(app.state, calendarId, { syncToken: undefined });
    return { ok: lost, lost };
  }
  noteFeedAlive(app, calendarId);
  rememberList(app, calendarId, list.value, false);
  const next = list.value.nextSyncToken ?? syncToken;
  if (!app.turn.isBetween) app.turn.setToken(calendarId, next);
  const sync = settleEvents(app, calendarId, app.echoes.withoutEchoes(calendarId, certain(list.value)));
  // Directus does not answer: the token stays, and the same list comes again.
  if (sync === undefined) return { ok: false, lost: false };
  if (sync.left.length > 0) return { ok: true, lost: false, sync };
  storeToken(app, calendarId, next);
  return { ok: true, lost: false, sync };
}

/** Between slices of work on the same calendar the token moves for further looks only: that work stores it at its end. */
function storeToken(app: App, calendarId: string, token: string): void {
  const underWay = app.turn.tokenOf(calendarId);
  if (!app.turn.isBetween) moveToken(app.state, calendarId, underWay ?? token);
  else if (underWay === undefined) moveToken(app.state, calendarId, token);
  else app.turn.setToken(calendarId, token);
}

/** R25: a list without a token deletes nothing; what it shows as deleted comes again, because the old token stays. */
function certain({ events, nextSyncToken }: EventList): CalendarEvent[] {
  return nextSyncToken ? events : events.filter(({ status }) => status !== 'cancelled');
}

export function rememberList(app: App, calendarId: string, list: EventList, full: boolean): void {
  const state = calendarState(app.state, calendarId);
  const size = full ? list.events.length : (state.size ?? 0);
  if (state.timeZone !== list.timeZone || state.size !== size)
    setCalendarState(app.state, calendarId, { timeZone: list.timeZone, size });
}

/** Offers changed events to their items: flow 4 compares and writes in one call, what it can't decide is planned here. */
function settleEvents(app: App, calendarId: string, events: readonly CalendarEvent[]): SyncOutcome | undefined {
  const until = isBulk(events.length) ? app.quota.bulkWaitsUntil() : 0;
  if (until > 0) {
    putOff(app, events.length, until);
    return NOTHING;
  }
  const aside: Job[] = [];
  const ids = events.map(({ id }) => id);
  const mayLag = app.echoes.mayLag(calendarId, ids, app.clock.now());
  const offers = events
    .flatMap((event) => offersFor(app, calendarId, event, aside))
    .map((offer) => lagging(offer, mayLag));
  for (const { job, change } of offers)
    app.turn.meetsOffer(calendarId, job.binding.id, 'key' in change ? change.key : null, eventOf(change));
  const outcome: ChangeOutcome = { done: [], again: [], failed: [], touched: [] };
  const unread: ChangeOutcome['failed'] = [];
  const onFailure = (job: Job, failure: Failure) => void unread.push({ job, failure });
  const { others, apart } = confirmDeletions(app, calendarId, offers, onFailure);
  // Google asks for time: the token stays, and the same list comes again.
  if (unread.some(({ failure: { kind } }) => kind === 'rateLimited' || kind === 'quotaExceeded')) return undefined;
  readNamers(app, apart, outcome);
  readLinked(app, aside, outcome);
  // A binding that takes new events comes last: an event that another binding's item names (`claimed`) is not new.
  const groups = [...groupBy(others, ({ job }) => job.binding)].sort(
    ([a], [b]) => Number(a.newEvents) - Number(b.newEvents),
  );
  const claimed = new Set<string>();
  for (const [binding, group] of groups) {
    const open = group.filter(({ change }) => change.do !== 'create' || !claimed.has(change.event));
    let destroyed = 0;
    applyChanges(app, binding, withinBrake(app, binding, open, outcome), outcome, (change, { s, emptied }) => {
      if (change.do !== 'merge' || s !== 'none') claimed.add(eventOf(change));
      if (s !== 'failed' && (emptied || (change.do === 'gone' && s === 'done'))) destroyed += 1;
    });
    countItems(app, binding, destroyed);
  }
  const outage = outcome.failed.find(({ failure }) => isOutage(failure));
  if (outage) {
    noteOutage(app, outage.failure);
    return undefined;
  }
  const retries = new RetryBook(app);
  for (const { job, failure } of [...unread, ...outcome.failed])
    retries.fail(job, failure.message, failure, 'directus');
  for (const job of outcome.done)
    // What the event's item holds is not known here; the next look at the pair tells whether Google still lacks it.
    if (job.pair.event.is !== 'live' || !retries.lacksInGoogle(job)) retries.done(job);
  retries.save();
  noteFollowed(app, outcome.done);
  const sync = syncPairs(app, [...outcome.again, ...aside]);
  offerToOtherBindings(app, [...outcome.touched, ...sync.touched]);
  return sync;
}

/**
 * R24: flow 4 may decide about deletions and emptied fields by itself as long as there is room for all that could be.
 * Else their items are read, and the planner tells the brake how many there are.
 */
function withinBrake(app: App, binding: Binding, offers: Offer[], outcome: ChangeOutcome): Offer[] {
  const risky = offers.filter(({ change }) => canDestroy(change)).length;
  if (risky === 0 || risky <= itemsRoom(app, binding)) return offers;
  const isGone = ({ change }: Offer) => change.do === 'gone';
  readNamers(app, offers.filter(isGone), outcome);
  return offers
    .filter((offer) => !isGone(offer))
    .map(({ job, change }) => ({ job, change: canDestroy(change) ? { ...change, braked: true } : change }));
}

function canDestroy(change: Change): boolean {
  return change.do === 'gone' || (change.do === 'merge' && Object.values(change.values).includes(null));
}

/**
 * @param apart takes the events whose details are not shown to us, and those that are linked to an item and not ours to
 * touch any more: there is nothing to offer of them
 */
function offersFor(app: App, calendarId: string, event: CalendarEvent, apart: Job[]): Offer[] {
  const bindings = bindingsOfCalendar(app, calendarId);
  if (event.status === 'cancelled')
    return event.recurringEventId ? [] : bindings.map((binding) => goneOffer(app, binding, event));
  const link = linkOfEvent(app, calendarId, event);
  const linked = bindings.find((binding) => binding.id === link?.binding);
  if (linked) return liveOffer(app, linked, event, link?.key ?? null, apart);
  // Without a link an item of any binding may still name the event (its properties were erased, rule P4).
  return bindings.flatMap((binding) => liveOffer(app, binding, event, null, apart));
}

/** R47: flow 4 and the planner are told where the list may be behind our own writes. */
function lagging({ job, change }: Offer, mayLag: (eventId: string) => boolean): Offer {
  job.mayLag = mayLag(eventOf(change));
  return { job, change: change.do === 'merge' && job.mayLag ? { ...change, mayLag: true } : change };
}

function goneOffer(app: App, binding: Binding, event: CalendarEvent): Offer {
  const job = newJob(binding, { is: 'none' }, liveEvent(app, binding, event));
  return { job, change: { do: 'gone', event: event.id, then: policyOf(binding) } };
}

function liveOffer(app: App, binding: Binding, event: CalendarEvent, key: string | null, apart: Job[]): Offer[] {
  const state = liveEvent(app, binding, event);
  const job = newJob(binding, { is: 'none' }, state);
  if (state.is === 'unknown' && (key !== null || binding.newEvents)) apart.push(job);
  // Until its item is read, nothing follows.
  if (state.is === 'foreign' && key !== null)
    apart.push(newJob(binding, { is: 'gone', key, sync: undefined, stamp: 0 }, state));
  if (state.is !== 'live') return [];
  const values = written(state.values);
  if (key === null && binding.newEvents) return [{ job, change: { do: 'create', event: event.id, key: null, values } }];
  const base = state.base ? encodeBase(binding, state.base) : null;
  return [{ job, change: { do: 'merge', event: event.id, key, values, base } }];
}

type GoneOffer = Offer & { change: GoneChange };

/**
 * R23: an event counts as deleted once a direct read says so. Flow 4 follows by itself where a person deleted the event of
 * an item that has been there since both agreed. Set apart, for the planner, is everything else: items that are not what
 * the event was linked to, or were made again since (P12), events that live on in another bound calendar, and those with
 * our own mark on the tombstone.
 */
function confirmDeletions(
  app: App,
  calendarId: string,
  offers: readonly Offer[],
  onFailure: (job: Job, failure: Failure) => void,
): { others: Offer[]; apart: Offer[] } {
  const gone = offers.filter((offer): offer is GoneOffer => offer.change.do === 'gone');
  const others = offers.filter(({ change }) => change.do !== 'gone');
  if (gone.length === 0) return { others, apart: [] };
  const named = gone.map(({ job, change }) => ({ job, id: eventOf(change) }));
  readEvents(app, calendarId, named, onFailure);
  const isGone = ({ job }: Offer) => job.pair.event.is === 'cancelled' || job.pair.event.is === 'absent';
  const confirmed = gone.filter(isGone);
  findElsewhere(
    app,
    confirmed.map(({ job }) => job),
    onFailure,
  );
  const known = confirmed.filter(isGone);
  const owners = withoutRemade(app, known.filter(isOfOwner), onFailure);
  // What names the event beside the item that it was linked to is a copy (P6).
  for (const { job, change } of owners) change.item = linkedKey(job);
  return { others: [...others, ...owners], apart: known.filter((offer) => isGone(offer) && !owners.includes(offer)) };
}

/** Whether a person deleted the event that is linked to an item of the offer's binding. */
function isOfOwner({ job }: Offer): boolean {
  const { event } = job.pair;
  return !job.elsewhere && event.is === 'cancelled' && !event.byUs && linkedKey(job) !== undefined;
}

/** Those whose items have been there since what the event says of them. */
function withoutRemade(
  app: App,
  offers: readonly GoneOffer[],
  onFailure: (job: Job, failure: Failure) => void,
): GoneOffer[] {
  return [...groupBy(offers, ({ job }) => job.binding)].flatMap(([binding, group]) => {
    const stampOf = ({ pair: { event } }: Job): number =>
      event.is === 'cancelled' ? (decodeBase(binding, baseText(event.event))?.stamp ?? 0) : 0;
    const items = group.map(({ job }) => ({ key: linkedKey(job)!, stamp: stampOf(job) }));
    const remade = remadeSince(app, binding, items);
    if (remade.ok) return group.filter((_, i) => remade.value.get(items[i]!.key) !== 'create');
    for (const { job } of group) {
      job.pair.event = { is: 'unknown', id: eventIdOf(job)! };
      onFailure(job, remade.failure);
    }
    return [];
  });
}

function eventOf(change: Change): string {
  return change.do === 'set' ? (change.event ?? '') : change.event;
}

/** P22: the items that events are linked to which are not ours to touch any more. */
function readLinked(app: App, jobs: readonly Job[], outcome: ChangeOutcome): void {
  const linked = jobs.filter(({ pair }) => pair.event.is === 'foreign');
  for (const [binding, group] of groupBy(linked, bindingOf)) {
    const read = readItems(
      app,
      binding,
      group.map((job) => keyOf(job)!),
    );
    for (const job of group)
      if (read.ok) job.pair.item = read.value(keyOf(job)!);
      else outcome.failed.push({ job, failure: read.failure });
  }
}

/** The items that name events which are gone: the planner decides about each. */
function readNamers(app: App, offers: readonly Offer[], outcome: ChangeOutcome): void {
  for (const [binding, group] of groupBy(offers, ({ job }) => job.binding)) {
    const ids = group.map(({ change }) => eventOf(change));
    const read = app.directus.read(binding, [], ids);
    group.forEach(({ job }, i) => {
      if (!read.ok) return void outcome.failed.push({ job, failure: read.failure });
      const rows = read.value.results.filter((candidate) => candidate[binding.fields.eventId] === ids[i]);
      for (const row of rows) {
        const item = itemFromRow(binding, row, read.value.stamp);
        outcome.again.push({ ...job, pair: { item, event: job.pair.event } });
      }
    });
  }
}
