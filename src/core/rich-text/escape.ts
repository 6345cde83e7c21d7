// How a text is written where tags are read.
import { Parser } from 'htmlparser2';
import type { Mark } from './document';

export function escapeAll(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function escapeAttribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
}

/** Only what would be read as something else: calendars that know no HTML show a text as it is. */
export function escapeNeeded(text: string): string {
  return text.replace(/&#?\w+;?/g, escapeReference).replace(/<(?=[a-z/!?]|$)/gi, '&lt;');
}

function escapeReference(written: string): string {
  return readText(written) === written ? written : `&amp;${written.slice(1)}`;
}

function readText(html: string): string {
  let text = '';
  const parser = new Parser({ ontext: (piece) => (text += piece) });
  parser.end(html);
  return text;
}

const TAG_OF: Readonly<Record<Mark, string>> = { bold: 'b', italic: 'i', underline: 'u' };

export function inTag(mark: Mark, inside: string): string {
  return `<${TAG_OF[mark]}>${inside}</${TAG_OF[mark]}>`;
}
