// What a person can do about a side that refuses or is silent.
import type { Failure } from '../ports';
import type { App } from './context';

/** What to do about a call to Google Calendar that failed. */
export function calendarRemedy(failure: Failure): string {
  switch (failure.kind) {
    case 'apiDisabled':
      return 'The Calendar API is not switched on for this script. In the editor: Services +, Google Calendar API, Add. Then run install again.';
    case 'unauthorized':
    case 'forbidden':
      return 'Google denied the script access to your calendars. Run install again and tick all boxes of the consent screen.';
    case 'notFound':
      return 'Google does not know this calendar any more: it was deleted, or is no longer shared with you. Have it shared again, or name another in bindings.json (listCalendars shows them).';
    case 'rateLimited':
    case 'quotaExceeded':
      return `Google accepts no more calls for now (${failure.message}). You need do nothing: the sync goes on by itself.`;
    case 'unavailable':
      if (failure.status === null)
        return `Google Calendar gave no answer (${failure.message}). If it is not among the Services of the editor, add it; then run install again.`;
      return `Google Calendar is out of order (${failure.message}). You need do nothing: the sync goes on by itself.`;
    default:
      return `${failure.message}.`;
  }
}

/** What to do about a call to Directus that failed. */
export function directusRemedy(app: App, failure: Failure): string {
  if (failure.kind === 'unavailable' && failure.status === null)
    return `Directus at ${app.settings.directusUrl} could not be reached from Google. It must be on the public internet; check DIRECTUS_URL.`;
  return failure.message;
}
