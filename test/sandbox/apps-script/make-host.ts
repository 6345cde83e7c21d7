// Makes a host for a test: the bundle is the text of the functions given, the calendar a recorder unless one is given.
import type { CalendarLike, HostOptions } from '../../../sandbox/apps-script';
import { AppsScriptHost } from '../../../sandbox/apps-script';
import { Clock } from '../../../sandbox/clock';
import { Faults } from '../../../sandbox/faults';
import type { HttpRequest, HttpResponse } from '../../../sandbox/http-message';

export const MANIFEST = {
  timeZone: 'Europe/Berlin',
  dependencies: { enabledAdvancedServices: [{ userSymbol: 'Calendar', version: 'v3', serviceId: 'calendar' }] },
};

export interface TestHost {
  host: AppsScriptHost;
  clock: Clock;
  faults: Faults;
  /** Runs statements as a function of the editor and gives what they return; throws where the run didn't complete. */
  evaluate: (body: string) => Promise<unknown>;
}

const hosts: { host: AppsScriptHost; clock: Clock }[] = [];

/** A calendar server that answers everything with an empty object. */
export const silentCalendar: CalendarLike = {
  handle: () => Promise.resolve({ status: 200, headers: {}, body: '{}' }),
};

interface Setup {
  bundle?: string;
  manifest?: object;
  calendar?: CalendarLike;
  options?: Partial<HostOptions>;
}

export function makeHost({
  bundle = '',
  manifest = MANIFEST,
  calendar = silentCalendar,
  options = {},
}: Setup = {}): TestHost {
  const clock = new Clock();
  const faults = new Faults();
  const withEvaluate = `${bundle}\nfunction evaluate(body) { return new Function(body)(); }`;
  const host = new AppsScriptHost({ bundle: withEvaluate, manifest, clock, faults, calendar, options });
  hosts.push({ host, clock });
  const evaluate = async (body: string): Promise<unknown> => {
    const { status, value, error } = await host.run('evaluate', body);
    if (status !== 'completed') throw new Error(`${status}: ${error?.name ?? ''}: ${error?.message ?? ''}`);
    return value;
  };
  return { host, clock, faults, evaluate };
}

/** To be called after each test. */
export async function disposeHosts(): Promise<void> {
  for (const { host, clock } of hosts.splice(0)) {
    await host.dispose();
    clock.dispose();
  }
}

export function post(path: string, body: string, headers: Record<string, string> = {}): HttpRequest {
  return { method: 'POST', path, headers: { host: '127.0.0.1:8080', ...headers }, body };
}

export function get(path: string): HttpRequest {
  return { method: 'GET', path, headers: { host: '127.0.0.1:8080' }, body: '' };
}

export const EXEC = '/macros/s/SANDBOX_DEPLOYMENT/exec';

/** Follows the web app's redirect to the echo URL as a client does. */
export async function fetchEcho(host: AppsScriptHost, answer: HttpResponse): Promise<HttpResponse> {
  const { pathname, search } = new URL(answer.headers.location ?? '');
  return await host.webApp(get(`${pathname}${search}`));
}
