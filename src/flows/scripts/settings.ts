// The secret and the web app's URL as a flow finds them, and in words what is wrong with them.
import { SECRET_MIN_LENGTH } from '../../core/secret';
import { isObject } from '../../core/checks';
import { plainWebAppUrl } from '../../core/web-app-url';
import { type RunData } from './run-data';

export interface Settings {
  secret: string;
  url: string;
  /** Why the secret cannot be used; null when it can. Never holds the secret. */
  secretProblem: string | null;
  urlProblem: string | null;
}

const SECRET = 'GCALENDARHOOKSECRET';
const URL_NAME = 'GCALENDARHOOKURL';

export function readSettings(data: RunData): Settings {
  const env = isObject(data['$env']) ? data['$env'] : {};
  const rawSecret: unknown = FLOW_SETTINGS ? FLOW_SETTINGS.secret : env[SECRET];
  const rawUrl: unknown = FLOW_SETTINGS ? FLOW_SETTINGS.url : env[URL_NAME];
  const secret = settingText(rawSecret);
  const url = plainWebAppUrl(settingText(rawUrl));
  return {
    secret,
    url,
    secretProblem: problem(SECRET, rawSecret, secret) ?? tooShort(secret),
    urlProblem: problem(URL_NAME, rawUrl, url) ?? noUrl(url),
  };
}

/** Directus casts the values of its environment: a list becomes an array, `{…}` an object. */
function settingText(raw: unknown): string {
  if (raw === undefined || raw === null) return '';
  return isObject(raw) ? JSON.stringify(raw) : String(raw);
}

function problem(name: string, raw: unknown, text: string): string | null {
  if (text === '' || text === 'undefined') return `${name} is not set or not in FLOWS_ENV_ALLOW_LIST`;
  if (typeof raw === 'string' || Array.isArray(raw)) return null;
  return `Directus reads ${name} as a ${typeof raw}, not as text: write "string:" before the value`;
}

function tooShort(secret: string): string | null {
  return secret.length < SECRET_MIN_LENGTH ? `${SECRET} has fewer than ${SECRET_MIN_LENGTH} characters` : null;
}

function noUrl(url: string): string | null {
  return /^https?:\/\//.test(url) ? null : `${URL_NAME} is no URL that starts with https://`;
}
