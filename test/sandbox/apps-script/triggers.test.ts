// Installable triggers. https://developers.google.com/apps-script/reference/script/clock-trigger-builder
import { disposeHosts, makeHost } from './make-host';

afterEach(disposeHosts);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const BUNDLE = `
  function work(e) { console.log(JSON.stringify(e)); }
  function fail() { throw new Error('no luck'); }
  function slow() { Utilities.sleep(30000); }`;

const create = (builder: string): string => `ScriptApp.newTrigger('work').${builder}.create()`;

test('everyMinutes fires again and again, at the moments of the clock', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE });
  const startedAt = clock.now();
  await evaluate(create('timeBased().everyMinutes(10)'));
  await clock.advance(35 * MINUTE);
  const runs = host.executions().filter(({ kind }) => kind === 'trigger');
  const minutes = runs.map((run) => Math.round((Date.parse(run.startedAt) - startedAt) / MINUTE));
  expect(minutes).toEqual([10, 20, 30]);
  expect(host.triggers()).toMatchObject([{ function: 'work', runs: 3, failures: 0 }]);
});

test.each(['everyMinutes(2)', 'everyMinutes(60)', 'everyHours(0)', 'everyDays(0)', 'atHour(24)', 'nearMinute(60)'])(
  '%s is refused',
  async (call) => {
    const { evaluate } = makeHost({ bundle: BUNDLE });
    await expect(evaluate(create(`timeBased().${call}`))).rejects.toThrow(/invalid/);
  },
);

test('everyDays().atHour().nearMinute() fires at that hour of its time zone, through a change to winter time', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE });
  await clock.advance(Math.max(0, Date.UTC(2031, 9, 25, 0, 0) - clock.now()));
  await evaluate(create(`timeBased().everyDays(1).atHour(3).nearMinute(30).inTimezone('Europe/Berlin')`));
  await clock.advance(48 * HOUR);
  const runs = host.executions().filter(({ kind }) => kind === 'trigger');
  expect(runs.map(({ startedAt }) => startedAt.slice(0, 16))).toEqual(['2031-10-25T01:30', '2031-10-26T02:30']);
});

test('after() fires once, stays listed and counts until it is deleted', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE });
  await evaluate(create('timeBased().after(60000)'));
  await clock.advance(HOUR);
  expect(host.triggers()).toMatchObject([{ function: 'work', runs: 1, nextAt: undefined }]);
  await evaluate('ScriptApp.getProjectTriggers().forEach((trigger) => ScriptApp.deleteTrigger(trigger))');
  expect(host.triggers()).toEqual([]);
});

test('lateTriggers: after() comes up to so much late, each time otherwise; what repeats, or has a date, is on time', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE, options: { lateTriggers: MINUTE } });
  const startedAt = clock.now();
  for (let i = 0; i < 5; i++) await evaluate(create('timeBased().after(1000)'));
  await evaluate(create(`timeBased().at(new Date(${startedAt + 3000}))`));
  const moments = host.triggers().map(({ nextAt }) => nextAt! - startedAt);
  for (const moment of moments) expect(moment).toBeGreaterThanOrEqual(1000);
  for (const moment of moments) expect(moment).toBeLessThan(MINUTE + 10_000);
  expect(moments[5]).toBe(3000);
  expect(new Set(moments.slice(0, 5).map((moment) => Math.round(moment / 5000))).size).toBe(5);
  await clock.advance(2 * MINUTE);
  expect(host.triggers().map(({ runs }) => runs)).toEqual(Array(6).fill(1));
});

test('at() fires at its date; a deleted trigger fires no more', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE });
  await evaluate(create('timeBased().at(new Date(Date.now() + 5000))'));
  await evaluate(`const gone = ${create('timeBased().after(5000)')}; ScriptApp.deleteTrigger(gone)`);
  await clock.advance(MINUTE);
  expect(host.executions().filter(({ kind }) => kind === 'trigger')).toHaveLength(1);
});

test('real time fires triggers, too', async () => {
  const { host, evaluate } = makeHost({ bundle: BUNDLE });
  await evaluate(create('timeBased().after(50)'));
  while (host.executions().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(host.executions()[1]).toMatchObject({ kind: 'trigger', status: 'completed' });
}, 30_000);

test('the twenty-first trigger is refused', async () => {
  const { host, evaluate } = makeHost({ bundle: BUNDLE });
  const body = `for (let i = 0; i < 21; i++) ${create('timeBased().everyHours(1)')}`;
  await expect(evaluate(body)).rejects.toThrow('too many triggers');
  expect(host.triggers()).toHaveLength(20);
});

test('a time-driven event holds the moment in UTC', async () => {
  const { host, clock } = makeHost({ bundle: BUNDLE });
  await clock.advance(Date.UTC(2031, 0, 12, 23, 5, 6) - clock.now());
  await host.runTrigger('work');
  expect(JSON.parse(host.executions()[0]?.console[0]?.text ?? '')).toMatchObject({
    authMode: 'FULL',
    year: 2031,
    month: 1,
    'day-of-month': 12,
    'day-of-week': 7,
    hour: 23,
    minute: 5,
    timezone: 'UTC',
  });
});

test('a calendar trigger is kept and hands on its calendar', async () => {
  const { host, evaluate } = makeHost({ bundle: BUNDLE });
  await evaluate(create(`forUserCalendar('team@example.com').onEventUpdated()`));
  const body =
    'return ScriptApp.getProjectTriggers().map((t) => [t.getHandlerFunction(), t.getEventType(), t.getTriggerSourceId()])';
  expect(await evaluate(body)).toEqual([['work', 'ON_EVENT_UPDATED', 'team@example.com']]);
  await host.runTrigger('work');
  expect(JSON.parse(host.executions().at(-1)?.console[0]?.text ?? '')).toMatchObject({
    calendarId: 'team@example.com',
  });
});

test('a failing trigger is noted with its error and fires again', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE });
  await evaluate(`ScriptApp.newTrigger('fail').timeBased().everyMinutes(30).create()`);
  await clock.advance(65 * MINUTE);
  expect(host.triggers()).toMatchObject([{ runs: 2, failures: 2, lastError: 'no luck' }]);
});

test('run time of triggers, sleep included, is charged to the day; beyond it they are refused until the day is over', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE, options: { triggerMsPerDay: 50_000 } });
  await evaluate(`ScriptApp.newTrigger('slow').timeBased().everyMinutes(10).create()`);
  const startedAt = performance.now();
  await clock.advance(45 * MINUTE);
  expect(host.stats().executions.slow).toMatchObject({ count: 2, refused: 2 });
  expect(host.triggers()).toMatchObject([{ lastError: 'Service using too much computer time for one day' }]);
  await clock.advance(24 * HOUR);
  expect(host.stats().executions.slow?.count).toBeGreaterThan(2);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
}, 20_000);

test('what the web app and the editor run is not charged to the triggers', async () => {
  const { host } = makeHost({ bundle: BUNDLE });
  await host.run('work');
  expect(host.stats().quotas.triggerMs.used).toBe(0);
});

test('after() may come up to a minute late', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE, options: { lateTriggers: MINUTE } });
  const startedAt = clock.now();
  for (let i = 0; i < 5; i++) await evaluate(create('timeBased().after(1000)'));
  const late = host.triggers().map(({ nextAt }) => nextAt! - startedAt - 1000);
  expect(new Set(late.map((ms) => Math.round(ms / 1000))).size).toBeGreaterThan(2);
  expect(Math.max(...late)).toBeLessThan(MINUTE + 5000);
  await clock.advance(2 * MINUTE);
  expect(host.triggers().map(({ runs }) => runs)).toEqual([1, 1, 1, 1, 1]);
});

test('a trigger that Google has switched off stays listed, says so, and fires no more', async () => {
  const { host, clock, evaluate } = makeHost({ bundle: BUNDLE });
  await evaluate(create('timeBased().everyMinutes(5)'));
  const disabled = 'return ScriptApp.getProjectTriggers().map((trigger) => trigger.isDisabled())';
  expect(await evaluate(disabled)).toEqual([false]);
  host.disableTriggers('work');
  expect(await evaluate(disabled)).toEqual([true]);
  await clock.advance(HOUR);
  expect(host.triggers()).toMatchObject([{ runs: 0, nextAt: undefined }]);
});

test.each([true, false])('what a run of a trigger makes is switched off at once, if asked for: %s', async (isAsked) => {
  const bundle = `${BUNDLE} function make() { ${create('timeBased().everyMinutes(5)')}; }`;
  const { host } = makeHost({ bundle, options: { disablesTriggersOfTriggers: isAsked } });
  await host.runTrigger('make');
  await host.run('make');
  expect(host.triggers().map(({ disabled }) => disabled)).toEqual([isAsked, false]);
});
