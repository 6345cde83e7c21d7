// The rival: the script and the flows of the article, as far as they can be seen to work without a Directus.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { articleFlows } from '../../bench/article/flows';
import { readFlowFile } from '../../sandbox/directus/import-check';
import { readEvents } from '../../sandbox/events';
import { startGoogle, type LocalGoogle } from '../../sandbox/google';
import { MANIFEST } from '../sandbox/apps-script/make-host';

declare const __PROJECT_ROOT__: string;

const PASS = 'supersecretpass';
const ITEM = {
  id: 7,
  name: 'Lesson',
  description: 'About it',
  calendar_event_start: '2027-01-01T10:00:00.000Z',
  calendar_event_end: '2027-01-01T11:00:00.000Z',
};

let google: LocalGoogle;

beforeAll(async () => {
  const bundle = readFileSync(join(__PROJECT_ROOT__, 'bench', 'article', 'Code.js'), 'utf8');
  google = await startGoogle({ bundle, manifest: MANIFEST });
  google.host.setProperties({ GCALENDARHOOKSECRET: PASS, calendar_id: 'primary' });
});

afterAll(() => google.close());

async function send(action: string, data: object, pass = PASS): Promise<{ res: string; id?: string }> {
  const response = await fetch(google.webAppUrl, { method: 'POST', body: JSON.stringify({ action, data, pass }) });
  return (await response.json()) as { res: string; id?: string };
}

test('its flows are a file that Directus imports', () => {
  const { flows } = readFlowFile(articleFlows());
  expect(flows.map(({ flow }) => flow.trigger)).toEqual(['webhook', 'event', 'event', 'webhook']);
});

test('a created item becomes an event, an edit reaches it, a deletion takes it away', async () => {
  const { res, id } = await send('create', ITEM);
  expect(res).toBe('need_update_calendar_event_id');
  await send('update', { ...ITEM, name: 'Renamed', calendar_event_id: id });
  expect((await readEvents(google, 'primary')).map(({ summary }) => summary)).toEqual(['Renamed']);
  await send('delete', { ...ITEM, calendar_event_id: id });
  expect(await readEvents(google, 'primary')).toEqual([]);
});

test('without the password nothing happens', async () => {
  expect(await send('create', ITEM, 'guess')).toEqual({ res: 'wrong pass' });
  expect(await readEvents(google, 'primary')).toEqual([]);
});
