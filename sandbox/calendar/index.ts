// The local Google's Calendar API v3: a plain function from request to response, and the ways to look inside.
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { HttpRequest, HttpResponse } from '../http-message';
import { batchErrorResponse, printBatch, readBatch, type BatchPart } from './batch';
import { ConnectionLost, underFault, type OnFault } from './connection';
import { ApiError, errorResponse, JSON_TYPE } from './errors';
import { applyFieldMask } from './field-mask';
import { readBody, runMethod, type Context } from './methods';
import { DEFAULT_OPTIONS, withChanges, type CalendarOptions, type OptionChanges } from './options';
import { Push, type Channel, type Sender } from './push';
import { sendOverHttp } from './push-sender';
import { Quota } from './quota';
import { route, type Route } from './router';
import { findInCalendar } from './series/occurrences';
import { count, emptyStats, type CalendarStats } from './stats';
import type { Invitation } from './resource';
import { Store, type AccessRole, type NewCalendar, type StoredCalendar } from './store';
import { PersonInUi } from './ui';

export { CallerKilled, ConnectionLost, type OnFault } from './connection';
export { DEFAULT_OPTIONS, type CalendarOptions, type OptionChanges } from './options';
export type { Channel, Delivery, Sender } from './push';
export type { Invitation } from './resource';
export type { CalendarStats } from './stats';
export { ACCESS_ROLES, type AccessRole, type NewCalendar } from './store';
export type { PersonInUi } from './ui';

export interface CalendarSetup {
  clock: Clock;
  faults: Faults;
  options?: OptionChanges;
  random?: (size: number) => Uint8Array;
}

const BATCH_PATH = '/batch/calendar/v3';

export class CalendarServer {
  /** Sends a push message; by default a real POST to the channel's (rewritten) address. */
  onPush: Sender | undefined;
  /** A person in Google's web UI: edits that cost no quota and aren't counted as calls. */
  readonly ui: PersonInUi;

  private readonly clock: Clock;
  private readonly faults: Faults;
  private current: CalendarOptions;
  private counters = emptyStats();
  private readonly store: Store;
  private readonly quota: Quota;
  private readonly push: Push;

  /** @param setup `random` makes the ids of events and calendars; a seeded one makes them the same in each run */
  constructor({ clock, faults, options = {}, random }: CalendarSetup) {
    this.clock = clock;
    this.faults = faults;
    this.current = withChanges(DEFAULT_OPTIONS, options);
    this.store = new Store(clock, this.current.ownerEmail, this.current.timeZone, random);
    this.quota = new Quota(clock);
    this.push = new Push({
      clock,
      faults,
      options: () => this.current,
      stats: () => this.counters,
      send: (delivery, timeoutMs) => (this.onPush ?? sendOverHttp)(delivery, timeoutMs),
      exists: (calendarId) => this.store.find(calendarId) !== undefined,
    });
    this.store.onCommit = (calendar) => this.push.notify(calendar.id);
    this.ui = new PersonInUi((calendarId) => ({
      store: this.store,
      calendar: this.calendarOf(calendarId),
      clock: this.clock,
      options: this.current,
    }));
  }

  /**
   * Serves `/calendar/v3/…` and `POST /batch/calendar/v3`. Refused calls are answers, never rejections. Rejects with
   * ConnectionLost where a fault drops the request or cuts the answer off (an HTTP layer closes the socket), and with
   * CallerKilled where a fault has `kill`: 'before' the call (or batch part) takes effect, or 'after' it did. Parts of
   * a batch that come after a killed one are not run; a dropped or cut part loses the answer of the whole batch, though
   * the other parts are run.
   * @param hooks `onFault` is called synchronously just before such a CallerKilled, so that a host whose execution
   *   can't see the rejection (it is blocked) can end it at that moment
   */
  async handle(request: HttpRequest, hooks: { onFault?: OnFault } = {}): Promise<HttpResponse> {
    this.counters.httpRequests += 1;
    const [path] = request.path.split('?');
    if (path !== BATCH_PATH) return await this.call(request, hooks.onFault);
    this.counters.batches += 1;
    const fault = this.faults.hit('calendar', request.method, request.path);
    return await underFault(fault, () => this.batch(request, hooks.onFault), hooks.onFault);
  }

  get options(): Readonly<CalendarOptions> {
    return this.current;
  }

  /** Turns switches at run time. `ownerEmail` and `timeZone` are fixed once the server is made. */
  setOptions(changes: OptionChanges): void {
    this.current = withChanges(this.current, changes);
  }

  /** A copy of the counters since the start or the last `resetStats`. */
  stats(): CalendarStats {
    return structuredClone(this.counters);
  }

  resetStats(): void {
    this.counters = emptyStats();
  }

  /** The channels that still deliver, `sync` sent or not. */
  channels(): Channel[] {
    return this.push.channels();
  }

  /**
   * Whether no push message is in flight and none is due by the clock.
   * @param horizonMs also counts what waits (retries, late messages) for a moment up to so far ahead
   */
  idle(horizonMs = 0): boolean {
    return this.push.idle(horizonMs);
  }

  /** Adds a calendar to the owner's account; returns its id. Throws where the id is taken or the zone unknown. */
  createCalendar(calendar: NewCalendar): { id: string; summary: string; timeZone: string } {
    const { id, summary, timeZone } = this.store.create(calendar);
    return { id, summary, timeZone };
  }

  /**
   * Shares a calendar with the account in another role. Its sync tokens are void then
   * (https://developers.google.com/workspace/calendar/api/guides/sync#full_sync_required_by_server). Throws for the primary one.
   */
  setAccess(calendarId: string, role: AccessRole): void {
    const calendar = this.calendarOf(calendarId);
    if (calendar.primary) throw new Error('The primary calendar is the account’s own');
    calendar.accessRole = role;
    calendar.tokenEpoch += 1;
  }

  /** The mails that guests would have got for writes through the API, the oldest first. */
  invitations(): Invitation[] {
    return [...this.store.invitations];
  }

  /** Ids of all calendars, the primary one first. */
  calendarIds(): string[] {
    return this.store.all().map(({ id }) => id);
  }

  /** Makes every sync token of a calendar (or of all) void: 410 `fullSyncRequired`. */
  invalidateTokens(calendarId?: string): void {
    const calendars = calendarId === undefined ? this.store.all() : [this.calendarOf(calendarId)];
    for (const calendar of calendars) calendar.tokenEpoch += 1;
  }

  private calendarOf(calendarId: string): StoredCalendar {
    const calendar = this.store.find(calendarId);
    if (!calendar) throw new Error(`No calendar ${calendarId}`);
    return calendar;
  }

  /** One call, alone or as part of a batch. `refusal` is the batch's own reason to refuse it. */
  private async call(request: HttpRequest, onFault?: OnFault, refusal?: ApiError): Promise<HttpResponse> {
    const fault = this.faults.hit('calendar', request.method, request.path);
    const response = await underFault(fault, () => this.serve(request, refusal), onFault);
    if (response.status >= 400) this.countRefused(response);
    return response;
  }

  private serve(request: HttpRequest, refusal: ApiError | undefined): HttpResponse {
    try {
      const target = route(request.method, request.path);
      count(this.counters.calls, target.method);
      this.counters.callsTotal += 1;
      this.authorize(request);
      const units = Quota.cost(target.method, this.current.quota);
      this.quota.spend(units, this.current.quota);
      this.counters.quotaUnits += units;
      if (refusal) throw refusal;
      return this.answer(target, request);
    } catch (error) {
      if (error instanceof ApiError) return errorResponse(error);
      throw error;
    }
  }

  private authorize(request: HttpRequest): void {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const { tokens } = this.current;
    if (token === undefined || (tokens !== 'any' && !tokens.includes(token))) throw new ApiError(401, 'authError');
    if (!this.current.apiEnabled) throw new ApiError(403, 'accessNotConfigured');
  }

  private answer(target: Route, request: HttpRequest): HttpResponse {
    const { body, etag } = runMethod(this.context(), target, request);
    if (!body) return { status: 204, headers: {}, body: '' };
    const fields = target.search.get('fields');
    return {
      status: 200,
      headers: { 'content-type': JSON_TYPE, ...(etag !== undefined && { etag }) },
      body: JSON.stringify(fields === null ? body : applyFieldMask(body, fields)),
    };
  }

  private context(): Context {
    const { store, clock, quota, push } = this;
    return { store, clock, quota, push, options: this.current, stats: this.counters };
  }

  private countRefused({ status, body }: HttpResponse): void {
    const [entry] = (JSON.parse(body) as { error: { errors: { reason: string }[] } }).error.errors;
    count(this.counters.refused, `${status} ${entry?.reason ?? ''}`);
  }

  private async batch(outer: HttpRequest, onFault: OnFault | undefined): Promise<HttpResponse> {
    try {
      if (outer.method !== 'POST') throw new ApiError(404, 'notFound');
      if (outer.headers.authorization !== undefined) this.authorize(outer);
      return await this.runParts(readBatch(outer, this.current.batchLimit), onFault);
    } catch (error) {
      if (error instanceof ApiError) return batchErrorResponse(error);
      throw error;
    }
  }

  private async runParts(parts: BatchPart[], onFault: OnFault | undefined): Promise<HttpResponse> {
    const answers: { contentId: string; response: HttpResponse }[] = [];
    const written = new Set<string>();
    let lost: ConnectionLost | undefined;
    for (const { contentId, request } of parts) {
      const key = this.writtenBy(request);
      // Google may run parts in any order, so it refuses the second write to one event of a batch.
      const refusal = key !== undefined && written.has(key) ? new ApiError(409, 'conflict') : undefined;
      if (key !== undefined) written.add(key);
      try {
        answers.push({ contentId, response: await this.call(request, onFault, refusal) });
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        lost = error;
      }
    }
    if (lost) throw lost;
    return printBatch(answers);
  }

  /** Calendar and event (or series) that a part writes to; undefined for reads and for what will be refused anyway. */
  private writtenBy(request: HttpRequest): string | undefined {
    if (request.method === 'GET') return undefined;
    try {
      const { calendarId, eventId, method } = route(request.method, request.path);
      const calendar = this.store.find(calendarId);
      const id = method === 'events.insert' ? readBody(request).id : eventId;
      if (!calendar || typeof id !== 'string' || id === '') return undefined;
      return `${calendar.id} ${findInCalendar({ calendar, options: this.current }, id)?.recurringEventId ?? id}`;
    } catch (error) {
      if (error instanceof ApiError) return undefined;
      throw error;
    }
  }
}
