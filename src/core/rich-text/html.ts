// HTML as Directus' editor and websites have it: paragraphs and lists.
import { cutAtAddresses, safeAddress } from './address';
import { NO_BREAK_SPACE } from './characters';
import { paragraphsOf, tidied, type Document, type Line, type List } from './document';
import { escapeAll, escapeAttribute, inTag } from './escape';
import { withBlanks, written, type Markup } from './line';
import { readHtml as readAnyHtml } from './read-html';

export function readHtml(text: string): Document {
  return tidied(readAnyHtml(text, 'collapse'));
}

export function writeHtml(document: Document): string {
  return piecesOf(document).map(pieceHtml).join('\n');
}

/** What stands apart from what is around it: a paragraph, or a list. */
export type Piece = { kind: 'paragraph'; lines: Line[] } | List;

export function piecesOf(document: Document): Piece[] {
  return document.flatMap((block): Piece[] =>
    block.kind === 'list' ? [block] : paragraphsOf(block).map((lines) => ({ kind: 'paragraph', lines })),
  );
}

/** One line of HTML. */
export function pieceHtml(piece: Piece): string {
  return piece.kind === 'list' ? list(piece) : `<p>${linesHtml(piece.lines)}</p>`;
}

function list({ isOrdered, items }: List): string {
  const name = isOrdered ? 'ol' : 'ul';
  const inside = items.map(({ lines, lists }) => `<li>${linesHtml(lines)}${lists.map(list).join('')}</li>`);
  return `<${name}>${inside.join('')}</${name}>`;
}

function linesHtml(lines: readonly Line[]): string {
  return lines.map(lineHtml).join('<br>');
}

const MARKUP: Markup = {
  text: (text, isInLink) => (isInLink ? escaped(text) : withLinks(text)),
  mark: inTag,
  link,
};

function link(address: string, inside: string): string {
  return `<a href="${escapeAttribute(address)}">${inside}</a>`;
}

/** Pages make no links of the addresses in a text by themselves, as Google and readers of Markdown do. */
function withLinks(text: string): string {
  return cutAtAddresses(text)
    .map((piece, i) => {
      const address = i % 2 === 1 ? safeAddress(piece) : null;
      return address === null ? escaped(piece) : link(address, escaped(piece));
    })
    .join('');
}

function escaped(text: string): string {
  return escapeAll(text).split(NO_BREAK_SPACE).join('&nbsp;');
}

function lineHtml(line: Line): string {
  return written(withBlanks(line, NO_BREAK_SPACE), MARKUP);
}
