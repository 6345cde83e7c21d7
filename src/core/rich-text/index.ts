// The description of an item may be plain text, HTML or Markdown; that of an event is Google's small HTML, or plain text.
//
// Both sides are read into the same kind of document (document.ts): lines of text with bold, italic and underlined words
// and links, and lists. Only such documents are compared. So a side keeps its own text, with all that the other one cannot
// show, as long as the other side still says what that text becomes there. Once the other side is edited, its text replaces
// the whole one, in the form that this list gives.
import { tidied, type Document } from './document';
import { readGoogle, writeGoogle } from './google';
import { readHtml, writeHtml } from './html';
import { readMarkdown, writeMarkdown } from './markdown';
import { readPlain, writePlain } from './plain';

export { withoutMeetBlock } from './meet-block';

export const FORMATS = ['plain', 'html', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

interface Form {
  read(text: string): Document;
  write(document: Document): string;
  /** What the format can say of a document. */
  of(document: Document): Document;
}

const FORMS: Readonly<Record<Format, Form>> = {
  plain: { read: readPlain, write: writePlain, of: (document) => document },
  html: { read: readHtml, write: writeHtml, of: tidied },
  markdown: { read: readMarkdown, write: writeMarkdown, of: tidied },
};

/**
 * What the event's description is given for an item's text. It has tags only where something is marked, linked or listed;
 * what would be read as a tag or a character reference is escaped, nothing else.
 *
 * | in an item's HTML or Markdown | at Google |
 * |---|---|
 * | bold, italic, underlined; links to `http`, `https`, `mailto`, `tel`, `sms` | the same |
 * | bulleted and numbered lists, one in another, eight deep | the same |
 * | paragraphs | a blank line between them; several blank lines are one, beside a list there is none |
 * | a line end alone | HTML and Markdown: a blank; plain text: a line end |
 * | a heading, a table's heading, a term | a bold line, bold words |
 * | a table | a line for each row, a bar between its cells |
 * | an image, a film, a page within the page | a link to it, which says its description, else its address |
 * | code | its text; a block of it keeps its lines and blanks |
 * | a quotation | lines that begin with `> ` |
 * | struck text | `~~text~~` |
 * | a task | `[ ] text`, `[x] text` |
 * | a list that counts from another number than one | lines that begin with their numbers |
 * | a paragraph in a list's item; a text behind the list in an item | a line of the item; an item |
 * | a rule | `———` |
 * | links of other kinds, to a place on the same website among them | their text |
 * | colours, sizes, alignment, superscript; comments; anything that runs | nothing: their text, if it is shown |
 * | a tab in plain text, a no-break space | four blanks, a blank |
 * | control characters | nothing |
 *
 * @param text of the item's column
 */
export function toGoogle(text: string, format: Format): string {
  return writeGoogle(FORMS[format].read(text));
}

/**
 * The text that an event's description says. HTML is `<p>`, `<br>`, `<b>`, `<i>`, `<u>`, `<a href>` and lists, whatever
 * stood in the description. Markdown has tags for what it has no sign for (`<u>`), and where its signs would be read as
 * something else. A description may be HTML of Google's editor, HTML of other programs (of which the same becomes as of an
 * item's), or plain text, in which `<name@example.com>` is no tag.
 *
 * | at Google | in plain text |
 * |---|---|
 * | bold, italic, underlined | the words |
 * | a link | `text (address)` |
 * | lists | lines that begin with `- ` or their numbers |
 *
 * @param description of the event; without the block of a conference, see `withoutMeetBlock`
 */
export function fromGoogle(description: string, format: Format): string {
  const { of, write } = FORMS[format];
  return write(of(readGoogle(description)));
}

/**
 * The canonical form of an item's text. Two texts that have the same mean the same, and so does an event for which
 * `fromGoogle` gives it: `fromGoogle(toGoogle(text, format), format)` is `normal(text, format)`.
 */
export function normal(text: string, format: Format): string {
  const { read, write } = FORMS[format];
  return write(read(text));
}
