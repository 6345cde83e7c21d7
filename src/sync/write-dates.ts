// Dates of a series that are cancelled or brought back from its item: each is an event of its own, written after the series.
import { cancelBody } from '../core/event';
import type { CalendarEvent } from '../core/calendar-event';
import { originalsOf } from '../core/fields/cancelled';
import { kindOf } from '../core/series/kinds';
import { slotName } from '../core/series/slot';
import { success, type EventWrite, type Result } from '../ports';
import type { App } from './context';
import { calendarOf, type Job } from './job';
import { leaveOut, refusedBy } from './refused';

/**
 * @param answer what became of the write to the series
 * @returns the series with its cancelled dates as they are now; or why they could not be written
 */
export function writeDates(app: App, job: Job, answer: Result<CalendarEvent>): Result<CalendarEvent> {
  const action = job.plan!.event!;
  if (!answer.ok || kindOf(answer.value) !== 'series' || action.do === 'cancel') return answer;
  const { id } = answer.value;
  const known = action.do === 'insert' ? [] : knownDates(job);
  const wanted = action.do === 'patch' ? action.values.cancelled : undefined;
  const told = (cancelledDates: string[] | undefined): Result<CalendarEvent> =>
    success({ ...answer.value, ...(cancelledDates && { cancelledDates }) });
  if (wanted === undefined || known === undefined || refusedBy(job, 'google').includes('cancelled')) return told(known);
  const after = originalsOf(wanted);
  const changed = [
    ...after.filter((original) => !known.includes(original)).map((original) => ({ original, cancels: true })),
    ...known.filter((original) => !after.includes(original)).map((original) => ({ original, cancels: false })),
  ];
  const names = changed.map(({ original }) => slotName({ series: id, original }));
  const dates = names.length > 0 ? app.calendar.getMany(calendarOf(job), names) : [];
  const missing = changed.find((_, i) => dates[i]?.ok === false && dates[i].failure.kind === 'notFound');
  if (missing) {
    leaveOut(job, 'google', ['cancelled'], 'cancelled', `the series has no date ${missing.original}`);
    return told(known);
  }
  const unread = dates.find((date) => !date.ok);
  if (unread) return unread;
  const writes = dates.flatMap((date, i): (EventWrite & { original: string })[] => {
    const { original, cancels } = changed[i]!;
    if (!date.ok || (date.value.status === 'cancelled') === cancels) return [];
    return [{ original, kind: 'patch', event: date.value, body: cancels ? cancelBody(app.installation) : REVIVAL }];
  });
  const answers = app.calendar.write(calendarOf(job), writes);
  const stored = answers.flatMap((date) => (date.ok ? [date.value] : []));
  // One that is brought back is as it was, which may be otherwise than its series is: that is news.
  const gone = stored.filter(({ status }) => status === 'cancelled');
  app.echoes.remember(calendarOf(job), gone, app.clock.now());
  const failure = answers.find((date) => !date.ok);
  // Nothing promises that Google brings back what is cancelled.
  if (failure?.ok !== false || failure.failure.kind !== 'forbidden') return failure ?? told(after);
  const { original } = writes[answers.indexOf(failure)]!;
  leaveOut(job, 'google', ['cancelled'], 'cancelled', `it does not let the date ${original} be changed`);
  const written = writes.flatMap((write, i) => (answers[i]!.ok ? [write.original] : []));
  const now = after.filter((each) => known.includes(each) || written.includes(each));
  return told([...now, ...known.filter((each) => !after.includes(each) && !written.includes(each))].sort());
}

const REVIVAL = { status: 'confirmed' };

function knownDates({ pair: { event } }: Job): string[] | undefined {
  if (event.is !== 'live') return undefined;
  // What was a single event has none.
  return kindOf(event.event) === 'series' ? event.event.cancelledDates : [];
}
