// Makes a document of what a reader meets: texts, line ends, and the beginnings and ends of blocks.
import { cleaned, NO_BREAK_SPACE, TAB } from './characters';
import { linesOf, plainRun, trimmed, type Document, type Item, type Line, type List, type Text } from './document';
import { lineOf, type Piece } from './line';

/** What a block is put together in. */
interface Frame {
  /** A list holds items only. */
  kind: 'flow' | 'list' | 'item';
  blocks: Document;
  items: Item[];
  /** The line under way. */
  line: Piece[];
  /** Line ends in a text; they count once more text follows. */
  lineEnds: number;
  /** Whether the line has just begun because of a tag: a line end beside it says nothing. */
  isAfterTag: boolean;
  /** Whether what follows stands apart. */
  isApart: boolean;
}

export type Style = Omit<Piece, 'text'>;

/**
 * `collapse`: as in HTML, where a line end is a blank, and several blanks are one. `lines`: the same, but a line end ends
 * the line. `keep`: blanks count, too.
 */
export type Blanks = 'collapse' | 'lines' | 'keep';

/** More than any page shows in its own way; deeper lists and quotations belong to the one around them. */
const DEEPEST = 8;

export class Builder {
  private readonly frames: Frame[] = [frame('flow')];

  constructor(private readonly outerBlanks: Blanks) {}

  /** How blanks count here; undefined: as everywhere. */
  blanks: Blanks | undefined;

  /** Comes before the next text: the number of an item, which may begin with a block. */
  prefix = '';

  /** Above zero inside a cell of a table, which is one piece of a line. */
  cells = 0;

  text(text: string, style: Style): void {
    const blanks = this.cells > 0 ? 'collapse' : (this.blanks ?? this.outerBlanks);
    const lines = blanks === 'collapse' ? [text] : text.split('\n');
    lines.forEach((line, i) => {
      if (i > 0 && !this.top.isAfterTag) this.top.lineEnds++;
      this.characters(line, style, blanks);
    });
  }

  /** A break that ends the line, however empty it is. */
  lineBreak(): void {
    if (this.cells > 0) return this.blank();
    this.top.lineEnds = 0;
    this.standApart();
    this.endLine();
    this.top.isAfterTag = true;
  }

  /** Where a block begins or ends. */
  boundary(): void {
    if (this.cells > 0) return this.blank();
    this.top.lineEnds = 0;
    if (this.top.line.length > 0) this.endLine();
    this.top.isAfterTag = true;
  }

  /** Where a block begins or ends that has a blank line above and below. */
  gap(): void {
    this.boundary();
    this.top.isApart = true;
  }

  /** @returns what ends the list, or undefined where no further list has room */
  openList(isOrdered: boolean): (() => void) | undefined {
    this.boundary();
    if (this.cells > 0 || this.depthOf('list') >= DEEPEST) return undefined;
    const list = this.push(frame('list'));
    return () => {
      this.closeTo(list);
      this.frames.pop();
      if (list.items.length === 0) return;
      this.standApart();
      this.top.blocks.push({ kind: 'list', isOrdered, items: list.items });
      this.top.isAfterTag = true;
    };
  }

  /** @returns what ends the item */
  openItem(): () => void {
    this.boundary();
    const list = this.nearestList();
    if (!list || this.cells > 0) return () => this.boundary();
    this.closeTo(list);
    this.push(frame('item'));
    return () => this.closeTo(list);
  }

  /** @returns what ends the quotation; its lines begin with a sign, as people write them */
  openQuote(): () => void {
    this.gap();
    if (this.cells > 0 || this.depthOf('flow') > DEEPEST) return () => this.gap();
    const quote = this.push(frame('flow'));
    return () => {
      this.closeTo(quote);
      this.boundary();
      this.frames.pop();
      for (const line of linesOf(trimmed(quote.blocks))) {
        this.standApart();
        this.addLine(lineOf([plainRun('> '), ...line]));
      }
      this.gap();
    };
  }

  finish(): Document {
    this.closeTo(this.frames[0]!);
    this.boundary();
    return trimmed(this.top.blocks);
  }

  private get top(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  private characters(text: string, style: Style, blanks: Blanks): void {
    let written = cleaned(text).replace(/\n/g, ' ');
    if (blanks === 'keep') written = written.replace(/\t/g, TAB).split(' ').join(NO_BREAK_SPACE);
    else written = written.replace(/[ \t]+/g, ' ');
    const before = this.top.lineEnds > 0 ? undefined : this.top.line[this.top.line.length - 1];
    if (!before || before.text.endsWith(' ')) written = written.replace(/^ /, '');
    if (written === '') return;
    if (this.top.kind === 'list') this.push(frame('item'));
    for (; this.top.lineEnds > 0; this.top.lineEnds--) this.endLine();
    this.standApart();
    if (this.prefix !== '') this.top.line.push(plainRun(this.prefix));
    this.prefix = '';
    this.top.line.push({ ...style, text: written });
    this.top.isAfterTag = false;
  }

  private blank(): void {
    this.characters(' ', { marks: [], link: null }, 'collapse');
  }

  private endLine(): void {
    const { line } = this.top;
    this.top.line = [];
    this.addLine(lineOf(line.map((run) => ({ ...run, text: run.text.split(NO_BREAK_SPACE).join(' ') }))));
  }

  private addLine(line: Line): void {
    const { blocks } = this.top;
    const last = blocks[blocks.length - 1];
    if (last?.kind === 'text') last.lines.push(line);
    else blocks.push({ kind: 'text', lines: [line] });
  }

  private standApart(): void {
    const { isApart, blocks, line } = this.top;
    if (!isApart || line.length > 0) return;
    this.top.isApart = false;
    const last = blocks[blocks.length - 1];
    if (last && (last.kind === 'list' || last.lines[last.lines.length - 1]!.length > 0)) this.addLine([]);
  }

  private push(pushed: Frame): Frame {
    this.frames.push(pushed);
    return pushed;
  }

  private depthOf(wanted: Frame['kind']): number {
    return this.frames.filter(({ kind }) => kind === wanted).length;
  }

  private nearestList(): Frame | undefined {
    for (let i = this.frames.length - 1; i >= 0 && this.frames[i]!.kind !== 'flow'; i--)
      if (this.frames[i]!.kind === 'list') return this.frames[i];
    return undefined;
  }

  /** Ends the items above a frame; lists and quotations have ended by then. */
  private closeTo(frame: Frame): void {
    while (this.top !== frame) {
      this.boundary();
      const { blocks } = this.frames.pop()!;
      this.top.items.push(...itemsOf(blocks));
    }
  }
}

function frame(kind: Frame['kind']): Frame {
  return { kind, blocks: [], items: [], line: [], lineEnds: 0, isAfterTag: true, isApart: false };
}

/** A text behind an item's lists is an item of its own. */
function itemsOf(blocks: readonly (Text | List)[]): Item[] {
  const items: Item[] = [];
  for (const block of blocks) {
    if (block.kind === 'text') {
      const lines = block.lines.filter(({ length }) => length > 0);
      if (lines.length > 0) items.push({ lines, lists: [] });
    } else if (items.length > 0) items[items.length - 1]!.lists.push(block);
    else items.push({ lines: [], lists: [block] });
  }
  return items;
}
