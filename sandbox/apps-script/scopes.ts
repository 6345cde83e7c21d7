// The OAuth scopes that host calls need, when the manifest lists scopes (else Apps Script finds them by itself).
// https://developers.google.com/apps-script/concepts/scopes
import type { HostCallName } from './protocol';
import { ScriptException } from './script-exception';

const AUTH = 'https://www.googleapis.com/auth';

/** By the beginning of a call's name: what the error names, and the scopes of which one is enough. */
const NEEDED: [prefix: string, service: string, scopes: string[]][] = [
  ['urlfetch.', 'UrlFetchApp.fetch', [`${AUTH}/script.external_request`]],
  ['triggers.', 'ScriptApp.getProjectTriggers', [`${AUTH}/script.scriptapp`]],
  ['mail.', 'MailApp.sendEmail', [`${AUTH}/script.send_mail`]],
  ['session.', 'Session.getEffectiveUser', [`${AUTH}/userinfo.email`]],
];

const EVENT_WRITERS = [`${AUTH}/calendar`, `${AUTH}/calendar.events`];
const EVENT_READERS = [...EVENT_WRITERS, `${AUTH}/calendar.readonly`, `${AUTH}/calendar.events.readonly`];
const CALENDAR_READERS = [
  `${AUTH}/calendar`,
  `${AUTH}/calendar.readonly`,
  `${AUTH}/calendar.calendarlist`,
  `${AUTH}/calendar.calendarlist.readonly`,
  `${AUTH}/calendar.calendars`,
  `${AUTH}/calendar.calendars.readonly`,
];

const granted = (scopes: readonly string[] | undefined, wanted: readonly string[]): boolean =>
  scopes === undefined || wanted.some((scope) => scopes.includes(scope));

/** What the manifest that was pushed last asks for, and what the owner has consented to. At first that is the same. */
export class Consent {
  private readonly given: Set<string>;

  /** @param asked undefined: left to be detected, which counts as consented to */
  constructor(private asked: readonly string[] | undefined) {
    this.given = new Set(asked);
  }

  push(asked: readonly string[] | undefined): void {
    this.asked = asked;
  }

  /** The owner ticks all boxes. */
  give(): void {
    for (const scope of this.asked ?? []) this.given.add(scope);
  }

  isMissing(): boolean {
    return this.scopes()?.length !== this.asked?.length;
  }

  /** What calls may rest on; undefined: on anything. */
  scopes(): readonly string[] | undefined {
    return this.asked?.filter((scope) => this.given.has(scope));
  }
}

/** Throws a ScriptException where the scopes don't allow the call. */
export function requireScopes(scopes: readonly string[] | undefined, call: HostCallName): void {
  for (const [prefix, service, wanted] of NEEDED)
    if (call.startsWith(prefix) && !granted(scopes, wanted))
      throw new ScriptException(
        `Specified permissions are not sufficient to call ${service}. Required permissions: ${wanted.join(' || ')}`,
      );
}

/** Whether the token, which carries the scopes, is good for a method of the Calendar API. */
export function allowsApi(scopes: readonly string[] | undefined, httpMethod: string, path: string): boolean {
  if (!/\/events(\/|\?|$)|^\/batch\/|\/channels\//.test(path)) return granted(scopes, CALENDAR_READERS);
  return granted(scopes, httpMethod === 'GET' || path.includes('/channels/') ? EVENT_READERS : EVENT_WRITERS);
}
