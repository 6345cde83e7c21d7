// Whether Google's batch endpoint is in use. Where it refuses requests as a whole, calls are sent one by one.
import type { Clock } from '../app/ports';
import type { State } from '../app/state';

/** So many refusals in a row are no chance. */
const MAX_REFUSALS = 2;
const NOTE = 'batchesRefused';

export class Batches {
  private refusals = 0;

  constructor(
    private readonly state: Pick<State, 'note' | 'setNote'>,
    private readonly clock: Clock,
  ) {}

  /** False for the rest of an execution that was refused: the next one asks again, once. */
  get areUsed(): boolean {
    return this.refusals < MAX_REFUSALS;
  }

  worked(): void {
    this.refusals = 0;
    if (this.state.note(NOTE)) this.state.setNote(NOTE, null);
  }

  /** A batch was refused whose calls Google took one by one. */
  wereRefused(): void {
    const noted = this.state.note(NOTE) !== null;
    this.refusals = noted ? MAX_REFUSALS : this.refusals + 1;
    if (!noted && !this.areUsed) this.state.setNote(NOTE, this.clock.now());
  }
}
