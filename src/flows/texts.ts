// Texts that go into flows: literals that no template engine reads, and the code of scripts with its constants.
import { bindingsHash } from '../core/bindings-file';
import type { Binding, FlowBinding } from '../core/binding';
import { flowBindings } from '../core/flow-bindings';

/** The Run Script operations, by the file in scripts/ that holds their code. */
export const SCRIPT_NAMES = [
  'answer',
  'check-notification',
  'gate',
  'keep',
  'pick-revisions',
  'pick-writes',
  'plan',
  'prepare-deleted',
  'prepare-items',
  'recall',
  'reduce-deleted',
  'reduce-revisions',
] as const;
export type ScriptName = (typeof SCRIPT_NAMES)[number];

/** Where the secret and the web app's URL come from: Directus' environment, or written into the flows. */
export type FlowForm = { form: 'env' } | { form: 'inline'; secret: string; webAppUrl: string };

/** What all flows are made from. */
export interface Texts {
  version: string;
  print: string;
  collections: string[];
  /** Collections of related items that bindings look into. */
  related: string[];
  /** The bindings whose writes emit events. */
  emitting: FlowBinding[];
  code: (name: ScriptName) => string;
}

/**
 * @param scripts bundled code of each Run Script operation
 * @throws Error when a code would be read as a template
 */
export function makeTexts(
  bindings: readonly Binding[],
  version: string,
  form: FlowForm,
  scripts: Readonly<Record<ScriptName, string>>,
): Texts {
  const print = bindingsHash(bindings);
  const settings = form.form === 'inline' ? { secret: form.secret, url: form.webAppUrl } : null;
  const known = flowBindings(bindings);
  const constants = {
    FLOW_BINDINGS: known,
    FLOW_BINDINGS_HASH: print,
    FLOW_VERSION: version,
    FLOW_SETTINGS: settings,
  };
  return {
    version,
    print,
    collections: [...new Set(bindings.map((binding) => binding.collection))],
    related: [...new Set(bindings.flatMap(({ related }) => Object.values(related)))],
    emitting: known.filter(({ emitEvents }) => emitEvents),
    code: (name) => withConstants(name, scripts[name], constants),
  };
}

function withConstants(name: ScriptName, code: string, constants: Record<string, unknown>): string {
  const used = Object.entries(constants).filter(([constant]) => code.includes(constant));
  const text = used.map(([constant, value]) => `const ${constant}=${literal(value)};\n`).join('') + code;
  if (text.includes('{{'))
    throw new Error(`The code of ${name} contains "{{", which Directus would take for a template.`);
  return text;
}

/** JSON that is JavaScript as well and holds no "{{": only strings can hold two braces in a row. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replace(/\{(?=\{)/g, '\\u007b');
}
