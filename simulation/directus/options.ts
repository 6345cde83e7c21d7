// What the world around gives to a simulated Directus, and the shapes of its requests.
import type { KeyType } from '../../sandbox/directus/collections';
import type { Binding } from '../binding';

export type { Row } from '../../src/core/values';
/** A primary key as a caller types it: `1`, "1" and "01" can name the same item. */
export type Key = string | number;

export interface DirectusOptions {
  bindings: readonly Binding[];
  /** The type of the primary keys, of all collections or of each by its name. */
  keys: KeyType | Readonly<Record<string, KeyType>>;
  /** Text of `flows/all-flows.json`; all of its flows are active. */
  flows: string;
  /** What flows may read as `$env`, as Directus has cast it. */
  env: Record<string, string>;
  /** The world's clock, in milliseconds. */
  now(): number;
  /** Seeded, from 0 to below 1: for UUIDs, and `Math.random` of scripts. */
  random(): number;
  /**
   * Awaited before each operation of a flow and each statement in the database, so the world decides who goes on. The
   * label names whose step it is, then the step: "send-changes 7: read", "person 3: insert talks".
   */
  step(label: string): Promise<void>;
  /** A flow's request; rejects when there is no answer. Redirects are followed here, a call each. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * `one at a time`, also when missing: as SQLite, whose only connection a transaction holds to its end, so every other
   * statement waits. `read committed`: as Postgres, where transactions run beside each other; ids are handed out when a
   * row is inserted and seen when it is committed, so the feed can show 8 before 7.
   */
  transactions?: 'one at a time' | 'read committed';
  /** Plain text fields that every collection has beside the bound ones, for example "status". */
  texts?: readonly string[];
}

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A call of `/flows/trigger/<id>`. Header names may have any case. */
export interface WebhookRequest {
  method: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  body: string;
}

/** Who does something, as Directus' `$accountability` tells it. */
export interface Accountability {
  role: string | null;
  user: string | null;
  roles: string[];
  admin: boolean;
  app: boolean;
  ip: string | null;
  userAgent?: string;
}

/** The user in whose name people work here. */
export const PERSON: Accountability = {
  role: '5a5cfe09-c485-4aad-91a5-34916a54de3c',
  user: '21e5301e-4e13-4c32-a2d6-6babfec3314d',
  roles: ['5a5cfe09-c485-4aad-91a5-34916a54de3c'],
  admin: true,
  app: true,
  ip: '127.0.0.1',
  userAgent: 'node',
};

/** A flow's operation with the permission `$full`. */
export const FULL: Accountability = { role: null, user: null, roles: [], admin: true, app: true, ip: null };

/** Whoever calls a webhook. */
export const PUBLIC: Accountability = { role: null, user: null, roles: [], admin: false, app: false, ip: '127.0.0.1' };
