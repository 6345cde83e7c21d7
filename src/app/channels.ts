// Google's push channels: made, verified, renewed with an overlap, stopped. Push refused is a normal state: then catch-up polls.
// https://developers.google.com/workspace/calendar/api/guides/push
import { shortHash } from '../core/hash';
import { channelToken } from '../core/secret';
import { boundCalendars, type App } from '../sync/context';
import { cell, type Failure } from '../ports';
import { calendarName, calendarState, setCalendarState, type Channel } from '../sync/calendars';

/** Google's default and, in practice, its longest life of a channel. */
const TTL_SECONDS = 604_800;
const RENEW_BEFORE_MS = 48 * 3_600_000;

/** No channels are made until `install` runs. */
export const PUSH_STOPPED = cell<true | null>('note.pushStopped', null);

export function proxyAddress(app: App): string {
  return `${app.settings.directusUrl}/flows/trigger/${app.settings.proxyFlowId}`;
}

/** Makes a channel for each bound calendar that has none, or whose one is about to end or has an old secret's token. */
export function renewChannels(app: App): void {
  if (app.state.get(PUSH_STOPPED)) return;
  for (const calendarId of boundCalendars(app)) renewChannel(app, calendarId);
}

function renewChannel(app: App, calendarId: string): void {
  const now = app.clock.now();
  const secret = shortHash(app.settings.secret, 8);
  const old = calendarState(app.state, calendarId).channels;
  if (
    old.some((known) => known.resourceId !== null && known.secret === secret && known.expiresAt - now > RENEW_BEFORE_MS)
  )
    return;
  // Stored before `watch`, because the first message may come before its answer, and a crash must not leave an orphan.
  const made: Channel = {
    id: `${calendarName(calendarId)}-${app.uuid()}`,
    resourceId: null,
    secret,
    expiresAt: now + TTL_SECONDS * 1000,
  };
  setCalendarState(app.state, calendarId, { channels: [...old, made] });
  const answer = app.calendar.watch(calendarId, {
    id: made.id,
    token: channelToken(app.settings.secret, made.id),
    address: proxyAddress(app),
    ttlSeconds: TTL_SECONDS,
  });
  if (!answer.ok) {
    app.log({ watch: 'refused', kind: answer.failure.kind, reason: answer.failure.reason });
    const alive = old.filter((channel) => channel.expiresAt > now);
    const refused = alive.length === 0 ? `${refusalText(answer.failure)} Changes are polled.` : undefined;
    setCalendarState(app.state, calendarId, { channels: alive, pushRefused: refused });
    return;
  }
  const { resourceId, expiresAt } = answer.value;
  setCalendarState(app.state, calendarId, {
    channels: [...old, { ...made, resourceId, expiresAt: expiresAt || made.expiresAt }],
    pushRefused: undefined,
  });
  stopAll(app, calendarId, old);
}

function refusalText({ reason, message }: Failure): string {
  switch (reason) {
    case 'push.webhookUrlUnauthorized':
      return "Google does not accept your Directus' address for push notifications (the domain may have to be verified).";
    case 'push.webhookUrlNotHttps':
      return 'Google sends push notifications to https addresses only, and DIRECTUS_URL is not one.';
    case 'pushNotSupportedForRequestedResource':
      return 'Google offers no push notifications for this calendar.';
    default:
      return `${message}.`;
  }
}

/** For each calendar without push notifications, why; a normal state, told but no problem. */
export function pushRefusals(app: App): string[] {
  return boundCalendars(app).flatMap((id) => {
    const { pushRefused } = calendarState(app.state, id);
    return pushRefused === undefined ? [] : [`Calendar ${id}: ${pushRefused}`];
  });
}

/** Stops all channels of all calendars; only `install` makes new ones. */
export function stopChannels(app: App): void {
  app.state.set(PUSH_STOPPED, true);
  for (const calendarId of boundCalendars(app)) stopAll(app, calendarId, calendarState(app.state, calendarId).channels);
}

function stopAll(app: App, calendarId: string, channels: readonly Channel[]): void {
  const stopped = channels.filter((channel) => {
    if (channel.resourceId === null || channel.expiresAt <= app.clock.now()) return true;
    const answer = app.calendar.stop(channel.id, channel.resourceId);
    // A channel that is unknown at Google is as good as stopped; one that could not be reached is kept for the next time.
    return answer.ok || answer.failure.kind === 'notFound';
  });
  const left = calendarState(app.state, calendarId).channels.filter(
    (channel) => !stopped.some((gone) => gone.id === channel.id),
  );
  setCalendarState(app.state, calendarId, { channels: left });
}

/**
 * The calendar that a channel watches, by its id; undefined for a stranger's. Told without a look at the state, which would
 * count for Google's day.
 */
export function calendarOfChannel(app: App, channelId: string): string | undefined {
  return boundCalendars(app).find((id) => channelId.startsWith(`${calendarName(id)}-`));
}

/** Whether a channel is one that we have: an old one may deliver for a while after it was stopped. */
export function isOwnChannel(app: App, calendarId: string, channelId: string): boolean {
  return calendarState(app.state, calendarId).channels.some((channel) => channel.id === channelId);
}
