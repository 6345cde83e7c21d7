// Somebody who does something in a server: a person's request, a call of a webhook, a run of a flow.
import { ServerEnded } from './errors';
import type { Accountability } from './options';

export class Actor {
  /**
   * @param isAlive whether the server still runs in which this began
   * @param call number of the script's call that it serves; null: none
   */
  constructor(
    readonly name: string,
    readonly accountability: Accountability,
    private readonly isAlive: () => boolean,
    private readonly wait: (label: string) => Promise<void>,
    readonly call: number | null,
  ) {}

  /** One step of this actor. @throws ServerEnded when the server was killed in the meantime */
  async step(what: string): Promise<void> {
    await this.wait(`${this.name}: ${what}`);
    this.check();
  }

  check(): void {
    if (!this.isAlive()) throw new ServerEnded();
  }
}
