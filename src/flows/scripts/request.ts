// What every message to the web app needs beside its content.
import type { Settings } from './settings';

/** Names a message, so that its answer can be told from anybody else's JSON. */
export function requestId(): string {
  const part = () => Math.random().toString(36).slice(2, 10);
  return `${Date.now().toString(36)}-${part()}${part()}`;
}

/** What a script leaves for `postToWebApp`: either a problem in words, or what the message needs. */
export interface Prepared {
  problem: string | null;
  url: string;
  secret: string;
  id: string;
}

export function prepared({ url, secret, secretProblem, urlProblem }: Settings, problem: string | null): Prepared {
  const first = secretProblem ?? urlProblem ?? problem;
  return first === null
    ? { problem: null, url, secret, id: requestId() }
    : { problem: first, url: '', secret: '', id: '' };
}

export function failedPreparation(kind: string): Prepared {
  return { problem: `a script of this flow failed (${kind})`, url: '', secret: '', id: '' };
}
