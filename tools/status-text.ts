// The status in words, for the terminal.
import type { Retry } from '../src/sync/retries';
import type { ReportEntry } from '../src/store/report-store';
import type { LeftAlone } from '../src/sources/left-alone';
import type { BindingStatus, DirectionStatus, Linked, Status } from '../src/setup/status';

/** Everything but the problems. */
export function statusLines(status: Status): string[] {
  const lines = [
    `Directus ⇄ Google Calendar ${status.version}: ${status.healthy ? 'all in sync' : 'not all in sync'}`,
    `Directus: last looked at ${status.directus.lastPull ?? 'never'}`,
  ];
  for (const calendar of status.calendars) {
    const push =
      calendar.push === 'on'
        ? `push until ${calendar.channelExpires}`
        : (calendar.pushRefused ?? 'no push channel; run install');
    lines.push(`Calendar ${calendar.calendar}: last looked at ${calendar.lastPull ?? 'never'}, ${push}`);
  }
  lines.push(`Full comparison: ${comparisonText(status.reconcile)}`);
  lines.push(...dayLines(status));
  for (const binding of status.bindings) lines.push(...bindingLines(binding));
  return lines;
}

const ALLOWANCES: Record<keyof Status['today'], string> = {
  newEvents: 'new events',
  calendarUnits: 'units of the Calendar API',
  urlFetches: 'URL fetches',
  triggerSeconds: 'seconds of run time of script triggers',
  propertyCalls: 'reads and writes of properties',
};

/** What is left of Google's day, and what waits for the next one. */
function dayLines({ today, putOff, batchesRefused }: Status): string[] {
  const names = Object.keys(ALLOWANCES) as (keyof Status['today'])[];
  return [
    "Google's limits for a day; the last tenth of each is kept for single edits:",
    ...names.map((name) => {
      const { used, allowed, left, until } = today[name];
      return `  ${ALLOWANCES[name]}: ${used} of ${allowed} used, ${left} left${used > 0 ? ` until ${until}` : ''}`;
    }),
    ...(putOff
      ? [`Bulk has been waiting for Google's daily quota since ${putOff.since}. It goes on after ${putOff.until}.`]
      : []),
    ...(batchesRefused
      ? [
          `Google refuses batches of calls since ${batchesRefused}: they are sent one by one, more slowly, until it takes them.`,
        ]
      : []),
  ];
}

/** When the last full comparison ended, and how far the next one is. */
export function comparisonText({ last, due, progress }: Status['reconcile']): string {
  const where = progress && `, ${progress.done} of ${progress.total} pairs of ${progress.calendar} are done`;
  return `${last ?? 'never'}${due ? `, due${where ?? ''}` : ''}`;
}

function bindingLines({ toGoogle, toDirectus, failures, reports, omitted, ...binding }: BindingStatus): string[] {
  const way = ({ lastGood, upToDate, pending, failed }: DirectionStatus) =>
    `${upToDate ? 'up to date' : 'NOT up to date'}, last look ${lastGood ?? 'never'}, ${pending} pending, ${failed} failed`;
  const what = ({ key, event, item, link }: Linked<Retry | ReportEntry>) =>
    [key === undefined ? `event ${event}` : `item ${key}`, item, link].filter(Boolean).join(' ');
  return [
    `Binding ${binding.binding} (${binding.collection} ⇄ ${binding.calendar})`,
    ...directionLines(binding),
    `  to Google: ${way(toGoogle)}`,
    `  to Directus: ${way(toDirectus)}`,
    ...brakeLines(binding),
    ...leftAloneLines(binding),
    ...failures.map((line) => `  ${line.next === null ? 'failed' : 'pending'}: ${line.reason}: ${what(line)}`),
    ...reports.flatMap((line) => [`  ${line.at} ${line.kind}: ${what(line)}`, ...lostLines(line)]),
    ...(omitted > 0 ? [`  ${omitted} older lines are left out`] : []),
  ];
}

function directionLines({ direction, isReadOnly }: Pick<BindingStatus, 'direction' | 'isReadOnly'>): string[] {
  if (isReadOnly) return ['  one way, to Directus: you may only read this calendar'];
  return direction === 'both' ? [] : [`  one way, to ${direction.slice(2)}`];
}

const LEFT_ALONE: Record<LeftAlone, string> = {
  organizer: 'events of other organizers',
  declined: 'declined events of theirs',
  kind: 'events of special kinds (birthdays, focus time) or locked ones',
  occurrence: 'changed dates of recurring events',
  series: 'recurring events',
  installation: 'events of other installations',
  archived: 'archived items (one that is taken out of the archive gets its event back)',
  unlinked: 'unlinked items (one whose id field is emptied gets an event again)',
  filtered: 'items that do not match the filter',
  paused: 'paused items',
  beyond: 'dates of recurring events beyond the number that the binding takes of one (window.perSeries)',
};

/** What is no pair, and is not to be one: nothing is wrong with it. */
function leftAloneLines({ leftAlone }: Pick<BindingStatus, 'leftAlone'>): string[] {
  const names = (Object.keys(LEFT_ALONE) as LeftAlone[]).filter((name) => leftAlone[name]);
  if (names.length === 0) return [];
  return [`  left alone: ${names.map((name) => `${leftAlone[name]} ${LEFT_ALONE[name]}`).join(', ')}`];
}

/** What the brake does in a binding, and what it holds back, a line each. */
export function brakeLines({ binding, brake }: Pick<BindingStatus, 'binding' | 'brake'>): string[] {
  return brake.flatMap(({ direction, sent, limit, waiting, held, released }) => [
    `  Brake of ${binding} towards ${direction.slice(2)}: ${sent} of ${limit} deletions within the hour, ${waiting} held back${released > 0 ? `, ${released} on their way` : ''}`,
    ...held.map(({ key, event, what }) => `    ${what}: item ${key}, event ${event}`),
    ...(waiting > held.length ? [`    and ${waiting - held.length} more`] : []),
  ]);
}

function lostLines({ winner, lost, revision, fields, reason }: ReportEntry): string[] {
  const values = Object.entries(lost ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  if (revision !== undefined) values.push(`${fields?.join(', ')} in revision ${revision} of the item`);
  const text = [reason, winner && `the ${winner} won`, values.length > 0 && `lost: ${values.join('; ')}`];
  return text.some(Boolean) ? [`    ${text.filter(Boolean).join('; ')}`] : [];
}
