// Asks one question after the other, goes on where an earlier execution stopped, prints a line for each.
import { canonical } from './canonical';
import { Desk } from './desk';
import { Unanswerable, type Json } from './answer';
import type { Question } from './question';
import { SETTINGS } from './settings';
import { deleteScratchCalendars } from './scratch';

/** What the local Google answers, by question; the build puts it in. */
declare const __LOCAL_ANSWERS__: Record<string, Json>;

/** Google ends an execution after six minutes; before that the calendar must be deleted, which may take one of them. */
const LIMIT_MS = 4.5 * 60_000;
const USUAL_SECONDS = 45;

/** Script properties of the check itself. */
const ANSWER = 'answer.';
const ASKING = 'asking';

/**
 * Asks what has no answer yet, and prints all lines, those of earlier executions too. Where Google refuses to keep an
 * answer the execution fails, and the next one goes on from there.
 * @returns how many questions are left for want of time
 */
export function askAll(questions: readonly Question[]): number {
  const until = Date.now() + LIMIT_MS;
  deleteScratchCalendars();
  noteCutOff();
  const settings = properties().getProperties();
  const desk = new Desk(settings);
  const left: string[] = [];
  try {
    for (const question of questions) {
      const { id, needs, seconds = USUAL_SECONDS } = question;
      const known = settings[ANSWER + id] ?? properties().getProperty(ANSWER + id);
      if (known !== null) print(question, JSON.parse(known) as Json);
      else if (needs !== undefined && !settings[needs]) printSkipped(question, needs);
      else if (Date.now() + seconds * 1000 > until) left.push(id);
      else print(question, answered(question, desk));
    }
  } finally {
    deleteScratchCalendars();
  }
  if (left.length > 0) console.warn(`The time of one execution is over: run this again for ${left.join(', ')}.`);
  return left.length;
}

/** Forgets all answers, so that every question is asked anew. */
export function forgetAnswers(): void {
  deleteScratchCalendars();
  for (const name of properties().getKeys())
    if (name.startsWith(ANSWER) || name === ASKING) properties().deleteProperty(name);
}

function answered(question: Question, desk: Desk): Json {
  properties().setProperty(ASKING, question.id);
  const answer = outcomeOfQuestion(question, desk);
  properties()
    .setProperties({ [ANSWER + question.id]: JSON.stringify(answer) }, false)
    .deleteProperty(ASKING);
  return answer;
}

function outcomeOfQuestion({ ask }: Question, desk: Desk): Json {
  try {
    return ask(desk);
  } catch (error) {
    // The next question is asked all the same: what went wrong is what there is to know of this one.
    return error instanceof Unanswerable ? { unanswered: error.message } : { error: String(error) };
  }
}

/** A question that an execution did not survive is not asked again, or no later one ever would be. */
function noteCutOff(): void {
  const id = properties().getProperty(ASKING);
  if (id === null) return;
  const answer = { error: 'Google ended the execution while this was asked' };
  properties().setProperty(ANSWER + id, JSON.stringify(answer));
  properties().deleteProperty(ASKING);
}

function print({ id, asks }: Question, google: Json): void {
  const local = __LOCAL_ANSWERS__[id];
  const compared = local === undefined ? {} : { local, same: canonical(google) === canonical(local) };
  console.log(JSON.stringify({ question: id, asks, google, ...compared }));
}

function printSkipped({ id, asks }: Question, needs: keyof typeof SETTINGS): void {
  const skipped = `Set the script property ${needs} (Project Settings, at the bottom) to ${SETTINGS[needs]}.`;
  console.log(JSON.stringify({ question: id, asks, skipped }));
}

function properties(): GoogleAppsScript.Properties.Properties {
  return PropertiesService.getScriptProperties();
}
