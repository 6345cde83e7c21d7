// Makes a story that ends badly as short and as plain as it goes, so that a person can read what happens in it.
import type { Pause, Step } from './people/steps';
import { bindingsOf, fitting } from './setups';
import type { Story } from './story';
import { WORDS } from './words';
import type { WorldSetup } from './world';

/** What each step of any story has. */
interface AnyStep {
  then: Pause;
  seed: number;
}

export interface BadStory<S = Step> extends Story<S> {
  violations: readonly string[];
}

/** Those that leave the bindings as they are. */
export const PLAINER_WORLDS: readonly ((setup: WorldSetup) => WorldSetup)[] = [
  ({ calendar: _, ...rest }) => rest,
  ({ script: _, ...rest }) => rest,
  ({ transactions: _, ...rest }) => rest,
  ({ uniqueEventId: _, ...rest }) => rest,
  (setup) => ({ ...setup, keys: 'integer' }),
  (setup) => ({ ...setup, seed: 1 }),
];

const PLAINER_SETUPS: readonly ((setup: WorldSetup) => WorldSetup)[] = [
  ...PLAINER_WORLDS,
  ({ zones: _, ...rest }) => fitting({ ...rest, bindings: bindingsOf('one') }),
  ({ bindings: { bindings }, ...rest }) => ({ ...rest, bindings: { bindings: bindings.slice(0, 1) } }),
  plainerBindings(({ filter: _, ...rest }) => rest),
  plainerBindings(({ eventFilter: _, ...rest }) => rest),
  plainerBindings(({ fields, ...rest }) => ({ ...rest, fields: { ...fields, summary: 'name', description: 'text' } })),
  plainerBindings(({ onReadOnlyEdit: _, ...rest }) => rest),
  plainerBindings(({ direction: _, ...rest }) => rest),
  plainerBindings(({ fields: { paused: _, ...fields }, ...rest }) => ({ ...rest, fields })),
  ...['location', ...WORDS, 'conferenceUrl'].map((option) =>
    plainerBindings(({ fields: { [option]: _, ...fields }, ...rest }) => ({ ...rest, fields })),
  ),
];

type BindingInFile = Record<string, unknown> & { fields: Record<string, unknown> };

function plainerBindings(plainer: (binding: BindingInFile) => object): (setup: WorldSetup) => WorldSetup {
  return ({ bindings: { bindings }, ...rest }) => ({
    ...rest,
    bindings: { bindings: bindings.map((binding) => plainer(binding as BindingInFile)) },
  });
}

const PLAINER: readonly Partial<AnyStep>[] = [{ seed: 1 }, { then: 'still' }, { then: 'none' }];

/**
 * Leaves out steps, many at a time and then single ones, and makes plainer what is left, as long as the story ends with a
 * violation of a kind that it had before: another one would be another story.
 * @param tell plays a story and says what is wrong at its end
 */
export async function shorten<S extends AnyStep = Step>(
  story: BadStory<S>,
  tell: (story: Story<S>) => Promise<string[]>,
  hasTime: () => boolean,
  plainerSetups = PLAINER_SETUPS,
): Promise<BadStory<S>> {
  const kinds = new Set(story.violations.map(kindOf));
  let best = story;
  const endsBadly = async (candidate: Story<S>): Promise<boolean> => {
    if (!hasTime() || same(candidate, best)) return false;
    const violations = await tell(candidate);
    if (!violations.some((line) => kinds.has(kindOf(line)))) return false;
    best = { ...candidate, violations };
    return true;
  };
  let leftOut = true;
  for (let size = Math.ceil(best.steps.length / 2); hasTime() && (size > 1 || leftOut); size = Math.ceil(size / 2)) {
    leftOut = false;
    // From the end: what comes late has less that depends on it.
    for (let end = best.steps.length; end > 0; end -= size)
      if (await endsBadly({ ...best, steps: best.steps.filter((_, i) => i < end - size || i >= end) })) leftOut = true;
    if (size === 1 && !leftOut) break;
  }
  for (const plainer of plainerSetups) await endsBadly({ ...best, setup: plainer(best.setup) });
  for (const plainer of PLAINER)
    for (let at = 0; at < best.steps.length; at++)
      await endsBadly({ ...best, steps: best.steps.map((step, i) => (i === at ? { ...step, ...plainer } : step)) });
  return best;
}

/** A violation without the names in it: ids, tokens, numbers. */
function kindOf(violation: string): string {
  return violation.replace(/\S*\d\S*/g, '…');
}

function same(a: Story<unknown>, b: Story<unknown>): boolean {
  return JSON.stringify([a.setup, a.steps]) === JSON.stringify([b.setup, b.steps]);
}
