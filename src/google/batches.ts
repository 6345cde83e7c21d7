// Whether Google's batch endpoint is in use. Where it refuses requests as a whole, calls are sent one by one.
import type { Clock } from '../ports';
import { BATCH_REFUSALS, type BatchRefusals, type State } from '../store/state';

export class Batches {
  /** False for the rest of an execution once there is no chance: the next one asks again, once. */
  areUsed = true;

  constructor(
    private readonly state: Pick<State, 'note' | 'setNote'>,
    private readonly clock: Clock,
  ) {}

  worked(): void {
    if (this.state.note(BATCH_REFUSALS.note)) this.state.setNote(BATCH_REFUSALS.note, null);
  }

  /** A batch was refused whose calls Google took one by one. */
  wereRefused(): void {
    const { note, lasting } = BATCH_REFUSALS;
    const { since, times } = this.state.note<BatchRefusals>(note) ?? { since: this.clock.now(), times: 0 };
    this.areUsed = times + 1 < lasting;
    if (times < lasting) this.state.setNote(note, { since, times: times + 1 } satisfies BatchRefusals);
  }
}
