// Mails the script's owner about what needs a person, once a day for each problem.
import type { App } from './context';
import { calendarFeed, lastGood } from './looks';
import { LONGEST_CACHED_SECONDS, cell, type Failure, type FailureKind } from '../ports';
import { calendarRemedy, directusRemedy } from './remedies';

export interface Alert {
  /** Names the problem: one mail a day for each name. Short, without values of users. */
  problem: string;
  subject: string;
  /** Plain words that say what to do. */
  text: string;
}

/** When the last mail about each problem was sent, ms since the epoch. */
export const MAILS = cell<Record<string, number> | null>('note.mails', null);
const DAY_MS = 86_400_000;
/** Shorter refusals need nobody: while flows are imported again they are missing for a minute. */
const REFUSED_MS = 15 * 60_000;
/** The same for a side that gives no answer. */
const SILENT_MS = 3 * 3_600_000;

/** A mail that could not be sent (the day's quota is used up) fails nothing: the next run that meets the problem tries again. */
export function alertOwner(app: App, { problem, subject, text }: Alert): void {
  const now = app.clock.now();
  const mails = Object.entries(app.state.get(MAILS) ?? {});
  const recent = Object.fromEntries(mails.filter(([, sentAt]) => now - sentAt < DAY_MS));
  const cached = `mail.${problem}`;
  if (recent[problem] !== undefined || app.cache.get(cached) !== null) return;
  const sent = app.mail(`Directus ⇄ Google Calendar: ${subject}`, `${text}\n\n${FOOTER}`);
  app.log({ alert: problem, sent });
  if (!sent) return;
  try {
    app.state.set(MAILS, { ...recent, [problem]: now });
  } catch (error) {
    // A store that takes nothing more must not make every run send a mail: the cache remembers, for some hours.
    app.log({ alert: 'not stored', error: (error as Error).name });
    app.cache.putAll({ [cached]: '1' }, LONGEST_CACHED_SECONDS);
  }
}

const FOOTER = 'More: showStatus in the editor, or npm run status. While this lasts you get one mail a day.';

/** Subjects of mails about failures that last and need a person; all other kinds pass without one. */
const SUBJECTS: Partial<Record<FailureKind, string>> = {
  apiDisabled: 'the Calendar API is switched off',
  notFound: 'gone',
  unauthorized: 'refuses the script',
  forbidden: 'refuses the script',
  unavailable: 'no answer for hours',
};

/**
 * For a side that could not be read, and needs its owner when that lasts.
 * @param since when the first look failed, ms since the epoch
 * @param calendarId missing: Directus
 */
export function alertFailure(app: App, failure: Failure, since: number, calendarId?: string): void {
  const subject = SUBJECTS[failure.kind];
  const feed = calendarId === undefined ? 'directus' : calendarFeed(calendarId);
  const last = lastGood(app.state, feed);
  const limitMs = failure.kind === 'unavailable' ? SILENT_MS : REFUSED_MS;
  if (!subject || app.clock.now() - since < limitMs) return;
  const side = calendarId === undefined ? 'Directus' : `calendar "${calendarId}"`;
  const remedy = calendarId === undefined ? directusRemedy(app, failure) : calendarRemedy(failure);
  alertOwner(app, {
    problem: [failure.kind, failure.reason, failure.kind === 'notFound' || !calendarId ? feed : 'google'].join(' '),
    subject: `${side}: ${subject}`,
    text: `${remedy}\nThe last look at ${side} that went well was ${last === null ? 'never' : `at ${new Date(last).toISOString()}`}. Nothing is lost: once this is mended, the sync goes on by itself.`,
  });
}
