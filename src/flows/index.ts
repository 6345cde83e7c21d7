// Makes the four flows from bindings: pure, so that whatever holds the bundled scripts can make them.
import type { Binding } from '../core/binding';
import { SECRET_MIN_LENGTH } from '../core/secret';
import type { ExportedFlow } from './define';
import { processEventsFlow } from './process-events';
import { proxyFlow } from './proxy';
import { sendChangesFlow } from './send-changes';
import { sendDeletesFlow } from './send-deletes';
import { makeTexts, type FlowForm, type ScriptName } from './texts';

export { FLOW_FILE_NAMES, FLOW_IDS, operationId, webhookPath, type FlowName } from './ids';
export { SCRIPT_NAMES, type FlowForm, type ScriptName } from './texts';
export type { ExportedFlow, ExportedOperation } from './define';

/** A file that Data Studio's Import Flow reads. */
export interface FlowsFile {
  version: 2;
  flows: ExportedFlow[];
}

export type GenerateOptions = FlowForm & {
  bindings: readonly Binding[];
  /** Version of this project; part of every message. */
  version: string;
};

/**
 * All four flows, in the order of the README. The form `env` reads secret and URL from Directus' environment, `inline`
 * holds them, for a Directus whose environment cannot be set.
 * @param scripts bundled code of the Run Script operations
 * @throws Error when an inline secret is shorter than 32 characters, or a text would be read as a template
 */
export function generateFlows(options: GenerateOptions, scripts: Readonly<Record<ScriptName, string>>): FlowsFile {
  if (options.form === 'inline') checkInline(options.secret, options.webAppUrl);
  const texts = makeTexts(options.bindings, options.version, options, scripts);
  return {
    version: 2,
    flows: [proxyFlow(texts), sendChangesFlow(texts), sendDeletesFlow(texts), processEventsFlow(texts)],
  };
}

function checkInline(secret: string, webAppUrl: string): void {
  if (secret.length < SECRET_MIN_LENGTH)
    throw new Error(`GCALENDARHOOKSECRET has fewer than ${SECRET_MIN_LENGTH} characters.`);
  if (!/^https?:\/\//.test(webAppUrl)) throw new Error('GCALENDARHOOKURL is no URL that starts with https://.');
}
