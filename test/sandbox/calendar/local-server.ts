// A Calendar server without a network, and short ways to call it.
import { CalendarServer, type OptionChanges } from '../../../sandbox/calendar/index';
import type { JsonObject } from '../../../sandbox/calendar/resource';
import { Clock } from '../../../sandbox/clock';
import { Faults } from '../../../sandbox/faults';

export const TIMES = { start: { dateTime: '2030-01-15T10:00:00Z' }, end: { dateTime: '2030-01-15T11:00:00Z' } };

type Body = JsonObject & { id?: string; items?: JsonObject[]; error?: { errors: { reason: string }[] } };

export class LocalServer {
  readonly clock = new Clock();
  readonly faults = new Faults();
  readonly server: CalendarServer;

  constructor(options: OptionChanges = {}) {
    this.server = new CalendarServer({ clock: this.clock, faults: this.faults, options });
  }

  /** One call on the primary calendar's events; `path` continues ".../events". */
  async call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await this.server.handle({
      method,
      path: `/calendar/v3/calendars/primary/events${path}`,
      headers: { authorization: 'Bearer local-token', 'content-type': 'application/json', ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    const read = (response.body === '' ? {} : JSON.parse(response.body)) as Body;
    return { status: response.status, reason: read.error?.errors[0]?.reason, body: read };
  }

  insert(id: string, body: object = {}) {
    return this.call('POST', '', { id, summary: 'Talk', ...TIMES, ...body });
  }

  list(query = '') {
    return this.call('GET', query === '' ? '' : `?${query}`);
  }

  /** Ids of a list's events. */
  async ids(query = ''): Promise<unknown[]> {
    return ((await this.list(query)).body.items ?? []).map(({ id }) => id);
  }

  async token(query = ''): Promise<string> {
    const { nextSyncToken } = (await this.list(query)).body;
    if (typeof nextSyncToken !== 'string') throw new Error('No sync token');
    return encodeURIComponent(nextSyncToken);
  }
}
