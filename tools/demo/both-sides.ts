// Scene: two people edit the same appointment at the same moment, one on each side, and neither loses anything.
import { asEvent } from './sides';
import { findPair, makePair } from './pair';
import type { Scene, Stage } from './stage';

const TITLE = 'Board meeting, room 5';
const DESCRIPTION = 'Agenda: budget, then pizza.';

export const bothSides: Scene = {
  title: 'Both sides edit the same appointment at the same moment; both edits survive',
  async play(stage: Stage): Promise<void> {
    const { sides, sandbox } = stage;
    const pair = await makePair(stage, { summary: 'Board meeting', description: 'Agenda follows.', ...stage.slot(40) });
    await stage.step({
      title: 'title and description edited on different sides',
      where: 'Directus',
      does: `renames the item "${TITLE}" while Google Calendar gets the description "${DESCRIPTION}"`,
      act: async () => {
        const renamed = sides.items.updateOne(pair.key, sides.asItem({ summary: TITLE }));
        sandbox.google.calendar.ui.edit(sandbox.calendarId, pair.eventId, asEvent({ description: DESCRIPTION }));
        await renamed;
      },
      expects: 'both sides have the new title and the new description',
      missing: async () => {
        const { item, event } = await findPair(stage, pair);
        const behind = Object.entries({ item, event }).flatMap(([name, side]) => [
          ...(side?.summary === TITLE ? [] : [`the ${name} lacks the new title`]),
          ...(side?.description === DESCRIPTION ? [] : [`the ${name} lacks the new description`]),
        ]);
        return behind.length === 0 ? undefined : behind.join(', ');
      },
    });
  },
};
