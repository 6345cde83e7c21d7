// What a first sync would do, in words.
import type { DryRun, Example, Fate } from '../src/app/dry-run';

const FATES: Record<Fate, string> = {
  event: 'items get an event',
  item: 'events get an item',
  linked: 'items and events of the same times and title become pairs',
  ambiguous: 'more do, though they could be paired up otherwise, because others look the same: see below',
  paired: 'are pairs already',
  half: 'have lost their other side; the policies of the binding decide',
  noStart: 'items without a start are left alone',
  unusable: 'items cannot be events, because of their start or end: see below',
  foreign: 'events are left alone: of another organizer, another installation, or of a special kind',
  unlinked: 'items are unlinked and stay so',
};

export function dryRunLines(plans: readonly DryRun[]): string[] {
  return [
    ...plans.flatMap(bindingLines),
    '',
    'Nothing was written. install begins; nobody gets mail for it from Google.',
  ];
}

function bindingLines({ binding, collection, calendar, counts, examples }: DryRun): string[] {
  const fates = (Object.keys(FATES) as Fate[]).filter((fate) => counts[fate]);
  return [
    `Binding ${binding} (${collection} ⇄ ${calendar})`,
    ...fates.map((fate) => `${String(counts[fate]).padStart(8)} ${FATES[fate]}`),
    ...examples.map((example) => `    ${exampleText(example)}`),
  ];
}

function exampleText({ fate, key, event, link, title }: Example): string {
  const what = fate === 'ambiguous' ? 'ambiguous' : 'cannot be an event';
  const parts = [`item ${key}`, event && `event ${link ?? event}`, title && JSON.stringify(title)];
  return `${what}: ${parts.filter(Boolean).join(', ')}`;
}
