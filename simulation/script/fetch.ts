// UrlFetchApp inside the simulation: no sockets, only the parts that are simulated can be reached.
import { exchangeUnder } from '../../sandbox/apps-script/fault-exchange';
import type { FetchAnswer, FetchCall } from '../../sandbox/apps-script/protocol';
import type { Quotas } from '../../sandbox/apps-script/quotas';
import { ScriptException } from '../../sandbox/apps-script/script-exception';
import type { Faults } from '../../sandbox/faults';
import type { HttpRequest, HttpResponse } from '../../sandbox/http-message';
import type { VirtualClock } from '../clock';

/** Sends a request to wherever its `host` header says; rejects where nobody answers. */
export type SendRequest = (
  request: HttpRequest & { host: string },
  kill: (when: 'before' | 'after') => void,
) => Promise<HttpResponse>;

export class SimulatedFetcher {
  constructor(
    private readonly clock: VirtualClock,
    private readonly faults: Faults,
    private readonly quotas: () => Quotas,
    private readonly send: SendRequest,
  ) {}

  async fetchAll(calls: FetchCall[], kill: (when: 'before' | 'after') => void): Promise<FetchAnswer[]> {
    this.quotas().use('urlFetches', calls.length);
    return await Promise.all(calls.map((call) => this.fetch(call, kill)));
  }

  private async fetch(call: FetchCall, kill: (when: 'before' | 'after') => void): Promise<FetchAnswer> {
    const fault = this.faults.hit('urlfetch', call.method, call.url);
    const asked = exchangeUnder<HttpResponse>(fault, {
      serve: () => this.send(requestOf(call), kill),
      refuse: (status) => ({ status, headers: {}, body: '' }),
      kill,
    });
    const { status, headers, body } = await Promise.race([asked, this.late(call, asked)]).catch((error: Error) => {
      throw new ScriptException(`Address unavailable: ${call.url} (${error.message})`);
    });
    return { status, headers: Object.entries(headers), body, encoding: 'utf8' };
  }

  /** Rejects when the time that the script gives the call is over before its answer came. */
  private late(call: FetchCall, asked: Promise<unknown>): Promise<never> {
    return new Promise((_, reject) => {
      const at = this.clock.now() + (call.timeoutSeconds ?? 360) * 1000;
      const timer = this.clock.schedule(at, () => reject(new Error('Timeout')));
      const cancel = (): void => timer.cancel();
      asked.then(cancel, cancel);
    });
  }
}

function requestOf(call: FetchCall): HttpRequest & { host: string } {
  const { host, pathname, search } = new URL(call.url);
  const headers = Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const body = call.bodyIsBase64 ? Buffer.from(call.body ?? '', 'base64').toString('utf8') : (call.body ?? '');
  return { host, method: call.method, path: `${pathname}${search}`, headers: { ...headers, host }, body };
}
