// The entry points of the account check: what a person runs in the editor, its own web app, its own triggers.
import { askAll, forgetAnswers } from './check';
import { answerSelf, noteTriggerRun } from './own-web-app';
import { BURST_QUESTIONS, QUESTIONS } from './questions';

/** Run this first, and again until it says that nothing is left. */
export function checkAccount(): number {
  return askAll(QUESTIONS);
}

/** Writes some thousand events into a calendar of its own: on an account whose quota of the day nobody needs. */
export function checkBurst(): number {
  return askAll(BURST_QUESTIONS);
}

/** Forgets all answers; the next run asks everything anew. */
export function askAnew(): void {
  forgetAnswers();
}

/** What the script asks itself over its own web app. */
export function doPost(event: GoogleAppsScript.Events.DoPost): GoogleAppsScript.Content.TextOutput {
  return answerSelf(event);
}

/** The trigger that the web app makes; it makes the next one. */
export function triggerFromWebApp(): void {
  noteTriggerRun('triggerFromWebApp', 'triggerFromTrigger');
}

export function triggerFromTrigger(): void {
  noteTriggerRun('triggerFromTrigger', null);
}
