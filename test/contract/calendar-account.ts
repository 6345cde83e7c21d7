// The account that the contract suite runs on: the local Google, or a real one when a token for it is given.
import { calendar, type calendar_v3 } from '@googleapis/calendar';
import { serveCalendar } from '../../sandbox/calendar/http';
import { CalendarServer, type Delivery } from '../../sandbox/calendar/index';
import { Clock } from '../../sandbox/clock';
import { Faults } from '../../sandbox/faults';

/** OAuth token of a real account with the scope https://www.googleapis.com/auth/calendar; the suite then runs there. */
const LIVE_TOKEN = process.env.GOOGLE_CALENDAR_ACCESS_TOKEN;
const GOOGLE = 'https://www.googleapis.com/';
const ZONE = 'Europe/Berlin';

/** Parts of the local Google that a real account doesn't hand out. */
export interface Control {
  server: CalendarServer;
  clock: Clock;
  faults: Faults;
  deliveries: Delivery[];
}

export interface Account {
  client: calendar_v3.Calendar;
  rootUrl: string;
  token: string;
  /** Scratch calendars of this run, in Europe/Berlin. */
  calendarId: string;
  otherCalendarId: string;
  /** Throws on a real account: tests that need it are declared with `controlled`. */
  control: () => Control;
  close: () => Promise<void>;
}

function clientOf(rootUrl: string, token: string): calendar_v3.Calendar {
  return calendar({
    version: 'v3',
    rootUrl,
    headers: { Authorization: `Bearer ${token}` },
    retry: false,
    // The client would import a fetch of its own, which jest's CommonJS mode cannot.
    fetchImplementation: fetch,
  });
}

async function scratchCalendar(client: calendar_v3.Calendar, name: string): Promise<string> {
  const { data } = await client.calendars.insert({ requestBody: { summary: name, timeZone: ZONE } });
  if (!data.id) throw new Error('calendars.insert answered without an id');
  return data.id;
}

/** Opens the account with two new calendars; `close` deletes them. */
export async function openAccount(): Promise<Account> {
  const control = LIVE_TOKEN === undefined ? localControl() : undefined;
  const http = control && (await serveCalendar(control.server));
  const rootUrl = http ? `${http.url}/` : GOOGLE;
  const token = LIVE_TOKEN ?? 'local-token';
  const client = clientOf(rootUrl, token);
  const calendarId = await scratchCalendar(client, 'Contract suite');
  const otherCalendarId = await scratchCalendar(client, 'Contract suite, second calendar');
  return {
    client,
    rootUrl,
    token,
    calendarId,
    otherCalendarId,
    control: () => {
      if (!control) throw new Error('This test needs control of the server');
      return control;
    },
    close: async () => {
      await client.calendars.delete({ calendarId });
      await client.calendars.delete({ calendarId: otherCalendarId });
      control?.clock.dispose();
      await http?.close();
    },
  };
}

function localControl(): Control {
  const clock = new Clock();
  const faults = new Faults();
  const server = new CalendarServer({ clock, faults });
  const deliveries: Delivery[] = [];
  server.onPush = async (delivery) => {
    deliveries.push(delivery);
    return { status: 204 };
  };
  return { server, clock, faults, deliveries };
}

/** A test that needs control of the server; on a real account it is skipped under its own name. */
export const controlled: typeof test | typeof test.skip = LIVE_TOKEN === undefined ? test : test.skip;

/** Status and reason of a call that must be refused. */
export async function refusal(call: Promise<unknown>): Promise<{ status: number; reason: string | undefined }> {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as { status?: number; response?: { data?: unknown } };
    if (status === undefined) throw error;
    const body = response?.data as { error?: { errors?: { reason?: string }[] } } | undefined;
    return { status, reason: body?.error?.errors?.[0]?.reason };
  }
  throw new Error('The call was not refused');
}

/** Repeats a read until it fits, for a real account's lists may be seconds behind; the local one fits at once. */
export async function until<T>(read: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const value = await read();
    if (fits(value) || attempt === 10) return value;
    if (LIVE_TOKEN === undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** An event id of the run's own, base32hex. */
export function freshId(): string {
  const digits = '0123456789abcdefghijklmnopqrstuv';
  return Array.from({ length: 20 }, () => digits[Math.floor(Math.random() * digits.length)]).join('');
}

/** An hour in January 2030, on a wall clock of Europe/Berlin (UTC+1). */
export const TIMES = {
  start: { dateTime: '2030-01-15T10:00:00+01:00' },
  end: { dateTime: '2030-01-15T11:00:00+01:00' },
};

/** Makes an event under an id of its own. */
export async function insertEvent({ client, calendarId }: Account, body: object = {}, parameters: object = {}) {
  const requestBody = { id: freshId(), summary: 'Talk', ...TIMES, ...body };
  const { data } = await client.events.insert({ calendarId, requestBody, ...parameters });
  if (!data.id || !data.etag) throw new Error('events.insert answered without id or etag');
  return { ...data, id: data.id, etag: data.etag };
}

export async function getEvent({ client, calendarId }: Account, eventId: string) {
  return (await client.events.get({ calendarId, eventId })).data;
}
