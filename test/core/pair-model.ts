// One pair as it lives in the world: a Directus item, a Google event, people who edit both, and a sync that plans with
// the real core. Every edit is a token; a value carries all tokens that it was typed over, so nothing can be lost unseen.
import { baseOnceWritten, decodeBase, encodeBase } from '../../src/core/base';
import { type Binding } from '../../src/core/binding';
import type { CalendarEvent } from '../../src/core/calendar-event';
import { baseText, cancelBody, eventState, insertBody, patchBody, patched, type Here } from '../../src/core/event';
import { FIELDS, type FieldName, type Value } from '../../src/core/fields';
import { columnsOf, mappingOf } from '../../src/core/fields/mapped';
import { itemFromRow, type ItemState } from '../../src/core/item';
import { OWN_STAMP } from '../../src/core/message';
import { planPair } from '../../src/core/plan';
import type { ItemAction, Pair, PairPlan, PlanContext } from '../../src/core/plan-model';
import {
  columnsToWrite,
  namesOf,
  perField,
  rowHashes,
  rowValues,
  type PerField,
  type Row,
  type Values,
} from '../../src/core/values';
import { BINDING, context, INSTALLATION, makeBinding } from './pairs';

/** The others are lists and words, which hold no tokens. */
export const MODEL_FIELDS: readonly FieldName[] = ['when', 'summary', 'description', 'location'];

const KEY = '7';
const MAX_ROUNDS = 12;

export type UserEdit =
  | { side: 'item' | 'event'; do: 'edit'; field: FieldName }
  | { side: 'item' | 'event'; do: 'empty'; field: 'summary' | 'description' }
  | { side: 'item' | 'event'; do: 'delete' }
  /** A column of the field is removed from the data model and made again, or all of them. */
  | { side: 'item'; do: 'remove'; field: FieldName; column: number | 'all' }
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
  /** What the cache knows: the base that the event was written with last, the sync value that followed an edit of it. */
  private cached: { written?: string; followed?: string } = {};
  private isCacheWhole = true;
  private readonly journal = new Set<string>();
  private activity = 1;
  private writes = 0;
  private time = 0;
  private readonly times: { item: Partial<Record<FieldName, number>>; event: number } = { item: {}, event: 0 };
  /** All tokens that a value stands for, by field and canonical value. */
  private readonly heritage = new Map<string, ReadonlySet<number>>();
  private readonly edits = new Map<FieldName, Set<number>>(MODEL_FIELDS.map((name) => [name, new Set()]));
  private readonly accounted = new Map<FieldName, Set<number>>(MODEL_FIELDS.map((name) => [name, new Set()]));
  private tokens = 0;
  /** Columns of the item to which nothing was the last thing written. */
  private readonly emptied = new Set<string>();
  /** What stood in fields of the item of which something was removed. */
  private readonly removed = new Map<FieldName, string>();

  constructor(onConflict: Binding['onConflict']) {
    this.binding = makeBinding({ onConflict, fields: { ...BINDING.fields, location: 'place' } });
    this.here = { installations: [INSTALLATION], bindings: [this.binding] };
    this.item = { id: 7, event: null, sync: null };
    for (const name of MODEL_FIELDS) {
      const token = this.newToken(name);
      this.item = { ...this.item, ...this.toRow({ [name]: this.valueOf(name, token) }) };
      this.inherit(name, token, this.itemValues()![name], []);
    }
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
    if (edit.do === 'remove') return this.userRemoves(field, edit.column);
    if (edit.do === 'empty' && values[field] === null) return;
    const over = edit.side === 'item' ? [values[field], this.removed.get(field)] : [values[field]];
    const token = this.newToken(field);
    if (edit.side === 'item') {
      const columns = this.toRow({ [field]: edit.do === 'empty' ? null : this.valueOf(field, token) });
      this.storeItem({ ...this.item, ...(field === 'when' ? this.onlyPart(columns, token) : columns) });
      this.times.item[field] = this.time;
    } else {
      const value = edit.do === 'empty' ? null : this.valueOf(field, token);
      const members = FIELDS[field].toEvent(value, this.event, mappingOf(this.binding, field), String(token));
      const now = patched(this.event!, token % 3 === 1 && field === 'when' ? { end: members['end'] } : members);
      this.storeEvent(now);
    }
    const after = edit.side === 'item' ? this.itemValues() : this.eventValues();
    this.inherit(field, token, after![field], over);
  }

  /** Of a time people type both ends, or one of them, or take the end away; never so that it ends before it starts. */
  private onlyPart(columns: Row, token: number): Row {
    const { start, end } = this.binding.fields;
    const { [start]: oldStart, [end]: oldEnd } = this.item!;
    if (token % 4 === 1 && oldStart !== null) return { [end]: columns[end] };
    if (token % 4 === 2 && oldEnd !== null && String(oldEnd) > String(columns[start]))
      return { [start]: columns[start] };
    return token % 4 === 3 ? { ...columns, [end]: null } : columns;
  }

  /** No revision tells of it. What the event has not is gone by that alone. */
  private userRemoves(field: FieldName, column: number | 'all'): void {
    const value = this.itemValues()![field];
    const names = columnsOf(this.binding, field).filter((_, i) => column === 'all' || column === i);
    if (value == null || names.every((name) => this.item![name] === null)) return;
    if (this.eventValues()?.[field] !== value) this.account(field, value);
    if (!this.removed.has(field)) this.removed.set(field, value);
    this.item = { ...this.item, ...Object.fromEntries(names.map((name) => [name, null])) };
    for (const name of names) this.emptied.delete(name);
  }

  /** Who deletes has seen what the side said: those edits are gone on purpose. */
  private userDeletes(side: 'item' | 'event', values: Values): void {
    for (const name of MODEL_FIELDS) this.account(name, values[name]);
    if (side === 'item') for (const [name, value] of this.removed) this.account(name, value);
    if (side === 'item') this.item = undefined;
    else this.storeEvent({ ...this.event!, status: 'cancelled' });
    this.activity += 1;
  }

  private newToken(field: FieldName): number {
    const token = (this.tokens += 1);
    this.edits.get(field)!.add(token);
    return token;
  }

  /** A value stands for the token that made it, and for all that it was typed over. */
  private inherit(field: FieldName, token: number, value: Value, over: readonly Value[]): void {
    const inherited = over.flatMap((old) => [...this.heritageOf(field, old)]);
    // Several emptyings leave the same value: it stands for all of them.
    this.heritage.set(`${field} ${value}`, new Set([...inherited, ...this.heritageOf(field, value), token]));
  }

  /** Starts lie before all ends, so that the pair can always be an event. */
  private valueOf(field: FieldName, token: number): string {
    const moment = (year: number) => `${new Date(Date.UTC(year, 0, 1, 0, token)).toISOString().slice(0, 19)}Z`;
    return field === 'when' ? `${moment(2026)}/${moment(2027)}` : `${field} ${token}`;
  }

  private heritageOf(field: FieldName, value: Value): ReadonlySet<number> {
    return this.heritage.get(`${field} ${value}`) ?? new Set();
  }

  private account(field: FieldName, value: Value): void {
    for (const token of this.heritageOf(field, value)) this.accounted.get(field)!.add(token);
  }

  // ---------------------------------------------------------------- the sync

  /** The next list shows the event as it was before the sync wrote to it last (RD11). */
  lag(): void {
    this.isListLate = this.older !== undefined;
  }

  /** The cache is emptied: what was written last is not known any more. */
  loseCache(): void {
    this.cached = {};
    this.isCacheWhole = false;
  }

  /**
   * One run of the sync: it yields wherever people may act, and where it may be cut off. Ends with whether it wrote.
   * @param by the side whose feed brings the pair; an event that is linked is planned with its item unread
   */
  *sync(by: 'item' | 'event'): Generator<string, boolean> {
    let item = this.readItem();
    yield 'item read';
    const event = this.readList();
    const mayLag = this.mayLag(event);
    if (by === 'event' && this.isLinked(event)) item = { is: 'unread', key: KEY, known: this.followed() };
    yield 'event read';
    const pair: Pair = { item, event };
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const plan = this.plan(pair, mayLag);
      // RP1: stored before the first write.
      for (const { lost = {} } of plan.reports) for (const name of namesOf(lost)) this.account(name, lost[name]);
      yield 'planned';
      if (plan.event && !this.writeEvent(plan, pair)) return true;
      if (plan.event) yield 'event written';
      const result = plan.item ? this.writeItem(plan, pair) : 'same';
      if (result !== 'conflict') return plan.event !== null || result === 'done';
      // The answer has the item as it is.
      pair.item = this.readItem();
      yield 'conflict';
    }
    throw new Error('the sync never gets done with a pair');
  }

  /** Runs, by either feed, until neither writes anything. @throws when it never gets quiet */
  settle(): void {
    this.isListLate = false;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const wrote = [this.runWhole('event'), this.runWhole('item')];
      if (!wrote.includes(true)) return;
    }
    throw new Error('the sync never gets quiet');
  }

  private runWhole(by: 'item' | 'event'): boolean {
    const run = this.sync(by);
    let step = run.next();
    while (!step.done) step = run.next();
    return step.value;
  }

  plan(pair: Pair, lag?: boolean): PairPlan {
    let known: Partial<PlanContext> = lag === undefined ? {} : { lag };
    for (let round = 0; round < 6; round++) {
      const plan = planPair(pair, this.contextOf(known));
      if (plan.needs.length === 0) return plan;
      known = { ...known, times: this.times };
      if (plan.emptied) known = { ...known, emptied: this.provenOf(plan.emptied) };
      if (plan.needs.includes('item')) pair.item = this.readItem();
      if (plan.needs.includes('event')) {
        pair.event = this.readEvent();
        known = { ...known, event: true };
      }
      if (!plan.needs.includes('search')) continue;
      known = { ...known, search: true };
      const event = this.event && eventState(this.binding, this.here, this.event);
      if (event?.is === 'live' && event.link?.key === KEY) pair.event = event;
    }
    throw new Error('the planner asks without end');
  }

  private provenOf(asked: PerField<string[]>): NonNullable<PlanContext['emptied']> {
    const proven = namesOf(asked).filter((name) => asked[name]!.every((column) => this.emptied.has(column)));
    return { proven, untracked: false };
  }

  private contextOf(known: Partial<PlanContext>): PlanContext {
    return context({ binding: this.binding, itemDeletedForEvent: (id) => this.journal.has(id), ...known });
  }

  /** RD11, as far as the cache knows. */
  private mayLag(event: Pair['event']): boolean | undefined {
    const { written } = this.cached;
    if (written === undefined || !('event' in event)) return this.isCacheWhole ? false : undefined;
    return written !== baseText(event.event);
  }

  /** Who names an event that we deleted may be another item than the one that it is linked to. */
  private isLinked(event: Pair['event']): boolean {
    const isLinkable = event.is === 'live' || (event.is === 'cancelled' && !event.byUs);
    return isLinkable && event.link?.key === KEY;
  }

  private followed() {
    return decodeBase(this.binding, this.cached.followed);
  }

  readPair(): Pair {
    return { item: this.readItem(), event: this.readEvent() };
  }

  private readItem(): ItemState {
    const { item } = this;
    if (!item) return { is: 'gone', key: KEY, sync: decodeBase(this.binding, this.lastSync), stamp: this.activity };
    return itemFromRow(this.binding, item, this.activity);
  }

  private readEvent(event = this.event): Pair['event'] {
    return event ? eventState(this.binding, this.here, event) : { is: 'none' };
  }

  private readList(): Pair['event'] {
    const isLate = this.isListLate;
    this.isListLate = false;
    // Absence is confirmed by a direct read (DE5).
    return this.readEvent(isLate && this.older?.status !== 'cancelled' ? this.older : this.event);
  }

  /** False where the event is no longer what was read (WR4). */
  private writeEvent(plan: PairPlan, { item, event }: Pair): boolean {
    const action = plan.event!;
    const seen = event.is === 'live' || event.is === 'cancelled' ? event.event.etag : undefined;
    if (this.event?.etag !== seen) return false;
    this.older = this.event;
    if (action.do === 'cancel') {
      this.storeEvent(patched(this.event!, cancelBody(INSTALLATION)));
      this.cached.written = 'deleted';
      return true;
    }
    const base = { stamp: item.is === 'present' ? item.stamp : 0, fields: plan.eventBase ?? plan.base };
    const marks = { installation: INSTALLATION, key: KEY, base };
    if (action.do === 'insert') this.storeEvent(insertBody(this.binding, action.eventId, action.values, marks));
    else {
      const body = patchBody(this.binding, this.event!, action.values, marks, { revive: action.revive });
      this.storeEvent(patched(this.event!, body));
    }
    this.cached.written = baseText(this.event!);
    return true;
  }

  /** As flow 4 does it: only where the item still is what the plan was made from. */
  private writeItem(plan: PairPlan, { item, event }: Pair): 'done' | 'same' | 'conflict' {
    const action = plan.item!;
    switch (action.do) {
      case 'create':
        return this.createItem(event);
      case 'gone': {
        if (!this.item || event.is === 'none') return 'same';
        if (!this.names(event.id) || !this.isAs(action.expect!)) return 'conflict';
        this.journal.add(event.id);
        this.item = undefined;
        this.activity += 1;
        return 'done';
      }
      case 'set':
        return this.setItem(action, plan, item);
    }
  }

  private createItem(event: Pair['event']): 'done' | 'conflict' {
    if (this.item || event.is !== 'live') return 'conflict';
    const { id, values } = event;
    const fields = perField(namesOf(values), (name) => baseOnceWritten(this.binding, name, values[name])!);
    const sync = encodeBase(this.binding, { stamp: this.activity, eventId: id, fields });
    this.storeItem({ id: 7, ...this.toRow(values), event: id, sync });
    this.journal.delete(id);
    return 'done';
  }

  private setItem(
    { values, eventId, seen }: Extract<ItemAction, { do: 'set' }>,
    plan: PairPlan,
    item: ItemState,
  ): 'done' | 'same' | 'conflict' {
    const stamp = item.is === 'present' ? item.stamp : undefined;
    const sync = eventId && encodeBase(this.binding, { stamp, eventId, fields: plan.base });
    if (item.is === 'present') {
      if (!this.item) return 'same';
      const isAs = this.isAs(perField(namesOf(values), (name) => item.hashes[name]!));
      if (!isAs || !this.names(item.idText) || this.item['sync'] !== item.syncText) return 'conflict';
    } else {
      const written = perField(namesOf(values), (name) => plan.base[name]?.item);
      if (!this.item || !this.names(eventId) || !this.isAs(seen!.hashes, written)) return 'conflict';
      if (namesOf(values).length === 0) return 'same';
    }
    const stamped = sync && sync.replace(OWN_STAMP, String(this.activity));
    if (stamped && namesOf(values).length > 0) this.cached.followed = stamped;
    this.storeItem({ ...this.item, ...this.toRow(values), event: eventId, sync: stamped });
    return 'done';
  }

  private names(eventId: string | null): boolean {
    return this.item!['event'] === eventId;
  }

  /** Whether the columns of these fields have these hashes, or either of two. */
  private isAs(hashes: PerField<string>, others: PerField<string | undefined> = {}): boolean {
    const now = rowHashes(this.binding, this.item!);
    return namesOf(hashes).every((name) => [hashes[name], others[name]].includes(now[name]!));
  }

  // ---------------------------------------------------------------- stores

  private storeItem(row: Row): void {
    for (const name of MODEL_FIELDS) {
      const columns = columnsOf(this.binding, name);
      for (const column of columns.filter((one) => row[one] !== this.item?.[one])) {
        if (row[column] === null) this.emptied.add(column);
        else this.emptied.delete(column);
      }
      if (columns.every((column) => row[column] !== null || this.emptied.has(column))) this.removed.delete(name);
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

  private toRow(values: Values): Row {
    return columnsToWrite(this.binding, values);
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
    if (values) for (const name of MODEL_FIELDS) this.account(name, values[name]);
    return MODEL_FIELDS.flatMap((name) =>
      [...this.edits.get(name)!]
        .filter((token) => !this.accounted.get(name)!.has(token))
        .map((token) => `${name} ${token}`),
    );
  }
}
