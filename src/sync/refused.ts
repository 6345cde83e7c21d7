// What one side refuses for what it holds is left out, so that it holds back no other field (M8, M9).
import { FIELD_NAMES, groupOf, type FieldName } from '../core/binding';
import { print } from '../core/hash';
import { sameMeaning, type Values } from '../core/values';
import type { Job, RefusedFields, Side } from './job';

/** Fields of the pair that are not to be sent to a side. */
export function refusedBy(job: Job, to: Side): FieldName[] {
  return job.refused.filter((each) => each.to === to).flatMap(({ fields }) => fields);
}

/**
 * A side refused a write: what is to be left out of the next one. Where it does not name the field, fields are left out
 * one after the other, start and end together, until it takes the rest.
 * @param sent the fields that the write held
 * @param why the side's code
 * @returns false where leaving out fields does not help
 */
export function leaveOut(
  job: Job,
  to: Side,
  sent: readonly FieldName[],
  named: FieldName | undefined,
  why: string,
): boolean {
  const { guess } = job;
  job.guess = undefined;
  job.refused = job.refused.filter((each) => each !== guess);
  const given = givenValues(job, to);
  const next = guess ? FIELD_NAMES.indexOf(guess.fields[guess.fields.length - 1]!) + 1 : 0;
  const tried = named ? groupOf(named) : FIELD_NAMES.slice(next);
  const first = tried.find((name) => sent.includes(name));
  if (!given || !first) return false;
  const fields = groupOf(first);
  const labels = named ? [named] : fields.filter((name) => sent.includes(name));
  const inWords = labels.map((name) => (to === 'directus' ? job.binding.fields[name] : name)).join(' and ');
  const reason = `${to === 'directus' ? 'Directus' : 'Google'} refused ${inWords} (${why})`;
  const refused: RefusedFields = { to, fields, value: printOf(fields, given), reason };
  job.refused.push(refused);
  if (!named) job.guess = refused;
  return true;
}

/**
 * Whether what was refused is still what the one side holds, and the other one does not.
 * @param item what the item holds, where it was written since it was read
 */
export function isStillRefused(job: Job, { to, fields, value }: RefusedFields, item?: Partial<Values>): boolean {
  const [given, taken] = [to, otherSide(to)].map((side) => {
    const values = givenValues(job, side);
    return values && side === 'google' ? { ...values, ...item } : values;
  });
  if (!given || printOf(fields, given) !== value) return false;
  return !taken || fields.some((name) => !sameMeaning(given[name], taken[name]));
}

/** What the other side holds, which a side is to take; undefined where it is not there. */
function givenValues({ pair: { item, event } }: Job, to: Side): Values | undefined {
  if (to === 'google') return item.is === 'present' ? item.values : undefined;
  return event.is === 'live' ? event.values : undefined;
}

function otherSide(side: Side): Side {
  return side === 'google' ? 'directus' : 'google';
}

function printOf(fields: readonly FieldName[], values: Values): string {
  return print(JSON.stringify(fields.map((name) => values[name])), 8);
}
