// Utilities: digests, base64, dates, sleep.
// https://developers.google.com/apps-script/reference/utilities/utilities
import { newBlob } from './blob';
import { asciiBytes, fromBase64, toBase64, utf8Bytes } from './bytes';
import { exception, wrongArguments } from './exceptions';
import { ask } from './host';

type Data = string | readonly number[];

const names = <Name extends string>(...all: Name[]): Record<Name, Name> =>
  Object.fromEntries(all.map((name) => [name, name])) as Record<Name, Name>;

function bytesOf(data: Data, charset: string | undefined, method: string): readonly number[] {
  if (typeof data === 'string') return charset === 'UTF_8' ? utf8Bytes(data) : asciiBytes(data);
  if (Array.isArray(data)) return data as number[];
  throw wrongArguments(method, [data]);
}

function decoded(text: string): number[] {
  const bytes = fromBase64(text);
  if (!bytes) throw exception('Could not decode string.');
  return bytes;
}

function mac(algorithm: string, value: Data, key: Data, charset?: string): number[] {
  const method = 'Utilities.computeHmacSignature';
  const [message, secret] = [bytesOf(value, charset, method), bytesOf(key, charset, method)];
  return decoded(ask('utilities.hmac', algorithm, toBase64(message), toBase64(secret)));
}

const webSafe = (text: string): string => text.replace(/\+/g, '-').replace(/\//g, '_');

const PARTS = { yyyy: 'year', MM: 'month', dd: 'day', HH: 'hour', mm: 'minute', ss: 'second' } as const;

/**
 * Of Java's patterns only numbers of full length, and what stands between them. Java takes a zone that it does not know for
 * GMT: https://docs.oracle.com/javase/8/docs/api/java/util/TimeZone.html#getTimeZone-java.lang.String-
 */
function formatDate(date: Date, timeZone: string, format: string): string {
  if (!(date instanceof Date)) throw wrongArguments('Utilities.formatDate', [date, timeZone, format]);
  const numeric: Intl.DateTimeFormatOptions = {
    hourCycle: 'h23',
    ...Object.fromEntries(Object.values(PARTS).map((part) => [part, '2-digit'])),
    year: 'numeric',
  };
  const inZone = (zone: string) => new Intl.DateTimeFormat('en-US', { ...numeric, timeZone: zone });
  let shown: Intl.DateTimeFormat;
  try {
    shown = inZone(timeZone);
  } catch {
    shown = inZone('GMT');
  }
  const parts = new Map(shown.formatToParts(date).map(({ type, value }) => [type, value]));
  return format.replace(/'([^']*)'|([A-Za-z])\2*/g, (token, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted;
    const part = PARTS[token as keyof typeof PARTS];
    if (!part) throw new Error(`Utilities.formatDate: the local Google does not know "${token}"`);
    return parts.get(part)!.padStart(token.length, '0');
  });
}

export const utilities = {
  Charset: names('US_ASCII', 'UTF_8'),
  DigestAlgorithm: names('MD5', 'SHA_1', 'SHA_256', 'SHA_384', 'SHA_512'),
  MacAlgorithm: names('HMAC_MD5', 'HMAC_SHA_1', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'),

  sleep(milliseconds: number): void {
    if (typeof milliseconds !== 'number') throw wrongArguments('Utilities.sleep', [milliseconds]);
    ask('utilities.sleep', milliseconds);
  },

  getUuid: (): string => ask('utilities.uuid'),

  formatDate,

  computeDigest(algorithm: string, value: Data, charset?: string): number[] {
    const bytes = bytesOf(value, charset, 'Utilities.computeDigest');
    return decoded(ask('utilities.digest', algorithm, toBase64(bytes)));
  },

  computeHmacSignature: mac,

  computeHmacSha256Signature: (value: Data, key: Data, charset?: string): number[] =>
    mac('HMAC_SHA_256', value, key, charset),

  base64Encode: (data: Data, charset?: string): string =>
    toBase64(bytesOf(data, charset ?? 'UTF_8', 'Utilities.base64Encode')),

  base64EncodeWebSafe: (data: Data, charset?: string): string =>
    webSafe(toBase64(bytesOf(data, charset ?? 'UTF_8', 'Utilities.base64EncodeWebSafe'))),

  base64Decode: (text: string): number[] => decoded(text),

  base64DecodeWebSafe: (text: string): number[] => decoded(text),

  newBlob,
};
