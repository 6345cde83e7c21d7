// Dates of series whose items were deleted, as far as that has not reached Google yet. A date has no mark of its own that says
// it had an item: without this one would be made again that a person has just deleted (SE4).
import type { Binding } from '../core/binding';
import { groupBy } from '../core/groups';
import { keyForms } from '../core/keys';
import { BRAKE } from '../sync/brake';
import type { App } from '../sync/context';
import { lastKnown } from '../sync/job';
import { deletedItemOf } from '../sync/journal';
import { RETRIES } from '../sync/retries';
import { fromDirectus } from './answers';
import { CURSOR } from './directus';

const PAGE_SIZE = 1_000;
const REVISIONS_EACH = 5;

/**
 * To be called once the items were read: what was deleted before that is in the feed. Undefined where Directus gives no answer,
 * which is noted.
 */
export function datesOfDeletedItems(app: App, binding: Binding): Set<string> | undefined {
  const kept = [
    ...app.state.get(BRAKE).held.map(({ event }) => event),
    ...app.state.get(RETRIES).flatMap(({ event }) => event ?? []),
  ];
  const keys = deletedKeys(app, binding);
  if (!keys) return undefined;
  if (keys.length === 0) return new Set(kept);
  const revisions = fromDirectus(app, app.directus.revisions(binding, keys, REVISIONS_EACH));
  if (!revisions) return undefined;
  const last = keys.flatMap((key) => lastKnown(binding, key, revisions).sync?.eventId ?? []);
  // Those that we deleted ourselves for want of their dates may come back.
  return new Set([...kept, ...last.filter((id) => !deletedItemOf(app.state, binding.calendar, id))]);
}

/** Keys, in every form, of items that were deleted since Directus' feed was read last. */
function deletedKeys(app: App, { collection }: Binding): string[] | undefined {
  const cursor = app.state.get(CURSOR);
  const keys = new Set<string>();
  for (let after = cursor?.overlap; after !== undefined;) {
    const rows = fromDirectus(app, app.directus.changes(after, PAGE_SIZE));
    if (!rows) return undefined;
    const { results } = rows;
    for (const [item, acts] of groupBy(
      results.filter((row) => row.collection === collection),
      (row) => row.item,
    ))
      if (acts[acts.length - 1]!.action === 'delete') for (const key of keyForms(item)) keys.add(key);
    after = results.length < PAGE_SIZE ? undefined : results[results.length - 1]!.id;
  }
  return [...keys];
}
