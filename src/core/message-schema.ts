// What arrives at the web app, checked: a bad request gets a clear answer, and reaches nothing.
import * as v from 'valibot';
import type { ScriptRequest } from './message';

const Row = v.record(v.string(), v.unknown());
const Stamp = v.pipe(v.number(), v.integer(), v.minValue(0));
const Envelope = { v: v.number(), version: v.string(), id: v.string(), secret: v.string(), print: v.string() };
const Total = v.optional(v.nullable(v.number()));

const RequestSchema = v.variant('action', [
  v.object({
    ...Envelope,
    action: v.literal('items'),
    collection: v.string(),
    stamp: Stamp,
    created: v.boolean(),
    total: Total,
    rows: v.array(Row),
  }),
  v.object({
    ...Envelope,
    action: v.literal('deleted'),
    collection: v.string(),
    stamp: Stamp,
    total: Total,
    keys: v.array(v.union([v.string(), v.number()])),
    present: v.array(Row),
    revisions: v.array(
      v.looseObject({
        id: v.number(),
        item: v.string(),
        data: v.optional(v.nullable(Row)),
        delta: v.optional(v.nullable(Row)),
      }),
    ),
  }),
  v.object({ ...Envelope, action: v.literal('notification'), headers: v.record(v.string(), v.string()) }),
  v.object({ ...Envelope, action: v.literal('status'), full: v.optional(v.boolean()) }),
]);

/** @returns the request, or in words what is wrong with it (places only, no values) */
export function parseScriptRequest(json: unknown): ScriptRequest | string {
  const result = v.safeParse(RequestSchema, json);
  if (result.success) return result.output as ScriptRequest;
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? 'the body');
  return `Not a message of this project: look at ${[...new Set(places)].slice(0, 5).join(', ')}.`;
}
