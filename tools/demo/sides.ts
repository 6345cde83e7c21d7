// Both sides as a person sees them: items over Directus' REST API, events over the Calendar API, in the same terms.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox';
import type { JsonObject } from '../../sandbox/calendar/resource';
import type { Item, ItemKey, ItemsClient } from '../../sandbox/directus/items';

/** What both sides hold of one appointment. Times are ISO instants. */
export interface Appointment {
  summary: string;
  description: string;
  start: string;
  end: string;
}
export interface DemoItem extends Appointment {
  key: ItemKey;
  eventId: string | null;
}
export interface DemoEvent extends Appointment {
  id: string;
}

interface EventsPage {
  items?: {
    id: string;
    summary?: string;
    description?: string;
    start?: { dateTime?: string };
    end?: { dateTime?: string };
  }[];
  nextPageToken?: string;
}

/** The one token that the local Google takes; it stands for the calendar's owner. */
export const LOCAL_TOKEN = 'local-token';
/** More than the minute after which Google gives units again. */
const LOOK_ATTEMPTS = 70;
const LOOK_PAUSE_MS = 1_000;

export class Sides {
  readonly items: ItemsClient;
  /** Requests that this object made to the Calendar API; each costs a quota unit. */
  looks = 0;

  constructor(private readonly sandbox: Sandbox) {
    this.items = sandbox.admin.items(this.binding.collection);
  }

  get eventsUrl(): string {
    return `${this.sandbox.google.url}/calendar/v3/calendars/${encodeURIComponent(this.sandbox.calendarId)}/events`;
  }

  async readItems(): Promise<DemoItem[]> {
    const { fields } = this.binding;
    return (await this.items.readByQuery({ sort: [fields.key] })).map((item) => ({
      key: item[fields.key] as ItemKey,
      eventId: (item[fields.eventId] as string | null) ?? null,
      summary: text(item[fields.summary!]),
      description: text(item[fields.description!]),
      start: instant(item[fields.start]),
      end: instant(item[fields.end]),
    }));
  }

  async readEvents(): Promise<DemoEvent[]> {
    const events: DemoEvent[] = [];
    let pageToken: string | undefined;
    do {
      const page = await this.look(pageToken);
      for (const { id, summary, description, start, end } of page.items ?? [])
        events.push({
          id,
          summary: text(summary),
          description: text(description),
          start: instant(start?.dateTime),
          end: instant(end?.dateTime),
        });
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return events;
  }

  /** Creates items with one request; returns their keys in the same order. */
  async createItems(appointments: readonly Appointment[]): Promise<ItemKey[]> {
    const made = await this.items.createMany(appointments.map((appointment) => this.asItem(appointment)));
    return made.map((item) => item[this.binding.fields.key] as ItemKey);
  }

  /** An appointment, or a part of one, under the names of the collection's fields. */
  asItem(values: Partial<Appointment>): Item {
    const { fields } = this.binding;
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [fields[name as keyof Appointment], value]),
    );
  }

  private get binding() {
    return this.sandbox.bindings[0]!;
  }

  private async look(pageToken: string | undefined): Promise<EventsPage> {
    const query = new URLSearchParams({ maxResults: '2500', ...(pageToken !== undefined && { pageToken }) });
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${this.eventsUrl}?${query}`, {
        headers: { authorization: `Bearer ${LOCAL_TOKEN}` },
      });
      const body = await response.text();
      if (response.ok) {
        this.looks += 1;
        return JSON.parse(body) as EventsPage;
      }
      // The demo looks with the same account, so the script may have spent the minute's units.
      const spent = response.status === 403 && body.includes('rateLimitExceeded');
      if (!spent || attempt === LOOK_ATTEMPTS) throw new Error(`GET ${this.eventsUrl}: ${response.status} ${body}`);
      await sleep(LOOK_PAUSE_MS);
    }
  }
}

/** An appointment, or a part of one, as the body of a Calendar API event. */
export function asEvent({ summary, description, start, end }: Partial<Appointment>): JsonObject {
  return {
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(start !== undefined && { start: { dateTime: start } }),
    ...(end !== undefined && { end: { dateTime: end } }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function instant(value: unknown): string {
  return typeof value === 'string' ? new Date(value).toISOString() : '';
}
