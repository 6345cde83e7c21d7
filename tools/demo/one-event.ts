// Scene: an event of Google Calendar is created, edited and deleted, and its item follows.
import { asEvent } from './sides';
import type { Scene, Stage } from './stage';

const CREATED = 'Dentist';

export const oneEvent: Scene = {
  title: 'An event is created, edited and deleted in Google Calendar; its item follows',
  async play(stage: Stage): Promise<void> {
    const { sides, sandbox } = stage;
    const { ui } = sandbox.google.calendar;
    const item = async () => (await sides.readItems()).find(({ summary }) => summary === CREATED);
    const later = stage.slot(31);
    let eventId = '';
    await stage.step({
      title: 'event created',
      where: 'Google',
      does: `creates the event "${CREATED}"`,
      act: () => {
        eventId = ui.create(sandbox.calendarId, asEvent({ summary: CREATED, ...stage.slot(30) })).id;
      },
      expects: 'the item is in the collection, with the id of its event',
      missing: async () => ((await item())?.eventId === eventId ? undefined : 'no such item'),
    });
    await stage.step({
      title: 'event edited',
      where: 'Google',
      does: 'drags it half an hour further',
      act: () => ui.edit(sandbox.calendarId, eventId, asEvent(later)),
      expects: 'the item has the new time',
      missing: async () => ((await item())?.start === later.start ? undefined : 'the time is the old one'),
    });
    await stage.step({
      title: 'event deleted',
      where: 'Google',
      does: 'deletes the event',
      act: () => ui.remove(sandbox.calendarId, eventId),
      expects: 'the item is gone',
      missing: async () => ((await item()) ? 'the item is still there' : undefined),
    });
  },
};
