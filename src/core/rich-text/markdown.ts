// Markdown, as Directus shows it: CommonMark with tables and struck text, where a line end alone is a blank.
import { Marked } from 'marked';
import { cutAtAddresses } from './address';
import { cleaned, NO_BREAK_SPACE } from './characters';
import { tidied, type Document, type Item, type Line, type List } from './document';
import { inTag } from './escape';
import { pieceHtml, piecesOf, readHtml, type Piece } from './html';
import { withBlanks, written, type Markup } from './line';
import { readPlain } from './plain';

/** Deeper than anybody means it: readers of Markdown run out of stack on such a line. */
const TOO_DEEP = /^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){50}/m;

/** Made when it is first needed: most executions need none. */
let reader: Marked | undefined;

export function readMarkdown(text: string): Document {
  const said = cleaned(text);
  if (TOO_DEEP.test(said)) return tidied(readPlain(said));
  reader ??= new Marked({ gfm: true });
  return readHtml(reader.parse(said, { async: false }));
}

/**
 * What reads as this very document: with signs where these say it, else with tags, else, piece by piece, as HTML, which
 * Markdown may hold.
 */
export function writeMarkdown(document: Document): string {
  const pieces = piecesOf(document);
  const isRead = (text: string, as: Document): boolean => JSON.stringify(readMarkdown(text)) === JSON.stringify(as);
  const all = pieces.map((piece, i) => pieceMarkdown(piece, SIGNS, pieces[i - 1])).join('\n\n');
  if (isRead(all, document)) return all;
  const each = pieces.map((piece, i) => {
    const forms = [SIGNS, TAGS].map((markup) => pieceMarkdown(piece, markup, pieces[i - 1]));
    return forms.find((form) => isRead(form, documentOf(piece))) ?? pieceHtml(piece);
  });
  const mixed = each.join('\n\n');
  return isRead(mixed, document) ? mixed : pieces.map(pieceHtml).join('\n\n');
}

function documentOf(piece: Piece): Document {
  return [piece.kind === 'list' ? piece : { kind: 'text', lines: piece.lines }];
}

const SIGNS: Markup = {
  text: (text) => escaped(text, /(?<! )\*|\*(?! )|[\\`[]|~~|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|<(?=[\w/!?])/g),
  mark: (mark, inside) => (mark === 'bold' ? `**${inside}**` : mark === 'italic' ? `*${inside}*` : inTag(mark, inside)),
  link: (link, inside) => `[${inside}](${/[()*_~&]/.test(link) ? `<${link.replace(/&/g, '&amp;')}>` : link})`,
};

const TAGS: Markup = { ...SIGNS, text: (text) => escaped(text, /[!-/:-@[-`{-~]/g), mark: inTag };

/** Addresses are read as they stand, with the signs behind them. */
function escaped(text: string, signs: RegExp): string {
  return cutAtAddresses(text)
    .map((piece, i) => {
      if (i % 2 === 1) return piece;
      const [behind] = i === 0 ? [''] : /^[*_~]*/.exec(piece)!;
      return behind + piece.slice(behind.length).replace(signs, '\\$&').split(NO_BREAK_SPACE).join('&nbsp;');
    })
    .join('');
}

/** Signs that mean something at the beginning of a line. */
function lineMarkdown(line: Line, markup: Markup): string {
  return written(withBlanks(line, NO_BREAK_SPACE), markup)
    .replace(/^(?=#{1,6}(?: |$)|[-+*](?: |$)|>|[-=]+$|-{3}|\+{3})/, '\\')
    .replace(/^(\d{1,9})(?=[.)](?: |$))/, '$1\\');
}

function linesMarkdown(lines: readonly Line[], markup: Markup): string {
  return lines.map((line) => lineMarkdown(line, markup)).join('\\\n');
}

/** A list right behind one of its kind has another sign: they would be one. */
function pieceMarkdown(piece: Piece, markup: Markup, before: Piece | undefined): string {
  if (piece.kind === 'paragraph') return linesMarkdown(piece.lines, markup);
  const isOther = before?.kind === 'list' && before.isOrdered === piece.isOrdered;
  return list(piece, markup, isOther);
}

function list({ isOrdered, items }: List, markup: Markup, isOther: boolean): string {
  const signs = isOther ? { ordered: ')', other: '*' } : { ordered: '.', other: '-' };
  return items
    .map((item, i) => {
      const sign = isOrdered ? `${i + 1}${signs.ordered} ` : `${signs.other} `;
      return sign + itemMarkdown(item, markup).replace(/\n/g, `\n${' '.repeat(sign.length)}`);
    })
    .join('\n');
}

function itemMarkdown({ lines, lists }: Item, markup: Markup): string {
  const inside = lists.map((each, i) => list(each, markup, i % 2 === 1 && lists[i - 1]!.isOrdered === each.isOrdered));
  return [...(lines.length > 0 ? [linesMarkdown(lines, markup)] : []), ...inside].join('\n');
}
