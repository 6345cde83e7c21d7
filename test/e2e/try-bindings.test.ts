// Other bindings told before they are in place, by the tool, of a real Directus: as the flows are, and with new ones.
import { bindingsHash, parseBindings } from '../../src/core/bindings-file';
import { trialLines } from '../../src/setup/dry-run-text';
import type { Trial } from '../../src/setup/try-bindings';
import { buildFlowFiles } from '../../tools/build-scripts';
import { askTrial } from '../../tools/web-app/ask';
import { fieldsOf, itemOf, startTestBed, type TestBed } from './harness';
import { expectNothingLeft } from './stillness';

const VERSION = '0.0.0-test';
const BINDING = { id: 'main', collection: 'talks', calendar: 'primary', fields: fieldsOf() };
const SHOWN = { ...BINDING, filter: { status: { _eq: 'shown' } } };

let bed: TestBed;

jest.setTimeout(120_000);

beforeAll(async () => {
  bed = await startTestBed({ bindings: [SHOWN] });
  const talks = ['shown', 'shown', 'draft'].map((status, i) => ({ ...itemOf(`Talk ${i}`, i + 1), status }));
  await bed.items().createMany(talks);
  await bed.quiet();
}, 180_000);

afterAll(() => bed.close());

/** As a person asks from the checkout in which the new bindings are. */
async function trial(binding: object): Promise<Trial> {
  const text = JSON.stringify({ bindings: [binding] });
  const { secret } = bed.sandbox;
  const settings = { secret, webAppUrl: bed.google.webAppUrl, directusUrl: undefined };
  return await askTrial(settings, { version: VERSION, print: bindingsHash(parseBindings(text, 'test')) }, text);
}

const summaries = async () => (await bed.pairs.ownEvents()).map(({ summary }) => summary).sort();

test('another value in the filter is told as it would come, and nothing comes of it', async () => {
  const told = await trial({ ...SHOWN, filter: { status: { _eq: 'draft' } } });
  expect(told).toMatchObject({ plans: [{ counts: { filterEvent: 2, event: 1 } }], isImported: false, problems: [] });
  expect(trialLines(told).join('\n')).toContain('2 events whose items do not match the filter: they are DELETED');
  await bed.quiet();
  expect(await summaries()).toEqual(['Talk 0', 'Talk 1']);
  await expectNothingLeft(bed);
});

test('[IN8] of other columns the flows have to know first; then the script tells, and stands still until they are back', async () => {
  const { admin } = bed.sandbox;
  await admin.createField('talks', { field: 'place', type: 'string', schema: {}, meta: {} });
  const placed = { ...SHOWN, fields: { ...fieldsOf(), location: 'place' } };
  await expect(trial(placed)).rejects.toThrow(/OTHER_BINDINGS[^]*main: its fields[^]*To go back/);

  const flowsOf = (binding: object): string =>
    buildFlowFiles(parseBindings(JSON.stringify({ bindings: [binding] }), 'test'), { form: 'env', version: VERSION })[
      'all-flows.json'
    ]!;
  await admin.replaceFlows(flowsOf(placed));
  const [first] = await bed.items().readByQuery();
  await bed.items().updateOne(first!.id as number, { place: 'Hall' });
  const told = await trial(placed);
  expect(told).toMatchObject({ plans: [{ counts: { toEvent: 1, paired: 1, filtered: 1 } }], isImported: true });
  expect(told.problems).toEqual([]);

  await admin.replaceFlows(flowsOf(SHOWN));
  // Directus may be loading its flows still, and tells of no change meanwhile.
  await bed.items().updateOne(first!.id as number, { name: 'Back' });
  await bed.trigger('catchUp');
  expect(await summaries()).toEqual(['Back', 'Talk 1']);
  expect((await bed.pairs.ownEvents()).map(({ location }) => location)).toEqual([undefined, undefined]);
});
