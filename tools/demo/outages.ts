// Scenes: Directus is down, Google is down, push notifications are lost; all of it heals by itself.
import { asEvent } from './sides';
import { findPair, makePair } from './pair';
import type { Scene, Stage } from './stage';

/** How often the script's trigger looks at both sides, whatever it was told: the default of CATCH_UP_MINUTES. */
const CATCH_UP_MINUTES = 10;
const HEALS = `the script's catch-up trigger looks at both sides every ${CATCH_UP_MINUTES} minutes.`;

export const directusDown: Scene = {
  title: 'Directus is down while an event is edited; it heals when Directus is back',
  async play(stage: Stage): Promise<void> {
    const { sandbox } = stage;
    const pair = await makePair(stage, { summary: 'Concert', description: '', ...stage.slot(50) });
    await stage.step({
      title: 'event edited while Directus was down',
      where: 'Google',
      does: 'renames the event while Directus is stopped, then Directus is started again',
      act: async () => {
        await sandbox.directus.stop();
        stage.transcript.note('Directus is stopped. Google has nobody to notify.');
        sandbox.google.calendar.ui.edit(sandbox.calendarId, pair.eventId, asEvent({ summary: 'Concert, sold out' }));
        await sandbox.directus.restart();
        stage.transcript.note('Directus is back.');
        await stage.advanceClock(CATCH_UP_MINUTES, HEALS);
      },
      expects: 'the item has the new title',
      missing: async () =>
        (await findPair(stage, pair)).item?.summary === 'Concert, sold out' ? undefined : 'the title is the old one',
    });
  },
};

export const googleDown: Scene = {
  title: 'The web app is down while an item is edited; it heals by itself',
  async play(stage: Stage): Promise<void> {
    const { sides } = stage;
    const pair = await makePair(stage, { summary: 'Book club', description: '', ...stage.slot(52) });
    await stage.step({
      title: "item edited while Google's web app was down",
      where: 'Directus',
      does: "renames the item while Google's web app answers 503",
      act: async () => {
        await stage.addFault({ target: 'webapp', status: 503 });
        await sides.items.updateOne(pair.key, sides.asItem({ summary: 'Book club at Ada’s' }));
        await stage.settle();
        await stage.clearFaults();
        stage.transcript.note('The web app is back; the flow had no way to tell it.');
        await stage.advanceClock(CATCH_UP_MINUTES, HEALS);
      },
      expects: 'the event has the new title',
      missing: async () =>
        (await findPair(stage, pair)).event?.summary === 'Book club at Ada’s' ? undefined : 'the title is the old one',
    });
  },
};

export const pushLost: Scene = {
  title: "Google's push notifications are lost; it heals by itself",
  async play(stage: Stage): Promise<void> {
    const { sandbox } = stage;
    const pair = await makePair(stage, { summary: 'Yoga', description: '', ...stage.slot(54) });
    await stage.step({
      title: 'event edited, push notification lost',
      where: 'Google',
      does: 'describes the event; the notification never arrives',
      act: async () => {
        await stage.addFault({ target: 'push', drop: true });
        sandbox.google.calendar.ui.edit(sandbox.calendarId, pair.eventId, asEvent({ description: 'Bring a mat.' }));
        await stage.settle();
        await stage.clearFaults();
        await stage.advanceClock(CATCH_UP_MINUTES, HEALS);
      },
      expects: 'the item has the description',
      missing: async () =>
        (await findPair(stage, pair)).item?.description === 'Bring a mat.' ? undefined : 'it has none',
    });
  },
};
