// What a first sync would do, in words.
import { FATES, type DryRun, type Example, type Fate } from './dry-run';

export function dryRunLines(plans: readonly DryRun[]): string[] {
  return [
    ...plans.flatMap(bindingLines),
    '',
    'Nothing was written. install begins; nobody gets mail for it from Google.',
  ];
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

function exampleText({ fate, key, event, link, title }: Example): string {
  const what = fate === 'ambiguous' ? 'ambiguous' : 'cannot be an event';
  const parts = [`item ${key}`, event && `event ${link ?? event}`, title && JSON.stringify(title)];
  return `${what}: ${parts.filter(Boolean).join(', ')}`;
}
