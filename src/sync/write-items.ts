// Carries out the item half of plans: in the answer of the signal where that is enough, else through flow 4.
import { itemFromRow, itemInSync, type PresentItem } from '../core/item';
import { baseOf, decodeBase, encodeBase, isOfOtherHome, type Base } from '../core/base';
import { FIELD_NAMES, type Binding, type FieldName } from '../core/binding';
import {
  wantsKey,
  type Change,
  type ChangeResult,
  type GoneChange,
  type Revision,
  type SetChange,
  type WriteBack,
} from '../core/message';
import { groupBy } from '../core/groups';
import type { ItemAction } from '../core/plan-model';
import { keyForEvent } from '../core/identity';
import { hashValue, hashValues, rowValues, written } from '../core/values';
import type { App } from './context';
import { baseAsStored } from './as-stored';
import { eventIdOf, keyOf, linkedKey, newJob, placeOf, type Job } from './job';
import type { Failure } from '../ports';
import { leaveOut } from './refused';
import { addLines } from './report';
import type { ReportEntry } from '../store/report-store';
import { lostAnswers, noteAnswered, noteLooked, noteUnderway } from './underway';
import { deletedItemOf, journalDeletions, unjournal } from './journal';

export interface BoundWriteBack {
  binding: Binding;
  writeBack: WriteBack;
}

export interface ItemOutcome {
  done: Job[];
  /** Jobs whose plans were carried out, or go with the answer, whatever is left to do. */
  written: Job[];
  /** Plan anew: the item turned out to be another than it was seen. */
  again: Job[];
  failed: { job: Job; failure: Failure }[];
  /** For the answer of the signal. */
  writeBacks: BoundWriteBack[];
  /** Items whose mapped values were written. */
  touched: Touched[];
}

/** What becomes of changes that are sent to flow 4. */
export type ChangeOutcome = Pick<ItemOutcome, 'done' | 'again' | 'failed' | 'touched'>;

/** An item that a binding wrote values to: its other bindings have to look at it (R36). */
export interface Touched {
  binding: Binding;
  key: string;
}

export function writeItems(app: App, jobs: readonly Job[]): ItemOutcome {
  const outcome: ItemOutcome = { done: [], written: [], again: [], failed: [], writeBacks: [], touched: [] };
  const answered = jobs.filter((job) => isAnswerable(job));
  for (const job of answered) {
    outcome.writeBacks.push({ binding: job.binding, writeBack: writeBackOf(job) });
    outcome.done.push(job);
    outcome.written.push(job);
  }
  const others = jobs.filter((job) => !isAnswerable(job)).map((job) => ({ job, change: changeFor(job) }));
  for (const [binding, group] of groupBy(others, ({ job }) => job.binding))
    applyChanges(app, binding, group, outcome, (_, { s }, job) => {
      if (s === 'done') outcome.written.push(job);
    });
  return outcome;
}

function isAnswerable(job: Job): boolean {
  const action = job.plan!.item!;
  return job.answerable && !job.plan!.again && action.do === 'set' && Object.keys(action.values).length === 0;
}

function writeBackOf(job: Job): WriteBack {
  const item = job.pair.item as PresentItem;
  const { fields } = job.binding;
  const { eventId, sync } = namesAfter(job);
  return { key: item.key, was: item.syncText, set: { [fields.eventId]: eventId, [fields.sync]: sync } };
}

/** The id field and the sync value that the item is to hold after the plan. */
function namesAfter(job: Job): { eventId: string | null; sync: string | null } {
  const item = job.pair.item as PresentItem;
  const action = job.plan!.item!;
  const wanted = action.do === 'set' ? action.eventId : null;
  // An insert may have ended under the id of another generation than was planned.
  const eventId = wanted === null ? null : (eventIdOf(job) ?? wanted);
  if (eventId === null) return { eventId, sync: null };
  const base: Base = { stamp: item.stamp, eventId, fields: job.plan!.base };
  return { eventId, sync: encodeBase(job.binding, base) };
}

/** A change to be sent, and the pair that it is for. */
export interface Offer {
  job: Job;
  change: Change;
}

/**
 * Sends changes of one binding to flow 4 and settles its answers. Deletions stand in the journal before they are sent.
 * @param onResult is told of each answer before it is settled
 */
export function applyChanges(
  app: App,
  binding: Binding,
  offers: readonly Offer[],
  outcome: ChangeOutcome,
  onResult?: (change: Change, result: ChangeResult, job: Job) => void,
): void {
  const changes = offers.map(({ change }) => change);
  const journaled = changes.flatMap((change) =>
    change.do === 'gone' && change.then === 'delete' && !deletedItemOf(app.state, change.event) ? [change.event] : [],
  );
  if (journaled.length > 0) journalDeletions(app.state, journaled, app.clock.now());
  tellLostAnswers(app);
  const underway = noteUnderway(app, binding, changes);
  const answers = app.directus.apply(binding, changes);
  const undone: string[] = [];
  const twins: Offer[] = [];
  const lines: ReportEntry[] = [];
  offers.forEach(({ job, change }, i) => {
    const { stamp, result } = answers[i]!;
    if (!result.ok) return void outcome.failed.push({ job, failure: result.failure });
    const { s } = result.value;
    // An item that was there was deleted by a person, like its event; or before, by an apply whose answer was lost.
    const isNone = change.do === 'gone' && s === 'none';
    const isDone = s === 'done' || (isNone && linkedKey(job) !== undefined);
    if (isNone && !journaled.includes(change.event)) lines.push(...buriedWithItem(app, job));
    else if (change.do === 'create' ? isDone : change.do === 'gone' && !isDone) undone.push(change.event!);
    onResult?.(change, result.value, job);
    for (const key of result.value.twins?.slice(1) ?? [])
      twins.push({
        job: newJob(binding, { is: 'none' }, job.pair.event),
        change: { do: 'twin', event: change.event!, key },
      });
    for (const revision of result.value.lost ?? []) lines.push(buried(binding, result.value.key, revision, job));
    settleResult(app, job, change, result.value, stamp, outcome);
  });
  unjournal(app.state, undone);
  // What could not be stored the next apply finds again, like what an answer that was lost would have told.
  if (
    addLines(app, lines).length === 0 &&
    underway &&
    answers.every(({ result }) => result.ok || result.failure.kind !== 'unavailable')
  )
    noteAnswered(app);
  // R19: the one with the lowest key stays. An edited one stays, too, and gets an event of its own.
  if (twins.length > 0) applyChanges(app, binding, twins, { ...outcome, done: [], again: [] });
}

/** What our writes buried, although flow 4 had compared: saves between its read and its write (R11). */
export function tellLostAnswers(app: App): void {
  const lost = lostAnswers(app)?.map((each) => buried(each.binding, each.revision.item, each.revision));
  if (lost && addLines(app, lost).length === 0) noteLooked(app);
}

/** R11: an edit that went with the item, where we deleted it and the answer may have been lost that would have told it. */
function buriedWithItem(app: App, job: Job): ReportEntry[] {
  const key = deletedItemOf(app.state, eventIdOf(job)!) ? linkedKey(job) : undefined;
  const read = key !== undefined && app.directus.revisions(job.binding, [key], 1);
  const revision = read && read.ok ? read.value[0] : undefined;
  if (!revision || app.state.reports().some((line) => line.revision === revision.id)) return [];
  const item = itemFromRow(job.binding, revision.data ?? {}, 0);
  return itemInSync(item) ? [] : [buried(job.binding, item.key, revision, job)];
}

/** Flow 4 knows no bases of installations that were adopted: it is told what the item must still hold. */
function adoptedPrints({ binding, pair: { item } }: Job): Pick<GoneChange, 'expect'> {
  const own = { ...binding, homes: binding.homes.slice(0, 1) };
  if (item.is !== 'present' || !isOfOtherHome(own, item.syncText ?? '')) return {};
  return { expect: hashValues(item.values) as NonNullable<GoneChange['expect']> };
}

function changeFor(job: Job): Change {
  const action = job.plan!.item!;
  const event = eventIdOf(job) ?? '';
  if (action.do === 'gone') return { ...adoptedPrints(job), ...action, event, item: keyOf(job) };
  if (action.do === 'create') {
    const { key, revision } = action;
    const from = revision === undefined ? {} : { revision };
    return { do: 'create', event, key: key ?? job.madeKey ?? null, values: eventValues(job), ...from };
  }
  const item = job.pair.item as PresentItem;
  const { eventId, sync } = namesAfter(job);
  const expect: Partial<Record<FieldName, string>> = {};
  for (const name of FIELD_NAMES) {
    const print = hashValue(item.values[name]);
    if (name in action.values && print !== undefined) expect[name] = print;
  }
  return {
    do: 'set',
    key: item.key,
    expect,
    was: { event: item.idText, sync: item.syncText },
    values: written(action.values),
    event: eventId,
    sync,
  };
}

function eventValues(job: Job): Partial<Record<FieldName, string | null>> {
  return job.pair.event.is === 'live' ? written(job.pair.event.values) : {};
}

/** What flow 4's answer makes of a job. */
function settleResult(
  app: App,
  job: Job,
  change: Change,
  result: ChangeResult,
  stamp: number,
  outcome: ChangeOutcome,
): void {
  if (result.key !== null && writesValues(change, result))
    outcome.touched.push({ binding: job.binding, key: result.key });
  const sync = result.row && result.s !== 'other' && baseAsStored(app, job, result.row);
  if (sync) return planRow(job, result, stamp, outcome, { sync, restate: true });
  switch (result.s) {
    case 'done':
      job.guess = undefined;
      if (change.do === 'create' && !result.twins) return linkNewItem(job, result, stamp, outcome);
      if (change.do === 'create') return planRow(job, result, stamp, outcome);
      if (change.do === 'set' && job.plan?.again) return planOn(job, change, outcome);
      break;
    case 'none':
      if (change.do !== 'merge' || change.key === null) break;
      // The event's item is gone: the planner decides between deleting the event and making the item again.
      job.pair.item = { is: 'gone', key: change.key, sync: undefined, stamp };
      return void outcome.again.push(job);
    case 'same':
      break;
    case 'ahead':
    case 'conflict':
    case 'other':
      return planRow(job, result, stamp, outcome);
    case 'failed': {
      const { eventId, key } = job.binding.fields;
      // R19: a key that people type, and nobody makes.
      if (change.do === 'create' && wantsKey(job.binding, change, result)) {
        job.madeKey = keyForEvent(change.event);
        return void outcome.again.push(job);
      }
      // Somebody made the item, or named the event, between flow 4's look and its write: the next look finds it (R19).
      if (result.code === 'RECORD_NOT_UNIQUE' && [eventId, key].includes(result.field ?? ''))
        return void outcome.again.push(job);
      if (leavesOut(job, change, result)) return planRow(job, result, stamp, outcome);
      if (change.do === 'create' && change.revision !== undefined) {
        job.refusedRevision = codeOf(result);
        return void outcome.again.push(job);
      }
      const message = refusalOf(job.binding, result);
      const failure: Failure = { kind: 'invalid', status: null, reason: result.code ?? null, message };
      return void outcome.failed.push({ job, failure });
    }
    default:
      throw new Error(`unexpected result ${JSON.stringify(result.s satisfies never)}`);
  }
  job.settled = result.key ?? undefined;
  outcome.done.push(job);
}

/** What a person can do about a refusal is told of columns that the sync does not fill with what people wrote. */
function refusalOf({ fields }: Binding, result: ChangeResult): string {
  const { code, field } = result;
  if (field === undefined) return `Directus refused (${codeOf(result)})`;
  const isOwn = field === fields.key || field === fields.eventId || field === fields.sync;
  const isUnknown = !Object.values(fields).includes(field);
  const remedy =
    code === 'VALUE_TOO_LONG' && isOwn
      ? ': make it longer'
      : isUnknown
        ? ': give it a default value, or let it be empty'
        : '';
  return `Directus refused (${codeOf(result)})${remedy}`;
}

function codeOf({ code = 'no code', field }: ChangeResult): string {
  return field === undefined ? code : `${code}, field ${field}`;
}

/** Whether the pair is to be planned again without what Directus refused (M9). */
function leavesOut(job: Job, change: Change, { row, code, field }: ChangeResult): boolean {
  if (!row || (change.do !== 'merge' && change.do !== 'set')) return false;
  const named = FIELD_NAMES.find((name) => job.binding.fields[name] === field);
  // Where a column is at fault that holds no value of the event, the item takes none of them.
  if (field !== undefined && !named) return false;
  // What flow 4 wrote by itself is not known: the planner's own write tells.
  if (change.do === 'merge' && !named) return true;
  const sent = FIELD_NAMES.filter((name) => name in change.values);
  return leaveOut(job, 'directus', sent, named, code ?? 'no code');
}

/** The item turned out to be another than it was seen. */
function planRow(
  job: Job,
  result: ChangeResult,
  stamp: number,
  outcome: Pick<ItemOutcome, 'again'>,
  known: Partial<PresentItem> = {},
): void {
  if (!result.row) throw new Error(`flow 4 answered "${result.s}" without the item`);
  job.pair.item = { ...itemFromRow(job.binding, result.row, stamp), ...known };
  outcome.again.push(job);
}

/** @param job of the pair, where it is known */
export function buried(binding: Binding, key: string | null, revision: Revision, job?: Job): ReportEntry {
  const values = rowValues(binding, { ...revision.data, ...revision.delta });
  return {
    at: revision.activity?.timestamp ?? '',
    binding: binding.id,
    kind: 'buried',
    ...(job && placeOf(job)),
    key: key ?? undefined,
    winner: 'event',
    revision: revision.id,
    fields: Object.keys(written(values)),
    reason: 'Saved in Directus while the event was written to it.',
  };
}

/** `ahead` may have written fields as well: what the item lacked of the event's. */
function writesValues(change: Change, { s }: ChangeResult): boolean {
  if (change.do === 'set') return s === 'done' && Object.keys(change.values).length > 0;
  return (change.do === 'merge' || change.do === 'create') && (s === 'done' || s === 'ahead');
}

/** The item as it was written, for the rest of what there is to do. */
function planOn(job: Job, { sync }: SetChange, outcome: Pick<ItemOutcome, 'again'>): void {
  const item = job.pair.item as PresentItem;
  const action = job.plan!.item as Extract<ItemAction, { do: 'set' }>;
  const values = { ...item.values, ...action.values };
  job.pair.item = { ...item, values, sync: decodeBase(job.binding, sync), syncText: sync };
  outcome.again.push(job);
}

/** A created item has its base already; the event gets its link, which is the other half of the pair. */
function linkNewItem(
  job: Job,
  result: ChangeResult,
  stamp: number,
  outcome: Pick<ItemOutcome, 'done' | 'again'>,
): void {
  const event = job.pair.event;
  if (event.is !== 'live' || result.key === null) {
    outcome.done.push(job);
    return;
  }
  const base: Base = { stamp, eventId: event.id, fields: baseOf(event.values) };
  job.pair.item = {
    is: 'present',
    key: result.key,
    row: result.row ?? {},
    values: event.values,
    eventId: event.id,
    idText: event.id,
    sync: base,
    syncText: encodeBase(job.binding, base),
    // What its event is told is no older than the item itself: of a database put back to before it, it is newer (R25).
    stamp: stamp + 1,
  };
  outcome.again.push(job);
}
