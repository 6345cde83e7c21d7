// The brake (BR4): too many destructive writes within an hour wait until a person lets them go.
import type { Binding } from './binding';
import type { FieldName } from './fields';
import { groupBy } from './groups';
import type { Pair, PairPlan } from './plan-model';
import { readSlot } from './series/slot';
import { namesOf, type Values } from './values';

export const DIRECTIONS = ['toGoogle', 'toDirectus'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a plan takes away from one side of its pair. */
export interface Destruction {
  direction: Direction;
  /** `delete`, `archive`, `unlink`, or `empty` and the names of the fields. */
  what: string;
  /** The fields that would be emptied; none when the whole event or item goes. */
  fields: FieldName[];
}

/** A destructive write that waits. */
export interface Held {
  /** Binding and direction, see `sideOf`. */
  side: string;
  key: string;
  event: string;
  what: string;
  /** When it was announced, ms since the epoch: a person goes on with what was shown. */
  at: number;
  /** A person has let it go; it is sent once. */
  released?: true;
}

/** Everything by binding and direction, see `sideOf`; `pairs` by the binding's home. */
export interface BrakeState {
  /** Linked pairs, as the last comparison of all pairs counted them. */
  pairs: Record<string, number>;
  /** Writes that went without a person's consent, counted by five minutes since the epoch. */
  sent: Record<string, Record<string, number>>;
  /** At most `MAX_HELD`; a comparison of all pairs finds the others again. */
  held: Held[];
}

export const NO_BRAKE: BrakeState = { pairs: {}, sent: {}, held: [] };

/** No limit is lower. */
const LOWEST_LIMIT = 10;
const BUCKET_MS = 300_000;
const BUCKETS_OF_HOUR = 12;
/** All sides together. One takes about 120 characters, and all state together has 500 kB. */
export const MAX_HELD = 1000;

/** The brake works for each binding and each direction by itself. */
export function sideOf(binding: string, direction: Direction): string {
  return `${binding} ${direction}`;
}

/** What of a plan is destructive. An emptied end is an edit: the event then ends when it starts. */
export function destructionsOf({ item, event }: Pair, plan: PairPlan): Destruction[] {
  const found: Destruction[] = [];
  // The columns of an item that was not read count as filled.
  const empties = (direction: Direction, values: Values, old: Values): void => {
    const fields = namesOf(values).filter((name) => values[name] === null && old[name] !== null);
    if (fields.length > 0) found.push({ direction, what: `empty ${fields.join(' and ')}`, fields });
  };
  if (plan.event?.do === 'cancel') found.push({ direction: 'toGoogle', what: 'delete', fields: [] });
  if (plan.event?.do === 'patch' && event.is === 'live') empties('toGoogle', plan.event.values, event.values);
  // An event that a person moved to another calendar is not gone (BR3).
  if (plan.item?.do === 'gone' && plan.reports[0]?.kind !== 'moved')
    found.push({ direction: 'toDirectus', what: plan.item.then, fields: [] });
  if (plan.item?.do === 'set') empties('toDirectus', plan.item.values, item.is === 'present' ? item.values : {});
  return found;
}

/**
 * Destructive writes that a binding may have within an hour, each way.
 * @param pairs how many linked pairs it has; unknown: nothing may go yet; none: only the number counts
 */
export function brakeLimit({ deletions, share }: Binding['brake'], pairs: number | undefined): number {
  if (pairs === undefined) return 0;
  const byShare = pairs && share < 1 ? Math.floor(pairs * share) : deletions;
  return Math.max(LOWEST_LIMIT, Math.min(deletions, byShare));
}

/** How many were sent within the last hour, or up to five minutes longer ago. @param now ms since the epoch */
export function sentWithinHour({ sent }: BrakeState, side: string, now: number): number {
  return Object.values(recent(sent[side], now)).reduce((sum, count) => sum + count, 0);
}

function recent(sent: Record<string, number> = {}, now: number): Record<string, number> {
  const newest = Math.floor(now / BUCKET_MS);
  // Counts that lie in the future, because the clock was put back, are dropped after an hour, too.
  return Object.fromEntries(
    Object.entries(sent).filter(([bucket]) => Math.abs(newest - Number(bucket)) <= BUCKETS_OF_HOUR),
  );
}

/** Counts writes as sent now; a negative count takes back those that were not sent after all. */
export function countSent(state: BrakeState, side: string, count: number, now: number): BrakeState {
  if (count === 0) return state;
  const bucket = Math.floor(now / BUCKET_MS);
  const sent = recent(state.sent[side], now);
  return { ...state, sent: { ...state.sent, [side]: { ...sent, [bucket]: (sent[bucket] ?? 0) + count } } };
}

/**
 * Which of the destructive writes that a run wants to send to one side may be sent. Those that were announced go when
 * a person has released them, else they wait on. All others go together or wait together. What goes by itself counts
 * within the hour; what a person has released does not, because somebody looked at it.
 * @param now ms since the epoch
 */
export function brake(
  state: BrakeState,
  side: string,
  limit: number,
  now: number,
  wanted: readonly Pick<Held, 'key' | 'event' | 'what'>[],
): { state: BrakeState; go: boolean[] } {
  const known = new Map(state.held.filter((held) => held.side === side).map((held) => [held.key, held]));
  const announced = wanted.map(({ key, what }) => (known.get(key)?.what === what ? known.get(key) : undefined));
  const fresh = wanted.filter((_, i) => !announced[i]);
  // Once the list is full, nobody can see which writes belong to those that it announces.
  const weight = weightOf(fresh);
  const stop = weight > 0 && (state.held.length >= MAX_HELD || sentWithinHour(state, side, now) + weight > limit);
  const go = announced.map((held) => (held ? held.released === true : !stop));
  if (!stop) return { state: countSent(state, side, weight, now), go };
  const { held } = withdrawn(
    state,
    fresh.map(({ key }) => heldName(side, key)),
  );
  const added = fresh.map((one): Held => ({ side, ...one, at: now }));
  return { state: { ...state, held: [...held, ...added].slice(0, MAX_HELD) }, go };
}

/** What the dates of one series count at most (BR11): one that is deleted always goes, as one event would. */
const SERIES_WEIGHT = LOWEST_LIMIT;

function weightOf(writes: readonly Pick<Held, 'event'>[]): number {
  const perEvent = [...groupBy(writes, ({ event }) => readSlot(event)?.series ?? null)];
  return perEvent.reduce(
    (sum, [series, { length }]) => sum + (series === null ? length : Math.min(length, SERIES_WEIGHT)),
    0,
  );
}

export function heldName(side: string, key: string): string {
  return `${side} ${key}`;
}

/** Takes back what was announced: it was sent, or its cause is gone. @param names see `heldName` */
export function withdrawn(state: BrakeState, names: readonly string[]): BrakeState {
  if (state.held.length === 0) return state;
  const over = new Set(names);
  const held = state.held.filter(({ side, key }) => !over.has(heldName(side, key)));
  return held.length < state.held.length ? { ...state, held } : state;
}

/** A person goes on with what was announced up to this moment. */
export function released(state: BrakeState, upTo: number): BrakeState {
  return { ...state, held: state.held.map((held) => (held.at <= upTo ? { ...held, released: true } : held)) };
}
