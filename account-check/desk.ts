// What a question works with: a scratch calendar by both ways, the settings, and waiting.
import type { BatchPart } from '../src/google/batch';
import { must, type Outcome } from './outcome';
import type { Json } from './answer';
import type { Setting } from './settings';
import { makeScratchCalendar, ZONE } from './scratch';
import { calendarPath, restWay, serviceWay, type CalendarEvent, type EventList, type Query, type Way } from './ways';

/** Hours of a working day in January 2030. */
export const TIMED = {
  start: { dateTime: '2030-01-15T10:00:00+01:00', timeZone: ZONE },
  end: { dateTime: '2030-01-15T11:00:00+01:00', timeZone: ZONE },
};
export const ALL_DAY = { start: { date: '2030-01-15' }, end: { date: '2030-01-16' } };
/** A private property, whose fate is looked at. */
export const MARK = { extendedProperties: { private: { mark: 'made by the check' } } };

export class Desk {
  private scratch: string | undefined;

  /** @param settings the script's properties */
  constructor(private readonly settings: Readonly<Record<string, string>>) {}

  /** The scratch calendar of this execution, made when it is first asked for. @throws Unanswerable */
  get calendarId(): string {
    return (this.scratch ??= makeScratchCalendar());
  }

  get service(): Way {
    return serviceWay(this.calendarId);
  }

  get rest(): Way {
    return restWay(this.calendarId);
  }

  /** The same by the advanced service and by REST, in a pair of answers. */
  bothWays(ask: (way: Way) => Json): Json {
    return { service: ask(this.service), rest: ask(this.rest) };
  }

  /** A part of a batch that makes an event in the scratch calendar. */
  creation(body: object): BatchPart {
    return { method: 'POST', path: `${this.eventsPath}?sendUpdates=none`, body };
  }

  /** A part of a batch that changes one. */
  patch(id: string, body: object): BatchPart {
    return { method: 'PATCH', path: `${this.eventsPath}/${encodeURIComponent(id)}?sendUpdates=none`, body };
  }

  private get eventsPath(): string {
    return `/calendar/v3${calendarPath(this.calendarId)}/events`;
  }

  /** A setting that the question needs, hence is there. */
  setting(name: Setting): string {
    return this.settings[name]!;
  }

  /** An event in the scratch calendar. @throws Unanswerable */
  made(event: object): CalendarEvent & { id: string } {
    const made = must(this.rest.insert({ summary: 'Check', ...TIMED, ...event }), 'insert');
    return { ...made, id: made.id! };
  }

  /** All pages of a list, read by REST. @throws Unanswerable */
  list(query: Query): { items: CalendarEvent[]; syncToken: string } {
    const items: CalendarEvent[] = [];
    for (let page: Query = {}; ;) {
      const body: EventList = must(this.rest.list({ maxResults: 2500, ...query, ...page }), 'list');
      items.push(...(body.items ?? []));
      if (body.nextPageToken === undefined) return { items, syncToken: body.nextSyncToken ?? '' };
      page = { pageToken: body.nextPageToken };
    }
  }

  /**
   * What a list by token says of one event. Google's lists may be seconds behind, hence several looks.
   * @returns undefined where the event is not listed
   */
  listed(query: Query, wanted: (event: CalendarEvent) => boolean): CalendarEvent | undefined {
    for (let look = 1; ; look++) {
      const found = this.list(query).items.find(wanted);
      if (found || look === 4) return found;
      Utilities.sleep(2_000);
    }
  }
}

/** Names of an event's members, for answers. */
export function memberNames(event: object | undefined): Json {
  return event ? Object.keys(event).sort() : 'not listed';
}

/** What is left of `MARK`. */
export function markOf(event: CalendarEvent | undefined): string {
  const properties = event?.extendedProperties?.private as Record<string, string> | undefined;
  return properties?.mark === MARK.extendedProperties.private.mark ? 'kept' : 'gone';
}

/** "ok", and with it what follows; or only how the call was refused. */
export function toldWith<Body>({ told, body }: Outcome<Body>, more: (body: Body) => Json): Json {
  return told === 'ok' ? { told, then: more(body) } : { told };
}
