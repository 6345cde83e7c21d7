// What a plan is made of: both sides of a pair, what is known beside them, what is to be done, and what is still to be asked.
import type { Base } from './base';
import type { Binding } from './binding';
import type { EventState } from './event';
import type { FieldName } from './fields';
import type { ItemState } from './item';
import type { Retime } from './message';
import { namesOf, type PerField, type Values } from './values';

export interface Pair {
  item: ItemState;
  event: EventState;
}

export interface EmptiedFields {
  /** Somebody emptied them; all others were away. */
  proven: readonly FieldName[];
  /** There is no revision of the item at all: nothing can be proven. */
  untracked: boolean;
}

/** What can be found out about a pair. A question of the planner is the name of an answer that it lacks. */
export interface Known {
  /** The event was looked for by its search key, and none was found; or there can be none yet. */
  search: true;
  /** The event was read by itself, not from a list. */
  event: true;
  /** Whether a list has shown the event as it was before we wrote to it last; missing: it may have. */
  lag: boolean;
  /**
   * Whose event it is, where item and event do not name each other: this item's, that of another one, of which this item is
   * a copy (P6), or nobody's (P7).
   */
  whose: 'this' | 'another' | 'nobody';
  /** Whether the event that is gone here lives in another bound calendar: a person moved it. */
  elsewhere: boolean;
  /** Its series was read whole, and has no place for the item of an occurrence that is gone (SE7). */
  place: true;
  /** Whether the item was made, or made again, after what its base says: somebody wants it (CB5). */
  remade: boolean;
  /** Whether a person put back a sync value of another day in place of ours (CB19). */
  pasted: boolean;
  /** What the item's revisions say of the fields that it has empty, and its base filled (EM4). */
  emptied: EmptiedFields;
  /** When a person last changed the item's field, by field, and the event; ms, null when unknown. */
  times: { item: PerField<number | null>; event: number | null };
}

/**
 * What the planner asks for. `item`: what an item that was not read holds. `own`: the id that stands in the item counts for
 * nothing, its own event is to be looked for instead (DE4).
 */
export type Need = Exclude<keyof Known, 'lag'> | 'item' | 'own';

/** What is known beside the pair. */
export interface PlanContext extends Partial<Known> {
  installation: string;
  binding: Binding;
  /** With which code Directus refused to make the item again as its revision holds it (CB17). */
  refusedRevision?: string | undefined;
  /** The generation of the next event id; raised when one is taken by somebody else or can't be brought back (NP3). */
  generation: number;
  /** Whether we deleted this event's item because this event was gone. */
  itemDeletedForEvent: (eventId: string) => boolean;
  /** Fields that the brake lets nobody empty: they and their base stay as they are (BR7). */
  braked: readonly FieldName[];
  /** Fields of which Directus refused what the event holds: the item and their base stay as they are (RF5). */
  refused: readonly FieldName[];
  /** A person has said whose times count where the binding was in other zones when a pair was agreed on (Z13). */
  retime?: { by: Retime; zones: readonly string[] } | undefined;
}

export type EventAction =
  | { do: 'insert'; eventId: string; generation: number; values: Values }
  | { do: 'patch'; values: Values; revive: boolean }
  | { do: 'cancel' };

export type ItemAction =
  /**
   * `eventId`: what the id field is to hold; the sync value goes with it. `seen`: hashes of the columns that an item which
   * was not read must still have, and the stamp of the base that says so.
   */
  | { do: 'set'; values: Values; eventId: string | null; seen?: { hashes: PerField<string>; stamp: number } }
  /** `revision`: the one of the item that it is made again from. */
  | { do: 'create'; key: string | null; revision?: number | undefined }
  /** `expect`: hashes of the columns that the item must still have; missing: nothing that it holds matters. */
  | { do: 'gone'; then: 'delete' | 'unlink' | 'archive'; expect?: PerField<string> };

export type ReportKind =
  'conflict' | 'noBase' | 'revived' | 'recreated' | 'moved' | 'ownEvent' | 'untracked' | 'unusable' | 'left';

/** Something a person should be able to look up later. `lost` holds values that the plan is going to overwrite. */
export interface PlanReport {
  kind: ReportKind;
  winner?: 'item' | 'event';
  lost?: Values;
  reason?: string;
}

export interface PairPlan {
  event: EventAction | null;
  item: ItemAction | null;
  /** The base after the plan, field by field, as far as it is known before the writes. */
  base: Base['fields'];
  /** What the event may claim before the item is written; missing: the same. */
  eventBase?: Base['fields'];
  reports: PlanReport[];
  needs: Need[];
  /** By field, the columns that the need `emptied` asks about. */
  emptied?: PerField<string[]>;
  /** There is more to do, to be planned once this is written. */
  again?: boolean;
  /** The pair means one time again once this is written. */
  retimes?: true;
}

export const NOTHING: PairPlan = { event: null, item: null, base: {}, reports: [], needs: [] };

export function ask(need: Need): PairPlan {
  return { ...NOTHING, needs: [need] };
}

export function unusable(reason?: string): PairPlan {
  return { ...NOTHING, reports: [{ kind: 'unusable', reason }] };
}

export type Live = Extract<EventState, { is: 'live' }>;
export type Gone = Extract<EventState, { is: 'cancelled' | 'absent' }>;

/** No value of the item changes, only which event it names. */
export function naming(eventId: string | null): ItemAction {
  return { do: 'set', values: {}, eventId };
}

/** @param emptied see `emptiedColumns` */
export function asksProof(emptied: PerField<string[]>, context: PlanContext): boolean {
  return namesOf(emptied).length > 0 && !context.emptied;
}

export function askProof(emptied: PerField<string[]>): PairPlan {
  return { ...ask('emptied'), emptied };
}

/** EM5: what nobody is known to have emptied was away. */
export function unproven(emptied: PerField<string[]>, context: PlanContext): FieldName[] {
  return namesOf(emptied).filter((name) => !context.emptied?.proven.includes(name));
}

/** RD11: a list may show an event as it was before it was written or deleted last. */
export function isListed({ restored }: Live, { event }: PlanContext): boolean {
  return !event && !restored;
}
