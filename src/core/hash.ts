// Short hashes of values: what a base keeps instead of the values themselves.
import { isObject } from './checks';
import { sha256, utf8 } from './sha256';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

/** Writes the first `length * bitsEach` bits of `bytes` with one character for each group of bits. */
function encodeBits(bytes: readonly number[], alphabet: string, length: number): string {
  const bitsEach = Math.log2(alphabet.length);
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= bitsEach && text.length < length) {
      bits -= bitsEach;
      text += alphabet.charAt((buffer >> bits) & (alphabet.length - 1));
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}

/** A hash of `text`, `length` characters of base64url: 8 characters are 48 bits, 4 are 24. */
export function shortHash(text: string, length: number): string {
  return encodeBits(sha256(utf8(text)), BASE64URL, length);
}

/** A digest in base32hex, the alphabet of Google's event ids: 32 characters are 160 bits. */
export function digestBase32Hex(text: string, length: number): string {
  return encodeBits(sha256(utf8(text)), BASE32HEX, length);
}

const EMPTINESS_BITS = 6;

/**
 * Hash of what the columns of one field hold, as Directus gives it, 8 characters: the first one says which of them are
 * empty (six at most), the others are a hash. Undefined while one of them could not be read.
 */
export function hashColumns(raw: readonly unknown[]): string | undefined {
  if (raw.some((value) => value === undefined)) return undefined;
  const empty = raw
    .slice(0, EMPTINESS_BITS)
    .reduce((bits: number, value, i) => bits | (isEmpty(value) ? 1 << i : 0), 0);
  return BASE64URL.charAt(empty) + quickPrint(stableJson(raw));
}

/**
 * 42 bits of a text, 7 characters of base64url: FNV-1a with two multipliers, each finished as MurmurHash3 is. Flow 4 hashes
 * each item that it writes to, in isolates that run their code once: SHA-256 takes a tenth of a millisecond there. Nobody
 * gains by a collision, so nothing stronger is needed. http://www.isthe.com/chongo/tech/comp/fnv/
 */
function quickPrint(text: string): string {
  const [first, second] = [fold(text, 0x01000193), fold(text, 0x5bd1e995)];
  const bits = [...[0, 6, 12, 18].map((shift) => first >>> shift), ...[0, 6, 12].map((shift) => second >>> shift)];
  return bits.map((each) => BASE64URL.charAt(each & 63)).join('');
}

function fold(text: string, multiplier: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), multiplier);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whether the column at this place was empty when the hash was made. */
export function wasEmpty(hash: string, column: number): boolean {
  return ((BASE64URL.indexOf(hash.charAt(0)) >> column) & 1) === 1;
}

/** Directus' editors leave "" where nothing was typed. */
function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}

/** JSON in which the members of objects are sorted: databases keep no order of them. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
