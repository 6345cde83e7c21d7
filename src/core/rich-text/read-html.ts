// HTML of any kind into a document: what a description can't hold becomes the nearest thing that it can.
import { Parser } from 'htmlparser2';
import { safeAddress } from './address';
import { Builder, type Blanks, type Style } from './builder';
import { cleaned } from './characters';
import type { Document, Mark } from './document';
import { withTagsOnly } from './tags';

type Attributes = Readonly<Record<string, string>>;
type End = () => void;

const PLAIN: Style = { marks: [], link: null };

const MARK_OF: Readonly<Record<string, Mark>> = {
  b: 'bold',
  strong: 'bold',
  th: 'bold',
  dt: 'bold',
  caption: 'bold',
  legend: 'bold',
  summary: 'bold',
  h1: 'bold',
  h2: 'bold',
  h3: 'bold',
  h4: 'bold',
  h5: 'bold',
  h6: 'bold',
  i: 'italic',
  em: 'italic',
  cite: 'italic',
  dfn: 'italic',
  var: 'italic',
  u: 'underline',
  ins: 'underline',
};

const APART = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'table', 'dl', 'fieldset', 'figure', 'details']);
const BLOCKS = new Set(
  (
    'address article aside body caption center dd dialog div dt figcaption footer form header hgroup html legend main nav ' +
    'search section summary tr option'
  ).split(' '),
);
/** What no page shows as text. */
const HIDDEN = new Set(
  'applet canvas datalist iframe math object script select style svg template title video audio'.split(' '),
);
const SHOWN_ELSEWHERE = new Set(['iframe', 'video', 'audio']);
const STRUCK = new Set(['s', 'strike', 'del']);
const STRIKE = '~~';
const RULE = '———';

export function readHtml(html: string, blanks: Blanks): Document {
  const reader = new Reader(blanks);
  const parser = new Parser({
    onopentag: (name, attributes) => reader.open(name, attributes),
    onclosetag: (name) => reader.close(name),
    ontext: (text) => reader.text(text),
  });
  parser.end(withTagsOnly(cleaned(html)));
  return reader.finish();
}

class Reader {
  private readonly builder: Builder;
  /** Of the elements that are open, innermost last. */
  private readonly styles: Style[] = [PLAIN];
  private readonly elements: { name: string; ends: readonly End[] }[] = [];
  private hidden = 0;
  private links = 0;
  /** Of the row under way. */
  private cellsInRow = 0;
  /** By list that counts from another number than one, which no description can say. */
  private readonly numbers: (number | undefined)[] = [];

  constructor(blanks: Blanks) {
    this.builder = new Builder(blanks);
  }

  open(name: string, attributes: Attributes): void {
    const outer = this.style;
    this.styles.push({ ...outer, marks: marksOf(name, attributes, outer), ...this.linkOf(name, attributes) });
    const ends = this.hidden > 0 && !HIDDEN.has(name) ? [] : this.begin(name, attributes, outer);
    this.elements.push({ name, ends });
  }

  /** A tag that the text breaks off is ended by the parser, although it never began. */
  close(name: string): void {
    if (this.elements[this.elements.length - 1]?.name !== name) return;
    for (const end of this.elements.pop()!.ends) end();
    this.styles.pop();
  }

  text(text: string, style = this.style): void {
    if (this.hidden === 0) this.builder.text(text, style);
  }

  finish(): Document {
    return this.builder.finish();
  }

  private linkOf(name: string, { href }: Attributes): Partial<Style> {
    const link = name === 'a' ? safeAddress(href) : null;
    return link === null ? {} : { link, element: ++this.links };
  }

  private get style(): Style {
    return this.styles[this.styles.length - 1]!;
  }

  /** @returns what is to be done at the end of the element */
  private begin(name: string, attributes: Attributes, outer: Style): End[] {
    const { builder } = this;
    if (HIDDEN.has(name)) return this.hide(name, attributes, outer);
    if (APART.has(name)) return this.apart(name);
    if (BLOCKS.has(name)) return this.block(name);
    if (STRUCK.has(name)) return this.strike();
    switch (name) {
      case 'br':
        builder.lineBreak();
        return [];
      case 'hr':
        builder.gap();
        this.text(RULE, PLAIN);
        builder.gap();
        return [];
      case 'img':
      case 'embed':
        this.showAddress(attributes.alt, attributes.src, outer);
        return [];
      case 'input':
        if (attributes.type === 'checkbox') this.text('checked' in attributes ? '[x]' : '[ ]');
        return [];
      case 'ul':
      case 'menu':
      case 'dir':
        return this.list(false, 1);
      case 'ol':
        return this.list(true, Number.parseInt(attributes.start ?? '1', 10));
      case 'li':
        return this.item();
      case 'blockquote':
        return [builder.openQuote()];
      case 'td':
      case 'th':
        return this.cell();
      default:
        return [];
    }
  }

  /** A film or a page within the page is where it can be seen. */
  private hide(name: string, { title, src }: Attributes, outer: Style): End[] {
    if (this.hidden === 0 && SHOWN_ELSEWHERE.has(name)) {
      this.builder.boundary();
      this.showAddress(title, src, outer);
      this.builder.boundary();
    }
    this.hidden++;
    return [() => this.hidden--];
  }

  private apart(name: string): End[] {
    const { builder } = this;
    builder.gap();
    if (name !== 'pre') return [() => builder.gap()];
    const { blanks } = builder;
    builder.blanks = 'keep';
    return [() => builder.gap(), () => (builder.blanks = blanks)];
  }

  private block(name: string): End[] {
    if (name === 'tr') this.cellsInRow = 0;
    this.builder.boundary();
    return [() => this.builder.boundary()];
  }

  private strike(): End[] {
    const { style } = this;
    this.text(STRIKE, style);
    return [() => this.text(STRIKE, style)];
  }

  private list(isOrdered: boolean, first: number): End[] {
    const isCounted = isOrdered && first !== 1 && !Number.isNaN(first);
    this.numbers.push(isCounted ? first : undefined);
    const end = isCounted ? undefined : this.builder.openList(isOrdered);
    if (isCounted) this.builder.boundary();
    return [end ?? (() => this.builder.boundary()), () => void this.numbers.pop()];
  }

  private item(): End[] {
    const number = this.numbers[this.numbers.length - 1];
    if (number === undefined) return [this.builder.openItem()];
    this.numbers[this.numbers.length - 1] = number + 1;
    this.builder.boundary();
    this.builder.prefix = `${number}. `;
    return [() => this.builder.boundary(), () => void (this.builder.prefix = '')];
  }

  private cell(): End[] {
    if (this.builder.cells === 0 && this.cellsInRow++ > 0) this.text(' | ', PLAIN);
    this.builder.cells++;
    return [() => this.builder.cells--];
  }

  /** An image becomes a link to it. */
  private showAddress(text: string | undefined, address: string | undefined, outer: Style): void {
    const link = outer.link ?? safeAddress(address);
    const shown = text?.trim() || safeAddress(address) || '';
    this.text(shown, { element: ++this.links, ...outer, link });
  }
}

function marksOf(name: string, { style: css = '' }: Attributes, outer: Style): Mark[] {
  const says = new Map<Mark, boolean>();
  if (MARK_OF[name]) says.set(MARK_OF[name], true);
  // The editor of Directus underlines by style, and documents that are pasted have bold elements that are not bold.
  const weight = /font-weight\s*:\s*(\w+)/i.exec(css)?.[1];
  if (weight !== undefined) says.set('bold', /^(?:bold|bolder|[6-9]00)$/i.test(weight));
  if (/font-style\s*:\s*italic/i.test(css)) says.set('italic', true);
  if (/text-decoration[\w-]*\s*:[^;]*underline/i.test(css)) says.set('underline', true);
  return [...outer.marks.filter((mark) => !says.has(mark)), ...[...says.keys()].filter((mark) => says.get(mark))];
}
