// The methods of the Calendar advanced service, as the HTTP requests of the Calendar API v3 that they stand for.
// https://developers.google.com/workspace/calendar/api/v3/reference

export interface ApiMethod {
  /** Name in the API, which error messages use: Events.remove is "calendar.events.delete". */
  api: string;
  http: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path below /calendar/v3; `{name}` is filled from the arguments in order. */
  path: string;
  /** The first argument is the resource to send. */
  body?: true;
  /** Query parameters that are arguments of their own. */
  query?: readonly string[];
}

const CALENDAR = '/calendars/{calendarId}';
const EVENTS = `${CALENDAR}/events`;
const EVENT = `${EVENTS}/{eventId}`;
const ENTRY = '/users/me/calendarList';

export const CALENDAR_METHODS: Record<string, Record<string, ApiMethod>> = {
  Events: {
    get: { api: 'calendar.events.get', http: 'GET', path: EVENT },
    list: { api: 'calendar.events.list', http: 'GET', path: EVENTS },
    insert: { api: 'calendar.events.insert', http: 'POST', path: EVENTS, body: true },
    import: { api: 'calendar.events.import', http: 'POST', path: `${EVENTS}/import`, body: true },
    patch: { api: 'calendar.events.patch', http: 'PATCH', path: EVENT, body: true },
    update: { api: 'calendar.events.update', http: 'PUT', path: EVENT, body: true },
    remove: { api: 'calendar.events.delete', http: 'DELETE', path: EVENT },
    move: { api: 'calendar.events.move', http: 'POST', path: `${EVENT}/move`, query: ['destination'] },
    instances: { api: 'calendar.events.instances', http: 'GET', path: `${EVENT}/instances` },
    watch: { api: 'calendar.events.watch', http: 'POST', path: `${EVENTS}/watch`, body: true },
  },
  Channels: { stop: { api: 'calendar.channels.stop', http: 'POST', path: '/channels/stop', body: true } },
  CalendarList: {
    get: { api: 'calendar.calendarList.get', http: 'GET', path: `${ENTRY}/{calendarId}` },
    list: { api: 'calendar.calendarList.list', http: 'GET', path: ENTRY },
  },
  Calendars: { get: { api: 'calendar.calendars.get', http: 'GET', path: CALENDAR } },
};
