// Why a write failed, as the transform before the last script saw it.
import { isObject } from '../../core/checks';
import { plainText } from './run-data';
import type { Step } from './plan-draft';

/** Templates of that transform: an error reaches a Run Script without its code, and may be one error or a list. */
export function failureTemplates(): Record<Step, Record<string, string>> {
  const of = (step: Step) => ({
    code: `{{${step}.code}}`,
    firstCode: `{{${step}[0].code}}`,
    field: `{{${step}.extensions.field}}`,
    firstField: `{{${step}[0].extensions.field}}`,
  });
  return { create: of('create'), update: of('update'), del: of('del') };
}

/** Code and field of a failed step. An error without a code (a database's own) is called FAILED. */
export function stepFailure(errors: unknown, step: Step): { code: string; field?: string } {
  const error = isObject(errors) && isObject(errors[step]) ? errors[step] : {};
  const field = known(error['field']) ?? known(error['firstField']);
  return { code: known(error['code']) ?? known(error['firstCode']) ?? 'FAILED', ...(field ? { field } : {}) };
}

/** A path that leads nowhere is rendered as the text "undefined". */
function known(value: unknown): string | undefined {
  const text = plainText(value);
  return text === '' || text === 'undefined' || text === 'null' ? undefined : text;
}
