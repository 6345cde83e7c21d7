// The scratch calendars: the check makes them, works in nothing else, and deletes them.
import { must } from './outcome';
import { calendarPath, rest } from './ways';

/** Script property with the ids of the scratch calendars that are there, in JSON. */
const KEPT = 'scratch';
/** Every test of hours stands on this zone, whose clocks change on 31 March 2030. */
export const ZONE = 'Europe/Berlin';

/** Its id is written down, so that a later run deletes it where this one is cut off. */
export function makeScratchCalendar(): string {
  const calendar = { summary: 'Account check (may be deleted)', timeZone: ZONE };
  const { id } = must(rest<{ id: string }>('post', '/calendars', calendar), 'making a scratch calendar');
  keep([...kept(), id]);
  return id;
}

/** Deletes all that are there; one that Google does not delete now is left for the next run, and told. */
export function deleteScratchCalendars(): void {
  const left = kept().filter((id) => {
    const told = deleted(id);
    const isGone = told === 'ok' || /^(404|410) /.test(told);
    if (!isGone) console.warn(`A scratch calendar could not be deleted (${told}); the next run tries again.`);
    return !isGone;
  });
  keep(left);
}

/** After many writes Google refuses this one, too, until the minute is over. */
function deleted(id: string): string {
  for (let retries = 3; ; retries--) {
    const { told } = rest('delete', calendarPath(id));
    if (retries === 0 || !/rateLimitExceeded/i.test(told)) return told;
    Utilities.sleep(20_000);
  }
}

function kept(): string[] {
  return JSON.parse(properties().getProperty(KEPT) ?? '[]') as string[];
}

function keep(ids: readonly string[]): void {
  if (ids.length === 0) properties().deleteProperty(KEPT);
  else properties().setProperty(KEPT, JSON.stringify(ids));
}

function properties(): GoogleAppsScript.Properties.Properties {
  return PropertiesService.getScriptProperties();
}
