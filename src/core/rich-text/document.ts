// What a description says, apart from how it is written: lines of text and lists, which all formats are read into and
// written from. Two texts that are read into the same document mean the same.

export const MARKS = ['bold', 'italic', 'underline'] as const;
export type Mark = (typeof MARKS)[number];

/** A piece of a line in one style. */
export interface Run {
  text: string;
  /** In the order of `MARKS`. */
  marks: readonly Mark[];
  /** An address as `safeAddress` gives it. */
  link: string | null;
}

/** Without runs it is a blank line. */
export type Line = readonly Run[];

export interface Text {
  kind: 'text';
  lines: Line[];
}

export interface List {
  kind: 'list';
  isOrdered: boolean;
  items: Item[];
}

/** Its lines, none of them blank, stand before its lists. */
export interface Item {
  lines: Line[];
  lists: List[];
}

/** Texts never follow each other: they are one. */
export type Document = (Text | List)[];

export function plainRun(text: string): Run {
  return { text, marks: [], link: null };
}

export function textOfLine(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Without the blank lines at both ends of all. */
export function trimmed(document: Document): Document {
  return document
    .map((block, i) => {
      if (block.kind === 'list') return block;
      const first = i === 0 ? block.lines.findIndex(isFilled) : 0;
      const last = i === document.length - 1 ? lastFilled(block.lines) : block.lines.length - 1;
      return { ...block, lines: first < 0 ? [] : block.lines.slice(first, last + 1) };
    })
    .filter(isSaying);
}

/** As HTML and Markdown say it: one blank line between paragraphs, and none beside a list, which stands apart by itself. */
export function tidied(document: Document): Document {
  return document
    .map((block) => {
      if (block.kind === 'list') return block;
      const last = lastFilled(block.lines);
      const isKept = (line: Line, i: number): boolean =>
        isFilled(line) || (i > 0 && i < last && isFilled(block.lines[i - 1]!));
      const first = block.lines.findIndex(isFilled);
      return {
        ...block,
        lines: first < 0 ? [] : block.lines.slice(first).filter((line, i) => isKept(line, i + first)),
      };
    })
    .filter(isSaying);
}

/** Lines between blank ones. */
export function paragraphsOf({ lines }: Text): Line[][] {
  const paragraphs: Line[][] = [[]];
  for (const line of lines) {
    if (isFilled(line)) paragraphs[paragraphs.length - 1]!.push(line);
    else paragraphs.push([]);
  }
  return paragraphs.filter(({ length }) => length > 0);
}

/** The document without lists: their items are lines that begin as people write them. */
export function linesOf(document: Document): Line[] {
  return document.flatMap((block) => (block.kind === 'list' ? linesOfList(block) : block.lines));
}

function linesOfList({ isOrdered, items }: List): Line[] {
  return items.flatMap(({ lines, lists }, i) => {
    const sign = isOrdered ? `${i + 1}. ` : '- ';
    const inside = [...lines, ...lists.flatMap(linesOfList)];
    return inside.map((line, at) => [plainRun(at === 0 ? sign : ' '.repeat(sign.length)), ...line]);
  });
}

function isFilled(line: Line): boolean {
  return line.length > 0;
}

function lastFilled(lines: readonly Line[]): number {
  return lines.reduce((last, line, i) => (isFilled(line) ? i : last), -1);
}

function isSaying(block: Text | List): boolean {
  return block.kind === 'list' || block.lines.length > 0;
}
