// What a fault does to one exchange with a simulated service, whatever its answers look like.
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost } from '../calendar/connection';
import type { Fault } from '../faults';

/** How to serve the exchange, how to answer with a status instead, and how to kill the execution behind it. */
export interface Exchange<Answer> {
  serve: () => Promise<Answer>;
  refuse: (status: number) => Answer;
  kill?: (when: 'before' | 'after') => void;
}

/** Serves an exchange as the fault lets it. Rejects with ConnectionLost where the caller gets no answer. */
export async function exchangeUnder<Answer>(fault: Fault | undefined, exchange: Exchange<Answer>): Promise<Answer> {
  if (!fault) return await exchange.serve();
  if (fault.delayMs) await sleep(fault.delayMs);
  if (fault.kill === 'before' && exchange.kill) {
    exchange.kill('before');
    throw new ConnectionLost('The caller was killed before the call');
  }
  if (fault.drop) throw new ConnectionLost('The request was lost');
  if (fault.status !== undefined) return exchange.refuse(fault.status);
  if (fault.duplicate) await exchange.serve();
  const answer = await exchange.serve();
  if (fault.kill === 'after') exchange.kill?.('after');
  if (fault.cutAfterSend) throw new ConnectionLost('The answer was lost');
  return answer;
}
