// How far the feeds were read in this execution. A cursor moves past a read once this read and every one before it are
// settled: interrupted work keeps the cursor where it is (RD6).

/** One look at a feed. */
export interface Read {
  feed: string;
  isSettled: boolean;
  store: () => void;
  /** Where the next look begins. */
  end: unknown;
}

/** Rows of a signal: what they say is as new as this activity. */
export interface Covered {
  collection: string;
  keys: ReadonlySet<string>;
  stamp: number;
}

export class Reads {
  /** The signal under way: its rows of the feed need no look before it is settled. */
  covered: Covered | undefined;
  private readonly open = new Map<string, Read[]>();

  /** Where the last look at a feed has ended, while that is not stored. */
  endOf<End>(feed: string): End | undefined {
    const reads = this.open.get(feed) ?? [];
    return reads[reads.length - 1]?.end as End | undefined;
  }

  /** @param store moves the cursor; called once this read and those before it are settled */
  add(feed: string, end: unknown, store: () => void): Read {
    const read: Read = { feed, isSettled: false, store, end };
    this.open.set(feed, [...(this.open.get(feed) ?? []), read]);
    return read;
  }

  settle(read: Read): void {
    read.isSettled = true;
    const reads = [...(this.open.get(read.feed) ?? [])];
    while (reads[0]?.isSettled) reads.shift()!.store();
    this.open.set(read.feed, reads);
  }

  /** A piece of work begins that waits for no other: what was left unsettled before is read again. */
  begin(): void {
    this.covered = undefined;
    this.open.clear();
  }
}
