// What somebody may have meant by a word that there is not.
import { closest, distance } from 'fastest-levenshtein';

/** So many letters may be wrong in a name that somebody means another one by. */
const TYPOS = 3;

/** What was meant by a name that is not among the known ones, as the end of a sentence; empty where none is near. */
export function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const likely = closest(name.toLowerCase(), [...known]);
  return distance(name.toLowerCase(), likely.toLowerCase()) <= TYPOS ? ` Did you mean "${likely}"?` : '';
}
