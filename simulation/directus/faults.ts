// What can be wrong with a Directus. The world turns these as it likes, at any time.

export class Faults {
  /** Fields that reads leave out without a word, by collection. */
  readonly hidden = new Map<string, Set<string>>();
  /** Fields that the data model lacks, by collection: reading or filtering by one is forbidden, writes lose its value. */
  readonly missingFields = new Map<string, Set<string>>();
  readonly missingCollections = new Set<string>();
  /**
   * Activity & Revision Tracking of a collection; "all" when missing. "activity": no revisions; null: nothing at all is
   * recorded.
   */
  readonly tracking = new Map<string, 'all' | 'activity' | null>();
  /** Collections whose event ids have no unique index. Values that are there twice when it is made stay. */
  readonly withoutUniqueIndex = new Set<string>();
  /** "Under pressure": every call from outside is answered 503 before anything is done. Runs of flows go on. */
  underPressure = false;
  /** QUERY_LIMIT_MAX: what a limit of -1 is lowered to. */
  queryLimitMax: number | null = null;
  /** What becomes of a value on its way into the database: cut, rounded, changed by a trigger. */
  alterWrite: (collection: string, field: string, value: unknown) => unknown = (_, __, value) => value;
}
