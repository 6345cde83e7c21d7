// What people type by mistake: values that a column holds and no event can have. Each shows a token, so that it is known what
// became of it.
import type { Row } from '../src/core/values';
import type { Binding } from './binding';
import { tokenOf } from './oracle/tokens';
import { WORDS, type Word } from './words';

/** Options of `bindings.json`. A flag is never mistyped. */
const MISTYPED = [...WORDS.filter((word) => word !== 'conference'), 'timeZone'] as const;
type Mistyped = Exclude<Word, 'conference'> | 'timeZone';

/** `times`: an end before the start. */
export const MISTYPES: readonly Mistype[] = [...(MISTYPED as readonly Mistyped[]), 'times'];
export type Mistype = Mistyped | 'times';

/** No word, no zone, no mail address, no link, no number of minutes. */
export function mistypedValue(what: Mistyped, token: number): unknown {
  const text = `t${token} is none`;
  return what === 'attendees' || what === 'attachments' || what === 'reminders' ? [text] : text;
}

/** The columns that may hold such a value, with the option of each. */
export function mistypableColumns({ fields }: Pick<Binding, 'fields'>): [column: string, option: Mistyped][] {
  return (MISTYPED as readonly Mistyped[]).flatMap((option) =>
    fields[option] === undefined ? [] : [[fields[option], option] as [string, Mistyped]],
  );
}

/** What of an item a person has mistyped and not mended; of its times only the zone. */
export function mistypedIn(binding: Pick<Binding, 'fields'>, row: Row): Mistyped[] {
  return mistypableColumns(binding)
    .filter(([column]) => tokenOf(row[column]) !== undefined)
    .map(([, option]) => option);
}
