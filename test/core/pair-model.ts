// One pair as it lives in the world: a Directus item, a Google event, people who edit both, and a sync that plans with
// the real core. Every edit is a token; a value carries all tokens that it was typed over, so nothing can be lost unseen.
import type { ItemState } from '../../src/core/item';
import { decodeBase, encodeBase, type Base } from '../../src/core/base';
import { type Binding } from '../../src/core/binding';
import { FIELD_NAMES, type FieldName } from '../../src/core/fields';
import { cancelBody, eventState, insertBody, patchBody, patched, type Here } from '../../src/core/event';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { planPair } from '../../src/core/plan';
import type { Pair, PairPlan, PlanContext } from '../../src/core/plan-model';
import { canonicalValue, hashValue, mapFields, rowValues, type Row, type Values } from '../../src/core/values';
import { context, INSTALLATION, makeBinding } from './pairs';

const KEY = '7';
const ZONE = 'UTC';
const MAX_ROUNDS = 12;

export type UserEdit =
  | { side: 'item' | 'event'; do: 'edit'; field: FieldName }
  | { side: 'item' | 'event'; do: 'empty'; field: 'summary' | 'description' }
  | { side: 'item' | 'event'; do: 'delete' }
  /** The field is removed from the data model and made again. */
  | { side: 'item'; do: 'remove'; field: FieldName }
  | { side: 'event'; do: 'restore' };

export class PairModel {
  readonly binding: Binding;
  private readonly here: Here;
  item: Row | undefined;
  event: CalendarEvent | undefined;
  /** The event as it was before the sync wrote to it last. */
  private older: CalendarEvent | undefined;
  private isListLate = false;
  /** Sync value of the item's last revision: what is left of it when it is gone. */
  private lastSync: unknown = null;
  private readonly journal = new Set<string>();
  private activity = 1;
  private writes = 0;
  private time = 0;
  private readonly times: { item: Partial<Record<FieldName, number>>; event: number } = { item: {}, event: 0 };
  /** All tokens that a value stands for, by field and canonical value. */
  private readonly heritage = new Map<string, ReadonlySet<number>>();
  private readonly edits = new Map<FieldName, Set<number>>(FIELD_NAMES.map((name) => [name, new Set()]));
  private readonly accounted = new Map<FieldName, Set<number>>(FIELD_NAMES.map((name) => [name, new Set()]));
  private tokens = 0;
  /** Fields of the item to which nothing was the last thing written. */
  private readonly emptied = new Set<FieldName>();
  /** What stood in fields of the item that were removed. */
  private readonly removed = new Map<FieldName, string>();

  constructor(onConflict: Binding['onConflict']) {
    this.binding = makeBinding({ onConflict });
    this.here = { installations: [INSTALLATION], bindings: [this.binding] };
    this.item = { id: 7, event: null, sync: null, ...this.toRow(mapFields((name) => this.newValue(name, []))) };
  }

  // ---------------------------------------------------------------- people

  user(edit: UserEdit): void {
    this.time += 1000;
    if (edit.do === 'restore') {
      if (this.event?.status === 'cancelled') this.storeEvent({ ...this.event, status: 'confirmed' });
      return;
    }
    const values = edit.side === 'item' ? this.itemValues() : this.eventValues();
    if (!values) return;
    if (edit.do === 'delete') return this.userDeletes(edit.side, values);
    const { field } = edit;
    if (edit.do === 'remove') return this.userRemoves(field, values);
    if (edit.do === 'empty' && values[field] === null) return;
    const over = edit.side === 'item' ? [this.removed.get(field) ?? null] : [];
    const value = this.newValue(field, [values[field] ?? null, ...over], edit.do === 'empty');
    if (edit.side === 'item') {
      this.storeItem({ ...this.item, [this.binding.fields[field]]: value });
      this.times.item[field] = this.time;
    } else {
      const member = field === 'start' || field === 'end' ? { dateTime: value } : (value ?? undefined);
      this.storeEvent({ ...this.event!, [field]: member });
    }
  }

  /** No revision tells of it. What the event has not is gone by that alone. */
  private userRemoves(field: FieldName, values: Values): void {
    const column = this.binding.fields[field];
    const value = values[field];
    if (this.item![column] === null || value == null) return;
    if (this.eventValues()?.[field] !== value) this.account(field, value);
    this.removed.set(field, value);
    this.item = { ...this.item, [column]: null };
  }

  /** Who deletes has seen what the side said: those edits are gone on purpose. */
  private userDeletes(side: 'item' | 'event', values: Values): void {
    for (const name of FIELD_NAMES) this.account(name, values[name]);
    if (side === 'item') for (const [name, value] of this.removed) this.account(name, value);
    if (side === 'item') this.item = undefined;
    else this.storeEvent({ ...this.event!, status: 'cancelled' });
    this.activity += 1;
  }

  private newValue(field: FieldName, over: readonly (string | null)[], empty = false): string | null {
    const token = (this.tokens += 1);
    this.edits.get(field)!.add(token);
    const value = empty ? null : this.textOf(field, token);
    const inherited = over.flatMap((old) => [...this.heritageOf(field, old)]);
    // Several emptyings leave the same value: it stands for all of them.
    const known = empty ? [...this.heritageOf(field, null)] : [];
    this.heritage.set(`${field} ${value}`, new Set([...inherited, ...known, token]));
    return value;
  }

  /** Starts lie before all ends, so that the pair can always be an event. */
  private textOf(field: FieldName, token: number): string {
    const day = field === 'end' ? Date.UTC(2027, 0, 1) : Date.UTC(2026, 0, 1);
    if (field === 'start' || field === 'end')
      return canonicalValue(field, new Date(day + token * 60_000).toISOString())!;
    return `${field} ${token}`;
  }

  private heritageOf(field: FieldName, value: string | null | undefined): ReadonlySet<number> {
    return this.heritage.get(`${field} ${value}`) ?? new Set();
  }

  private account(field: FieldName, value: string | null | undefined): void {
    for (const token of this.heritageOf(field, value)) this.accounted.get(field)!.add(token);
  }

  // ---------------------------------------------------------------- the sync

  /** The next list shows the event as it was before the sync wrote to it last (R47). */
  lag(): void {
    this.isListLate = this.older !== undefined;
  }

  /** One round of the sync: it yields wherever people may act, and where it may be cut off. Ends with whether it wrote. */
  *sync(): Generator<string, boolean> {
    const item = this.readItem();
    yield 'item read';
    const pair: Pair = { item, event: this.readList() };
    yield 'event read';
    const plan = this.plan(pair);
    const { event } = pair;
    // R17: stored before the first write.
    for (const { lost } of plan.reports)
      for (const name of FIELD_NAMES) if (lost && name in lost) this.account(name, lost[name]);
    yield 'planned';
    if (plan.event && !this.writeEvent(plan, { item, event })) return true;
    if (plan.event) yield 'event written';
    if (plan.item) this.writeItem(plan, { item, event });
    return plan.event !== null || plan.item !== null;
  }

  /** Rounds until one writes nothing. @throws when it never gets quiet */
  settle(): void {
    this.isListLate = false;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const run = this.sync();
      let step = run.next();
      while (!step.done) step = run.next();
      if (!step.value) return;
    }
    throw new Error('the sync never gets quiet');
  }

  plan(pair: Pair): PairPlan {
    let known: Partial<PlanContext> = { searched: false };
    for (let round = 0; round < 4; round++) {
      const plan = planPair(pair, this.contextOf(known));
      if (plan.needs.length === 0) return plan;
      known = { ...known, times: this.times, emptied: { proven: [...this.emptied], untracked: false } };
      if (plan.needs.includes('event')) {
        pair.event = this.readEvent();
        known = { ...known, eventRead: true };
      }
      if (!plan.needs.includes('search')) continue;
      known = { ...known, searched: true };
      const event = this.event && eventState(this.binding, this.here, this.event, ZONE);
      if (event?.is === 'live' && event.link?.key === KEY) pair.event = event;
    }
    throw new Error('the planner asks without end');
  }

  private contextOf(known: Partial<PlanContext>): PlanContext {
    return context({ binding: this.binding, itemDeletedForEvent: (id) => this.journal.has(id), ...known });
  }

  readPair(): Pair {
    return { item: this.readItem(), event: this.readEvent() };
  }

  private readItem(): ItemState {
    const { item } = this;
    if (!item) return { is: 'gone', key: KEY, sync: decodeBase(this.binding, this.lastSync), stamp: this.activity };
    const { event, sync } = item as { event: string | null; sync: string | null };
    const values = rowValues(this.binding, item);
    const decoded = decodeBase(this.binding, sync);
    return {
      is: 'present',
      key: KEY,
      row: item,
      values,
      eventId: event,
      idText: event,
      sync: decoded,
      syncText: sync,
      stamp: this.activity,
    };
  }

  private readEvent(event = this.event): Pair['event'] {
    return event ? eventState(this.binding, this.here, event, ZONE) : { is: 'none' };
  }

  private readList(): Pair['event'] {
    const isLate = this.isListLate;
    this.isListLate = false;
    // Absence is confirmed by a direct read (R23).
    return this.readEvent(isLate && this.older?.status !== 'cancelled' ? this.older : this.event);
  }

  /** False where the event is no longer what was read (R8). */
  private writeEvent(plan: PairPlan, { item, event }: Pair): boolean {
    const action = plan.event!;
    const seen = event.is === 'live' || event.is === 'cancelled' ? event.event.etag : undefined;
    if (this.event?.etag !== seen) return false;
    this.older = this.event;
    if (action.do === 'cancel') {
      this.storeEvent(patched(this.event!, cancelBody(INSTALLATION)));
      return true;
    }
    const base = { stamp: item.is === 'present' ? item.stamp : 0, fields: plan.eventBase ?? plan.base };
    const marks = { installation: INSTALLATION, key: KEY, base };
    if (action.do === 'insert') this.storeEvent(insertBody(this.binding, action.eventId, action.values, marks));
    else {
      const body = patchBody(this.binding, this.event!, action.values, marks, { revive: action.revive, zone: ZONE });
      this.storeEvent(patched(this.event!, body));
    }
    return true;
  }

  /** As flow 4 does it: only where the item still is what the plan was made from. */
  private writeItem(plan: PairPlan, { item, event }: Pair): void {
    const action = plan.item!;
    if (action.do === 'create') {
      if (this.item || event.is !== 'live') return;
      const { values } = event;
      const base: Base = { stamp: this.activity, eventId: event.id, fields: agreed(values) };
      this.storeItem({ id: 7, ...this.toRow(values), event: event.id, sync: encodeBase(this.binding, base) });
      return void this.journal.delete(event.id);
    }
    if (!this.item || item.is !== 'present') return;
    const now = rowValues(this.binding, this.item);
    if (action.do === 'gone') {
      const unchanged = FIELD_NAMES.every((name) => item.sync?.fields[name]?.item === hashValue(now[name]));
      if (!unchanged || event.is === 'none') return;
      this.journal.add(event.id);
      this.item = undefined;
      this.activity += 1;
      return;
    }
    const changed = Object.keys(action.values).some(
      (name) => now[name as FieldName] !== item.values[name as FieldName],
    );
    if (changed || this.item['sync'] !== item.syncText) return;
    const sync = action.eventId === null ? null : { stamp: item.stamp, eventId: action.eventId, fields: plan.base };
    this.storeItem({
      ...this.item,
      ...this.toRow(action.values),
      event: action.eventId,
      sync: sync && encodeBase(this.binding, sync),
    });
  }

  // ---------------------------------------------------------------- stores

  private storeItem(row: Row): void {
    for (const name of FIELD_NAMES) {
      const value = row[this.binding.fields[name]];
      if (value === this.item?.[this.binding.fields[name]]) continue;
      this.removed.delete(name);
      if (value === null) this.emptied.add(name);
      else this.emptied.delete(name);
    }
    this.item = row;
    this.lastSync = row['sync'];
    this.activity += 1;
  }

  private storeEvent(event: CalendarEvent): void {
    this.writes += 1;
    this.event = { ...event, etag: `"${this.writes}"` };
    this.times.event = this.time;
  }

  private toRow(values: Partial<Values>): Row {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [this.binding.fields[name as FieldName], value]),
    );
  }

  private itemValues(): Values | undefined {
    return this.item && rowValues(this.binding, this.item);
  }

  private eventValues(): Values | undefined {
    const event = this.readEvent();
    return event.is === 'live' ? event.values : undefined;
  }

  // ---------------------------------------------------------------- what must hold in the end

  /** Both sides as a person sees them. */
  sides(): { item: Values | undefined; event: Values | undefined } {
    return { item: this.itemValues(), event: this.eventValues() };
  }

  /** Edits that stand neither in a value, nor in the report, nor were deleted by somebody who saw them. */
  lostEdits(): string[] {
    const values = this.itemValues() ?? this.eventValues();
    if (values) for (const name of FIELD_NAMES) this.account(name, values[name]);
    return FIELD_NAMES.flatMap((name) =>
      [...this.edits.get(name)!]
        .filter((token) => !this.accounted.get(name)!.has(token))
        .map((token) => `${name} ${token}`),
    );
  }
}

function agreed(values: Values): Base['fields'] {
  const fields: Base['fields'] = {};
  for (const name of FIELD_NAMES) {
    const print = hashValue(values[name]);
    if (print !== undefined) fields[name] = { item: print, event: print };
  }
  return fields;
}
