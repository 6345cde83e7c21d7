// How a script that has no settings yet gets them: from a person's tool, by the secret that its code was built for.
import { isObject, parseJson } from '../core/checks';
import { PROTOCOL, type SettingsRequest, type ScriptAnswer } from '../core/message';
import { sameSecret, secretPrint } from '../core/secret';
import type { SettingsStore } from '../ports';

/** A message with settings is short; any other, which is nearly all, is not parsed here. */
const LONGEST = 4_000;

/**
 * Stores the settings of a `settings` message. The code holds the print of a secret, not the secret: so nobody who can read the
 * code can send one, and nobody at all can where settings are there already, but who knows their secret.
 * @param print of the secret that the script was built for; "": for none, a person types the settings
 * @returns undefined where the message is another one, or may not do that
 */
export function takeSettings(body: string, settings: SettingsStore, print: string): ScriptAnswer | undefined {
  if (body.length > LONGEST || !body.includes('"settings"')) return undefined;
  const json = parseJson(body);
  if (!isObject(json) || json['action'] !== 'settings') return undefined;
  const { id, secret, directusUrl, webAppUrl } = json as unknown as SettingsRequest;
  if (![id, secret, directusUrl, webAppUrl].every((value) => typeof value === 'string')) return undefined;
  const known = settings.get('GCALENDARHOOKSECRET') ?? '';
  const isAllowed = known === '' ? print !== '' && secretPrint(secret) === print : sameSecret(secret, known);
  if (!isAllowed) return undefined;
  const given = { GCALENDARHOOKSECRET: secret, DIRECTUS_URL: directusUrl, WEBAPP_URL: webAppUrl };
  for (const [name, value] of Object.entries(given)) if (settings.get(name) !== value) settings.set(name, value);
  return { ok: true, v: PROTOCOL, id, action: 'settings' };
}
