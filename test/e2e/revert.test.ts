// "Revert to this revision" in Data Studio: it writes back all that stood in the revision, the sync's own field included.
import { setTimeout as wait } from 'node:timers/promises';
import { itemOf, startTestBed, type TestBed } from './harness';

interface Revision {
  id: number;
  data: { name: string; calendar_event_sync: string | null };
}

let bed: TestBed;

beforeAll(async () => {
  bed = await startTestBed();
}, 120_000);
afterAll(() => bed.close());

jest.setTimeout(120_000);

test('[CB21] what an item is reverted to goes to its event at once', async () => {
  const { id } = await bed.items().createOne(itemOf('Old'));
  await bed.quiet();
  const item = () => bed.items().readOne(id as number);
  const eventId = String((await item()).calendar_event_id);
  const query = `filter[collection][_eq]=collection1&filter[item][_eq]=${id}&sort=-id&limit=1&fields=id,data`;
  const [agreed] = await bed.sandbox.admin.request<Revision[]>('GET', `/revisions?${query}`);
  expect(agreed!.data).toMatchObject({ name: 'Old', calendar_event_sync: expect.stringContaining(eventId) as string });
  bed.ui.edit('primary', eventId, { summary: 'From Google' });
  await bed.quiet();
  expect(await item()).toMatchObject({ name: 'From Google' });
  // What is less than two seconds apart counts as at once, and then the event wins (M12).
  await wait(2500);
  await bed.sandbox.admin.request('POST', `/utils/revert/${agreed!.id}`);
  await bed.quiet();
  expect(await item()).toMatchObject({ name: 'Old' });
  expect(bed.ui.all('primary').find((event) => event.id === eventId)).toMatchObject({ summary: 'Old' });
});
