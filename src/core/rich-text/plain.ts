// Plain text: its lines are what it says.
import { cleaned, NO_BREAK_SPACE, TAB } from './characters';
import { linesOf, plainRun, textOfLine, trimmed, type Document, type Line } from './document';
import { lineOf, stretches } from './line';

export function readPlain(text: string): Document {
  const lines = cleaned(text).replace(/\t/g, TAB).split(NO_BREAK_SPACE).join(' ').split('\n');
  return trimmed([{ kind: 'text', lines: lines.map((line) => lineOf([plainRun(line)])) }]);
}

export function writePlain(document: Document): string {
  return linesOf(document).map(plainLine).join('\n');
}

/** Marks go; the address of a link stands behind its text. */
function plainLine(line: Line): string {
  return stretches(line, ({ link }) => link)
    .map(([link, runs]) =>
      link === null ? textOfLine(runs) : `${textOfLine(runs)} (${link.replace(/^mailto:/i, '')})`,
    )
    .join('');
}
