// The shared secret: comparing it, and deriving the token of a push channel from it.
import { hex, hmacSha256 } from './sha256';

/** The fewest characters of a secret that is accepted. */
export const SECRET_MIN_LENGTH = 32;

/** Compares in a time that depends on the lengths alone. Missing, empty or short secrets equal nothing. */
export function sameSecret(given: unknown, wanted: unknown): boolean {
  if (typeof given !== 'string' || typeof wanted !== 'string') return false;
  let difference = given.length ^ wanted.length;
  for (let i = 0; i < wanted.length; i++)
    difference |= given.charCodeAt(i % (given.length || 1)) ^ wanted.charCodeAt(i);
  return difference === 0 && wanted.length >= SECRET_MIN_LENGTH;
}

/** The token of a channel: Google sends it with every notification, so it must not be the secret itself. 64 hex digits. */
export function channelToken(secret: string, channelId: string): string {
  return hex(hmacSha256(secret, channelId));
}

/** By this a script knows the secret that it was built for. 64 hex digits; of a random secret it gives nothing away. */
export function secretPrint(secret: string): string {
  return hex(hmacSha256(secret, 'print'));
}
