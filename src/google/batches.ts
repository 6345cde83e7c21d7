// Whether Google's batch endpoint is in use. Where it refuses requests as a whole, calls are sent one by one.
import { BATCH_REFUSALS, LASTING_REFUSALS, type Cells, type Clock } from '../ports';

export class Batches {
  /** False for the rest of an execution once there is no chance: the next one asks again, once. */
  areUsed = true;

  constructor(
    private readonly cells: Cells,
    private readonly clock: Clock,
  ) {}

  worked(): void {
    if (this.cells.get(BATCH_REFUSALS)) this.cells.set(BATCH_REFUSALS, null);
  }

  /** A batch was refused whose calls Google took one by one. */
  wereRefused(): void {
    const { since, times } = this.cells.get(BATCH_REFUSALS) ?? { since: this.clock.now(), times: 0 };
    this.areUsed = times + 1 < LASTING_REFUSALS;
    if (times < LASTING_REFUSALS) this.cells.set(BATCH_REFUSALS, { since, times: times + 1 });
  }
}
