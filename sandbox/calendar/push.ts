// Push notifications: channels, their messages, retries and their end.
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import { ApiError, invalid, required } from './errors';
import { object, text } from './members';
import type { CalendarOptions } from './options';
import type { JsonObject } from './resource';
import type { CalendarStats } from './stats';
import { resourceIdOf, type StoredCalendar } from './store';

/** One POST to a receiver. `url` is the channel's address after `rewriteAddress`. The body is empty. */
export interface Delivery {
  channelId: string;
  url: string;
  headers: Record<string, string>;
}

/** Sends a message and tells the receiver's status. Rejects where there was no answer in time, or no connection. */
export type Sender = (delivery: Delivery, timeoutMs: number) => Promise<{ status: number }>;

/** A notification channel. Times are ms since the epoch. */
export interface Channel {
  readonly id: string;
  readonly calendarId: string;
  readonly resourceId: string;
  readonly resourceUri: string;
  readonly address: string;
  readonly token: string | undefined;
  /** What the client was told. */
  readonly expiration: number;
  /** When it really ends: at `expiration`, or before (switches). */
  endsAt: number;
  stopped: boolean;
  /** Number of the last message; 1 is `sync`. */
  messageNumber: number;
}

const DAY_MS = 86_400_000;
const DEFAULT_LIFE_MS = 7 * DAY_MS;
const COALESCE_MS = 1_000;
const LATE_MS = 120_000;
const SUCCESS = [102, 200, 201, 202, 204];
const RETRIED = [500, 502, 503, 504];
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 3_600_000;
/** Retries go on "for days at most". https://developers.google.com/crawling/docs/crawlers-fetchers/apis-user-agent */
const GIVE_UP_MS = 3 * DAY_MS;

interface PushParts {
  clock: Clock;
  faults: Faults;
  options: () => CalendarOptions;
  stats: () => CalendarStats;
  send: Sender;
  /** false once the calendar was deleted. */
  exists: (calendarId: string) => boolean;
}

export class Push {
  private held: Channel[] = [];
  private readonly usedIds = new Set<string>();
  private readonly waiting = new Set<{ dueAt: number }>();
  private readonly coalescing = new Set<Channel>();
  private inFlight = 0;

  constructor(private readonly parts: PushParts) {}

  /** The channels that still deliver. */
  channels(): Channel[] {
    const now = this.parts.clock.now();
    this.held = this.held.filter((channel) => channel.endsAt > now && this.parts.exists(channel.calendarId));
    return [...this.held];
  }

  /** Whether no message is on its way and none will be within `horizonMs` of Google's clock. */
  idle(horizonMs: number): boolean {
    const limit = this.parts.clock.now() + horizonMs;
    return this.inFlight === 0 && ![...this.waiting].some(({ dueAt }) => dueAt <= limit);
  }

  /**
   * Opens a channel and sends its `sync` message, which may arrive before the answer does.
   * Errors: 400 `required`, `invalid`, `channelIdNotUnique`, `push.*`, `pushNotSupportedForRequestedResource`; 401
   * `push.webhookUrlUnauthorized`. https://developers.google.com/workspace/calendar/api/guides/push
   */
  watch(calendar: StoredCalendar, body: JsonObject): JsonObject {
    const options = this.parts.options();
    const { id, address, token } = readChannel(body);
    if (!calendar.watchable || !options.calendarsWatchable)
      throw new ApiError(400, 'pushNotSupportedForRequestedResource');
    if (options.push === 'refused')
      throw new ApiError(401, 'push.webhookUrlUnauthorized', {
        message: `Unauthorized WebHook callback channel: ${address}`,
      });
    const now = this.parts.clock.now();
    const expiration = now + Math.min(readLife(body, now) ?? DEFAULT_LIFE_MS, options.channelDays * DAY_MS);
    if (this.usedIds.has(id)) throw new ApiError(400, 'channelIdNotUnique', { message: `Channel id ${id} not unique` });
    this.usedIds.add(id);
    const early = options.channelEndsAfterMinutes;
    const channel: Channel = {
      id,
      calendarId: calendar.id,
      resourceId: resourceIdOf(calendar),
      resourceUri: `https://www.googleapis.com/calendar/v3/calendars/${encodeURIComponent(calendar.id)}/events?alt=json`,
      address,
      token,
      expiration,
      endsAt: early === null ? expiration : Math.min(expiration, now + early * 60_000),
      stopped: false,
      messageNumber: 0,
    };
    this.held.push(channel);
    this.post(channel, 'sync');
    return {
      kind: 'api#channel',
      id,
      resourceId: channel.resourceId,
      resourceUri: channel.resourceUri,
      ...(token !== undefined && { token }),
      // An int64, so a string in JSON.
      expiration: String(expiration),
    };
  }

  /** Errors: 404 for a channel that isn't open. https://developers.google.com/workspace/calendar/api/v3/reference/channels/stop */
  stop(body: JsonObject): void {
    const id = text(body, 'id');
    const resourceId = text(body, 'resourceId');
    if (id === undefined || resourceId === undefined) throw required('Required');
    const channel = this.channels().find((held) => held.id === id && held.resourceId === resourceId && !held.stopped);
    if (!channel) throw new ApiError(404, 'notFound', { message: `Channel '${id}' not found for project 'local'` });
    channel.stopped = true;
    channel.endsAt = Math.min(channel.endsAt, this.parts.clock.now() + this.parts.options().deliveryAfterStopMs);
  }

  /** Tells every channel of a calendar that something changed, at the pace that the switch sets. */
  notify(calendarId: string): void {
    const pace = this.parts.options().pushPace;
    for (const channel of this.channels().filter((held) => held.calendarId === calendarId)) {
      if (pace === 'each' || pace === 'twice') this.post(channel, 'exists');
      if (pace === 'twice') this.post(channel, 'exists');
      if (pace === 'late') this.later(LATE_MS, () => this.post(channel, 'exists'));
      if (pace === 'coalesced') this.coalesce(channel);
    }
  }

  private coalesce(channel: Channel): void {
    if (this.coalescing.has(channel)) return;
    this.coalescing.add(channel);
    this.later(COALESCE_MS, () => {
      this.coalescing.delete(channel);
      return this.post(channel, 'exists');
    });
  }

  private post(channel: Channel, state: 'sync' | 'exists'): void {
    const now = this.parts.clock.now();
    if (channel.endsAt <= now) return;
    // 1 is `sync`; later numbers grow, with gaps.
    channel.messageNumber += channel.messageNumber === 0 ? 1 : 1 + (channel.messageNumber % 3);
    const delivery = messageOf(channel, state, this.parts.options());
    const fault = this.parts.faults.hit('push', 'POST', channel.address);
    if (fault?.drop) {
      this.parts.stats().pushesDropped += 1;
      return;
    }
    const times = fault?.duplicate ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1)
      this.later(fault?.delayMs ?? 0, () => this.deliver(delivery, now, 0, fault?.status));
  }

  /** Runs at once where there is nothing to wait for. */
  private later(delayMs: number, run: () => void): void {
    if (delayMs <= 0) return run();
    const entry = { dueAt: this.parts.clock.now() + delayMs };
    this.waiting.add(entry);
    this.parts.clock.schedule(entry.dueAt, () => {
      this.waiting.delete(entry);
      run();
    });
  }

  private deliver(delivery: Delivery, since: number, attempt: number, feigned: number | undefined): void {
    const { send, options, stats } = this.parts;
    this.inFlight += 1;
    stats().pushesSent += 1;
    if (attempt > 0) stats().pushesRetried += 1;
    const answered =
      feigned === undefined ? send(delivery, options().pushTimeoutMs) : Promise.resolve({ status: feigned });
    void answered
      // No answer and no connection are an outcome like any other status.
      .catch(() => ({ status: 0 }))
      .then(({ status }) => {
        this.settle(delivery, since, attempt, status);
        this.inFlight -= 1;
      });
  }

  private settle(delivery: Delivery, since: number, attempt: number, status: number): void {
    if (SUCCESS.includes(status)) return;
    const { clock, options, stats } = this.parts;
    const retried = RETRIED.includes(status) || options().pushFailure === 'retried';
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempt, MAX_RETRY_MS);
    if (retried && clock.now() + waitMs - since <= GIVE_UP_MS)
      this.later(waitMs, () => this.deliver(delivery, since, attempt + 1, undefined));
    else stats().pushesDropped += 1;
  }
}

function readChannel(body: JsonObject): { id: string; address: string; token: string | undefined } {
  const id = text(body, 'id');
  const address = text(body, 'address');
  const token = text(body, 'token');
  const type = text(body, 'type');
  if (id === undefined) throw required('Missing channel id.');
  if (!/^[A-Za-z0-9\-_+/=]{1,64}$/.test(id)) throw invalid('Invalid channel id.');
  if (token !== undefined && token.length > 256) throw invalid('Invalid channel token.');
  if (type !== 'web_hook' && type !== 'webhook') throw new ApiError(400, 'push.channelTypeNotSupported');
  if (address === undefined) throw required('Missing channel address.');
  if (!URL.canParse(address) || new URL(address).protocol !== 'https:')
    throw new ApiError(400, 'push.webhookUrlNotHttps', { message: `WebHook callback must be HTTPS: ${address}` });
  return { id, address, token };
}

/** The stricter of `expiration` (ms, number or string) and `params.ttl` (seconds), as a life in ms. */
function readLife(body: JsonObject, now: number): number | undefined {
  const until = body.expiration ?? undefined;
  const ttl = object(body, 'params')?.ttl ?? undefined;
  const lives = [
    ...(until === undefined ? [] : [Number(until) - now]),
    ...(ttl === undefined ? [] : [Number(ttl) * 1_000]),
  ];
  if (lives.some((life) => !(life > 0))) throw invalid('Invalid ttl value for channel');
  return lives.length > 0 ? Math.min(...lives) : undefined;
}

/** The headers were captured from Google's messages. https://github.com/googleapis/google-api-nodejs-client/issues/3202 */
function messageOf(channel: Channel, state: 'sync' | 'exists', options: CalendarOptions): Delivery {
  return {
    channelId: channel.id,
    url: options.rewriteAddress(channel.address),
    headers: {
      Accept: '*/*',
      'Accept-Encoding': 'gzip, deflate, br',
      'Content-Length': '0',
      'User-Agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
      'X-Goog-Channel-ID': channel.id,
      'X-Goog-Channel-Expiration': new Date(channel.expiration).toUTCString(),
      'X-Goog-Message-Number': String(channel.messageNumber),
      'X-Goog-Resource-ID': channel.resourceId,
      'X-Goog-Resource-State': state,
      'X-Goog-Resource-URI': channel.resourceUri,
      ...(channel.token !== undefined && { 'X-Goog-Channel-Token': channel.token }),
    },
  };
}
