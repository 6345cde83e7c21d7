// How a call of the Calendar API ended, in the same words whichever way it was made.
import { Unanswerable } from './answer';

/** An event, or another resource of the API. */
export type Resource = { [member: string]: unknown };

export interface Outcome<Body = Resource> {
  /** "ok", or status and reason: "404 notFound"; an exception without both: "thrown: …". */
  told: string;
  /** Empty where the call failed, or answered nothing. */
  body: Body;
}

interface ErrorDetails {
  code?: number;
  errors?: { reason?: string }[];
  status?: string;
}

/** @param text of an answer of REST, or of a part of a batch */
export function outcomeOf<Body = Resource>(status: number, text: string): Outcome<Body> {
  const body = parsed(text);
  if (status >= 200 && status < 300) return { told: 'ok', body: body as Body };
  return { told: toldOf({ code: status, ...(body.error as ErrorDetails | undefined) }), body: {} as Body };
}

/** Calls the advanced service, which throws where the API refuses. */
export function outcomeOfCall<Body = Resource>(call: () => unknown): Outcome<Body> {
  try {
    return { told: 'ok', body: (call() ?? {}) as Body };
  } catch (error) {
    return thrown(error);
  }
}

/** What an exception tells: that of the advanced service has the API's own words. */
export function thrown<Body>(error: unknown): Outcome<Body> {
  const { details } = error as { details?: ErrorDetails };
  return { told: details?.code === undefined ? `thrown: ${String(error)}` : toldOf(details), body: {} as Body };
}

/** What a successful call answered. @throws Unanswerable */
export function must<Body>({ told, body }: Outcome<Body>, step: string): Body {
  if (told !== 'ok') throw new Unanswerable(`${step}: ${told}`);
  return body;
}

function toldOf({ code, errors, status }: ErrorDetails): string {
  return `${code} ${errors?.[0]?.reason ?? status ?? ''}`.trim();
}

function parsed(text: string): Resource {
  try {
    return JSON.parse(text) as Resource;
  } catch (error) {
    // An empty answer, or a page of Google's front end: the status tells enough.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
