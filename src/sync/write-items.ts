// Carries out the item half of plans: in the answer of the signal where that is enough, else through flow 4.
import { itemFromRow, type PresentItem } from '../core/item';
import { baseFrame, baseOnceWritten, encodeBase, type Base } from '../core/base';
import { archivedSync, archiveOf, type Binding } from '../core/binding';
import { columnsOf, fieldOfColumn, isMade, isOfEventAlone } from '../core/fields/mapped';
import { hashColumns } from '../core/hash';
import {
  OWN_STAMP,
  wantsKey,
  type Change,
  type ChangeResult,
  type CreateChange,
  type DeleteChange,
  type Expected,
  type SetChange,
  type WriteBack,
} from '../core/message';
import { groupBy } from '../core/groups';
import type { ItemAction } from '../core/plan-model';
import { keyForEvent } from '../core/identity';
import { columnsToWrite, namesOf, perField, pick, type PerField, type Row } from '../core/values';
import type { App } from './context';
import { baseAsStored } from './as-stored';
import { buriedBy } from './buried';
import { eventIdOf, keyOf, linkedKey, newJob, type Job } from './job';
import type { Failure } from '../ports';
import { leaveOut } from './refused';
import { addLines } from './report';
import type { ReportEntry } from '../store/report-store';
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

/** An item that a binding wrote values to: its other bindings have to look at it (M25). */
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
  for (const [binding, group] of groupBy(others, ({ job }) => job.binding)) applyChanges(app, binding, group, outcome);
  return outcome;
}

function isAnswerable(job: Job): boolean {
  const action = job.plan!.item!;
  // An address that nobody else writes to the item may go with its id, whatever stands there.
  return (
    job.answerable &&
    !job.plan!.again &&
    action.do === 'set' &&
    namesOf(action.values).every((name) => isOfEventAlone(job.binding, name))
  );
}

function writeBackOf(job: Job): WriteBack {
  const item = job.pair.item as PresentItem;
  const { fields } = job.binding;
  const { eventId, sync } = namesAfter(job);
  const action = job.plan!.item!;
  const columns = action.do === 'set' ? columnsToWrite(job.binding, action.values) : {};
  return { key: item.key, was: item.syncText, set: { ...columns, [fields.eventId]: eventId, [fields.sync]: sync } };
}

/** The id field and the sync value that the item is to hold after the plan. */
function namesAfter(job: Job): { eventId: string | null; sync: string | null } {
  const { item } = job.pair;
  const action = job.plan!.item!;
  const wanted = action.do === 'set' ? action.eventId : null;
  // An insert may have ended under the id of another generation than was planned.
  const eventId = wanted === null ? null : (eventIdOf(job) ?? wanted);
  if (eventId === null) return { eventId, sync: null };
  const stamp = item.is === 'present' ? item.stamp : undefined;
  return { eventId, sync: encodeBase(job.binding, { stamp, eventId, fields: job.plan!.base }) };
}

/** A change to be sent, and the pair that it is for. */
interface Offer {
  job: Job;
  change: Change;
}

/** Sends changes of one binding to flow 4 and settles its answers. Deletions stand in the journal before they are sent. */
function applyChanges(app: App, binding: Binding, offers: readonly Offer[], outcome: ItemOutcome): void {
  const changes = offers.map(({ change }) => change);
  const journaled = changes.flatMap((change) =>
    change.do === 'delete' && !deletedItemOf(app.state, binding.calendar, change.event) ? [change.event] : [],
  );
  if (journaled.length > 0) journalDeletions(app.state, binding.calendar, journaled, app.clock.now());
  const answers = app.directus.apply(binding, changes);
  const undone: string[] = [];
  const twins: Offer[] = [];
  const lines: ReportEntry[] = [];
  const followed = new Map<string, string>();
  offers.forEach(({ job, change }, i) => {
    const { stamp, result } = answers[i]!;
    if (!result.ok) return void outcome.failed.push({ job, failure: result.failure });
    const { s } = result.value;
    if (s === 'done') outcome.written.push(job);
    // An item that was there was deleted by a person, like its event; or before, by an apply whose answer was lost.
    const isDone = s === 'done' || (change.do === 'delete' && s === 'none' && linkedKey(job) !== undefined);
    if (change.do !== 'set' && isDone === (change.do === 'create')) undone.push(change.event);
    if (change.do === 'create') twins.push(...twinsOf(job, change, result.value));
    if (change.do !== 'create') lines.push(...buriedBy(job, change, result.value));
    const sync = change.do === 'set' && s === 'done' && writesValues(change, job) ? syncOf(binding, change) : undefined;
    if (sync !== undefined) followed.set(eventIdOf(job)!, sync.replace(OWN_STAMP, String(stamp)));
    settleResult(app, job, change, result.value, stamp, outcome);
  });
  unjournal(app.state, binding.calendar, undone);
  app.echoes.follow(binding.calendar, followed);
  addLines(app, lines);
  // An edited twin stays, and gets an event of its own.
  if (twins.length > 0) applyChanges(app, binding, twins, { ...outcome, done: [], again: [], written: [] });
}

/** NP8: of items that were created for one event at the same time the one with the lowest key stays. */
function twinsOf(job: Job, { event }: CreateChange, { twins = [] }: ChangeResult): Offer[] {
  const { binding } = job;
  const [first, ...others] = twins;
  const fields = fieldsOnceMade(job);
  const hashes = perField(namesOf(fields), (name) => fields[name]!.item);
  return others.map((key) => ({
    job: newJob(binding, { is: 'none' }, job.pair.event),
    change: { do: 'delete', event, key, expect: expected(binding, hashes), beside: first! },
  }));
}

/** The base of an item that is made of its event, if Directus stores it as it is sent. */
function fieldsOnceMade({ binding, pair: { event } }: Job): Base['fields'] {
  const values = event.is === 'live' ? event.values : {};
  const fields = perField(namesOf(values), (name) => baseOnceWritten(binding, name, values[name])!);
  return pick(fields, (name) => fields[name] !== undefined && !isMade(binding, name));
}

function syncOf({ fields }: Binding, { write }: { write: Row }): string | undefined {
  const sync = write[fields.sync];
  return typeof sync === 'string' ? sync : undefined;
}

/** @param hashes that the columns of each field must have, or either of two */
function expected(binding: Binding, hashes: PerField<string>, others: PerField<string | undefined> = {}): Expected[] {
  const compared = namesOf(hashes).filter((name) => !isMade(binding, name));
  return compared.map((name) => ({
    columns: columnsOf(binding, name),
    hashes: [...new Set([hashes[name]!, others[name] ?? hashes[name]!])],
  }));
}

/** WA6: what was not read may be paused. */
function notPaused({ binding: { fields }, pair }: Job): Expected[] {
  if (fields.paused === undefined || pair.item.is !== 'unread') return [];
  return [{ columns: [fields.paused], hashes: [null, false, 0].map((value) => hashColumns([value])!) }];
}

function changeFor(job: Job): Change {
  const action = job.plan!.item!;
  switch (action.do) {
    case 'create':
      return creationFor(job, action);
    case 'gone':
      return goneChangeFor(job, action);
    case 'set':
      return setChangeFor(job, action);
  }
}

function creationFor(job: Job, { key, revision }: Extract<ItemAction, { do: 'create' }>): CreateChange {
  const { binding, pair } = job;
  const event = eventIdOf(job) ?? '';
  const values = pair.event.is === 'live' ? pair.event.values : {};
  const sync = encodeBase(binding, { stamp: undefined, eventId: event, fields: fieldsOnceMade(job) });
  // WA8: whether the filter lets the item have an event shows once it is there; until then nothing is agreed on.
  const agreed = binding.filter === undefined || revision !== undefined ? { [binding.fields.sync]: sync } : {};
  const write = { ...columnsToWrite(binding, values), [binding.fields.eventId]: event, ...agreed };
  return {
    do: 'create',
    event,
    key: key ?? job.madeKey ?? null,
    write,
    ...(revision === undefined ? {} : { revision }),
  };
}

function goneChangeFor(job: Job, action: Extract<ItemAction, { do: 'gone' }>): SetChange | DeleteChange {
  const { binding } = job;
  const [event, key] = [eventIdOf(job)!, keyOf(job)!];
  const expect = [...expected(binding, action.expect ?? {}), ...notPaused(job)];
  // What was read has been asked already whether it vouches for the event (DE1).
  const vouched = job.pair.item.is === 'unread' ? { vouched: baseFrame(binding, event) } : {};
  if (action.then === 'delete') return { do: 'delete', event, key, expect, ...vouched };
  const { eventId, sync } = binding.fields;
  const archive = action.then === 'archive' ? archiveOf(binding) : null;
  const archived = archive ? { [archive.field]: archive.value, [sync]: archivedSync(archive) } : {};
  const write = { [eventId]: `-${event}`, [sync]: null, ...archived };
  return { do: 'set', key, expect, was: { event }, ...vouched, write };
}

function setChangeFor(job: Job, { values, seen }: Extract<ItemAction, { do: 'set' }>): SetChange {
  const { binding, plan } = job;
  const { item } = job.pair;
  const { eventId, sync } = namesAfter(job);
  const columns = columnsToWrite(binding, values);
  if (item.is !== 'present') {
    // A field that holds what is to be written already has not changed otherwise.
    const written = perField(namesOf(values), (name) => plan!.base[name]?.item);
    const expect = [...expected(binding, seen!.hashes, written), ...notPaused(job)];
    const write = namesOf(values).length > 0 ? { ...columns, [binding.fields.sync]: sync } : {};
    return { do: 'set', key: keyOf(job)!, expect, was: { event: eventId }, stamp: seen!.stamp, write };
  }
  const hashes = pick(item.hashes, (name) => name in values && item.hashes[name] !== undefined) as PerField<string>;
  return {
    do: 'set',
    key: item.key,
    expect: expected(binding, hashes),
    was: { event: item.idText, sync: item.syncText },
    write: { ...columns, [binding.fields.eventId]: eventId, [binding.fields.sync]: sync },
  };
}

/** What flow 4's answer makes of a job. */
function settleResult(
  app: App,
  job: Job,
  change: Change,
  result: ChangeResult,
  stamp: number,
  outcome: ItemOutcome,
): void {
  const { s, key } = result;
  if (key !== null && s === 'done' && writesValues(change, job)) outcome.touched.push({ binding: job.binding, key });
  const sync = result.row && s !== 'other' && baseAsStored(app, job, result.row);
  if (sync) return planRow(job, result, stamp, outcome, { sync, restate: true });
  switch (s) {
    case 'done':
      job.guess = undefined;
      if (change.do === 'create' && !result.twins) return linkNewItem(job, change, result, stamp, outcome);
      if (change.do === 'create') return planRow(job, result, stamp, outcome);
      if (change.do === 'set' && job.plan?.again) return planOn(job, change, outcome);
      break;
    case 'none':
      if (job.pair.item.is !== 'unread' || change.do !== 'set') break;
      // The event's item is gone: the planner decides between deleting the event and making the item again.
      job.pair.item = { is: 'gone', key: job.pair.item.key, sync: undefined, stamp };
      return void outcome.again.push(job);
    case 'same':
      break;
    case 'conflict':
    case 'other':
      return planRow(job, result, stamp, outcome);
    case 'failed': {
      const { eventId, key: keyColumn } = job.binding.fields;
      // NP10: a key that people type, and nobody makes.
      if (change.do === 'create' && wantsKey(job.binding, change, result)) {
        job.madeKey = keyForEvent(change.event);
        return void outcome.again.push(job);
      }
      // Somebody made the item, or named the event, between flow 4's look and its write: the next look finds it (NP9).
      if (result.code === 'RECORD_NOT_UNIQUE' && [eventId, keyColumn].includes(result.field ?? ''))
        return void outcome.again.push(job);
      if (leavesOut(job, result)) return planRow(job, result, stamp, outcome);
      if (change.do === 'create' && change.revision !== undefined) {
        job.refusedRevision = codeOf(result);
        return void outcome.again.push(job);
      }
      const message = refusalOf(job.binding, result);
      const failure: Failure = { kind: 'invalid', status: null, reason: result.code ?? null, message };
      return void outcome.failed.push({ job, failure });
    }
    default:
      throw new Error(`unexpected result ${JSON.stringify(s satisfies never)}`);
  }
  job.settled = key ?? undefined;
  outcome.done.push(job);
}

/** Advice is given only for columns that people's values do not go into. */
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

/** Whether the pair is to be planned again without what Directus refused (RF5). */
function leavesOut(job: Job, { row, code, field }: ChangeResult): boolean {
  const action = job.plan?.item;
  if (!row || action?.do !== 'set') return false;
  const named = fieldOfColumn(job.binding, field);
  // Where a column is at fault that holds no value of the event, the item takes none of them.
  if (field !== undefined && !named) return false;
  return leaveOut(job, 'directus', namesOf(action.values), named, code ?? 'no code', field);
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

/** Whether what the item holds of its fields was written, not only which event it names. */
function writesValues(change: Change, { plan }: Job): boolean {
  if (change.do === 'create') return true;
  return change.do === 'set' && plan?.item?.do === 'set' && namesOf(plan.item.values).length > 0;
}

/** The item as it was written, for the rest of what there is to do. */
function planOn(job: Job, { write }: SetChange, outcome: Pick<ItemOutcome, 'again'>): void {
  const item = job.pair.item as PresentItem;
  job.pair.item = itemFromRow(job.binding, { ...item.row, ...write }, item.stamp);
  outcome.again.push(job);
}

/** A created item has its base already; the event gets its link, which is the other half of the pair. */
function linkNewItem(
  job: Job,
  { write }: CreateChange,
  { key, row }: ChangeResult,
  stamp: number,
  outcome: Pick<ItemOutcome, 'done' | 'again'>,
): void {
  const { binding } = job;
  if (job.pair.event.is !== 'live' || key === null) {
    outcome.done.push(job);
    return;
  }
  const sync = syncOf(binding, { write })?.replace(OWN_STAMP, String(stamp));
  const made = { ...write, [binding.fields.sync]: sync ?? null, [binding.fields.key]: key };
  // The base on the event must be the later one in a database that was put back to before the item (CB25).
  job.pair.item = itemFromRow(binding, row ?? made, stamp + 1);
  outcome.again.push(job);
}
