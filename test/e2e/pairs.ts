// Items and events joined by what each says of the other, and the one check that every test ends with.
import { eventLink } from '../../src/core/event';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { type Binding } from '../../src/core/binding';
import { mappedParts, type Part } from '../../simulation/parts';
import type { Sandbox } from '../../sandbox';
import { readEvents } from '../../sandbox/events';
import type { Item } from '../../sandbox/directus/items';

export interface Joined {
  binding: Binding;
  key: string;
  item: Item;
  /** The live event that the item names. */
  event: CalendarEvent | undefined;
}

export interface SyncOptions {
  /** Keys of items that cannot be events; nothing is asked of them. */
  except?: readonly (string | number)[];
  /** Fields that may differ, because Google cannot hold what the item holds. */
  ignore?: readonly Part[];
}

/** What belongs to nobody's sync: planted at the start, compared at each check. */
interface Others {
  events: Map<string, string>;
  activities: number;
}

const OTHERS = 'others';

export class Pairs {
  private others: Others = { events: new Map(), activities: 0 };

  constructor(private readonly sandbox: Sandbox) {}

  /** Events of other people, kinds and installations on each calendar, and a collection that no binding names. */
  async plantOthers(): Promise<void> {
    const { ui } = this.sandbox.google.calendar;
    const times = { start: { dateTime: '2027-06-01T08:00:00Z' }, end: { dateTime: '2027-06-01T09:00:00Z' } };
    for (const calendar of this.calendars()) {
      ui.create(calendar, { summary: 'An invitation', ...times }, { organizerEmail: 'boss@example.com' });
      ui.create(calendar, { summary: 'A flight', eventType: 'fromGmail', ...times });
      const { id } = ui.create(calendar, { summary: "Another installation's", ...times });
      const link = `1/otherone/main/${id}//1`;
      ui.edit(calendar, id, { extendedProperties: { private: { link } } });
      for (const event of await this.events(calendar)) this.others.events.set(event.id, event.etag!);
    }
    await this.sandbox.admin.request('POST', '/collections', { collection: OTHERS, schema: {}, meta: {} });
    this.others.activities = await this.activities(OTHERS);
  }

  /** Live events of a calendar, as the API lists them. Costs one call a page: keep it out of what is measured. */
  events(calendarId: string, options: { showDeleted?: boolean } = {}): Promise<CalendarEvent[]> {
    return readEvents(this.sandbox.google, calendarId, options);
  }

  /** The live events that the sync may touch. */
  async ownEvents(calendarId = this.sandbox.calendarId): Promise<CalendarEvent[]> {
    return (await this.events(calendarId)).filter(({ id }) => !this.isOthers(id));
  }

  isOthers(eventId: string): boolean {
    return this.others.events.has(eventId);
  }

  /** Every item of a binding with the event that it names. */
  async all(binding = this.sandbox.bindings[0]!): Promise<Joined[]> {
    const events = new Map((await this.events(binding.calendar)).map((event) => [event.id, event]));
    const items = await this.sandbox.admin.items(binding.collection).readByQuery({ sort: [binding.fields.key] });
    return items.map((item) => ({
      binding,
      key: String(item[binding.fields.key]),
      item,
      event: events.get(String(item[binding.fields.eventId])),
    }));
  }

  /** Number of rows that Directus' activity holds of a collection. */
  async activities(collection: string): Promise<number> {
    const query = `filter[collection][_eq]=${collection}&aggregate[count]=*`;
    const [row] = await this.sandbox.admin.request<{ count: number }[]>('GET', `/activity?${query}`);
    return Number(row!.count);
  }

  /** Links one to one, values equal, nothing twice, nothing of others changed, no execution failed. */
  async expectInSync(options: SyncOptions = {}): Promise<void> {
    const problems = await this.problems(options);
    for (const calendar of this.calendars()) problems.push(...(await this.changesToOthers(calendar)));
    if ((await this.activities(OTHERS)) !== this.others.activities)
      problems.push('an unbound collection was written to');
    for (const entry of this.sandbox.google.host.executions())
      if (entry.status === 'failed') problems.push(`${entry.function} failed: ${entry.error}`);
    expect(problems.slice(0, 20)).toEqual([]);
  }

  private calendars(): string[] {
    return [...new Set(this.sandbox.bindings.map(({ calendar }) => calendar))];
  }

  private async problems(options: SyncOptions): Promise<string[]> {
    const problems: string[] = [];
    const named = new Set<string>();
    for (const binding of this.sandbox.bindings) {
      for (const pair of await this.all(binding)) {
        if (options.except?.map(String).includes(pair.key)) continue;
        const place = `${binding.id} item ${pair.key}`;
        problems.push(...pairProblems(pair, options.ignore ?? []).map((problem) => `${place}: ${problem}`));
        if (!pair.event) continue;
        if (named.has(pair.event.id)) problems.push(`${place}: event ${pair.event.id} is named twice`);
        named.add(pair.event.id);
      }
    }
    for (const calendar of this.calendars()) problems.push(...(await this.unnamed(calendar, named)));
    return problems;
  }

  /** Events that no item names, though a binding of their calendar would have it so. */
  private async unnamed(calendarId: string, named: ReadonlySet<string>): Promise<string[]> {
    const bindings = this.sandbox.bindings.filter(({ calendar }) => calendar === calendarId);
    const takesNew = bindings.some(({ newEvents }) => newEvents);
    const events = (await this.ownEvents(calendarId)).filter((event) => !named.has(event.id));
    return events
      .filter((event) => takesNew || eventLink(event) !== undefined)
      .map((event) => `no item names event ${event.id} (${event.summary}) of ${calendarId}`);
  }

  private async changesToOthers(calendarId: string): Promise<string[]> {
    const events = await this.events(calendarId);
    return events
      .filter((event) => this.others.events.has(event.id) && this.others.events.get(event.id) !== event.etag)
      .map((event) => `somebody else's event was changed: ${event.summary}`);
  }
}

function pairProblems({ binding, key, item, event }: Joined, ignore: readonly Part[]): string[] {
  const eventId = item[binding.fields.eventId];
  if (item[binding.fields.start] === null)
    return eventId === null || String(eventId).startsWith('-') ? [] : ['has no start, but names an event'];
  if (typeof eventId !== 'string' || eventId === '') return ['names no event'];
  if (eventId.startsWith('-')) return [];
  if (!event) return [`names event ${eventId}, which is not there`];
  const link = eventLink(event);
  const problems: string[] = [];
  if (link?.binding !== binding.id || link.key !== key)
    problems.push(`its event is linked to ${link?.binding} ${link?.key}`);
  if (!String(item[binding.fields.sync]).includes(eventId)) problems.push('its sync value speaks of another event');
  for (const name of mappedParts(binding)) {
    const [ours, theirs] = [itemValue(binding, item, name), eventValue(event, name)];
    if (ours !== theirs && !ignore.includes(name)) problems.push(`${name}: ${show(ours)} here, ${show(theirs)} there`);
  }
  return problems;
}

/** Google keeps no fractions of a second and no empty texts; an item without an end ends when it starts. */
function itemValue({ fields }: Binding, item: Item, name: Part): string {
  const value = item[fields[name]!] ?? (name === 'end' ? item[fields.start] : null);
  if (value === null || value === '') return '';
  return name === 'start' || name === 'end' ? moment(String(value)) : comparable(String(value));
}

function eventValue(event: CalendarEvent, name: Part): string {
  if (name !== 'start' && name !== 'end') return comparable(String(event[name] ?? ''));
  const time = event[name];
  return moment(time?.dateTime ?? `${time?.date}T00:00:00Z`);
}

function moment(text: string): string {
  return `${new Date(text).toISOString().slice(0, 19)}Z`;
}

/** Google may turn line ends into \n and trim outer blanks. */
function comparable(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

function show(value: string): string {
  return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}… (${value.length})` : JSON.stringify(value);
}
