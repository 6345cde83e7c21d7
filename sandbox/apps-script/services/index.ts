// Installs the services in the context that this file is compiled in, and runs one function of the bundle there.
import type { ExecutionConfig, Outcome, ScriptError } from '../protocol';
import { makeCalendar } from './calendar';
import { makeConsole, makeLogger } from './console';
import { contentService, describeReturned, htmlService } from './content';
import { dateFollowing } from './date';
import { exception } from './exceptions';
import { connectHost } from './host';
import type { CallHost } from './host';
import { mailApp, makeSession } from './mail';
import { cacheService, lockService, propertiesService } from './stores';
import { makeScriptApp } from './triggers';
import { urlFetchApp } from './url-fetch';
import { utilities } from './utilities';

/** The advanced services that are simulated, by the ids that the manifest uses. */
const ADVANCED: Record<string, () => object> = { calendar: makeCalendar };

const scope = globalThis as unknown as Record<string, unknown>;

function define(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false });
}

/** What the log and the error page show of something thrown: anything can be thrown. */
function describeError(thrown: unknown): ScriptError {
  if (!(thrown instanceof Error))
    return { name: 'Error', message: String(thrown), line: undefined, stack: '', details: undefined };
  const line = /Code\.js:(\d+)/.exec(thrown.stack ?? '')?.[1];
  const details = (thrown as { details?: unknown }).details;
  return {
    name: thrown.name,
    message: thrown.message,
    line: line === undefined ? undefined : Number(line),
    stack: thrown.stack ?? '',
    details: details === undefined ? undefined : JSON.stringify(details),
  };
}

function runFunction(name: string, args: string): Outcome {
  const entry = scope[name];
  if (typeof entry !== 'function') throw exception(`Script function not found: ${name}`);
  const returned: unknown = Reflect.apply(entry, undefined, JSON.parse(args) as unknown[]);
  return { returned: describeReturned(returned) };
}

/**
 * Installs the services whose look doesn't depend on the execution.
 * @param call blocking call of the host; @param print keeps a console line; @param now the sandbox's clock, ms
 * @returns what runs one function: takes its name, its arguments and the execution's settings as JSON and the function
 *   that loads the bundle, and gives the outcome as JSON
 */
export function startServices(
  call: CallHost,
  print: (level: string, text: string) => void,
  now: () => number,
): (functionName: string, args: string, config: string, loadBundle: () => void) => string {
  connectHost(call);
  define({
    Date: dateFollowing(now),
    console: makeConsole(print),
    Logger: makeLogger(print),
    PropertiesService: propertiesService,
    CacheService: cacheService,
    LockService: lockService,
    UrlFetchApp: urlFetchApp,
    ContentService: contentService,
    HtmlService: htmlService,
    Utilities: utilities,
    MailApp: mailApp,
  });
  return (functionName, args, config, loadBundle) => {
    const settings = JSON.parse(config) as ExecutionConfig;
    define({ ScriptApp: makeScriptApp(settings), Session: makeSession(settings) });
    for (const { symbol, service } of settings.advancedServices) define({ [symbol]: ADVANCED[service]?.() });
    let outcome: Outcome;
    try {
      loadBundle();
      outcome = runFunction(functionName, args);
    } catch (thrown) {
      outcome = { error: describeError(thrown) };
    }
    return JSON.stringify(outcome);
  };
}
