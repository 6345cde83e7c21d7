// The script's own web app: what an execution does that another one of the same script asks for, and asking for it.
import { Unanswerable } from './answer';

/** Stands at the top of the built file, so that a person can tell newer code from deployed code by changing it. */
declare const EDITION: number;

/** Script property with what only this script knows: anybody may call its web app. */
const SECRET = 'secret';
/** How often one execution works the lock. */
const LOCK_ROUNDS = 10;

/** Tasks of another execution of this script; each answers JSON. */
const TASKS = {
  /** Takes both locks without waiting. */
  takeLocks: () => ({ script: tried(LockService.getScriptLock()), user: tried(LockService.getUserLock()) }),
  /** Takes and frees the script's lock again and again: how many executions at once Google lets do that. */
  workLock: () => Array.from({ length: LOCK_ROUNDS }, () => tried(LockService.getScriptLock())),
  userProperty: (name: string) => PropertiesService.getUserProperties().getProperty(name),
  setScriptProperty: (name: string, value: string) => {
    PropertiesService.getScriptProperties().setProperty(name, value);
    return true;
  },
  /** @returns the edition that is deployed */
  makeTrigger: (name: string) => {
    ScriptApp.newTrigger(name).timeBased().after(1000).create();
    return EDITION;
  },
};

type Tasks = typeof TASKS;
export type Task = keyof Tasks;

/** "taken", "refused", or what was thrown; a lock that was taken is free again. */
export function tried(lock: GoogleAppsScript.Lock.Lock): string {
  try {
    if (!lock.tryLock(0)) return 'refused';
    lock.releaseLock();
    return 'taken';
  } catch (error) {
    return `thrown: ${String(error)}`;
  }
}

/** Serves one task to whoever knows the secret. */
export function answerSelf(event: GoogleAppsScript.Events.DoPost): GoogleAppsScript.Content.TextOutput {
  const { secret, task, args } = JSON.parse(event.postData.contents) as { secret: string; task: Task; args: string[] };
  const run = TASKS[task] as (...given: string[]) => unknown;
  // Nobody knows it before this script has called itself for the first time.
  const known = properties().getProperty(SECRET);
  const answer = known !== null && secret === known ? { task, did: run(...args) } : { refused: true };
  return ContentService.createTextOutput(JSON.stringify(answer)).setMimeType(ContentService.MimeType.JSON);
}

/** Has another execution do a task. @throws Unanswerable where the web app does not answer for this script */
export function askSelf<Name extends Task>(
  execUrl: string,
  task: Name,
  ...args: Parameters<Tasks[Name]>
): ReturnType<Tasks[Name]> {
  const [answer] = askSelfAtOnce(execUrl, 1, task, ...args);
  if (answer === undefined)
    throw new Unanswerable(
      'EXEC_URL does not answer as this script does: deploy it as a web app (execute as "Me", access "Anyone") and set EXEC_URL to its address',
    );
  return answer;
}

/**
 * Has so many executions do a task at the same time.
 * @returns their answers; undefined for each that gave a page instead
 */
export function askSelfAtOnce<Name extends Task>(
  execUrl: string,
  times: number,
  task: Name,
  ...args: Parameters<Tasks[Name]>
): (ReturnType<Tasks[Name]> | undefined)[] {
  const payload = JSON.stringify({ secret: ownSecret(), task, args });
  const request = {
    url: execUrl,
    method: 'post' as const,
    contentType: 'application/json',
    payload,
    muteHttpExceptions: true,
  };
  return UrlFetchApp.fetchAll(Array.from({ length: times }, () => request)).map((response) => {
    const answer = /^\{"task":"(\w+)"/.exec(response.getContentText());
    if (answer?.[1] !== task) return undefined;
    return (JSON.parse(response.getContentText()) as { did: ReturnType<Tasks[Name]> }).did;
  });
}

export interface TriggerRun {
  /** ms since the epoch. */
  at: number;
  edition: number;
}

/** Leaves behind that a trigger ran. @param next the function of a trigger that this run makes */
export function noteTriggerRun(name: string, next: string | null): void {
  const run: TriggerRun = { at: Date.now(), edition: EDITION };
  if (next !== null) ScriptApp.newTrigger(next).timeBased().after(1000).create();
  properties().setProperty(`ran.${name}`, JSON.stringify(run));
}

/** What a trigger left behind; null as long as it has not run. */
export function triggerRun(name: string): TriggerRun | null {
  return JSON.parse(properties().getProperty(`ran.${name}`) ?? 'null') as TriggerRun | null;
}

/** Removes triggers of these functions and what they left behind. @returns whether Google had disabled one */
export function clearTriggers(names: readonly string[]): boolean {
  let wasDisabled = false;
  for (const trigger of ScriptApp.getProjectTriggers()) {
    if (!names.includes(trigger.getHandlerFunction())) continue;
    // The types lack what the reference has: https://developers.google.com/apps-script/reference/script/trigger
    wasDisabled ||= (trigger as { isDisabled?: () => boolean }).isDisabled?.() ?? false;
    ScriptApp.deleteTrigger(trigger);
  }
  for (const name of names) properties().deleteProperty(`ran.${name}`);
  return wasDisabled;
}

/** The edition of the code that runs now. */
export function ownEdition(): number {
  return EDITION;
}

function ownSecret(): string {
  const known = properties().getProperty(SECRET);
  if (known !== null) return known;
  const secret = Utilities.getUuid();
  properties().setProperty(SECRET, secret);
  return secret;
}

function properties(): GoogleAppsScript.Properties.Properties {
  return PropertiesService.getScriptProperties();
}
