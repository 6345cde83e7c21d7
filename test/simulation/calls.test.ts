// Which calls of Directus count as cut off: the oracle takes for reported what the script could not know of.
import { Calls } from '../../simulation/oracle/calls';
import type { ScriptCall } from '../../simulation/script/execution';

const BODY = '{"ok":true,"stamp":20,"results":[]}';
let calls: Calls;

beforeEach(() => {
  calls = new Calls();
});

function has(execution: string, name: ScriptCall['name'], args: unknown[], value: unknown): void {
  calls.onCall({ execution: { id: execution } as never, name, args, when: 'after' }, { value });
}
const arrives = (body: string, execution = 'S1') => has(execution, 'urlfetch.fetch', [], [{ body }]);
const stores = (property: string, execution = 'S1') =>
  has(execution, 'properties.set', ['user', { [property]: 'x' }], null);

function answered(body = BODY): number {
  const call = calls.begin(10);
  calls.answered(call, body);
  return call;
}

it('one that never came to its end, or whose answer nobody got, is', () => {
  expect(calls.wasCutOff(calls.begin(10), 11)).toBe(true);
  expect(calls.wasCutOff(answered(), 21)).toBe(true);
});

it('one is not for what was done before it read, as its answer says', () => {
  expect(calls.wasCutOff(calls.begin(10), 10)).toBe(false);
  expect(calls.wasCutOff(answered(), 20)).toBe(false);
});

it('one is not whose answer came to an execution that went on to its end, or to its report', () => {
  const [first, second] = [answered(), answered(BODY.replace('20', '21'))];
  arrives(BODY);
  calls.wentOn('S1');
  arrives(BODY.replace('20', '21'), 'S2');
  expect(calls.wasCutOff(second, 30)).toBe(true);
  stores('sync.other', 'S2');
  expect(calls.wasCutOff(second, 30)).toBe(true);
  stores('sync.report.main', 'S2');
  expect([first, second].map((call) => calls.wasCutOff(call, 30))).toEqual([false, false]);
});

it('one is whose report the store refused: an execution that is killed then has told nobody', () => {
  const call = answered();
  arrives(BODY);
  const set: ScriptCall = {
    execution: { id: 'S1' } as never,
    name: 'properties.set',
    args: ['user', { 'sync.report.main': 'x' }],
    when: 'after',
  };
  calls.onCall(set, { exception: { name: 'Exception', message: 'full' } });
  expect(calls.wasCutOff(call, 30)).toBe(true);
});

it('one is whose answer says that nobody knows what it did', () => {
  const body = '{"ok":false,"code":"PERHAPS_DONE"}';
  const call = answered(body);
  arrives(body);
  calls.wentOn('S1');
  expect(calls.wasCutOff(call, 30)).toBe(true);
});

it('of one that was doubled only the one is whose answer was dropped', () => {
  const [first, second] = [answered(BODY), answered(BODY.replace('20', '22'))];
  arrives(BODY.replace('20', '22'));
  calls.wentOn('S1');
  expect([first, second].map((call) => calls.wasCutOff(call, 30))).toEqual([true, false]);
});
