// Carries out the event half of plans, and turns what Google answers into the next step of each job.
import { baseOnceWritten, fieldBase, laterBase, type Base } from '../core/base';
import { FIELDS, type FieldName } from '../core/fields';
import { cancelBody, insertBody, isLinkable, patchBody, type EventState } from '../core/event';
import type { CalendarEvent } from '../core/calendar-event';
import { groupBy } from '../core/groups';
import { generationAfter, MAX_GENERATION } from '../core/plan-event-gone';
import { isOfEventAlone } from '../core/fields/mapped';
import { linksTo } from '../core/identity';
import type { PresentItem } from '../core/item';
import { readSlot } from '../core/series/slot';
import { namesOf, perField, pick, sameMeaning, type Values } from '../core/values';
import type { App } from './context';
import { calendarOf, forget, isAnothers, keyOf, liveEvent, placeOf, type Job } from './job';
import { readEvents } from './needs-google';
import { leaveOut, refusedBy } from './refused';
import { success, type EventWrite, type Failure, type Result } from '../ports';
import type { ReportEntry } from '../store/report-store';
import { unjournal } from './journal';
import { writeDates } from './write-dates';

/** `written` go on with the item; `again` plan anew; `failed` are set aside. */
export interface EventOutcome {
  written: Job[];
  again: Job[];
  failed: { job: Job; failure: Failure }[];
  reports: ReportEntry[];
}

/** The event's own base says of longer texts that they may be lacking, until a base is made from Google's answer (SO6). */
const CONFIRMED_LENGTH = 1000;

export function writeEvents(app: App, jobs: readonly Job[]): EventOutcome {
  const outcome: EventOutcome = { written: [], again: [], failed: [], reports: [] };
  const linkable = jobs.filter((job) => canBeLinked(app, job));
  outcome.failed.push(...jobs.filter((job) => !linkable.includes(job)).map((job) => ({ job, failure: UNLINKABLE })));
  for (const [calendarId, group] of groupBy(linkable, calendarOf)) {
    const { now, later } = oneWritePerEvent(group);
    outcome.again.push(...later);
    const [apart, whole] = [now.filter(isOfDatesAlone), now.filter((job) => !isOfDatesAlone(job))];
    for (const job of apart) settleAnswer(app, job, writeDates(app, job, success(eventOf(job.pair.event))), outcome);
    const writes = whole.map((job) => ({ job, write: writeFor(app, job) }));
    const answers = app.calendar.write(
      calendarId,
      writes.map(({ write }) => write),
    );
    const stored = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    app.echoes.remember(calendarId, stored, app.clock.now());
    // What is written to has an item, whatever became of an earlier one.
    unjournal(
      app.state,
      calendarId,
      stored.flatMap(({ id, status }) => (status === 'cancelled' ? [] : [id])),
    );
    writes.forEach(({ job }, i) => settleAnswer(app, job, writeDates(app, job, answers[i]!), outcome));
  }
  return outcome;
}

const UNLINKABLE: Failure = {
  kind: 'invalid',
  status: null,
  reason: null,
  message: 'Its key or the event’s id is too long for a link',
};

function canBeLinked({ installation }: App, job: Job): boolean {
  return job.plan!.event!.do === 'cancel' || isLinkable(job.binding, targetOf(job), { installation, key: keyOf(job)! });
}

/** SE12: a series of which dates alone are cancelled or brought back stays as it is, and so do the etags of its dates. */
function isOfDatesAlone({ plan, pair: { item, event }, binding }: Job): boolean {
  const action = plan!.event!;
  if (action.do !== 'patch' || action.revive || item.is !== 'present' || event.is !== 'live') return false;
  const names = namesOf(action.values);
  return names.length > 0 && names.every((name) => FIELDS[name].isApart) && linksTo(event.link, binding, item.key);
}

/** The id of the event that the plan writes to. */
function targetOf({ plan, pair }: Job): string {
  const action = plan!.event!;
  return action.do === 'insert' ? action.eventId : eventOf(pair.event).id;
}

/** WR8: a second write to an event waits for the next round, and reads the event again first. */
function oneWritePerEvent(jobs: readonly Job[]): { now: Job[]; later: Job[] } {
  const seen = new Set<string>();
  const now: Job[] = [];
  const later: Job[] = [];
  for (const job of jobs) {
    const id = targetOf(job);
    if (!seen.has(id)) now.push(job);
    else {
      job.pair.event = { is: 'none' };
      // The write of now may make its item the owner.
      forget(job, 'search', 'whose');
      later.push(job);
    }
    seen.add(id);
  }
  return { now, later };
}

function writeFor(app: App, job: Job): EventWrite {
  const { binding, pair } = job;
  const action = job.plan!.event!;
  if (action.do === 'cancel')
    return {
      kind: 'patch',
      event: eventOf(pair.event),
      body: cancelBody(app.installation),
      ...mailsFor(job, 'changes'),
    };
  const values = withoutWithheld(action.values, job);
  const fields = markUnconfirmed(withoutPromises(job.plan!.eventBase ?? job.plan!.base, job), values);
  const marks = { installation: app.installation, key: keyOf(job)!, base: { stamp: stampOf(job), fields } };
  if (action.do === 'insert') {
    const body = insertBody(binding, action.eventId, values, marks);
    return { kind: 'insert', body, ...mailsFor(job, 'newEvents') };
  }
  const event = eventOf(pair.event);
  const body = patchBody(binding, event, values, marks, { revive: action.revive });
  return { kind: 'patch', event, body, ...(namesOf(values).length > 0 ? mailsFor(job, 'changes') : {}) };
}

/** A comparison is a first sync, or repairs something: nobody is told of that (GM2). */
function mailsFor({ binding, asksAgain }: Job, what: 'newEvents' | 'changes'): Pick<EventWrite, 'mails'> {
  const to = binding.notify[what];
  if (to === 'none' || asksAgain) return {};
  return { mails: to === 'external' ? 'externalOnly' : 'all' };
}

function withoutWithheld(values: Values, job: Job): Values {
  const withheld = refusedBy(job, 'google');
  return pick(values, (name) => !withheld.includes(name));
}

/** What is withheld from the event stands in its base as it did before: else its absence would look like an edit. */
function withoutPromises(fields: Base['fields'], job: Job): Base['fields'] {
  const { item, event } = job.pair;
  const base =
    item.is === 'present' && event.is === 'live' ? laterBase(item.sync, event.base, event.id)?.fields : undefined;
  const withheld = refusedBy(job, 'google');
  const kept = perField(
    [...new Set([...namesOf(fields), ...withheld])],
    (name) => (withheld.includes(name) ? base?.[name] : fields[name])!,
  );
  return pick(kept, (name) => kept[name] !== undefined);
}

function eventOf(event: EventState): CalendarEvent {
  if (event.is === 'live' || event.is === 'cancelled') return event.event;
  throw new Error(`an event that is ${event.is} cannot be written`);
}

function stampOf(job: Job): number {
  const { item, event } = job.pair;
  if (item.is === 'present') return item.stamp;
  return event.is === 'live' ? (event.base?.stamp ?? 0) : 0;
}

function markUnconfirmed(fields: Base['fields'], values: Values): Base['fields'] {
  const isLong = (name: FieldName): boolean => (values[name]?.length ?? 0) > CONFIRMED_LENGTH;
  return perField(namesOf(fields), (name) =>
    isLong(name) ? { doubt: 'unconfirmed' as const, ...fields[name]! } : fields[name]!,
  );
}

function settleAnswer(app: App, job: Job, answer: Result<CalendarEvent>, outcome: EventOutcome): void {
  const action = job.plan!.event!;
  if (answer.ok) {
    const state = liveEvent(app, job.binding, answer.value);
    if (action.do !== 'cancel' && state.is === 'live')
      outcome.reports.push(...refusedLines(job, action.values), ...learnFromAnswer(job, state.values));
    job.guess = undefined;
    job.pair.event = state;
    outcome.written.push(job);
    return;
  }
  const { failure } = answer;
  switch (failure.kind) {
    case 'changed':
    case 'notFound':
    case 'gone':
      // Nothing was read that could have changed, and the id stays free: it must not be taken for one that was used.
      if (action.do === 'insert') break;
      if (action.do === 'patch' || failure.kind === 'changed') return readAgain(app, job, outcome);
      outcome.written.push(job);
      return;
    case 'duplicate':
      return meetOwnId(app, job, outcome);
    case 'forbidden':
      if (action.do === 'patch' && action.revive && takeNextGeneration(app, job, outcome)) return;
      break;
    case 'invalid':
      if (withhold(job, failure)) return void outcome.again.push(job);
      break;
    default:
      break;
  }
  outcome.failed.push({ job, failure });
}

/** The base takes what Google stored, which cuts and normalises (SO1). Cut texts are reported. */
function learnFromAnswer(job: Job, stored: Values): ReportEntry[] {
  const item = job.pair.item;
  if (item.is !== 'present') return [];
  writeBackAddresses(job, item, stored);
  const action = job.plan!.event!;
  const sent = action.do === 'cancel' ? {} : action.values;
  const cut: FieldName[] = [];
  for (const name of namesOf(sent).filter((each) => !isOfEventAlone(job.binding, each))) {
    // What both sides hold together goes to the item next (SE12).
    if (FIELDS[name].isApart && sent[name] !== item.values[name]) continue;
    const field = fieldBase(name, { hash: item.hashes[name], value: item.values[name] }, stored[name]);
    if (!field) continue;
    job.plan!.base[name] = field;
    if (!refusedBy(job, 'google').includes(name) && !sameMeaning(name, stored[name], item.values[name])) cut.push(name);
  }
  if (cut.length === 0) return [];
  const reason = `Google changed ${cut.join(' and ')} when it stored the event (it cuts long texts). The item keeps its own text.`;
  return [{ at: '', binding: job.binding.id, kind: 'cut', key: item.key, reason }];
}

/** What only Google knows, such as the event's address, goes to the item with its id. */
function writeBackAddresses({ binding, plan }: Job, { hashes }: PresentItem, stored: Values): void {
  if (plan!.item?.do !== 'set') return;
  for (const name of namesOf(stored).filter((each) => isOfEventAlone(binding, each))) {
    const field = baseOnceWritten(binding, name, stored[name]);
    if (!field || field.item === hashes[name]) continue;
    plan!.item = { ...plan!.item, values: { ...plan!.item.values, [name]: stored[name] } };
    plan!.base = { ...plan!.base, [name]: field };
  }
}

function readAgain(app: App, job: Job, outcome: EventOutcome): void {
  if (readsTarget(app, job, outcome)) outcome.again.push(job);
}

/** Whether the event that the plan writes to could be read, by itself. */
function readsTarget(app: App, job: Job, { failed }: EventOutcome): boolean {
  const before = failed.length;
  readEvents(app, calendarOf(job), [{ job, id: targetOf(job) }], (_, failure) => failed.push({ job, failure }));
  // It may have changed hands.
  forget(job, 'whose');
  return failed.length === before;
}

/** NP2: our own id is taken. By this very item: merge, or bring it back. By anybody else: the next generation. */
function meetOwnId(app: App, job: Job, outcome: EventOutcome): void {
  const action = job.plan!.event!;
  if (action.do !== 'insert') return void outcome.again.push(job);
  job.known.search = true;
  job.generation = action.generation;
  if (!readsTarget(app, job, outcome)) return;
  const { event } = job.pair;
  if ((event.is === 'live' || event.is === 'cancelled') && !isAnothers(job, event)) {
    // Whatever other event the item names, it was decided that it gets this one: it is no copy (WH8).
    job.known.whose = 'this';
    outcome.again.push(job);
  } else takeNextGeneration(app, job, outcome);
}

/** The id that the plan writes to is used up, and so are those before it. */
function takeNextGeneration({ installation }: App, job: Job, outcome: EventOutcome): boolean {
  const { item } = job.pair;
  if (item.is !== 'present' || job.generation >= MAX_GENERATION) return false;
  // The item of a date had no event of its own: the same one is made where its series turns out to lack the date.
  const used = targetOf(job);
  const wasDate = job.plan!.event!.do === 'patch' && readSlot(used) !== undefined;
  const next = generationAfter(item, used, { installation, binding: job.binding });
  if (!wasDate) job.generation = Math.max(job.generation + 1, next);
  job.pair.event = { is: 'none' };
  job.known.search = true;
  outcome.again.push(job);
  return true;
}

/** What Google took the event without. */
function refusedLines(job: Job, wanted: Values): ReportEntry[] {
  return job.refused
    .filter(({ to, field }) => to === 'google' && field in wanted)
    .map(({ reason }) => ({
      at: '',
      kind: 'refused',
      ...placeOf(job),
      reason: `${reason}; the item keeps it, and the event does not get it.`,
    }));
}

/**
 * Whether the write is to be tried without something (RF1). A text that is longer than Google is known to take goes first,
 * of several the longest one. What else is refused of an event that is there is found out.
 */
function withhold(job: Job, { reason }: Failure): boolean {
  const action = job.plan!.event!;
  if (action.do === 'cancel') return false;
  const sent = namesOf(withoutWithheld(action.values, job));
  const length = (name: FieldName): number => action.values[name]?.length ?? 0;
  const [long] = sent
    .filter((name) => length(name) > (FIELDS[name].safeLength ?? Infinity))
    .sort((a, b) => length(b) - length(a));
  if (long) return leaveOut(job, 'google', sent, long, 'too long');
  return action.do === 'patch' && !action.revive && leaveOut(job, 'google', sent, undefined, reason ?? 'no reason');
}
