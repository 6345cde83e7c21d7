// A REST client for Directus: JSON and files in, the unwrapped `data` or an error with Directus' own code out.
import { setTimeout as wait } from 'node:timers/promises';

const ATTEMPTS = 12;
const PAUSE_MS = 250;

/** One of the `errors` of an answer: https://docs.directus.io/reference/introduction.html#error-codes */
export interface DirectusErrorDetail {
  message: string;
  extensions?: { code?: string } & Record<string, unknown>;
}

/** A refused request. `code` is Directus' own ("FORBIDDEN", "RECORD_NOT_UNIQUE", …), "" if the answer had none. */
export class DirectusApiError extends Error {
  override readonly name = 'DirectusApiError';
  readonly code: string;

  constructor(
    readonly method: string,
    readonly path: string,
    readonly status: number,
    readonly errors: readonly DirectusErrorDetail[],
    text: string,
  ) {
    const code = errors[0]?.extensions?.code ?? '';
    const said = errors.map((error) => error.message).join(' ') || text.slice(0, 200);
    super(`${method} ${path}: ${status}${code && ` ${code}`}: ${said}`);
    this.code = code;
  }
}

/** Where a Directus is and who asks; without a token the public role asks. */
export interface RestTarget {
  url: string;
  token?: string;
}

export class DirectusRest {
  constructor(private readonly target: RestTarget) {}

  /**
   * Sends one request and returns the `data` of its answer, undefined when the answer is empty. A form goes as it is,
   * anything else as JSON. A refusal "Under pressure" (503, given before anything is done) is repeated, 12 times at most.
   * @throws DirectusApiError
   */
  async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.send(method, path, body);
      const text = await response.text();
      if (response.ok) return dataOf(text) as T;
      const errors = errorsOf(text);
      const pressed = response.status === 503 && errors.some((error) => error.message.includes('Under pressure'));
      if (!pressed || attempt === ATTEMPTS) throw new DirectusApiError(method, path, response.status, errors, text);
      await wait(PAUSE_MS * attempt);
    }
  }

  private async send(method: string, path: string, body: unknown): Promise<Response> {
    // A kept connection may be closed by Directus just when it is used again.
    const headers: Record<string, string> = { connection: 'close' };
    if (this.target.token !== undefined) headers.authorization = `Bearer ${this.target.token}`;
    if (body instanceof FormData) return await fetch(`${this.target.url}${path}`, { method, headers, body });
    if (body === undefined) return await fetch(`${this.target.url}${path}`, { method, headers });
    headers['content-type'] = 'application/json';
    return await fetch(`${this.target.url}${path}`, { method, headers, body: JSON.stringify(body) });
  }
}

/** A form with one file, as Directus' import routes take it. */
export function fileForm(name: string, type: string, content: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([content], { type }), name);
  return form;
}

function dataOf(text: string): unknown {
  const answer = parsed(text);
  return isObject(answer) && 'data' in answer ? answer.data : answer;
}

function errorsOf(text: string): DirectusErrorDetail[] {
  const answer = parsed(text);
  return isObject(answer) && Array.isArray(answer.errors) ? (answer.errors as DirectusErrorDetail[]) : [];
}

/** Some answers are plain text (a ping's "pong", a proxy's page), many are empty. */
function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
