// M25: values that were written to items for one binding are offered to the items' other bindings in the same run.
import type { Binding } from '../core/binding';
import { bindingsOfCollection, type App } from '../sync/context';
import type { Found } from '../sync/run';
import type { Touched } from '../sync/write-items';
import { jobsOfKeys } from './directus';

/** What Directus does not answer now, its feed brings. */
export function pairsOfOtherBindings(app: App, touched: readonly Touched[]): Found {
  const pairs = othersOf(app, touched).flatMap(([binding, keys]) => jobsOfKeys(app, binding, keys, new Map()) ?? []);
  return { pairs, commit: () => undefined };
}

function othersOf(app: App, touched: readonly Touched[]): [Binding, string[]][] {
  const wanted = new Map<Binding, Set<string>>();
  for (const { binding, key } of touched)
    for (const other of bindingsOfCollection(app, binding.collection)) {
      if (other.id === binding.id) continue;
      wanted.set(other, (wanted.get(other) ?? new Set()).add(key));
    }
  return [...wanted].map(([binding, keys]) => [binding, [...keys]]);
}
