// SHA-256 and its HMAC (FIPS 180-4, RFC 2104) in a tenth of what a package takes: it is part of Run Script operations,
// whose size counts in every run, and there neither `crypto` nor `TextEncoder` exists.

interface Constants {
  /** From the cube roots of the first 64 primes. */
  rounds: number[];
  /** From the square roots of the first 8. */
  initial: number[];
}

// Marked as pure, so that a bundle that hashes nothing holds nothing of this file.
const CONSTANTS: Constants = /* @__PURE__ */ makeConstants();
const BLOCK = 64;

function makeConstants(): Constants {
  const primes = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && !hasDivisor(n));
  /** The first 32 bits of the fractional part. */
  const fraction = (x: number) => ((x % 1) * 2 ** 32) | 0;
  return {
    rounds: primes.map((prime) => fraction(Math.cbrt(prime))),
    initial: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))),
  };
}

function hasDivisor(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return true;
  return false;
}

/** UTF-8 of a text; half of a surrogate pair becomes U+FFFD, as everywhere else. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return bytes;
}

const tail = (bits: number) => 0x80 | (bits & 0x3f);

/** The digest of bytes: 32 bytes. */
export function sha256(message: readonly number[]): number[] {
  const blocks = Math.ceil((message.length + 9) / BLOCK);
  const words = new Int32Array(blocks * 16);
  message.forEach((byte, i) => (words[i >> 2]! |= byte << (24 - 8 * (i & 3))));
  words[message.length >> 2]! |= 0x80 << (24 - 8 * (message.length & 3));
  words[words.length - 2] = Math.floor(message.length / 2 ** 29);
  words[words.length - 1] = message.length << 3;
  const state = Int32Array.from(CONSTANTS.initial);
  for (let at = 0; at < words.length; at += 16) compress(state, words.subarray(at, at + 16));
  return Array.from(state).flatMap((word) => [24, 16, 8, 0].map((shift) => (word >> shift) & 0xff));
}

const rotate = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

/** Names follow FIPS 180-4, section 6.2.2. */
function compress(state: Int32Array, block: Int32Array): void {
  const w = new Int32Array(64);
  w.set(block);
  let [a, b, c, d, e, f, g, h] = Array.from(state) as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    if (t >= 16) {
      const [w15, w2] = [w[t - 15]!, w[t - 2]!];
      const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
      const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
      w[t] = s1 + w[t - 7]! + s0 + w[t - 16]!;
    }
    const S1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = h + S1 + ((e & f) ^ (~e & g)) + CONSTANTS.rounds[t]! + w[t]!;
    const S0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = S0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i]! += word));
}

/** Lower-case hexadecimal digits. */
export function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** HMAC-SHA-256 of two texts: 32 bytes. */
export function hmacSha256(key: string, message: string): number[] {
  const bytes = utf8(key);
  const padded = [...(bytes.length > BLOCK ? sha256(bytes) : bytes)];
  while (padded.length < BLOCK) padded.push(0);
  const inner = sha256([...padded.map((byte) => byte ^ 0x36), ...utf8(message)]);
  return sha256([...padded.map((byte) => byte ^ 0x5c), ...inner]);
}
