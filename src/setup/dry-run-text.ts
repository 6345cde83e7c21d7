// What a first sync, or a change of bindings, would do, in words.
import type { DryRun, Example } from './dry-run';
import { FATES, type Fate } from './fates';
import type { Released, Trial } from './try-bindings';

export function dryRunLines(plans: readonly DryRun[]): string[] {
  return [
    ...plans.flatMap(bindingLines),
    '',
    'Nothing was written. install begins; nobody gets mail for it from Google.',
  ];
}

export function trialLines({ plans, released, isImported, problems }: Trial): string[] {
  return [
    ...plans.flatMap(bindingLines),
    ...released.map(releasedText),
    ...problems.map((problem) => `PROBLEM: ${problem}`),
    '',
    'Nothing was written, and the script goes on with its own bindings.',
    isImported
      ? 'The flows know these bindings already: nothing is synced until the script is pushed and deployed with them, or the old flows are imported again.'
      : 'The flows are told the same by both, and stay as they are: to change over, push and deploy the script with these bindings, and run install.',
  ];
}

function releasedText({ binding, collection, calendar, because, pairs }: Released): string {
  const what = {
    gone: `Binding ${binding} (${collection} ⇄ ${calendar}) is left out: items and events stay, and are not synced any more`,
    calendar: `Binding ${binding} leaves the calendar ${calendar}: its events stay there, and belong to no item any more`,
    collection: `Binding ${binding} leaves the collection ${collection}: its items stay, and are not synced any more`,
  }[because];
  return `${what} (${pairs === null ? 'how many could not be counted' : `${pairs} pairs`}).`;
}

function bindingLines({ binding, collection, calendar, counts, strangers, examples }: DryRun): string[] {
  const fates = (Object.keys(FATES) as Fate[]).filter((fate) => counts[fate]);
  return [
    `Binding ${binding} (${collection} ⇄ ${calendar})`,
    ...fates.map((fate) => `${String(counts[fate]).padStart(8)} ${FATES[fate]}`),
    ...Object.entries(strangers).map(([id, pairs]) => `    of another installation: ${pairs} pairs of ${id}`),
    ...examples.map((example) => `    ${exampleText(example)}`),
  ];
}

const WORDS: Partial<Record<Fate, string>> = {
  ambiguous: 'ambiguous',
  unusable: 'cannot be an event',
  filterEvent: 'loses its event',
};

function exampleText({ fate, key, event, link, title }: Example): string {
  const what = WORDS[fate] ?? fate;
  const parts = [`item ${key}`, event && `event ${link ?? event}`, title && JSON.stringify(title)];
  return `${what}: ${parts.filter(Boolean).join(', ')}`;
}
