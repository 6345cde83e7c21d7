// What a question is, and the settings that some of them need.
import type { Desk } from './desk';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };

/** Script properties that a person sets, with what to set them to. */
export const SETTINGS = {
  ECHO_URL: 'an https address that answers with the headers of the request, e.g. https://postman-echo.com/headers',
  SLOW_URL: 'an https address that answers after about ten seconds, e.g. https://postman-echo.com/delay/10',
  PUSH_URL: 'an https address of your own server, best that of your Directus; Google sends it one message or two',
  EXEC_URL: "the address of this script's own web app, which ends in /exec",
  GUEST: 'an e-mail address of your own outside of this account and its domain; it is invited without a mail',
  ZOOM_EVENT:
    'the id of an event with a Zoom meeting that you made by hand for this (or CALENDAR_ID/EVENT_ID, where it is not in your main calendar)',
} as const;

export type Setting = keyof typeof SETTINGS;

export interface Question {
  /** Stays the same for ever: answers of different days are compared by it. */
  id: string;
  /** One plain sentence. */
  asks: string;
  needs?: Setting;
  /** How long it may take at Google; 45 where nothing is said. */
  seconds?: number;
  /**
   * The answer holds no ids, etags or moments, but what follows from them ("same", "kept"), so that it can be compared.
   * Whatever it throws becomes the answer.
   */
  ask: (desk: Desk) => Json;
}

/** Google refused a step that only prepares the question: there is no answer, and this says why. */
export class Unanswerable extends Error {
  override readonly name = 'Unanswerable';
}
