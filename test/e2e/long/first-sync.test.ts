// Years of data on both sides before the first sync: told beforehand, linked, created once, shown while it goes on.
import { askDryRun } from '../../../tools/web-app/ask';
import { compare } from '../../../tools/sync';
import { eventOf, itemOf, startTestBed, type TestBed } from '../harness';
import { expectNothingLeft } from '../stillness';

const SENDER = { version: '0.0.0-test', print: 'any' };
const ALIKE = 20;
const ALONE = 15;

jest.setTimeout(120_000);

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed({ install: false });
  const days = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
  await bed.items().createMany(days(1, ALIKE + ALONE).map((day) => itemOf(`Day ${day}`, day)));
  for (const day of days(1, ALIKE)) {
    const { name, calendar_event_start: start, calendar_event_end: end } = itemOf(`Day ${day}`, day);
    const moment = (dateTime: unknown) => ({ dateTime: String(dateTime) });
    bed.ui.create(bed.sandbox.calendarId, { ...eventOf(String(name), day), start: moment(start), end: moment(end) });
  }
  for (const day of days(100, ALONE)) bed.ui.create(bed.sandbox.calendarId, eventOf(`Event ${day}`, day));
  await bed.quiet();
});
afterAll(() => bed.close());

test('[P25] the dry run tells what the first sync then does; nothing is made twice, and nobody gets mail', async () => {
  const { secret } = bed.sandbox;
  const settings = { secret, webAppUrl: bed.google.webAppUrl, directusUrl: undefined };
  const [plan] = await askDryRun(settings, SENDER);
  expect(plan!.counts).toMatchObject({ linked: ALIKE, event: ALONE, item: ALONE });
  expect(plan!.counts.ambiguous).toBeUndefined();
  await bed.install();
  const lines: string[] = [];
  const begun = (line: string): void => {
    if (lines.push(line) === 1) void bed.advance(120_000);
  };
  expect(await compare(settings, SENDER, begun, 200)).toBe(0);
  expect(lines[lines.length - 1]).toMatch(/^Done/);
  await bed.quiet();
  expect(await bed.items().count()).toBe(ALIKE + 2 * ALONE);
  expect((await askDryRun(settings, SENDER))[0]!.counts).toMatchObject({ paired: ALIKE + 2 * ALONE });
  await bed.pairs.expectInSync();
  await expectNothingLeft(bed);
  expect(await bed.control('GET', '/mails')).toEqual([]);
});
