// Counters of everything that costs.

export interface CalendarStats {
  /** HTTP requests; a batch is one. */
  httpRequests: number;
  /** Batch requests among them. */
  batches: number;
  /** Calls by method ("events.list"); each part of a batch is one. */
  calls: Record<string, number>;
  /** Sum of `calls`. */
  callsTotal: number;
  quotaUnits: number;
  /** Events changed through the API. */
  writes: number;
  /** Refused calls by "STATUS reason". */
  refused: Record<string, number>;
  /** Writes by their `sendUpdates`; "unset" where the request has none. */
  sendUpdates: Record<string, number>;
  /** Messages that were sent, repeated attempts included. */
  pushesSent: number;
  /** Messages that were lost: dropped by a fault, or answered so that they aren't tried again. */
  pushesDropped: number;
  /** Messages sent again after a 5xx. */
  pushesRetried: number;
}

export function emptyStats(): CalendarStats {
  return {
    httpRequests: 0,
    batches: 0,
    calls: {},
    callsTotal: 0,
    quotaUnits: 0,
    writes: 0,
    refused: {},
    sendUpdates: {},
    pushesSent: 0,
    pushesDropped: 0,
    pushesRetried: 0,
  };
}

export function count(counters: Record<string, number>, name: string): void {
  counters[name] = (counters[name] ?? 0) + 1;
}
