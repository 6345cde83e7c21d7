// Google's errors as Failure values, told apart by status and reason, never by text.
import { parseJson } from '../core/checks';
import type { Failure, FailureKind } from '../app/ports';

const RATE_REASONS = ['rateLimitExceeded', 'userRateLimitExceeded'];
const QUOTA_REASONS = ['quotaExceeded', 'calendarUsageLimitsExceeded', 'dailyLimitExceeded'];

/** https://developers.google.com/workspace/calendar/api/guides/errors */
export function failureKind(status: number, reason: string | null): FailureKind {
  switch (status) {
    case 400:
      return 'invalid';
    case 401:
      return 'unauthorized';
    case 403:
      if (reason && RATE_REASONS.includes(reason)) return 'rateLimited';
      if (reason && QUOTA_REASONS.includes(reason)) return 'quotaExceeded';
      return reason === 'accessNotConfigured' || reason === 'SERVICE_DISABLED' ? 'apiDisabled' : 'forbidden';
    case 404:
      return 'notFound';
    case 409:
      // "conflict" is a part of a batch that met another part: repeated alone it goes through.
      return reason === 'conflict' ? 'unavailable' : 'duplicate';
    case 410:
      return 'gone';
    case 412:
      return 'changed';
    case 429:
      return 'rateLimited';
    default:
      return 'unavailable';
  }
}

export function googleFailure(status: number, reason: string | null): Failure {
  return {
    kind: failureKind(status, reason),
    status,
    reason,
    message: `Google Calendar answered ${status}${reason ? ` ${reason}` : ''}`,
  };
}

/** An error that the advanced service threw. Trouble on the way has no details: nothing is known of the call. */
export function thrownFailure(error: unknown): Failure {
  const details = (error as { details?: { code?: number; errors?: { reason?: string }[] } } | null | undefined)
    ?.details;
  if (typeof details?.code === 'number') return googleFailure(details.code, details.errors?.[0]?.reason ?? null);
  return { kind: 'unavailable', status: null, reason: null, message: 'Google Calendar gave no answer' };
}

/** The reason in an error body of the REST API. */
export function reasonOf(body: string): string | null {
  const json = parseJson(body) as { error?: { errors?: { reason?: string }[]; status?: string } } | null | undefined;
  return json?.error?.errors?.[0]?.reason ?? json?.error?.status ?? null;
}
