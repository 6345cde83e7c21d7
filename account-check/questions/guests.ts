// Guests and foreign conferences: what a write of the whole event costs, or loses.
import { must } from '../outcome';
import { Unanswerable, type Json } from '../answer';
import type { Question } from '../question';
import { restWay, type CalendarEvent } from '../ways';

const WRITES = 20;

export const GUESTS: readonly Question[] = [
  {
    id: 'unchanged-guests',
    asks: `Is an event with a guest refused when it is written whole and unchanged ${WRITES} times?`,
    needs: 'GUEST',
    ask: (desk) => {
      const { id } = desk.made({ attendees: [{ email: desk.setting('GUEST') }] });
      const event = must(desk.rest.get(id), 'get');
      for (let written = 0; written < WRITES; written++) {
        const { told } = desk.rest.update(id, event, { supportsAttachments: true });
        if (told !== 'ok') return { written, refused: told };
      }
      return { written: WRITES };
    },
  },
  {
    id: 'foreign-conference',
    asks: 'Does an event keep its Zoom meeting when it is written whole, with and without conferenceDataVersion?',
    needs: 'ZOOM_EVENT',
    ask: (desk) => {
      const [id = '', calendarId = 'primary'] = desk.setting('ZOOM_EVENT').trim().split('/').reverse();
      const events = restWay(calendarId);
      const read = () => must(events.get(id), 'get');
      const event = read();
      const kind = kindOf(event);
      if (kind === null) throw new Unanswerable('The event of ZOOM_EVENT has no conference');
      const after = (told: string): Json => ({ told, conference: kindOf(read()) === kind ? 'kept' : 'lost' });
      return {
        kind,
        whole: after(events.update(id, event).told),
        wholeWithVersion: after(events.update(id, event, { conferenceDataVersion: 1 }).told),
        patchOfTitleWithVersion: after(events.patch(id, { summary: event.summary }, { conferenceDataVersion: 1 }).told),
      };
    },
  },
];

function kindOf({ conferenceData }: CalendarEvent): string | null {
  return conferenceData?.conferenceSolution?.key?.type ?? null;
}
