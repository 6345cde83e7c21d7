// A field whose value one side refuses is left out, so that it holds back no other field (RF1, RF5).
import { FIELD_NAMES, type FieldName } from '../core/fields';
import { columnsOf, optionsOf } from '../core/fields/mapped';
import { hashValue, sameMeaning, type Values } from '../core/values';
import type { Job, RefusedField, Side } from './job';

/** Fields of the pair that are not to be sent to a side. */
export function refusedBy(job: Job, to: Side): FieldName[] {
  return job.refused.filter((each) => each.to === to).map(({ field }) => field);
}

/**
 * A side refused a write: decides what to leave out of the next one. Where the side does not name the field, fields are left out
 * one after the other until it takes the rest.
 * @param sent the fields that the write held
 * @param why the side's code
 * @param column that the side named, for the message
 * @returns false where leaving out fields does not help
 */
export function leaveOut(
  job: Job,
  to: Side,
  sent: readonly FieldName[],
  named: FieldName | undefined,
  why: string,
  column?: string,
): boolean {
  const { guess } = job;
  job.guess = undefined;
  job.refused = job.refused.filter((each) => each !== guess);
  const given = givenValues(job, to);
  const next = guess ? FIELD_NAMES.indexOf(guess.field) + 1 : 0;
  const field = (named ? [named] : FIELD_NAMES.slice(next)).find((name) => sent.includes(name));
  if (!given || !field) return false;
  const columns = to === 'directus' ? columnsOf(job.binding, field) : optionsOf(job.binding, field);
  const reason = `${to === 'directus' ? 'Directus' : 'Google'} refused ${column ?? columns.join(' and ')} (${why})`;
  const refused: RefusedField = { to, field, value: hashValue(field, given[field]) ?? '', reason };
  job.refused.push(refused);
  if (!named) job.guess = refused;
  return true;
}

/**
 * Whether what was refused is still what the one side holds, and the other one does not.
 * @param item what the item holds, where it was written since it was read
 */
export function isStillRefused(job: Job, { to, field, value }: RefusedField, item?: Values): boolean {
  const [given, taken] = [to, otherSide(to)].map((side) => {
    const values = givenValues(job, side);
    return values && side === 'google' ? { ...values, ...item } : values;
  });
  if (!given || hashValue(field, given[field]) !== value) return false;
  return !taken || !sameMeaning(field, given[field], taken[field]);
}

/** The values that a side is to take from the other one; undefined where that is not there. */
function givenValues({ pair: { item, event } }: Job, to: Side): Values | undefined {
  if (to === 'google') return item.is === 'present' ? item.values : undefined;
  return event.is === 'live' ? event.values : undefined;
}

function otherSide(side: Side): Side {
  return side === 'google' ? 'directus' : 'google';
}
