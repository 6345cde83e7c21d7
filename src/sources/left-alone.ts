// What a comparison leaves alone, counted for a person to see: by design, and because a pair cannot be served (WH13).
import type { Binding } from '../core/binding';
import { eventLink, type ForeignReason } from '../core/event';
import { linksTo } from '../core/identity';
import { isArchived, type PresentItem } from '../core/item';
import { unservedBecause } from '../core/plan';
import { alertOwner } from '../sync/alerts';
import type { App } from '../sync/context';
import { keyOf, type Job } from '../sync/job';
import type { Sides } from './read-sides';
import { datesBeyond } from './series';
import { cell } from '../ports';
import { RETRIES } from '../sync/retries';

/** `archived`, `unlinked`: items without an event; `beyond` dates of series with too many; all else are events that no item names. */
export type LeftAlone = ForeignReason | 'archived' | 'unlinked' | 'filtered' | 'paused' | 'beyond';

/** Counts by name; a missing one is zero. */
export type Counts<Name extends string> = Partial<Record<Name, number>>;

interface Counted {
  alone: Counts<LeftAlone>;
  /** Pairs that are not served, beyond those that are kept by name among the failures. */
  unserved: Counts<ForeignReason>;
  /** Pairs that another installation serves, by its id. */
  strangers: Counts<string>;
}

type Noted = Record<string, Counted>;

const COUNTED = cell<Noted | null>('note.leftAlone', null);

/** The jobs of a calendar's comparison are settled: what of them is left alone is counted anew. */
export function noteLeftAlone(app: App, sides: Sides, jobs: readonly Job[]): void {
  const before = app.state.get(COUNTED) ?? {};
  const bound = app.settings.bindings.map(({ id }) => id);
  const counted = sides.bindings.map(({ binding, items }) => {
    const own = jobs.filter((job) => job.binding === binding);
    const { alone, unserved } = countedOf(app, binding, items, own);
    const beyond = datesBeyond(app, binding, sides.dates);
    if (beyond > 0) count(alone, 'beyond', beyond);
    return [binding.id, { alone, unserved, strangers: strangersOf(sides, own) }] as const;
  });
  const after: Noted = Object.fromEntries([
    ...Object.entries(before).filter(([id]) => bound.includes(id)),
    ...counted.map(([id, counts]) => [id, counts satisfies Counted]),
  ]);
  if (JSON.stringify(after) !== JSON.stringify(before)) app.state.set(COUNTED, after);
}

function countedOf(
  app: App,
  binding: Binding,
  items: readonly PresentItem[],
  jobs: readonly Job[],
): Pick<Counted, 'alone' | 'unserved'> {
  const alone: Counts<LeftAlone> = {};
  const unserved: Counts<ForeignReason> = {};
  for (const { pair } of jobs) {
    const because = unservedBecause(pair);
    if (because) count(unserved, because);
    else if (pair.event.is === 'foreign') count(alone, pair.event.because);
  }
  for (const { unserved: because } of app.state.get(RETRIES).filter((retry) => retry.binding === binding.id))
    if (because && unserved[because]) unserved[because] -= 1;
  // An item whose event is there again has a job: it is a pair (P23).
  const met = new Set(jobs.map(keyOf));
  for (const item of items)
    if (item.eventId?.startsWith('-') && !met.has(item.key))
      count(alone, isArchived(binding, item) ? 'archived' : 'unlinked');
    else if (item.want === 'none') count(alone, 'filtered');
    else if (item.want === 'alone') count(alone, 'paused');
  return { alone, unserved };
}

/** Pairs that another installation's links name as ours would: by installation. */
export function strangersOf({ list }: Pick<Sides, 'list'>, jobs: readonly Job[]): Counts<string> {
  const ids = new Map(jobs.flatMap((job) => (isStranger(job) ? [[job.pair.event.id, job]] : [])));
  const strangers: Counts<string> = {};
  for (const event of list.events) {
    const job = ids.get(event.id);
    const link = job && eventLink(event);
    if (link && linksTo(link, job.binding, keyOf(job))) count(strangers, link.installation);
  }
  return strangers;
}

function isStranger(job: Job): job is Job & { pair: { event: { id: string } } } {
  return unservedBecause(job.pair) === 'installation';
}

export function count<Name extends string>(counts: Counts<Name>, name: Name, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

/** What the last comparison left alone by design. */
export function leftAlone(app: App, { id }: Binding): Counts<LeftAlone> {
  return app.state.get(COUNTED)?.[id]?.alone ?? {};
}

/** Pairs that are not served: those that are kept by name, and those that the last comparison counted beside them. */
export function unservedPairs(app: App, { id }: Binding): Counts<ForeignReason> {
  const all: Counts<ForeignReason> = {};
  for (const { binding, unserved } of app.state.get(RETRIES)) if (binding === id && unserved) count(all, unserved);
  const beside = app.state.get(COUNTED)?.[id]?.unserved ?? {};
  for (const [because, pairs] of Object.entries(beside) as [ForeignReason, number][])
    if (pairs > 0) count(all, because, pairs);
  return all;
}

const BECAUSE: Record<ForeignReason, string> = {
  installation: 'their events are held by another installation of this sync',
  organizer: 'their events are other people’s, who let no guest change them',
  declined: 'their events are other people’s, and you declined them',
  kind: 'their events are locked, or no usual ones',
  occurrence: 'their events are each one date of a series',
  series: 'their events recur, and their binding has no items for that',
};

/** What to say while pairs are not served. */
export function unservedInWords(app: App): string[] {
  const sum: Counts<ForeignReason> = {};
  for (const binding of app.settings.bindings)
    for (const [because, pairs] of Object.entries(unservedPairs(app, binding)) as [ForeignReason, number][])
      count(sum, because, pairs);
  const parts = Object.entries(sum) as [ForeignReason, number][];
  if (parts.length === 0) return [];
  const strangers: Counts<string> = {};
  for (const counted of Object.values(app.state.get(COUNTED) ?? {}))
    for (const [id, pairs] of Object.entries(counted.strangers)) count(strangers, id, pairs);
  const ids = Object.keys(strangers);
  const offer =
    sum.installation && ids.length === 1
      ? ` ${strangers[ids[0]!]} of them are pairs of installation ${ids[0]}: if that one is gone, and this script takes its place, run adoptPairs in the editor.`
      : '';
  const total = parts.reduce((all, [, pairs]) => all + pairs, 0);
  const why = parts.map(([because, pairs]) => `${pairs}: ${BECAUSE[because]}`).join('; ');
  return [
    `Not served: ${total} ${total === 1 ? 'pair' : 'pairs'} (${why}). Edits of their items reach no event. npm run status names the first ${total === 1 ? 'one' : 'ones'}, and what to do about each.${offer}`,
  ];
}

/** A pair that is not served is mailed about, too. */
export function alertUnserved(app: App): void {
  const [text] = unservedInWords(app);
  if (text !== undefined) alertOwner(app, { problem: 'unserved', subject: 'pairs that are not served', text });
}
