// What goes between the simulation and a thread that runs the script; only one of the two runs at any moment.
import type { ConsoleLine, ExecutionConfig, HostCallName, Outcome } from '../../sandbox/apps-script/protocol';

/** Who runs: the value of the shared word that both sides wait on. */
export const HOST = 0;
export const THREAD = 1;

export type ToThread =
  | {
      type: 'run';
      functionName: string;
      args: string;
      config: ExecutionConfig;
      seed: number;
      /** The settings as they are when the execution begins. */
      settings: Record<string, string>;
    }
  /** JSON of a HostAnswer. */
  | { type: 'answer'; answer: string }
  /** The execution is over: nothing that it still does counts. */
  | { type: 'killed' };

export type FromThread =
  | { type: 'call'; name: HostCallName; args: string; console: ConsoleLine[] }
  | { type: 'done'; outcome: Outcome; console: ConsoleLine[] };

/** What a thread is made with. */
export interface ThreadSetup {
  bundle: string;
  services: string;
  port: import('node:worker_threads').MessagePort;
  /** One Int32: HOST or THREAD. */
  turn: SharedArrayBuffer;
  /** One Float64: the simulated time in ms since the epoch. */
  time: SharedArrayBuffer;
}
