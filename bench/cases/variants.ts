// Designs that this project could have had, for comparison: its own script with one decision changed.
import type { Group } from '../case';
import { editsOf } from './changes';

const PAIRS = 1_000;

/** The web app answers within 25 s and goes on in a trigger; it could hold its answer for four minutes. */
const heldLonger: Group = {
  setting: {
    pairs: PAIRS,
    variant: replaced(/(ANSWER_WITHIN_MS\s*=\s*)[\d_e]+/, '$1240000', 'how long doPost may work'),
  },
  cases: [editsOf('edit-items-held-240s', 'the same, answer held up to 240 s', [1_000])],
};

/** Many events are listed and written whole, a unit each; they could be patched, three units each. */
const patched: Group = {
  setting: {
    pairs: PAIRS,
    variant: replaced(/return (![\w.]+\.attendees\b)/, 'return false && $1', 'which events are sent whole'),
  },
  cases: [editsOf('edit-items-patch', 'the same, by patch instead of list and update', [100, 1_000])],
};

export const VARIANTS: readonly Group[] = [heldLonger, patched];

/** @throws Error where the script no longer has the place, which is then to be found anew */
function replaced(pattern: RegExp, by: string, what: string): (bundle: string) => string {
  return (bundle) => {
    if (!pattern.test(bundle))
      throw new Error(`the script no longer says ${what} as the benchmark expects (${pattern})`);
    return bundle.replace(pattern, by);
  };
}
