// The one form of a line, out of pieces as they were read.
import { isAddressOf } from './address';
import { MARKS, textOfLine, type Line, type Mark, type Run } from './document';

/** A run as it was read; those of one link element have one number. */
export type Piece = Run & { element?: number };

/**
 * Joins pieces of one style. A blank has what both words beside it have, and those at the end go: nobody sees whether they
 * are bold. A link that only says its own address is text: all who show a text make a link of an address by themselves.
 */
export function lineOf(pieces: readonly Piece[]): Line {
  const runs = withoutOwnLinks(pieces, ({ element }) => element);
  return joined(withoutOwnLinks(joined(runs), ({ link }) => link));
}

function joined(runs: readonly Run[]): Run[] {
  const pieces = runs.flatMap((run) =>
    run.text
      .split(/( +)/)
      .filter((text) => text !== '')
      .map((text) => ({ ...run, text })),
  );
  while (pieces.length > 0 && isBlank(pieces[pieces.length - 1]!)) pieces.pop();
  return merged(withStyleOfWords(pieces));
}

function withStyleOfWords(pieces: readonly Run[]): Run[] {
  const next: (Run | undefined)[] = [];
  let after: Run | undefined;
  for (let i = pieces.length - 1; i >= 0; i--) {
    next[i] = after;
    if (!isBlank(pieces[i]!)) after = pieces[i];
  }
  let before: Run | undefined;
  return pieces.map((piece, i) => {
    if (isBlank(piece)) return { text: piece.text, ...common(before, next[i]) };
    before = piece;
    return { ...piece, marks: MARKS.filter((mark) => piece.marks.includes(mark)) };
  });
}

function common(a: Run | undefined, b: Run | undefined): { marks: Mark[]; link: string | null } {
  if (!a || !b) return { marks: [], link: null };
  return {
    marks: MARKS.filter((mark) => a.marks.includes(mark) && b.marks.includes(mark)),
    link: a.link === b.link ? a.link : null,
  };
}

function merged(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result[result.length - 1];
    if (last && last.link === run.link && last.marks.join() === run.marks.join())
      result[result.length - 1] = { ...last, text: last.text + run.text };
    else result.push(run);
  }
  return result;
}

function withoutOwnLinks(pieces: readonly Piece[], elementOf: (piece: Piece) => unknown): Run[] {
  return stretches(pieces, elementOf).flatMap(([, runs]) => {
    const [{ link }] = runs as [Run];
    const isOwn = link !== null && isAddressOf(link, textOfLine(runs).trim());
    return runs.map(({ text, marks }) => ({ text, marks, link: isOwn ? null : link }));
  });
}

/** Neighbouring runs that have the same of something. */
export function stretches<R extends Run, T>(runs: readonly R[], valueOf: (run: R) => T): [T, R[]][] {
  const result: [T, R[]][] = [];
  for (const run of runs) {
    const value = valueOf(run);
    const last = result[result.length - 1];
    if (last && last[0] === value) last[1].push(run);
    else result.push([value, [run]]);
  }
  return result;
}

/** How one format writes what a line is made of. */
export interface Markup {
  text(text: string, isInLink: boolean): string;
  mark(mark: Mark, inside: string): string;
  link(link: string, inside: string): string;
}

/** A line in a format: links outside, marks inside them in their order. */
export function written(line: Line, markup: Markup): string {
  return stretches(line, ({ link }) => link)
    .map(([link, runs]) => {
      const inside = withMarks(runs, (text) => markup.text(text, link !== null), markup);
      return link === null ? inside : markup.link(link, inside);
    })
    .join('');
}

function withMarks(
  runs: readonly Run[],
  ofText: (text: string) => string,
  markup: Markup,
  [mark, ...others]: readonly Mark[] = MARKS,
): string {
  if (!mark) return ofText(textOfLine(runs));
  return stretches(runs, ({ marks }) => marks.includes(mark))
    .map(([isMarked, inside]) => {
      const within = withMarks(inside, ofText, markup, others);
      if (!isMarked || within === ' ') return within;
      // Signs of Markdown stand beside words only.
      const [before, after] = [within.startsWith(' ') ? ' ' : '', within.endsWith(' ') ? ' ' : ''];
      return before + markup.mark(mark, within.slice(before.length, within.length - after.length)) + after;
    })
    .join('');
}

/** The line with another kind of blank where one would be lost in HTML: at the beginning, and beside another one. */
export function withBlanks(line: Line, blank: string): Line {
  return line.map((run, i) => ({
    ...run,
    text: run.text.replace(/ +/g, (blanks, at: number) =>
      i === 0 && at === 0 ? blank.repeat(blanks.length) : `${blank.repeat(blanks.length - 1)} `,
    ),
  }));
}

function isBlank({ text }: Run): boolean {
  return text.startsWith(' ');
}
