// How many writes to one calendar go out together. Google limits them by a number that it does not tell.
// https://developers.google.com/workspace/calendar/api/guides/quota
import type { Cache } from '../ports';

const FIRST = 100;
const MOST = 500;
const NAME = 'bursts';
/** So long what a calendar took holds for further executions. */
const KNOWN_SECONDS = 600;

export class Bursts {
  private known: Record<string, number> | undefined;

  constructor(private readonly cache: Cache) {}

  size(calendarId: string): number {
    return this.read()[calendarId] ?? FIRST;
  }

  /** A round of so many went out: the next one may be twice as large, but after a refusal it begins anew. */
  note(calendarId: string, sent: number, wasTooFast: boolean): void {
    const before = this.size(calendarId);
    const size = wasTooFast ? FIRST : Math.max(before, Math.min(2 * sent, MOST));
    if (size === before) return;
    this.known = { ...this.read(), [calendarId]: size };
    this.cache.putAll({ [NAME]: JSON.stringify(this.known) }, KNOWN_SECONDS);
  }

  private read(): Record<string, number> {
    return (this.known ??= JSON.parse(this.cache.get(NAME) ?? '{}') as Record<string, number>);
  }
}
