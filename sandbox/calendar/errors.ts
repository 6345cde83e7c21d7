// Google's error answers: one class for what a call can fail with, and the body that goes with it.
import type { HttpResponse } from '../http-message';

interface Wording {
  domain: string;
  message: string;
  locationType?: string;
  location?: string;
}

/**
 * Domain, message and location by reason, as Google words them.
 * https://developers.google.com/workspace/calendar/api/guides/errors
 */
const WORDINGS: Record<string, Wording> = {
  accessNotConfigured: {
    domain: 'usageLimits',
    message:
      'Google Calendar API has not been used in this project before or it is disabled. Enable it, then retry. ' +
      'If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.',
  },
  authError: {
    domain: 'global',
    message: 'Invalid Credentials',
    locationType: 'header',
    location: 'Authorization',
  },
  backendError: { domain: 'global', message: 'Backend Error' },
  badContent: { domain: 'global', message: 'Unsupported content type' },
  badRequest: { domain: 'global', message: 'Bad Request' },
  calendarUsageLimitsExceeded: { domain: 'usageLimits', message: 'Calendar usage limits exceeded.' },
  cannotUseDefaultRemindersAndSpecifyOverride: {
    domain: 'calendar',
    message: 'Cannot specify both default reminders and overrides at the same time.',
  },
  channelIdNotUnique: { domain: 'global', message: 'Channel id not unique' },
  conditionNotMet: {
    domain: 'global',
    message: 'Precondition Failed',
    locationType: 'header',
    location: 'If-Match',
  },
  conflict: { domain: 'global', message: 'Conflict' },
  deleted: { domain: 'global', message: 'Resource has been deleted' },
  duplicate: { domain: 'global', message: 'The requested identifier already exists.' },
  eventTypeRestriction: {
    domain: 'calendar',
    message: 'The requested operation is not allowed for this event type.',
  },
  forbidden: { domain: 'global', message: 'Forbidden' },
  // The reason was seen (https://github.com/Ravio1i/notion-gcal-sync/issues/15), its words were not.
  forbiddenForNonCreator: {
    domain: 'calendar',
    message: 'The source can only be changed by the creator of the event.',
  },
  forbiddenForNonOrganizer: {
    domain: 'calendar',
    message: 'Shared properties can only be changed by the organizer of the event.',
  },
  fullSyncRequired: {
    domain: 'calendar',
    message: 'Sync token is no longer valid, a full sync is required.',
    locationType: 'parameter',
    location: 'syncToken',
  },
  insufficientPermissions: {
    domain: 'global',
    message: 'Insufficient Permission: Request had insufficient authentication scopes.',
  },
  invalid: { domain: 'global', message: 'Invalid Value' },
  invalidParameter: { domain: 'global', message: 'Invalid Value' },
  notFound: { domain: 'global', message: 'Not Found' },
  notSimulated: { domain: 'global', message: 'Not simulated' },
  parseError: { domain: 'global', message: 'Parse Error' },
  'push.channelTypeNotSupported': { domain: 'global', message: 'Channel type not supported' },
  'push.webhookUrlNotHttps': { domain: 'global', message: 'WebHook callback must be HTTPS' },
  'push.webhookUrlUnauthorized': { domain: 'global', message: 'Unauthorized WebHook callback channel' },
  pushNotSupportedForRequestedResource: {
    domain: 'calendar',
    message: 'Push notifications are not supported by this resource.',
  },
  quotaExceeded: { domain: 'usageLimits', message: 'Calendar usage limits exceeded.' },
  rateLimitExceeded: { domain: 'usageLimits', message: 'Rate Limit Exceeded' },
  required: { domain: 'global', message: 'Required' },
  requiredAccessLevel: { domain: 'calendar', message: 'You need to have writer access to this calendar.' },
  timeRangeEmpty: {
    domain: 'calendar',
    message: 'The specified time range is empty.',
    locationType: 'parameter',
    location: 'timeMax',
  },
  updatedMinTooLongAgo: {
    domain: 'calendar',
    message: 'The requested minimum modification time lies too far in the past.',
    locationType: 'parameter',
    location: 'updatedMin',
  },
  userRateLimitExceeded: { domain: 'usageLimits', message: 'User Rate Limit Exceeded' },
};

/** The reason that Google gives most often with a status; used where a fault names none. */
const USUAL_REASON: Record<number, string> = {
  400: 'badRequest',
  401: 'authError',
  403: 'forbidden',
  404: 'notFound',
  409: 'duplicate',
  410: 'deleted',
  412: 'conditionNotMet',
  429: 'rateLimitExceeded',
};

/** A call that Google would refuse: HTTP status, reason and message of its error body. */
export class ApiError extends Error {
  readonly wording: Wording;

  constructor(
    readonly status: number,
    readonly reason: string,
    wording: Partial<Wording> = {},
  ) {
    const usual = WORDINGS[reason] ?? { domain: 'global', message: reason };
    super(wording.message ?? usual.message);
    this.wording = { ...usual, ...wording };
  }
}

/** The error that a fault with this status (and perhaps reason) stands for. */
export function errorForStatus(status: number, reason: string | undefined): ApiError {
  return new ApiError(status, reason ?? USUAL_REASON[status] ?? (status >= 500 ? 'backendError' : 'badRequest'));
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'invalid', { message });
}

export function required(message: string): ApiError {
  return new ApiError(400, 'required', { message });
}

/** A query parameter with a value that Google doesn't take. */
export function invalidParameter(name: string, message: string): ApiError {
  return new ApiError(400, 'invalidParameter', { message, locationType: 'parameter', location: name });
}

/** A part of the API that this server doesn't imitate; said in words so that nobody mistakes it for Google's answer. */
export function notSimulated(what: string): ApiError {
  return new ApiError(501, 'notSimulated', {
    message: `${what} is not simulated by the local Google (see sandbox/calendar/README.md).`,
  });
}

/** `{"error": {"errors": [...], "code", "message"}}`, the body of every refused call. */
export function errorBody(error: ApiError): { error: { errors: object[]; code: number; message: string } } {
  const { domain, message, locationType, location } = error.wording;
  const entry = {
    domain,
    reason: error.reason,
    message,
    ...(location === undefined ? {} : { locationType, location }),
  };
  return { error: { errors: [entry], code: error.status, message } };
}

export const JSON_TYPE = 'application/json; charset=UTF-8';

export function errorResponse(error: ApiError): HttpResponse {
  // A 304 is an answer without a body at Google too.
  if (error.status === 304) return { status: 304, headers: {}, body: '' };
  return {
    status: error.status,
    headers: { 'content-type': JSON_TYPE },
    body: JSON.stringify(errorBody(error)),
  };
}
