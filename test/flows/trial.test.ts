// Flow 4, a trial: an id is put into items by a write that Directus is certain to take back.
import type { ChangeResult, FlowAnswer, SetChange } from '../../src/core/message';
import type { Row } from '../../src/core/values';
import { applyAll, MAIN, pairedItem, request, STAMP } from './apply';
import { ENV, runScript } from './run-script';

const trying = (key: string): SetChange => ({ do: 'set', key, expect: [], was: {}, write: { event: 'probe' } });
const tries = [trying('1'), trying('2')];
const items = (): Row[] => [pairedItem(1, 'e1'), pairedItem(2, 'e2'), pairedItem(3, 'e3')];

function updateOf(changes: SetChange[]): Row[] {
  const $trigger = { body: request('apply', { binding: 'main', changes, trial: true }) };
  const gate = runScript<object>('processEvents', 'gate', { $trigger, $env: ENV });
  const stamps = { stamp: [{ id: STAMP }], rstamp: [{ id: 10 }] };
  return runScript<{ update: Row[] }>('processEvents', 'plan', { $trigger, gate, ...stamps, read: items() }).update;
}

it('[IN4] writes the id field alone, and behind all items one without a key, at which Directus gives up the whole write', () => {
  expect(updateOf(tries)).toEqual([{ id: 1, event: 'probe' }, { id: 2, event: 'probe' }, {}]);
});

it('leaves no item that is there to be written for good, however few are found', () => {
  expect(updateOf([tries[0]!])).toEqual([{ id: 1, event: 'probe' }, {}]);
  expect(updateOf([trying('9')])).toEqual([{}]);
});

it('tells by which error Directus gave up, with the items as they are afterwards', () => {
  const fails = { update: { code: 'RECORD_NOT_UNIQUE' } };
  const errs = { update: { code: 'RECORD_NOT_UNIQUE', field: 'event' } };
  const { results } = applyAll(MAIN, items(), tries, { trial: true, fails, errs }) as FlowAnswer<ChangeResult[]>;
  const failed = { s: 'failed', code: 'RECORD_NOT_UNIQUE', field: 'event' };
  expect(results).toMatchObject([
    { ...failed, key: '1', row: { event: 'e1' } },
    { ...failed, key: '2', row: { event: 'e2' } },
  ]);
});

it('says when an item is gone', () => {
  const { results } = applyAll(MAIN, items().slice(1), tries, { trial: true, fails: { update: {} } }) as FlowAnswer<
    ChangeResult[]
  >;
  expect(results).toMatchObject([{ s: 'none' }, { s: 'failed', code: 'FAILED' }]);
});

it('is nothing that a request could leave open: it is one, or it is none', () => {
  const trial = (value: unknown) => request('apply', { binding: 'main', changes: tries, trial: value });
  const gate = (body: object) => runScript<object>('processEvents', 'gate', { $trigger: { body }, $env: ENV });
  expect(gate(trial(false))).toMatchObject({ ok: false, answer: { message: 'trial must be true' } });
  expect(gate(trial(true))).toMatchObject({ ok: true });
});
