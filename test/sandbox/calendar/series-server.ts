// A Calendar server with a series in it, and short ways to look at its dates.
import type { OptionChanges } from '../../../sandbox/calendar/index';
import type { JsonObject } from '../../../sandbox/calendar/resource';
import { LocalServer } from './local-server';

type Shown = JsonObject & { start?: { dateTime?: string; date?: string }; summary?: string };

/** A daily series of an hour at 10:00 in Berlin, from Monday, 4 March 2030, on. Its id is "aaaaa". */
export class SeriesServer extends LocalServer {
  static async of(body: object = {}, options: OptionChanges = {}): Promise<SeriesServer> {
    const local = new SeriesServer(options);
    const recurrence = ['RRULE:FREQ=DAILY;COUNT=5'];
    const answer = await local.insert('aaaaa', { ...berlin('2030-03-04', '10:00', '11:00'), recurrence, ...body });
    if (answer.status !== 200) throw new Error(`No series: ${JSON.stringify(answer.body)}`);
    return local;
  }

  instances(query = '', seriesId = 'aaaaa') {
    return this.call('GET', `/${seriesId}/instances${query === '' ? '' : `?${query}`}`);
  }

  /** "03-04 10:00 Talk" for each live occurrence; cancelled ones have "cancelled" behind. */
  async dates(query = 'showDeleted=true', seriesId = 'aaaaa'): Promise<string[]> {
    return ((await this.instances(query, seriesId)).body.items ?? []).map(dateOf);
  }

  /** The same of a list. */
  async listed(query: string): Promise<string[]> {
    return ((await this.list(query)).body.items ?? []).map(dateOf);
  }

  /** "id status" of each row of a list. */
  async rows(query = ''): Promise<string[]> {
    return ((await this.list(query)).body.items ?? []).map(({ id, status }) => `${String(id)} ${String(status)}`);
  }

  /** The occurrence that begins on a day by the rule, "03-06". */
  async on(day: string, seriesId = 'aaaaa'): Promise<JsonObject & { id: string; etag: string }> {
    const { items = [] } = (await this.instances('showDeleted=true', seriesId)).body;
    const found = items.find(({ originalStartTime }) => JSON.stringify(originalStartTime).includes(`2030-${day}`));
    if (!found) throw new Error(`No occurrence on ${day}`);
    return found as JsonObject & { id: string; etag: string };
  }

  async cancel(day: string): Promise<void> {
    await this.call('DELETE', `/${(await this.on(day)).id}`);
  }

  async retitle(day: string, summary = 'Special'): Promise<void> {
    await this.call('PATCH', `/${(await this.on(day)).id}`, { summary });
  }
}

export function berlin(day: string, from: string, to: string): { start: JsonObject; end: JsonObject } {
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'Europe/Berlin' });
  return { start: at(from), end: at(to) };
}

export function dateOf(event: JsonObject): string {
  const { start, summary, status } = event as Shown;
  const begin = (start?.dateTime ?? start?.date ?? '').slice(5, 16).replace('T', ' ');
  return [begin, summary ?? '', ...(status === 'cancelled' ? ['cancelled'] : [])].join(' ').trim();
}
