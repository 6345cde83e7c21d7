// Scene: an item of Directus is created, edited and deleted, and its event follows.
import type { ItemKey } from '../../sandbox/directus/items';
import type { Scene, Stage } from './stage';

const CREATED = 'Team lunch';
const EDITED = 'Team lunch, moved to the garden';

export const oneItem: Scene = {
  title: 'An item is created, edited and deleted in Directus; its event follows',
  async play(stage: Stage): Promise<void> {
    const { sides } = stage;
    const titles = async (): Promise<string[]> => (await sides.readEvents()).map(({ summary }) => summary);
    const slot = stage.slot(20);
    let key: ItemKey = 0;
    await stage.step({
      title: 'item created',
      where: 'Directus',
      does: `creates the item "${CREATED}"`,
      act: async () => {
        [key = 0] = await sides.createItems([{ summary: CREATED, description: 'Bring cake.', ...slot }]);
      },
      expects: 'the event is in the calendar, at the same time',
      missing: async () => {
        const event = (await sides.readEvents()).find(({ summary }) => summary === CREATED);
        return event?.start === slot.start && event.end === slot.end ? undefined : 'no such event';
      },
    });
    await stage.step({
      title: 'item edited',
      where: 'Directus',
      does: `renames it "${EDITED}"`,
      act: () => sides.items.updateOne(key, sides.asItem({ summary: EDITED })),
      expects: 'the event has the new title',
      missing: async () => ((await titles()).includes(EDITED) ? undefined : 'the title is the old one'),
    });
    await stage.step({
      title: 'item deleted',
      where: 'Directus',
      does: 'deletes the item',
      act: () => sides.items.deleteOne(key),
      expects: 'the event is gone',
      missing: async () => ((await titles()).includes(EDITED) ? 'the event is still there' : undefined),
    });
  },
};
