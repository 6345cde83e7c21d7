// The installation id: whose links count as ours, and what becomes of the pairs of one that was lost.
import { count, strangersOf, type Counts } from '../sources/left-alone';
import { readSidesAtOnce } from '../sources/read-sides';
import { jobsOfSides } from '../sources/sides';
import { alertOwner } from '../sync/alerts';
import { boundCalendars, type App } from '../sync/context';
import type { SettingsStore } from '../ports';
import { isZoneOpen } from './zones';

const NO_INSTALLATION =
  'The script property INSTALLATION_ID is missing, so nothing is synced. Run install: it makes one, and asks first where there are pairs already.';

/** What `install` has yet to do before anything may run; undefined: nothing. */
export function whyNotInstalled({ settings }: App): string | undefined {
  if (settings.installations.length === 0) return NO_INSTALLATION;
  const open = settings.bindings.find(isZoneOpen(settings));
  // In a guessed zone days would become other days.
  return (
    open &&
    `No zone is kept of the calendar "${open.calendar}" of the binding "${open.id}", so nothing is synced. Run install: it keeps the calendar's; or write a "timeZone" into the binding.`
  );
}

/** Whether the script may run; mails its owner when it may no longer. */
export function isInstalled(app: App): boolean {
  const text = whyNotInstalled(app);
  if (text === undefined) return true;
  alertOwner(app, { problem: 'installation', subject: 'install has to run again', text });
  return false;
}

/** Pairs of other installations that are named by our items, by installation; undefined: a side could not be read whole. */
export function strangerPairs(app: App): Counts<string> | undefined {
  const all: Counts<string> = {};
  for (const calendarId of boundCalendars(app)) {
    const sides = readSidesAtOnce(app, calendarId);
    if (!sides) return undefined;
    const jobs = jobsOfSides(app, sides);
    if (!jobs) return undefined;
    addCounts(all, strangersOf(sides, jobs));
  }
  return all;
}

export function addCounts(sum: Counts<string>, more: Counts<string>): void {
  for (const [name, pairs] of Object.entries(more)) count(sum, name, pairs);
}

/** Asked before an id is made where there are pairs of another one already; undefined: there is nothing to ask. */
export function questionOf(strangers: Counts<string>): string | undefined {
  const found = Object.entries(strangers).map(([id, pairs]) => `${pairs} pairs of installation ${id}`);
  if (found.length === 0) return undefined;
  return [
    `Your items and calendars hold ${found.join(' and ')}. Nothing was done yet. Which of these is true?`,
    '    That installation is gone, and this script takes its place (INSTALLATION_ID was lost, or the script was set up anew): run adoptPairs. Its pairs stay pairs.',
    '    That installation goes on working, and this is another one beside it: name other calendars in bindings.json, or run startAnew. Then those pairs stay with it, and their items are not synced from here.',
  ].join('\n');
}

/**
 * A person says that another installation is gone: what it linked is ours from now on.
 * @param makeId makes an id where the script has none
 * @returns what to tell, and whether it was done
 */
export function adopt(app: App, store: SettingsStore, makeId: () => string): { done: boolean; text: string } {
  const strangers = strangerPairs(app);
  if (!strangers) return { done: false, text: 'A side could not be read whole. Run install: it says what is missing.' };
  const ids = Object.keys(strangers);
  const own = app.settings.installations.length > 0 ? app.settings.installations : [makeId()];
  if (ids.length === 0) return { done: false, text: 'There are no pairs of another installation.' };
  if (ids.length > 1)
    return {
      done: false,
      text: `There are pairs of several installations: ${ids.join(', ')}. Set the script property INSTALLATION_ID to "${own.join(' ')}" and, behind it, a blank and the id of each that is gone; then run install.`,
    };
  store.set('INSTALLATION_ID', [...own, ...ids].join(' '));
  return { done: true, text: `Adopted: ${strangers[ids[0]!]} pairs of installation ${ids[0]}.` };
}
