// Flow 4, verb "apply": tells of each change what became of it, from what the writes answered and a second look.
import type { FlowBinding } from '../../core/binding';
import { isObject } from '../../core/checks';
import { stableJson } from '../../core/hash';
import { keyForms, rowKey } from '../../core/keys';
import { PROTOCOL, type ChangeResult, type FlowAnswer, type Refusal, type Revision } from '../../core/message';
import type { Row } from '../../core/values';
import { headOf, isOurBinding } from './gate-result';
import { mappedRevision } from './mapped-revision';
import { compareKeys, type Sketch, type Step } from './plan-draft';
import type { Plan } from './plan';
import { refusal } from './refusal';
import { neverThrows, newestId, plainText, rowsOf, type RunData } from './run-data';
import { stepFailure } from './step-failure';

interface Outcome {
  binding: FlowBinding;
  plan: Plan;
  /** Items as they were before the writes, and as they are after them, by key. */
  before: Map<string, Row>;
  after: Map<string, Row>;
  afterRows: Row[];
  revisions: Row[];
  createdKeys: string[] | undefined;
  failure: (step: Step) => { code: string; field?: string } | undefined;
}

const UNSURE = 'The writes may have been done; what became of them could not be read. Read the items again.';

function answer(data: RunData): FlowAnswer<ChangeResult[]> | Refusal {
  const head = headOf(data['gate']);
  const binding = FLOW_BINDINGS.find(isOurBinding(head));
  const plan = data['plan'] as Plan;
  if (!binding || plan.problem !== null)
    return refusal(head, 'FAILED', `Nothing was written: ${plan.problem ?? 'unknown binding'}`);
  const [before, after, revisions] = [rowsOf(data['read']), rowsOf(data['after']), rowsOf(data['revs'])];
  if (!before || !after || !revisions) return refusal(head, 'PERHAPS_DONE', UNSURE);
  const byKey = (rows: Row[]) => new Map(rows.map((row) => [rowKey(binding, row), row]));
  const outcome: Outcome = {
    binding,
    plan,
    before: byKey(before),
    after: byKey(after),
    afterRows: after,
    revisions,
    createdKeys: keysOf(data['create'], plan.create.length),
    failure: (step) => failureOf(data, step, plan, after, binding),
  };
  return {
    ok: true,
    v: PROTOCOL,
    id: head.id,
    action: 'apply',
    stamp: newestId(data['stamp']) ?? 0,
    results: plan.results.map((sketch) => resultOf(outcome, sketch)),
  };
}

/** Keys that a write of `count` items answered; undefined when it failed. One key may come bare. */
function keysOf(result: unknown, count: number): string[] | undefined {
  if (count === 0) return [];
  const keys = Array.isArray(result) ? result : [result];
  const isKeys = keys.length === count && keys.every((key) => typeof key === 'string' || typeof key === 'number');
  return isKeys ? keys.map(String) : undefined;
}

function failureOf(data: RunData, step: Step, plan: Plan, after: Row[], binding: FlowBinding) {
  const failure = () => stepFailure(data['errs'], step);
  if (step === 'del') return deletionFailed(plan, after, binding) ? failure() : undefined;
  return keysOf(data[step], plan[step].length) ? undefined : failure();
}

/** A deletion answers keys that never existed, too: only a look tells. */
function deletionFailed({ results }: Plan, after: Row[], binding: FlowBinding): boolean {
  const present = new Set(after.map((row) => rowKey(binding, row)));
  return results.some(({ step, key }) => step === 'del' && key !== null && present.has(key));
}

function resultOf(outcome: Outcome, sketch: Sketch): ChangeResult {
  const { s, step, index, ...rest } = sketch;
  const failure = step && outcome.failure(step);
  if (failure) return withRow(outcome, { ...rest, s: 'failed', ...failure });
  if (step === 'create') return createdResult(outcome, sketch);
  if (step === undefined || index === undefined) return withRow(outcome, { ...rest, s });
  const written = step === 'update' ? outcome.plan.update[index] : undefined;
  const revisions = revisionsBefore(outcome, String(sketch.key), written);
  const result: ChangeResult = { ...rest, s, ...(revisions.length > 0 ? { revisions } : {}) };
  const stored = outcome.after.get(String(sketch.key));
  return !written || (stored && isStoredAs(outcome.binding, stored, written)) ? result : withRow(outcome, result);
}

/** Whether the item holds what was written, as far as it was read: not cut, rounded, nor changed by somebody since. */
function isStoredAs({ fields }: FlowBinding, stored: Row, written: Row): boolean {
  const columns = Object.keys(stored).filter((column) => column in written && column !== fields.key);
  return columns.every((column) => json(stored[column]) === json(written[column]));
}

/** Directus' editors take null and "" for the same. */
function json(value: unknown): string {
  return stableJson(value === undefined || value === '' ? null : value);
}

/**
 * Revisions of an item since before the first read, ascending, that stand before our own write.
 * @param written missing: the item was deleted
 */
function revisionsBefore({ binding, revisions }: Outcome, key: string, written: Row | undefined): Revision[] {
  const own = revisions.filter(({ item }) => item === key || keyForms(String(item)).includes(key));
  const ours = written ? own.findIndex((revision) => isOurs(binding, revision, written)) : -1;
  return own.slice(0, ours === -1 ? undefined : ours).map((revision) => mappedRevision(binding, revision));
}

/** Any flow's write looks like ours but for the sync value and event id that it carries. */
function isOurs({ fields }: FlowBinding, { delta, activity }: Row, written: Row): boolean {
  if (!isObject(delta) || (isObject(activity) && activity['user'] !== null)) return false;
  return [fields.sync, fields.eventId]
    .filter((field) => field in written)
    .every((field) => field in delta && plainText(delta[field]) === plainText(written[field]));
}

function createdResult({ binding, plan, createdKeys, afterRows, after }: Outcome, { s, index }: Sketch): ChangeResult {
  const row = plan.create[index!]!;
  const key = createdKeys![index!]!;
  const eventId = binding.fields.eventId;
  const sameEvent = afterRows.filter((other) => plainText(other[eventId]) === row[eventId]);
  const twins = sameEvent.sort((a, b) => compareKeys(a[binding.fields.key], b[binding.fields.key]));
  const form = keyForms(key).find((candidate) => after.has(candidate));
  const stored = form === undefined ? undefined : after.get(form);
  return {
    s,
    key: stored ? rowKey(binding, stored) : key,
    ...(stored && (readsMore(binding) || !isStoredAs(binding, stored, row)) ? { row: stored } : {}),
    ...(twins.length > 1 ? { twins: twins.map((twin) => rowKey(binding, twin)), row: twins[0]! } : {}),
  };
}

/** Whether what was written does not say all that is to be known of a new item: it may have been given default values. */
function readsMore({ fields, reads }: FlowBinding): boolean {
  return reads.length > 0 || fields.paused !== undefined;
}

/** Adds the item as it is now: `same` and `none` have none to tell of. */
function withRow({ after, before }: Outcome, result: ChangeResult): ChangeResult {
  const row = result.key === null ? undefined : (after.get(result.key) ?? before.get(result.key));
  return result.s === 'same' || result.s === 'none' || !row ? result : { ...result, row };
}

export default neverThrows(answer, (kind, data) =>
  refusal(headOf(data['gate']), 'PERHAPS_DONE', `${UNSURE} (${kind})`),
);
