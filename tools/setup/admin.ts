// Directus as an administrator sees it through its API: what is there, and the calls that make what is missing.
import { isObject, parseJson } from '../../src/core/checks';
import type { Row } from '../../src/core/values';
import type { Call } from '../../src/setup/prepare/step';
import type { Found } from '../../src/setup/prepare/steps';
import { UserError } from '../terminal/command-line';
import { send } from '../web-app/http';

export interface AdminApi {
  /** @throws UserError where Directus refuses, or cannot be reached */
  read(path: string): Promise<Row[]>;
  /** @returns what Directus gives back of it. @throws UserError */
  call(call: Call): Promise<Row[]>;
}

/**
 * @param url of Directus, without a slash at the end
 * @param token of an administrator: it is used here, and kept nowhere
 * @throws UserError where the token is none of an administrator, or no Directus answers
 */
export async function connect(url: string, token: string): Promise<AdminApi> {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const { status, text } = await send(`${url}${path}`, init);
    if (status >= 200 && status < 300) return text === '' ? undefined : dataOf(url, text);
    throw new UserError(refusal(`${method} ${url}${path}`, status, text));
  };
  const [me] = rowsOf(
    await ask('GET', '/users/me?fields=policies.policy.admin_access,role.policies.policy.admin_access'),
  );
  if (!isAdmin(me))
    throw new UserError('This token is not of an administrator: it could not make fields and flows. Take one that is.');
  return {
    read: async (path) => rowsOf(await ask('GET', path)),
    call: async ({ method, path, body }) => rowsOf(await ask(method, path, body)),
  };
}

function isAdmin(me: Row | undefined): boolean {
  return JSON.stringify(me ?? {}).includes('"admin_access":true');
}

function rowsOf(data: unknown): Row[] {
  return (Array.isArray(data) ? data : [data]).filter(isObject);
}

function dataOf(url: string, text: string): unknown {
  const json = parseJson(text);
  if (isObject(json) && 'data' in json) return json['data'];
  throw new UserError(`${url} answered something that is not of Directus. Is it the address of Directus itself?`);
}

/** https://directus.io/docs/api#error-codes */
function refusal(what: string, status: number, text: string): string {
  const json = parseJson(text);
  const errors = isObject(json) && Array.isArray(json['errors']) ? (json['errors'] as Row[]) : [];
  const said = errors.map(({ message }) => String(message)).join(' ') || text.slice(0, 200);
  const code = (errors[0]?.['extensions'] as Row | undefined)?.['code'];
  const remedy = REMEDIES[String(code)] ?? (status === 401 ? REMEDIES['INVALID_TOKEN'] : undefined);
  return [`Directus refused ${what} (${status}): ${said}`, ...(remedy === undefined ? [] : [remedy])].join('\n');
}

const REMEDIES: Readonly<Record<string, string>> = {
  INVALID_TOKEN: 'Make a token in Data Studio: your user, Token, Generate, then Save.',
  INVALID_CREDENTIALS: 'Make a token in Data Studio: your user, Token, Generate, then Save.',
  LIMIT_EXCEEDED:
    'Without a licence key Directus runs five active flows, and the sync takes four. Set others to inactive, or enter a key, and run this again.',
  RECORD_NOT_UNIQUE: 'Some items name the same event. Empty that field of all but one of them, and run this again.',
};

/** Everything that the steps are worked out from. */
export async function lookAround(admin: AdminApi): Promise<Found> {
  const [collections, fields, presets, flows] = await Promise.all([
    admin.read('/collections'),
    admin.read('/fields'),
    admin.read('/presets?limit=-1&fields=collection,layout'),
    admin.read('/flows?limit=-1&fields=*,operations.*'),
  ]);
  return { collections, fields, presets, flows };
}
