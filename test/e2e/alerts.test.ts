// A real Directus that is down for hours: its owner gets a mail, and the status does not call anything healthy.
import { readStatus } from '../../tools/status';
import type { Mail } from '../../sandbox/apps-script/protocol';
import { itemOf, startTestBed, type TestBed } from './harness';

const HOUR_MS = 3_600_000;

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed();
}, 120_000);
afterAll(() => bed.close());

jest.setTimeout(240_000);

async function hours(count: number): Promise<void> {
  for (let hour = 0; hour < count; hour++) {
    await bed.advance(HOUR_MS);
    await bed.trigger('catchUp');
  }
}

const mails = () => bed.control<Mail[]>('GET', '/mails');

test('an outage of hours is mailed about once, told by the status, and over once Directus is back', async () => {
  await bed.items().createOne(itemOf('Talk'));
  await bed.quiet();
  await bed.trigger('catchUp');
  expect(await bed.status()).toMatchObject({ healthy: true, problems: [] });

  await bed.sandbox.directus.stop();
  await hours(2);
  expect(await mails()).toEqual([]);
  await hours(4);
  expect(await mails()).toMatchObject([
    {
      to: 'owner@example.com',
      subject: expect.stringContaining('Directus: no answer for hours'),
      body: expect.stringMatching(/DIRECTUS_URL[^]*Nothing is lost/),
    },
  ]);
  const settings = { secret: bed.sandbox.secret, webAppUrl: bed.google.webAppUrl, directusUrl: undefined };
  const { status, problems } = await readStatus(settings, { version: (await bed.status()).version, print: 'any' });
  expect(problems).toEqual([expect.stringContaining('could not be reached from Google')]);
  expect(status).toMatchObject({ healthy: false, bindings: [{ toGoogle: { upToDate: false } }] });

  await bed.sandbox.directus.restart();
  await hours(3);
  expect(await bed.status()).toMatchObject({ healthy: true, problems: [] });
  expect(await mails()).toHaveLength(1);
});
