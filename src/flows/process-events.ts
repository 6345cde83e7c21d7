// Flow 4, Process Events from Google Calendar: the script's only door into Directus. It always answers 200 with
// `{ok, …}`, because a webhook flow of older versions cannot choose its status.
import { PROTOCOL, type RefusalCode } from '../core/message';
import { defineFlow, type ExportedFlow, type Operation } from './define';
import {
  condition,
  createItems,
  deleteItems,
  readItems,
  readNewestId,
  runScript,
  transform,
  updateByQuery,
  updateItems,
} from './operations';
import { failureTemplates } from './scripts/step-failure';
import type { Texts } from './texts';

const COLLECTION = '{{gate.collection}}';
const HEAD = { v: PROTOCOL, id: '{{gate.head.id}}', action: '{{gate.head.action}}' };

function refuse(key: string, at: Operation['at'], code: RefusalCode | `{{${string}`, message: string): Operation {
  const head = key === 'no_gate' ? { v: PROTOCOL, id: null, action: null } : HEAD;
  return transform({ key, name: 'Refuse', at }, { ok: false, ...head, code, message });
}

export function processEventsFlow(texts: Texts): ExportedFlow {
  return defineFlow({
    flow: 'processEvents',
    icon: 'published_with_changes',
    color: '#F4B400',
    description:
      'Lets the Apps Script web app read and write items of the bound collections: mapped fields only, behind the shared secret. An item that is made again gets its other fields from its own revision.',
    trigger: { type: 'webhook', async: false },
    operations: [...enter(texts), ...recall(texts), plan(texts), ...keep(texts), ...apply(texts), ...answers(texts)],
  });
}

/** Checks the request, takes both stamps, then reads. */
function enter(texts: Texts): Operation[] {
  return [
    runScript(
      { key: 'gate', name: 'Check the request', at: [0, 0], resolve: 'go', reject: 'no_gate' },
      texts.code('gate'),
    ),
    condition(
      { key: 'go', name: 'May come in', at: [1, 0], resolve: 'stamp', reject: 'refused' },
      { gate: { ok: { _eq: true } } },
    ),
    readNewestId(
      { key: 'stamp', name: 'Newest activity', at: [2, 0], resolve: 'rstamp', reject: 'rstamp' },
      'directus_activity',
    ),
    readNewestId(
      { key: 'rstamp', name: 'Newest revision', at: [3, 0], resolve: 'read', reject: 'read' },
      'directus_revisions',
    ),
    readItems(
      { key: 'read', name: 'Read', at: [4, 0], resolve: 'is_apply', reject: 'no_read' },
      COLLECTION,
      '{{gate.query}}',
    ),
    condition(
      { key: 'is_apply', name: 'Is to be written', at: [5, 0], resolve: 'recalls', reject: 'is_revisions' },
      { gate: { head: { action: { _eq: 'apply' } } } },
    ),
  ];
}

/** Items that are made again get back what they were: what it takes to know that is read for them alone. */
function recall(texts: Texts): Operation[] {
  return [
    condition(
      { key: 'recalls', name: 'Makes items again', at: [6, 0], resolve: 'olds', reject: 'plan' },
      { gate: { recall: { _nnull: true } } },
    ),
    readItems(
      { key: 'olds', name: 'What they last were', at: [7, 0], resolve: 'columns', reject: 'no_olds' },
      'directus_revisions',
      '{{gate.recall.revisions}}',
    ),
    readItems(
      { key: 'columns', name: 'Their columns', at: [8, 0], resolve: 'recall', reject: 'no_columns' },
      'directus_fields',
      '{{gate.recall.fields}}',
    ),
    runScript(
      { key: 'recall', name: 'Columns to write', at: [9, 0], resolve: 'plan', reject: 'no_recall' },
      texts.code('recall'),
    ),
  ];
}

function plan(texts: Texts): Operation {
  return runScript({ key: 'plan', name: 'Plan', at: [10, 0], resolve: 'keeps', reject: 'no_plan' }, texts.code('plan'));
}

/** Items that are deleted may be wanted back: what their revisions lack of them is written as it is, before anything else. */
function keep(texts: Texts): Operation[] {
  return [
    condition(
      { key: 'keeps', name: 'Deletes items', at: [11, 0], resolve: 'relations', reject: 'create' },
      { gate: { relations: { _nnull: true } } },
    ),
    readItems(
      { key: 'relations', name: 'Their relations', at: [12, 0], resolve: 'keep', reject: 'no_relations' },
      'directus_relations',
      '{{gate.relations}}',
    ),
    runScript(
      { key: 'keep', name: 'Fields to keep', at: [13, 0], resolve: 'kept', reject: 'no_keep' },
      texts.code('keep'),
    ),
    readItems(
      { key: 'kept', name: 'What they point at', at: [14, 0], resolve: 'save', reject: 'no_kept' },
      COLLECTION,
      '{{keep}}',
    ),
    updateItems(
      { key: 'save', name: 'Keep it in a revision', at: [15, 0], resolve: 'create', reject: 'no_save' },
      COLLECTION,
      '{{kept}}',
    ),
  ];
}

/** Three writes, a transaction each: one that fails does not stop the next, so each leads on both ways. */
function apply(texts: Texts): Operation[] {
  const emits = texts.emitting.length > 0 && '{{gate.emits}}';
  const update = { key: 'update', name: 'Update', at: [17, 0], resolve: 'del', reject: 'del' } as const;
  return [
    createItems(
      { key: 'create', name: 'Create', at: [16, 0], resolve: 'update', reject: 'update' },
      COLLECTION,
      '{{plan.create}}',
      emits,
    ),
    emits
      ? updateByQuery(update, COLLECTION, '{{plan.told.query}}', '{{plan.told.payload}}', emits)
      : updateItems(update, COLLECTION, '{{plan.update}}'),
    deleteItems(
      { key: 'del', name: 'Delete', at: [18, 0], resolve: 'after', reject: 'after' },
      COLLECTION,
      '{{plan.del}}',
      emits,
    ),
    readItems(
      { key: 'after', name: 'Read again', at: [19, 0], resolve: 'revs', reject: 'revs' },
      COLLECTION,
      '{{plan.after}}',
    ),
    readItems(
      { key: 'revs', name: 'Revisions since', at: [20, 0], resolve: 'errs', reject: 'errs' },
      'directus_revisions',
      '{{plan.revs}}',
    ),
    transform({ key: 'errs', name: 'Codes of errors', at: [21, 0], resolve: 'answer' }, failureTemplates()),
    runScript({ key: 'answer', name: 'Answer', at: [22, 0], reject: 'no_answer' }, texts.code('answer')),
  ];
}

function answers(texts: Texts): Operation[] {
  return [
    condition(
      { key: 'is_revisions', name: 'Asks for revisions', at: [6, 1], resolve: 'revisions', reject: 'results' },
      { gate: { head: { action: { _eq: 'revisions' } } } },
    ),
    runScript(
      { key: 'revisions', name: 'Mapped fields only', at: [7, 1], reject: 'no_revisions' },
      texts.code('reduce-revisions'),
    ),
    transform(
      { key: 'results', name: 'What was read', at: [7, 2] },
      { ok: true, ...HEAD, version: texts.version, stamp: '{{stamp[0].id}}', results: '{{read}}' },
    ),
    transform({ key: 'refused', name: 'Refuse', at: [2, 1] }, '{{gate.answer}}'),
    refuse('no_gate', [1, 2], 'FAILED', 'The request could not be checked; nothing was done.'),
    refuse('no_read', [5, 1], '{{read.code}}', 'Directus could not read: {{read.extensions.reason}}'),
    ...['olds', 'columns', 'relations', 'kept', 'save'].map((key, i) =>
      refuse(`no_${key}`, [7 + i, 3], `{{${key}.code}}`, `Nothing was written: {{${key}.extensions.reason}}`),
    ),
    refuse('no_recall', [9, 2], 'FAILED', 'The revisions could not be read: ask for fewer.'),
    refuse('no_keep', [13, 2], 'FAILED', 'Nothing was written: what is to be deleted could not be kept.'),
    refuse('no_plan', [10, 2], 'FAILED', 'The writes could not be planned; nothing was written.'),
    refuse('no_revisions', [8, 1], 'FAILED', 'The revisions could not be read: ask for fewer.'),
    refuse('no_answer', [23, 1], 'PERHAPS_DONE', 'The writes may have been done. Read the items again.'),
  ];
}
