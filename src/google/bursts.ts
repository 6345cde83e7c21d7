// How many writes to one calendar go out together. Google limits them by a number that it does not tell.
// https://developers.google.com/workspace/calendar/api/guides/quota
import { LONGEST_CACHED_SECONDS, type Cache } from '../ports';

/** So many are tried first: a hundred at once were seen to meet the limit. */
const FIRST = 100;
/** What a calendar that takes those is given. More in a few seconds meet the same limit in whatever steps they come. */
const MOST = 500;
const NAME = 'bursts';

export class Bursts {
  private known: Record<string, number> | undefined;

  constructor(private readonly cache: Cache) {}

  size(calendarId: string): number {
    return this.read()[calendarId] ?? FIRST;
  }

  /**
   * A round of so many went out: what the calendar took holds for further executions, until it refuses something. That is
   * said anew each time, because echoes fill the cache, and what is older goes first.
   */
  note(calendarId: string, sent: number, wasTooFast: boolean): void {
    if (wasTooFast ? this.size(calendarId) === FIRST : sent < FIRST) return;
    this.known = { ...this.read(), [calendarId]: wasTooFast ? FIRST : MOST };
    this.cache.putAll({ [NAME]: JSON.stringify(this.known) }, LONGEST_CACHED_SECONDS);
  }

  private read(): Record<string, number> {
    return (this.known ??= JSON.parse(this.cache.get(NAME) ?? '{}') as Record<string, number>);
  }
}
