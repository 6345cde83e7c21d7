// The brake on a real Directus: too much deleted at once waits for a person, both ways, and goes on once it is told to.
import type { Mail } from '../../sandbox/apps-script/protocol';
import { goOn } from '../../tools/go-on';
import type { WebAppSettings } from '../../tools/web-app/settings';
import { eventOf, itemOf, startTestBed, type TestBed } from './harness';

const SENDER = { version: '0.0.0-test', print: 'any' };
/** Ten may go within an hour: a fifth of them would be fewer. */
const PAIRS = 30;
const MANY = 14;

let bed: TestBed;
let settings: WebAppSettings;

jest.setTimeout(180_000);

beforeAll(async () => {
  bed = await startTestBed();
  settings = { secret: bed.sandbox.secret, webAppUrl: bed.google.webAppUrl, directusUrl: undefined };
  await bed.items().createMany(Array.from({ length: PAIRS }, (_, i) => itemOf(`Talk ${i}`, i + 1)));
  await bed.quiet();
  await bed.trigger('reconcile');
});
afterAll(() => bed.close());

async function keys(count: number): Promise<number[]> {
  const rows = await bed.items().readByQuery({ fields: ['id'], sort: ['id'], limit: count });
  return rows.map(({ id }) => id as number);
}

const events = async (): Promise<number> => (await bed.pairs.events(bed.sandbox.calendarId)).length;

/** Runs `npm run go-on`; what it prints, and its exit code. */
async function letGo(agrees: boolean): Promise<[number, string]> {
  const lines: string[] = [];
  const code = await goOn(
    settings,
    SENDER,
    (line) => lines.push(line),
    () => Promise.resolve(agrees),
  );
  await bed.quiet();
  return [code, lines.join('\n')];
}

test('[BR4] many items deleted at once keep their events until a person says so; edits go on, the owner gets one mail', async () => {
  const before = await events();
  const [kept] = (await keys(MANY + 1)).slice(-1);
  await bed.items().deleteMany(await keys(MANY));
  await bed.items().updateOne(kept!, { name: 'Edited meanwhile' });
  await bed.quiet();
  expect(await events()).toBe(before);
  expect((await bed.pairs.events(bed.sandbox.calendarId)).map(({ summary }) => summary)).toContain('Edited meanwhile');
  const status = await bed.status();
  expect(status).toMatchObject({
    healthy: false,
    problems: [expect.stringMatching(/holds back .*14 deletions.*goOn/)],
  });
  expect(await bed.control<Mail[]>('GET', '/mails')).toHaveLength(1);

  expect(await letGo(false)).toEqual([1, expect.stringMatching(/Nothing was let go/)]);
  expect(await events()).toBe(before);
  expect(await letGo(true)).toEqual([0, expect.stringMatching(/14 deletions were let go/)]);
  expect(await events()).toBe(before - MANY);
  expect(await letGo(true)).toEqual([0, 'The brake holds nothing back.']);
});

test('[BR4] many events deleted in Google keep their items; an event that a person brings back withdraws its own', async () => {
  await bed.advance(2 * 3_600_000);
  await bed.trigger('catchUp');
  const items = await bed.items().count();
  const ours = (await bed.pairs.events(bed.sandbox.calendarId)).filter(({ summary }) => summary?.startsWith('Talk'));
  for (const { id } of ours.slice(0, 12)) bed.ui.remove(bed.sandbox.calendarId, id!);
  await bed.quiet();
  expect(await bed.items().count()).toBe(items);
  expect((await bed.status()).bindings[0]!.brake).toMatchObject([{}, { direction: 'toDirectus', waiting: 12 }]);

  bed.ui.restore(bed.sandbox.calendarId, ours[0]!.id!);
  bed.ui.create(bed.sandbox.calendarId, eventOf('New meanwhile'));
  await bed.quiet();
  await bed.trigger('catchUp');
  expect((await bed.status()).bindings[0]!.brake).toMatchObject([{}, { direction: 'toDirectus', waiting: 11 }]);
  expect(await bed.items().count()).toBe(items + 1);

  expect(await letGo(true)).toEqual([0, expect.stringMatching(/11 deletions were let go/)]);
  expect(await bed.items().count()).toBe(items + 1 - 11);
  await bed.pairs.expectInSync();
});
