// What a full comparison would do, counted without doing it: for a person who is about to start the sync.
import { itemForm } from '../core/item';
import { boundCalendars, type App } from './app';
import { jobsOfSides, readSides, type Sides } from '../feeds/comparison';
import { linkOf, type Job } from '../pairs/job';
import { MetPairs } from '../pairs/turn';

/**
 * What becomes of an item, an event or a pair: `paired` is linked already; `linked` will be, by times and title, and
 * `ambiguous` as well, though it could be paired up otherwise, because others look the same; `event` and `item` are
 * created for their other side; `half` has lost its other side: it is looked at by itself, and the binding's policies
 * decide. All else is left alone: an item without a start, one that cannot be an event, one that is unlinked, an event
 * that is not ours to touch.
 */
export type Fate =
  'paired' | 'linked' | 'ambiguous' | 'event' | 'item' | 'half' | 'noStart' | 'unusable' | 'unlinked' | 'foreign';

/** One thing that a person may want to look at first. `event` is an event's id, `link` its address. */
export interface Example {
  fate: Fate;
  key?: string;
  event?: string;
  link?: string;
  title?: string | null;
}

export interface DryRun {
  binding: string;
  collection: string;
  calendar: string;
  /** How many; what is missing there is not. */
  counts: Partial<Record<Fate, number>>;
  /** The first of what is ambiguous, and of what cannot be an event. */
  examples: Example[];
}

const EXAMPLES = 20;

/** One for each binding; undefined when a side could not be read whole. */
export function dryRun(app: App): DryRun[] | undefined {
  const plans: DryRun[] = [];
  for (const calendarId of boundCalendars(app)) {
    const sides = readSides(app, calendarId, new MetPairs());
    if (!sides) return undefined;
    plans.push(...plansOf(app, sides));
  }
  return plans;
}

function plansOf(app: App, sides: Sides): DryRun[] {
  const jobs = jobsOfSides(app, sides);
  return sides.bindings.map(({ binding, items }) => {
    const unlinked = items.filter(({ eventId }) => eventId?.startsWith('-')).length;
    const counts: DryRun['counts'] = unlinked > 0 ? { unlinked } : {};
    const examples: Example[] = [];
    for (const job of jobs.filter((other) => other.binding === binding)) {
      const fate = fateOf(job);
      counts[fate] = (counts[fate] ?? 0) + 1;
      const { item, event } = job.pair;
      if ((fate === 'ambiguous' || fate === 'unusable') && item.is === 'present' && examples.length < EXAMPLES)
        examples.push({
          ...{ fate, key: item.key, title: item.values.summary },
          ...(event.is === 'live' ? { event: event.id, ...linkOf(job) } : {}),
        });
    }
    return { binding: binding.id, collection: binding.collection, calendar: binding.calendar, counts, examples };
  });
}

function fateOf({ pair: { item, event }, searched, ambiguous }: Job): Fate {
  if (event.is === 'foreign') return 'foreign';
  if (item.is === 'none') return 'item';
  if (item.is !== 'present') return 'half';
  if (event.is !== 'none') return ambiguous === undefined ? 'paired' : ambiguous ? 'ambiguous' : 'linked';
  if (!searched) return 'half';
  const { form } = itemForm(item.values);
  return form === 'ok' ? 'event' : form === 'off' ? 'noStart' : 'unusable';
}
