// What the execution that holds the lock is at: long work lets marks through between its slices (rule R33).
import { namedEvent } from '../core/item';
import { keyOf, type Job } from './job';

/** Marks wait so long at most, and a slice, while slices are settled one after the other. */
const GIVE_WAY_MS = 4_000;

/** Pairs that were met, by item and by event. */
export class MetPairs {
  private readonly names = new Set<string>();

  /** @param key of the item, where one is known */
  add(calendarId: string, bindingId: string, key: string | null | undefined, eventId: string | null): void {
    if (key != null) this.names.add(itemName(bindingId, key));
    if (eventId) this.names.add(eventName(calendarId, eventId));
  }

  addJob(job: Job): void {
    for (const name of namesOf(job)) this.names.add(name);
  }

  addAll(others: MetPairs): void {
    for (const name of others.names) this.names.add(name);
  }

  has(job: Job): boolean {
    return this.names.size > 0 && namesOf(job).some((name) => this.names.has(name));
  }
}

function namesOf(job: Job): string[] {
  const { binding, pair } = job;
  const key = keyOf(job);
  const named = pair.item.is === 'present' ? namedEvent(pair.item) : null;
  const ids = [pair.event.is === 'none' ? null : pair.event.id, named].filter((id) => id !== null && id !== '');
  const events = ids.map((id) => eventName(binding.calendar, id!));
  return key === undefined ? events : [itemName(binding.id, key), ...events];
}

const itemName = (bindingId: string, key: string): string => `item ${bindingId} ${key}`;
const eventName = (calendarId: string, eventId: string): string => `event ${calendarId} ${eventId}`;

/** Rows of a signal: what they say is as new as this activity. */
export interface Covered {
  collection: string;
  keys: ReadonlySet<string>;
  stamp: number;
}

export class Turn {
  /** The newest activity that a look for the work under way has covered: looks between its slices go on from there. */
  activity: number | undefined;
  /** The signal under way: its rows of the feed need no look between its slices. */
  covered: Covered | undefined;

  private readonly tokens = new Map<string, string>();
  private serveMarks: (() => void) | undefined;
  private lookedAt = 0;
  private met: MetPairs | undefined;

  constructor(private readonly now: () => number) {}

  /** Whether marks are being served between two slices: cursors are then left to the work that waits meanwhile. */
  get isBetween(): boolean {
    return this.met !== undefined;
  }

  /** A piece of work begins that reads both sides by itself. */
  begin(): void {
    if (this.isBetween) return;
    this.activity = undefined;
    this.covered = undefined;
    this.tokens.clear();
  }

  /** Marks were just looked at. @param serve serves each waiting mark once */
  looked(serve?: () => void): void {
    this.lookedAt = this.now();
    if (serve) this.serveMarks = serve;
  }

  /**
   * To be called between two slices: serves the marks that wait, at most every few seconds.
   * @returns the pairs that were settled meanwhile: what was read of them before is old, and nothing is left to be done
   */
  giveWay(): MetPairs | undefined {
    if (this.isBetween || !this.serveMarks || Math.abs(this.now() - this.lookedAt) < GIVE_WAY_MS) return undefined;
    const met = (this.met = new MetPairs());
    try {
      this.serveMarks();
    } finally {
      this.met = undefined;
      this.looked();
    }
    return met;
  }

  /** A pair is being settled. */
  meets(job: Job): void {
    this.met?.addJob(job);
  }

  meetsOffer(calendarId: string, bindingId: string, key: string | null, eventId: string): void {
    this.met?.add(calendarId, bindingId, key, eventId);
  }

  /** The sync token that looks between slices go on from, while the calendar's list is being settled. */
  tokenOf(calendarId: string): string | undefined {
    return this.tokens.get(calendarId);
  }

  setToken(calendarId: string, token: string | undefined): void {
    if (token !== undefined) this.tokens.set(calendarId, token);
  }
}
