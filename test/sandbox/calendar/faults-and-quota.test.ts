// Faults, quotas and counters of the local Calendar server.
import { CallerKilled, ConnectionLost } from '../../../sandbox/calendar/index';
import { LocalServer, TIMES } from './local-server';

const refused = (status: number, reason: string) => expect.objectContaining({ status, reason });

describe('faults', () => {
  test("a status is answered in Google's form and the call has no effect", async () => {
    const local = new LocalServer();
    local.faults.add({ target: 'calendar', match: '^POST', status: 403, reason: 'quotaExceeded', times: 1 });
    const { status, body } = await local.insert('aaaaa');
    expect(status).toBe(403);
    expect(body.error).toEqual({
      errors: [{ domain: 'usageLimits', reason: 'quotaExceeded', message: 'Calendar usage limits exceeded.' }],
      code: 403,
      message: 'Calendar usage limits exceeded.',
    });
    expect(await local.ids()).toEqual([]);
    expect(local.server.stats().refused).toEqual({ '403 quotaExceeded': 1 });
  });

  test('a dropped call has no effect, one that is cut off after sending has', async () => {
    const local = new LocalServer();
    local.faults.add({ target: 'calendar', match: '^POST', drop: true, times: 1 });
    await expect(local.insert('aaaaa')).rejects.toBeInstanceOf(ConnectionLost);
    local.faults.add({ target: 'calendar', match: '^POST', cutAfterSend: true, times: 1 });
    await expect(local.insert('bbbbb')).rejects.toBeInstanceOf(ConnectionLost);
    expect(await local.ids()).toEqual(['bbbbb']);
  });

  test('a doubled insert shows the caller the second answer', async () => {
    const local = new LocalServer();
    local.faults.add({ target: 'calendar', match: '^POST', duplicate: true, times: 1 });
    expect(await local.insert('aaaaa')).toEqual(refused(409, 'duplicate'));
    expect(await local.ids()).toEqual(['aaaaa']);
  });

  test.each([
    ['before', []],
    ['after', ['aaaaa']],
  ] as const)('kill %s tells the host at that moment and rejects', async (when, ids) => {
    const local = new LocalServer();
    local.faults.add({ target: 'calendar', match: '^POST', kill: when, times: 1 });
    const told: string[] = [];
    const call = local.server.handle(
      {
        method: 'POST',
        path: '/calendar/v3/calendars/primary/events',
        headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'aaaaa', start: { date: '2030-01-01' }, end: { date: '2030-01-02' } }),
      },
      { onFault: (fault, moment) => told.push(`${fault.kill} ${moment}`) },
    );
    await expect(call).rejects.toBeInstanceOf(CallerKilled);
    expect(told).toEqual([`${when} ${when}`]);
    expect(await local.ids()).toEqual(ids);
  });
});

describe('quota', () => {
  test('units of a sliding minute: a patch costs three, and a minute later they are back', async () => {
    const local = new LocalServer({ quota: { unitsPerMinute: 5 } });
    await local.insert('aaaaa');
    expect((await local.call('PATCH', '/aaaaa', { summary: 'Second' })).status).toBe(200);
    expect(await local.call('PATCH', '/aaaaa', { summary: 'Third' })).toEqual(refused(403, 'rateLimitExceeded'));
    expect((await local.list()).status).toBe(200);
    expect(await local.list()).toEqual(refused(403, 'rateLimitExceeded'));
    await local.clock.advance(60_001);
    expect((await local.call('PATCH', '/aaaaa', { summary: 'Third' })).status).toBe(200);
  });

  test('the way a spent minute is told can be chosen', async () => {
    const local = new LocalServer({ quota: { unitsPerMinute: 0, answer: '429 rateLimitExceeded' } });
    expect(await local.list()).toEqual(refused(429, 'rateLimitExceeded'));
    local.server.setOptions({ quota: { answer: '403 userRateLimitExceeded' } });
    expect(await local.list()).toEqual(refused(403, 'userRateLimitExceeded'));
    local.server.setOptions({ quota: { unitsPerMinute: null } });
    expect((await local.list()).status).toBe(200);
  });

  test('writes to one calendar in a second; others, and reads, are not concerned', async () => {
    const local = new LocalServer({ quota: { writesPerSecond: 2 } });
    await local.insert('aaaaa');
    expect((await local.call('PATCH', '/aaaaa', { summary: 'Second' })).status).toBe(200);
    expect(await local.call('PATCH', '/aaaaa', { summary: 'Third' })).toEqual(refused(403, 'rateLimitExceeded'));
    expect(await local.insert('bbbbb')).toEqual(refused(403, 'rateLimitExceeded'));
    expect((await local.list()).status).toBe(200);
    const { id } = local.server.createCalendar({ summary: 'Other', timeZone: 'UTC' });
    const other = await local.server.handle({
      method: 'POST',
      path: `/calendar/v3/calendars/${encodeURIComponent(id)}/events`,
      headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
      body: JSON.stringify(TIMES),
    });
    expect(other.status).toBe(200);
    await local.clock.advance(1000);
    expect((await local.insert('bbbbb')).status).toBe(200);
    local.server.setOptions({ quota: { writesPerSecond: null } });
    for (const event of ['ccccc', 'ddddd', 'eeeee']) expect((await local.insert(event)).status).toBe(200);
  });

  test('events created in a day, which ends 24 hours after its first creation', async () => {
    const local = new LocalServer({ quota: { createdPerDay: 2 } });
    await local.insert('aaaaa');
    await local.clock.advance(86_400_000 - 1000);
    await local.insert('bbbbb');
    expect(await local.insert('ccccc')).toEqual(refused(403, 'quotaExceeded'));
    expect((await local.call('PATCH', '/aaaaa', { summary: 'Second' })).status).toBe(200);
    await local.clock.advance(1000);
    expect((await local.insert('ccccc')).status).toBe(200);
    expect((await local.insert('ddddd')).status).toBe(200);
    expect(await local.insert('eeeee')).toEqual(refused(403, 'quotaExceeded'));
  });

  test('events created in a day, counted over any 24 hours', async () => {
    const local = new LocalServer({ quota: { createdPerDay: 2, createdDay: 'sliding' } });
    await local.insert('aaaaa');
    await local.clock.advance(86_400_000 - 1000);
    await local.insert('bbbbb');
    await local.clock.advance(1000);
    expect((await local.insert('ccccc')).status).toBe(200);
    expect(await local.insert('ddddd')).toEqual(refused(403, 'quotaExceeded'));
  });

  test('calls, units, writes and sendUpdates are counted until reset', async () => {
    const local = new LocalServer();
    await local.insert('aaaaa');
    await local.call('PATCH', '/aaaaa?sendUpdates=none', { summary: 'Second' });
    await local.call('GET', '/zzzzz');
    expect(local.server.stats()).toMatchObject({
      httpRequests: 3,
      batches: 0,
      calls: { 'events.insert': 1, 'events.patch': 1, 'events.get': 1 },
      callsTotal: 3,
      quotaUnits: 5,
      writes: 2,
      refused: { '404 notFound': 1 },
      sendUpdates: { unset: 1, none: 1 },
    });
    local.server.resetStats();
    expect(local.server.stats()).toMatchObject({ httpRequests: 0, calls: {}, quotaUnits: 0 });
  });

  test("a person's edits in the web UI cost nothing", async () => {
    const local = new LocalServer({ quota: { unitsPerMinute: 0 } });
    local.server.ui.create('primary', {
      summary: 'By hand',
      start: { date: '2030-01-01' },
      end: { date: '2030-01-02' },
    });
    expect(local.server.stats()).toMatchObject({ httpRequests: 0, writes: 0, quotaUnits: 0 });
  });
});

test('a script whose Calendar service was never added gets 403 accessNotConfigured', async () => {
  expect(await new LocalServer({ apiEnabled: false }).list()).toEqual(refused(403, 'accessNotConfigured'));
});
