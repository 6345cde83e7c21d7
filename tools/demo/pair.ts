// An appointment that exists on both sides, as the start of a scene.
import type { ItemKey } from '../../sandbox/directus/items';
import type { Appointment, DemoEvent, DemoItem } from './sides';
import type { Stage } from './stage';

export interface Pair {
  key: ItemKey;
  eventId: string;
}

/** Creates an item and waits for its event. */
export async function makePair(stage: Stage, appointment: Appointment): Promise<Pair> {
  const { sides } = stage;
  const pair: Pair = { key: 0, eventId: '' };
  await stage.step({
    title: `"${appointment.summary}" created`,
    where: 'Directus',
    does: `creates the item "${appointment.summary}"`,
    act: async () => {
      [pair.key = 0] = await sides.createItems([appointment]);
    },
    expects: 'the event is in the calendar',
    missing: async () => {
      pair.eventId = (await sides.readEvents()).find(({ summary }) => summary === appointment.summary)?.id ?? '';
      return pair.eventId === '' ? 'no such event' : undefined;
    },
  });
  return pair;
}

/** Both sides of it as they are now. */
export async function findPair(
  { sides }: Stage,
  { key, eventId }: Pair,
): Promise<{ item: DemoItem | undefined; event: DemoEvent | undefined }> {
  const [items, events] = await Promise.all([sides.readItems(), sides.readEvents()]);
  return { item: items.find((item) => item.key === key), event: events.find(({ id }) => id === eventId) };
}
