// What faults do to the exchange itself, beside what is answered.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults';
import type { HttpResponse } from '../http-message';
import { errorForStatus, errorResponse } from './errors';

/** The caller gets no answer: the request was lost, or the answer was, after the call took effect. */
export class ConnectionLost extends Error {}

/** The execution that made the call is to be killed, before or after the call took effect; it sees no answer. */
export class CallerKilled extends Error {
  constructor(readonly when: 'before' | 'after') {
    super(`The caller is killed ${when} the call takes effect`);
  }
}

/** Told when a fault with `kill` strikes, at the very moment, so that the host can end the execution. */
export type OnFault = (fault: Fault, when: 'before' | 'after') => void;

/**
 * Serves a call as the fault lets it. Delays are real time, since a blocked caller waits in real time.
 * Rejects with ConnectionLost or CallerKilled; `refused` is told of an answer that the fault gave instead.
 */
export async function underFault(
  fault: Fault | undefined,
  serve: () => HttpResponse | Promise<HttpResponse>,
  onFault?: OnFault,
): Promise<HttpResponse> {
  if (!fault) return await serve();
  if (fault.delayMs) await sleep(fault.delayMs);
  if (fault.kill === 'before') {
    onFault?.(fault, 'before');
    throw new CallerKilled('before');
  }
  if (fault.drop) throw new ConnectionLost('The request was lost');
  if (fault.status !== undefined) return errorResponse(errorForStatus(fault.status, fault.reason));
  if (fault.duplicate) await serve();
  const response = await serve();
  if (fault.kill === 'after') {
    onFault?.(fault, 'after');
    throw new CallerKilled('after');
  }
  if (fault.cutAfterSend) throw new ConnectionLost('The answer was lost');
  return response;
}
