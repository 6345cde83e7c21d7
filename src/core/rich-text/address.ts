// Addresses that links may have: websites show what comes from an event, so nothing in it may run.
import { cleaned } from './characters';

const SAFE = /^(?:https?:\/\/|mailto:|tel:|sms:)[^\s/]/i;

/** An address that a text holds, up to signs that end a sentence; brackets are part of it in pairs. */
const IN_TEXT = /\bhttps?:\/\/(?:[^\s<>"()]|\([^\s<>"()]*\))*(?:[^\s<>"()'.,;:!?\]}*_~]|\([^\s<>"()]*\))/gi;

/**
 * The address in the one form that links have: ASCII, without blanks.
 * @returns null where the address is relative, which says nothing at Google, or of a kind that could run (`javascript:`)
 */
export function safeAddress(address: string | undefined): string | null {
  // Browsers leave out line ends and tabs, and blanks at both ends, before they look at the scheme.
  const written = cleaned(address ?? '')
    .replace(/[\t\n]/g, '')
    .trim();
  return SAFE.test(written) ? encoded(written) : null;
}

/** Whether a text is the address itself, as programs write it that make a link of an address. */
export function isAddressOf(link: string, text: string): boolean {
  const written = encoded(text);
  return (
    link === written ||
    link === `mailto:${written}` ||
    (/^www\./i.test(text) && link.replace(/^https?:\/\//i, '') === written)
  );
}

/** Cuts a text into what is an address and what is not, in turn; the first piece is none. */
export function cutAtAddresses(text: string): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const match of text.matchAll(IN_TEXT)) {
    pieces.push(text.slice(at, match.index), match[0]);
    at = match.index! + match[0].length;
  }
  return [...pieces, text.slice(at)];
}

function encoded(address: string): string {
  return encodeURI(address).replace(/%25/g, '%');
}
