// Short prints of values: what a base keeps instead of the values themselves.
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

/** A print of `text`, `length` characters of base64url: 8 characters are 48 bits, 4 are 24. */
export function print(text: string, length: number): string {
  return encodeBits(sha256(utf8(text)), BASE64URL, length);
}

/** A digest in base32hex, the alphabet of Google's event ids: 32 characters are 160 bits. */
export function digestBase32Hex(text: string, length: number): string {
  return encodeBits(sha256(utf8(text)), BASE32HEX, length);
}
