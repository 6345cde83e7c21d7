// The advanced Calendar service of Apps Script: one call of it, and lists of pages.
import { success, type Count, type Result } from '../ports';
import { thrownFailure } from './failures';

/** The most that Google gives on a page. */
export const PAGE_SIZE = 2500;
const MAX_PAGES = 1000;

export interface Counted {
  count: Count;
}

/** The advanced service, for one call; it is undefined when it was not added to the script project. */
export function service({ count }: Counted, units = 1) {
  count('calendarUnits', units);
  if (typeof Calendar === 'undefined' || !Calendar)
    throw new Error('the Calendar service is not part of this script project');
  return Calendar as GoogleAppsScript.Calendar & { Events: GoogleAppsScript.Calendar.Collection.EventsCollection };
}

export function attempt<T>(call: () => T): Result<T> {
  try {
    return success(call());
  } catch (error) {
    return { ok: false, failure: thrownFailure(error) };
  }
}

/** A copy that can be taken apart: how the advanced service makes its answers is nowhere said, but that they have JSON. */
export function plain<T>(answer: T): T {
  return JSON.parse(JSON.stringify(answer)) as T;
}

/** @throws what a page throws */
export function allPages<P extends { nextPageToken?: string | undefined }>(
  get: (page: { pageToken?: string }) => P,
): P[] {
  const pages: P[] = [];
  let pageToken: string | undefined;
  do {
    if (pages.length >= MAX_PAGES) throw new Error('Google Calendar gave pages without end');
    const page = plain(get(pageToken ? { pageToken } : {}));
    pages.push(page);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return pages;
}
