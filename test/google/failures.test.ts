// Google's errors, told apart by status and reason.
import { failureKind, googleFailure, reasonOf, thrownFailure } from '../../src/google/failures';

describe('failureKind', () => {
  it.each([
    [400, 'invalid', 'invalid'],
    [400, 'timeRangeEmpty', 'invalid'],
    [401, 'authError', 'unauthorized'],
    [403, 'rateLimitExceeded', 'rateLimited'],
    [403, 'userRateLimitExceeded', 'rateLimited'],
    [429, 'rateLimitExceeded', 'rateLimited'],
    [429, null, 'rateLimited'],
    [403, 'quotaExceeded', 'quotaExceeded'],
    [403, 'calendarUsageLimitsExceeded', 'quotaExceeded'],
    [403, 'dailyLimitExceeded', 'quotaExceeded'],
    [403, 'accessNotConfigured', 'apiDisabled'],
    [403, 'SERVICE_DISABLED', 'apiDisabled'],
    [403, 'forbidden', 'forbidden'],
    [403, 'forbiddenForNonOrganizer', 'forbidden'],
    [403, null, 'forbidden'],
    [404, 'notFound', 'notFound'],
    [409, 'duplicate', 'duplicate'],
    [409, 'conflict', 'unavailable'],
    [410, 'deleted', 'gone'],
    [410, 'fullSyncRequired', 'gone'],
    [412, 'conditionNotMet', 'changed'],
    [500, 'backendError', 'unavailable'],
    [503, null, 'unavailable'],
    [302, null, 'unavailable'],
  ])('of %s %s: %s', (status, reason, kind) => expect(failureKind(status, reason)).toBe(kind));
});

describe('thrownFailure', () => {
  it('reads what the advanced service says in details', () => {
    const error = Object.assign(new Error('API call to calendar.events.get failed with error: Not Found'), {
      details: {
        code: 404,
        message: 'Not Found',
        errors: [{ domain: 'global', reason: 'notFound', message: 'Not Found' }],
      },
    });
    expect(thrownFailure(error)).toEqual({
      kind: 'notFound',
      status: 404,
      reason: 'notFound',
      message: 'Google Calendar answered 404 notFound',
    });
  });

  it.each([
    ['trouble on the way', new Error('Address unavailable')],
    ['details of another form', Object.assign(new Error('x'), { details: 'x' })],
    ['no error object', 'x'],
  ])('knows nothing of the call after %s: perhaps it took effect', (_, error) => {
    expect(thrownFailure(error)).toMatchObject({ kind: 'unavailable', status: null });
  });

  it.each([[undefined], [null]])('takes %s, which code may throw as well, for trouble on the way', (error) => {
    expect(thrownFailure(error)).toMatchObject({ kind: 'unavailable', status: null });
  });

  it('[RP9] says nothing that a user wrote', () => {
    const error = Object.assign(new Error('Invalid value: their secret'), {
      details: { code: 400, message: 'their secret' },
    });
    expect(JSON.stringify(thrownFailure(error))).not.toContain('their secret');
  });
});

describe('reasonOf', () => {
  it.each([
    ['{"error":{"errors":[{"reason":"notFound"}],"code":404}}', 'notFound'],
    ['{"error":{"code":403,"status":"PERMISSION_DENIED"}}', 'PERMISSION_DENIED'],
    ['{"error":{"errors":[]}}', null],
    ['{"error":"invalid_grant"}', null],
    ['{}', null],
    ['null', null],
    ['<html>502</html>', null],
    ['', null],
  ])('of %s: %s', (body, reason) => expect(reasonOf(body)).toBe(reason));
});

it('googleFailure says status and reason', () => {
  expect(googleFailure(503, null).message).toBe('Google Calendar answered 503');
});
