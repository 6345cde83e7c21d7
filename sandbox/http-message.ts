// One HTTP exchange as plain data, so that the simulated services are functions that a test can call without a network.

/** A request that a simulated service is asked to serve. Header names are in lower case. */
export interface HttpRequest {
  method: string;
  /** Path with query, e.g. "/calendar/v3/calendars/primary/events?maxResults=10". */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Its answer. `body` is text; an empty string means no body. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}
