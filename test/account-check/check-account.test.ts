// The account check as it is built: on the local Google in the place of a real one.
import type { OptionChanges } from '../../sandbox/calendar';
import { answersOf, buildCheck, localLines } from '../../tools/check-account';
import { startLocalCheck, type Line, type LocalCheck } from '../../tools/account-check/local-google';

jest.setTimeout(30_000);

let lines: Line[];
let bundle: string;
let check: LocalCheck;

/** The build's own run of all questions, which takes its time: executions by the dozen, a time-out, full minutes. */
beforeAll(async () => {
  lines = await localLines();
  bundle = await buildCheck(answersOf(lines));
}, 120_000);

beforeEach(async () => {
  check = await startLocalCheck(bundle);
});

afterEach(async () => {
  await check.close();
});

const namesOf = (some: readonly Line[]) => some.map(({ question }) => question);
const otherwise = (some: readonly Line[]) => namesOf(some.filter(({ same }) => same === false));

describe('the build', () => {
  const member = (name: string) => lines.map(({ google }) => (google as Record<string, unknown> | null)?.[name]);

  test('has an answer of the local Google to every question, and none of them is an error', () => {
    expect(lines.length).toBeGreaterThan(30);
    expect(new Set(namesOf(lines)).size).toBe(lines.length);
    expect(lines.filter(({ google }) => google === undefined)).toEqual([]);
    expect(member('error').filter(Boolean)).toEqual([]);
  });

  test('leaves a question unanswered only where the local Google says that it does not simulate it', () => {
    expect(
      member('unanswered').filter((text) => text !== undefined && !/501 notSimulated$/.test(String(text))),
    ).toEqual([]);
  });

  test('tells deployed code from newer code', () => {
    const answer = lines.find(({ question }) => question === 'triggers-from-inside')!.google;
    expect(answer).toMatchObject({ fromWebApp: { code: 'the newest one' }, fromTrigger: { code: 'the newest one' } });
  });

  test('makes one file whose first function is the one to be run', () => {
    expect(/^function (\w+)/m.exec(bundle)?.[1]).toBe('checkAccount');
  });
});

describe('a run', () => {
  test('prints each answer beside the local one, which is the same here, and how to get those that it skipped', async () => {
    const { lines: printed } = await check.run('checkAccount');
    const answered = printed.filter(({ skipped }) => skipped === undefined);
    const skipped = printed.filter((line) => line.skipped !== undefined);
    expect(answered.length).toBeGreaterThan(20);
    expect(
      answered.every(({ google, local, same, asks }) => google !== undefined && local !== undefined && same && asks),
    ).toBe(true);
    expect(namesOf(skipped)).toContain('push-headers');
    for (const line of skipped) expect(line.skipped).toMatch(/^Set the script property [A-Z_]+ \(.*\) to .+\.$/);
  });

  test.each<[OptionChanges, string[]]>([
    [{ revive: 'forbidden' }, ['revive-by-patch', 'restored-date']],
    [{ tombstones: 'bareInLists' }, ['cancel-by-patch', 'delete', 'date-cancelled-in-lists']],
  ])('says where a Google with %j answers otherwise', async (options, expected) => {
    check.google.calendar.setOptions(options);
    const { lines: printed } = await check.run('checkAccount');
    expect(otherwise(printed)).toEqual(expected);
  });

  test('says where an anonymous call has user properties of its own', async () => {
    check.setSettings();
    check.google.host.setOptions({ webAppSeesOwnersProperties: false });
    // What takes long in real time is not asked here.
    check.google.host.setProperties({ 'answer.locks-at-once': '""', SLOW_URL: null });
    expect(otherwise((await check.run('checkAccount')).lines)).toContain('user-property');
  });

  test('leaves nothing behind in the account', async () => {
    const event = check.google.calendar.ui.create('primary', {
      summary: 'A person',
      start: { date: '2030-01-15' },
      end: { date: '2030-01-16' },
    });
    await check.run('checkAccount');
    expect(check.google.calendar.calendarIds()).toEqual(['owner@example.com']);
    expect(check.google.calendar.ui.all('primary')).toEqual([event]);
    expect(check.google.host.triggers()).toEqual([]);
  });

  test('deletes its calendar even where many writes have spent the minute', async () => {
    await check.run('checkBurst');
    expect(check.google.calendar.calendarIds()).toEqual(['owner@example.com']);
  });

  test('prints what went wrong as the answer, and asks the next question', async () => {
    check.google.host.setProperties({ ECHO_URL: 'https://nowhere.example/', SLOW_URL: 'https://nowhere.example/' });
    const { status, lines: printed } = await check.run('checkAccount');
    expect(status).toBe('completed');
    expect(otherwise(printed)).toEqual(['push-headers']);
    const answer = printed.find(({ question }) => question === 'push-headers')!.google;
    expect(answer).toEqual({ error: expect.stringContaining('DNS error') as string });
  });

  test('leaves a calendar that it could not delete to the next run', async () => {
    check.google.faults.add({ target: 'urlfetch', match: '^DELETE .*/calendars/[^/]*$', times: 1, drop: true });
    expect((await check.run('checkAccount')).status).toBe('completed');
    expect(check.google.calendar.calendarIds()).toHaveLength(2);
    await check.run('checkAccount');
    expect(check.google.calendar.calendarIds()).toHaveLength(1);
  });

  test('says of a question which step was refused that only prepares it', async () => {
    check.google.faults.add({
      target: 'calendar',
      match: '^POST .*/events',
      times: 1,
      status: 403,
      reason: 'quotaExceeded',
    });
    const { lines: printed } = await check.run('checkAccount');
    expect(printed[0]!.google).toEqual({ unanswered: 'insert: 403 quotaExceeded' });
  });

  test('stops before Google ends it, goes on where it stopped, prints all lines in the end and asks nothing twice', async () => {
    check.google.host.setOptions({ latencyMs: { calendar: 5_000 } });
    const first = await check.run('checkAccount');
    expect(first.left).toBeGreaterThan(0);
    expect(check.google.calendar.calendarIds()).toHaveLength(1);
    expect(namesOf(await check.runToTheEnd('checkAccount'))).toEqual(namesOf(lines).slice(0, -2));
    const callsBefore = check.google.calendar.stats().callsTotal;
    await check.run('checkAccount');
    expect(check.google.calendar.stats().callsTotal).toBe(callsBefore);
  });

  test('does not ask again what an execution did not survive, and deletes the calendar that it left', async () => {
    check.google.faults.add({ target: 'calendar', match: '^POST .*/events', times: 1, kill: 'after' });
    expect((await check.run('checkAccount')).status).toBe('killed');
    expect(check.google.calendar.calendarIds()).toHaveLength(2);
    const { lines: printed } = await check.run('checkAccount');
    expect(printed[0]!.google).toEqual({ error: 'Google ended the execution while this was asked' });
    expect(otherwise(printed)).toEqual([printed[0]!.question]);
    expect(check.google.calendar.calendarIds()).toHaveLength(1);
  });

  test('asks everything anew after askAnew', async () => {
    await check.run('checkAccount');
    check.google.calendar.setOptions({ revive: 'forbidden' });
    expect(otherwise((await check.run('checkAccount')).lines)).toEqual([]);
    await check.run('askAnew');
    expect(otherwise((await check.run('checkAccount')).lines)).toEqual(['revive-by-patch', 'restored-date']);
  });
});

describe('its web app', () => {
  test.each(['guessed', null, undefined])('does nothing for a stranger who says %j', async (secret) => {
    await check.run('checkAccount');
    const body = JSON.stringify({ secret, task: 'setScriptProperty', args: ['EXEC_URL', 'https://example.org'] });
    const path = `/macros/s/${check.google.host.options.deploymentId}/exec`;
    await check.google.host.webApp({ method: 'POST', path, headers: {}, body });
    expect(check.google.host.properties().script).not.toHaveProperty('EXEC_URL');
  });

  test('is told how to be deployed where it does not answer', async () => {
    check.google.host.setProperties({ EXEC_URL: 'https://script.google.com/macros/s/ANOTHER/exec' });
    const { lines: printed } = await check.run('checkAccount');
    const answer = printed.find(({ question }) => question === 'user-property')!.google;
    expect(answer).toEqual({ unanswered: expect.stringContaining('deploy it as a web app') as string });
  });
});
