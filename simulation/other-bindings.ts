// Bindings that the script has for a while in place of those that the flows were made from.
import type { Binding } from './binding';
import type { Choose } from './random';
import type { WorldSetup } from './world';

/** Other ones in what the flows know nothing of: both sides go on, by other policies. */
export function otherPolicies(bindings: readonly Binding[], keys: WorldSetup['keys'], choose: Choose): Binding[] {
  return bindings.map((binding) => ({
    ...binding,
    onConflict: choose(['newest', 'directus', 'google'] as const)!,
    // The flows know where an archived item goes.
    onEventDeleted:
      typeof binding.onEventDeleted === 'object' ? binding.onEventDeleted : choose(['delete', 'unlink'] as const)!,
    // Keys that an editor types can't be made for an event.
    newEvents: keys !== 'string' && choose([true, false])!,
    brake: choose([
      { deletions: 10, share: 0 },
      { deletions: 1000, share: 1 },
    ])!,
  }));
}

/** Other ones in what the flows know: each side refuses the other's messages (IN8). */
export function otherBindings(bindings: readonly Binding[], choose: Choose): Binding[] {
  const [first, ...others] = bindings as [Binding, ...Binding[]];
  const { summary, description } = first.fields;
  const mapped = { ...first, fields: { ...first.fields, summary: description, description: summary } } as Binding;
  const onEventDeleted: Binding['onEventDeleted'] =
    typeof first.onEventDeleted === 'object' ? 'delete' : { archive: { field: 'status', value: 'old' } };
  const isMade = Object.keys(first.templates).length > 0;
  const ways = [
    ...(isMade ? [] : [[mapped, ...others]]),
    [{ ...first, onEventDeleted }, ...others],
    ...(others.length > 0 ? [others] : []),
  ];
  return choose(ways)!;
}
