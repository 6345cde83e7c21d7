// Scene: two hundred at once, in every direction.
import type { ItemKey } from '../../sandbox/directus/items';
import { counted } from './costs';
import { asEvent, type Appointment } from './sides';
import type { Scene, Stage } from './stage';

const COUNT = 200;
const LIMIT_MS = 180_000;
const FRESH_MINUTE = 'Google gives 600 units in any minute, and these steps spend more together.';
const IS_LESSON = /^Lesson \d+$/;
const DESCRIPTION = 'Room 12';
const RENAMED = /^Course, part \d+$/;

export const bulk: Scene = {
  title: `${COUNT} at once: created, edited, changed in Google, deleted`,
  async play(stage: Stage): Promise<void> {
    const { sides, sandbox } = stage;
    const { ui } = sandbox.google.calendar;
    const events = async (wanted: (event: Appointment) => boolean) => (await sides.readEvents()).filter(wanted);
    let keys: ItemKey[] = [];
    await stage.step({
      title: `${COUNT} items created by one request`,
      where: 'Directus',
      does: `creates ${COUNT} items with one request (Directus starts a flow run for each)`,
      act: async () => {
        keys = await sides.createItems(
          Array.from({ length: COUNT }, (_, i) => ({
            summary: `Lesson ${i + 1}`,
            description: '',
            ...stage.slot(100 + i),
          })),
        );
      },
      expects: `${COUNT} events are in the calendar`,
      missing: async () => lacking((await events(({ summary }) => IS_LESSON.test(summary))).length, 'events'),
      limitMs: LIMIT_MS,
    });
    await stage.advanceClock(1, FRESH_MINUTE);
    await stage.step({
      title: `${COUNT} items edited by one request`,
      where: 'Directus',
      does: `gives all of them the description "${DESCRIPTION}" with one request (one flow run)`,
      act: () => sides.items.updateByKeys(keys, sides.asItem({ description: DESCRIPTION })),
      expects: `${COUNT} events have it`,
      missing: async () =>
        lacking((await events(({ description }) => description === DESCRIPTION)).length, 'events have it'),
      limitMs: LIMIT_MS,
    });
    await stage.advanceClock(1, FRESH_MINUTE);
    await stage.step({
      title: `${COUNT} events changed in Google`,
      where: 'Google',
      does: `renames all ${COUNT} events`,
      act: async () => {
        for (const [i, { id }] of (await sides.readEvents()).filter(({ summary }) => IS_LESSON.test(summary)).entries())
          ui.edit(sandbox.calendarId, id, asEvent({ summary: `Course, part ${i + 1}` }));
      },
      expects: `${COUNT} items have their new names`,
      missing: async () =>
        lacking((await sides.readItems()).filter(({ summary }) => RENAMED.test(summary)).length, 'items have theirs'),
      limitMs: LIMIT_MS,
    });
    await stage.advanceClock(1, FRESH_MINUTE);
    await stage.step({
      title: `${COUNT} items deleted by one request`,
      where: 'Directus',
      does: `deletes all ${COUNT} items with one request`,
      act: () => sides.items.deleteMany(keys),
      expects: `all ${COUNT} events are gone`,
      missing: async () => {
        const left = (await events(({ summary }) => RENAMED.test(summary))).length;
        return left === 0 ? undefined : `${counted(left, 'event')} still there`;
      },
      limitMs: LIMIT_MS,
    });
  },
};

function lacking(there: number, what: string): string | undefined {
  return there === COUNT ? undefined : `${there} of ${COUNT} ${what}`;
}
