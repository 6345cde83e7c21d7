// The sandbox's clock: real time plus what was advanced, jobs at their moments, waits that don't slow tests.
import { Clock, sandboxNow } from '../../sandbox/clock';

let clock: Clock;
beforeEach(() => (clock = new Clock()));
afterEach(() => clock.dispose());

test('advance runs what is due in order of time, each at its own moment', async () => {
  const start = clock.now();
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, Math.round((clock.now() - start) / 1000)]);
  clock.schedule(start + 20_000, note('b'));
  clock.schedule(start + 10_000, note('a'));
  clock.schedule(start + 40_000, note('late'));
  await clock.advance(30_000);
  expect(seen).toEqual([
    ['a', 10],
    ['b', 20],
  ]);
  expect(Math.round((clock.now() - start) / 1000)).toBe(30);
});

test('a job that schedules itself again runs as often as the time allows', async () => {
  let runs = 0;
  const again = (): void => {
    runs += 1;
    clock.schedule(clock.now() + 10_000, again);
  };
  clock.schedule(clock.now() + 10_000, again);
  await clock.advance(60_500);
  expect(runs).toBe(6);
});

test('advance awaits what a job does, and lets it sleep without real time passing', async () => {
  const start = clock.now();
  const ended: number[] = [];
  clock.schedule(start + 1_000, async () => {
    await clock.wait(30_000);
    await clock.wait(30_000);
    ended.push(Math.round((clock.now() - start) / 1000));
  });
  const real = performance.now();
  await clock.advance(120_000);
  expect(ended).toEqual([61]);
  expect(performance.now() - real).toBeLessThan(1_000);
});

test('other jobs run at their moments while a job sleeps', async () => {
  const order: string[] = [];
  clock.schedule(clock.now() + 1_000, async () => {
    await clock.wait(10_000);
    order.push('slept');
  });
  clock.schedule(clock.now() + 5_000, () => void order.push('between'));
  clock.schedule(clock.now() + 20_000, () => void order.push('after'));
  await clock.advance(30_000);
  expect(order).toEqual(['between', 'slept', 'after']);
});

test('a wait ends by real time when nobody advances the clock', async () => {
  const before = performance.now();
  await clock.wait(50);
  expect(performance.now() - before).toBeGreaterThanOrEqual(49);
});

test('a cancelled job never runs', async () => {
  let ran = false;
  clock.schedule(clock.now() + 10, () => void (ran = true)).cancel();
  await clock.advance(1_000);
  expect([ran, clock.nextDueAt()]).toEqual([false, undefined]);
});

test('what it says can be told from shared memory, held or not', async () => {
  const setting = new Float64Array(clock.sharedSetting);
  await clock.advance(5_000);
  expect(sandboxNow(setting) - Date.now()).toBeGreaterThan(4_900);
  clock.hold();
  expect(sandboxNow(setting)).toBe(clock.now());
});

describe('a clock that is held', () => {
  test('stands still, and goes on by what it is moved', () => {
    clock.hold();
    const start = clock.now();
    const realStart = performance.now();
    while (performance.now() - realStart < 5);
    expect(clock.now()).toBe(start);
    clock.step(40);
    expect(clock.now()).toBe(start + 40);
  });

  test('goes on with the real time from where it stands once it is released', async () => {
    clock.hold();
    clock.step(40_000);
    const stood = clock.now();
    clock.release();
    await clock.wait(20);
    expect(clock.now() - stood).toBeGreaterThanOrEqual(19);
    expect(clock.now() - stood).toBeLessThan(20_000);
  });

  test('runs what is due when it is moved, and leaps to the next moment when asked', () => {
    clock.hold();
    const start = clock.now();
    const seen: string[] = [];
    clock.schedule(start + 10, () => void seen.push('soon'));
    clock.schedule(start + 5_000, () => void seen.push('later'));
    clock.step(9);
    expect(seen).toEqual([]);
    clock.step(1);
    expect(seen).toEqual(['soon']);
    expect(clock.skip()).toBe(true);
    expect([seen, clock.now()]).toEqual([['soon', 'later'], start + 5_000]);
    expect(clock.skip()).toBe(false);
  });

  test('ends a wait when it has come so far, however long that takes', async () => {
    clock.hold();
    let ended = false;
    const waiting = clock.wait(1).then(() => (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ended).toBe(false);
    clock.step(1);
    await waiting;
  });
});
