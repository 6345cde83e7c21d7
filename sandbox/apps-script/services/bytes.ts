// Bytes as Apps Script knows them: arrays of signed numbers (-128 to 127), and their text and base64 forms.

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const REPLACEMENT = 0xfffd;

const signed = (byte: number): number => (byte << 24) >> 24;

/** The UTF-8 bytes of a text; a lone surrogate becomes the replacement character. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0) ?? REPLACEMENT;
    if (code >= 0xd800 && code <= 0xdfff) code = REPLACEMENT;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes.map(signed);
}

/** The bytes of a text in US-ASCII, the default of Utilities: what has no place in it becomes "?". */
export function asciiBytes(text: string): number[] {
  return Array.from(text, (character) => (character < '\x80' ? character.charCodeAt(0) : 63));
}

/** The bytes of a text in which each character stands for one byte. */
export function latin1Bytes(text: string): number[] {
  return Array.from(text, (character) => signed(character.charCodeAt(0)));
}

export function latin1Text(bytes: readonly number[]): string {
  return bytes.map((byte) => String.fromCharCode(byte & 255)).join('');
}

/** Decodes UTF-8; what isn't UTF-8 becomes replacement characters. */
export function utf8Text(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const { code, length } = decodeOne(bytes, i);
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

function decodeOne(bytes: readonly number[], at: number): { code: number; length: number } {
  const first = (bytes[at] ?? 0) & 255;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first >= 0xf5) return { code: REPLACEMENT, length: 1 };
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = (bytes[at + i] ?? 0) & 255;
    if ((next & 0xc0) !== 0x80) return { code: REPLACEMENT, length: i };
    code = (code << 6) | (next & 63);
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length] ?? 0;
  const wrong = code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return { code: wrong ? REPLACEMENT : code, length };
}

export function toBase64(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const group = ((a & 255) << 16) | (((b ?? 0) & 255) << 8) | ((c ?? 0) & 255);
    text += `${BASE64[group >> 18]}${BASE64[(group >> 12) & 63]}`;
    text += b === undefined ? '=' : `${BASE64[(group >> 6) & 63]}`;
    text += c === undefined ? '=' : `${BASE64[group & 63]}`;
  }
  return text;
}

/** @returns the bytes, undefined where the text is no base64 (of either alphabet) */
export function fromBase64(text: string): number[] | undefined {
  const digits = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    const value = BASE64.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(signed((held >> bits) & 255));
    }
  }
  return bytes;
}
