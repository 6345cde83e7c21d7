// The description of an event. Google's editor writes line ends as they are while a text has no markup, and `<br>` once it
// has (https://github.com/bradoyler/GoogleCalReader-jquery-plugin/issues/17); Google shows both
// (https://github.com/add2cal/add-to-calendar-button/issues/7).
import type { Blanks } from './builder';
import { NO_BREAK_SPACE } from './characters';
import type { Document, Line, List, Run } from './document';
import { escapeAttribute, escapeNeeded, inTag } from './escape';
import { withBlanks, written, type Markup } from './line';
import { readHtml } from './read-html';

/** What only programs write that format HTML for itself, with line ends that nobody sees. */
const PAGE = /<(?:html|body|p|div|table|h[1-6]|pre|blockquote|section|article)[\s/>]/i;
const LINES = /<(?:br|ul|ol|li)[\s/>]/i;

export function readGoogle(description: string): Document {
  return readHtml(description, blanksOf(description));
}

function blanksOf(description: string): Blanks {
  if (PAGE.test(description)) return 'collapse';
  return LINES.test(description) ? 'lines' : 'keep';
}

/**
 * Without a tag where none is needed: other calendars show such a text as it is meant.
 * @param document tidied, where it has lists: beside them stands no blank line
 */
export function writeGoogle(document: Document): string {
  const hasTags = document.some((block) => block.kind === 'list' || block.lines.some((line) => line.some(isStyled)));
  const lineEnd = hasTags ? '<br>' : '\n';
  return document
    .map((block) => (block.kind === 'list' ? list(block) : block.lines.map(lineHtml).join(lineEnd)))
    .join('');
}

function isStyled({ marks, link }: Run): boolean {
  return marks.length > 0 || link !== null;
}

function list({ isOrdered, items }: List): string {
  const name = isOrdered ? 'ol' : 'ul';
  const inside = items.map(
    ({ lines, lists }) => `<li>${lines.map(lineHtml).join('<br>')}${lists.map(list).join('')}</li>`,
  );
  return `<${name}>${inside.join('')}</${name}>`;
}

const MARKUP: Markup = {
  text: escapeNeeded,
  mark: (mark, inside) => inTag(mark, inside),
  link: (link, inside) => `<a href="${escapeAttribute(link)}">${inside}</a>`,
};

function lineHtml(line: Line): string {
  return written(withBlanks(line, NO_BREAK_SPACE), MARKUP);
}
