// Pairs that are in sync from the start: what a system would have made of them is written to both sides directly.
import { baseOf, encodeBase } from '../src/core/base';
import type { Binding } from '../src/core/binding';
import { insertBody } from '../src/core/event';
import { atHome, eventIdFor } from '../src/core/identity';
import { rowHashes, rowValues } from '../src/core/values';
import type { Sandbox } from '../sandbox';
import type { Item } from '../sandbox/directus/items';

export interface PlantedPair {
  key: number;
  eventId: string;
}

/** Part of every link; `install` keeps one that is there. */
export const INSTALLATION = 'benchmrk';

/** Directus refuses bodies over 1 MB. */
const ITEMS_PER_REQUEST = 500;

/** An item on a day and at an hour of its own. */
export function itemOf(name: string, i: number): Item {
  const start = Date.UTC(2027, 0, 1) + i * 3_600_000;
  return {
    name,
    description: `About ${name}`,
    calendar_event_start: new Date(start).toISOString(),
    calendar_event_end: new Date(start + 3_600_000).toISOString(),
  };
}

/** Items without events, made while no flow listens. */
export async function plantItems(sandbox: Sandbox, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, i) => itemOf(`Item ${i}`, i));
  await withoutFlows(sandbox, () => createItems(sandbox, items));
}

/** Items with their events, linked as this project links them. To be called before `install`. */
export async function plantLinkedPairs(sandbox: Sandbox, count: number): Promise<PlantedPair[]> {
  const binding = atHome(sandbox.bindings[0]!, [INSTALLATION]);
  const stamp = await sandbox.admin.newestActivityId();
  const planted = Array.from({ length: count }, (_, i) => linkedPair(binding, i + 1, stamp));
  for (const { event } of planted) await insertEvent(sandbox, event);
  await withoutFlows(sandbox, () =>
    createItems(
      sandbox,
      planted.map(({ item }) => item),
    ),
  );
  return planted.map(({ item, event }) => ({ key: item.id as number, eventId: event.id }));
}

/** Items with their events, linked as the article links them: by the id alone. */
export async function plantPlainPairs(sandbox: Sandbox, count: number): Promise<PlantedPair[]> {
  const { ui } = sandbox.google.calendar;
  const items = Array.from({ length: count }, (_, i): Item => {
    const item = itemOf(`Item ${i}`, i);
    const { id: eventId } = ui.create(sandbox.calendarId, {
      summary: item.name as string,
      description: item.description as string,
      start: { dateTime: item.calendar_event_start as string },
      end: { dateTime: item.calendar_event_end as string },
    });
    return { ...item, id: i + 1, calendar_event_id: eventId };
  });
  await withoutFlows(sandbox, () => createItems(sandbox, items));
  return items.map(({ id, calendar_event_id: eventId }) => ({ key: id as number, eventId: eventId as string }));
}

function linkedPair(binding: Binding, key: number, stamp: number) {
  const item = { ...itemOf(`Item ${key - 1}`, key - 1), id: key };
  const values = rowValues(binding, item);
  const fields = baseOf({ hashes: rowHashes(binding, item), values });
  const eventId = eventIdFor(INSTALLATION, binding, String(key), 0);
  const marks = { installation: INSTALLATION, key: String(key), base: { stamp, fields } };
  const names = {
    [binding.fields.eventId]: eventId,
    [binding.fields.sync]: encodeBase(binding, { stamp, eventId, fields }),
  };
  return { item: { ...item, ...names } as Item, event: insertBody(binding, eventId, values, marks) };
}

async function insertEvent({ google, calendarId }: Sandbox, event: object): Promise<void> {
  const { status, body } = await google.calendar.handle({
    method: 'POST',
    path: `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events`,
    headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  if (status !== 200) throw new Error(`an event could not be planted: ${body}`);
}

async function createItems({ admin, bindings }: Sandbox, items: readonly Item[]): Promise<void> {
  for (let i = 0; i < items.length; i += ITEMS_PER_REQUEST)
    await admin.items(bindings[0]!.collection).createMany(items.slice(i, i + ITEMS_PER_REQUEST));
}

async function withoutFlows({ admin }: Sandbox, work: () => Promise<void>): Promise<void> {
  const flows = await admin.listFlows();
  const turn = async (status: string) => {
    for (const { id } of flows) await admin.request('PATCH', `/flows/${id}`, { status });
  };
  await turn('inactive');
  await work();
  await turn('active');
}
