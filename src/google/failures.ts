// Google's errors as Failure values, told apart by status and reason, never by text.
import { parseJson } from '../core/checks';
import type { Failure, FailureKind } from '../ports';

const RATE_REASONS = ['rateLimitExceeded', 'userRateLimitExceeded'];
const QUOTA_REASONS = ['quotaExceeded', 'calendarUsageLimitsExceeded', 'dailyLimitExceeded'];

/** Those that no reason makes another one. */
const KINDS: Readonly<Record<number, FailureKind>> = {
  400: 'invalid',
  401: 'unauthorized',
  404: 'notFound',
  410: 'gone',
  412: 'changed',
  429: 'rateLimited',
};

/** https://developers.google.com/workspace/calendar/api/guides/errors */
export function failureKind(status: number, reason: string | null): FailureKind {
  // "conflict" is a part of a batch that met another part: repeated alone it goes through.
  if (status === 409) return reason === 'conflict' ? 'unavailable' : 'duplicate';
  if (status !== 403) return KINDS[status] ?? 'unavailable';
  if (reason && RATE_REASONS.includes(reason)) return 'rateLimited';
  if (reason && QUOTA_REASONS.includes(reason)) return 'quotaExceeded';
  return reason === 'accessNotConfigured' || reason === 'SERVICE_DISABLED' ? 'apiDisabled' : 'forbidden';
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
