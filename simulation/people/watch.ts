// Looks at the items after each step of the simulation: whose value was typed over whose is decided by what was stored.
import type { Binding } from '../binding';
import { type Row } from '../../src/core/values';
import { rowKey } from '../../src/core/keys';
import { mistypableColumns } from '../mistypes';
import { columnsOfParts, type Part } from '../parts';
import { tokenOf, type Tokens } from '../oracle/tokens';
import type { SimulatedDirectus } from '../directus';
import { DRAFT, STATE } from '../wanted';
import { UNMAPPED } from '../world';

/** An item that went, although no person deleted it. */
export interface SyncDeletion {
  binding: Binding;
  key: string;
  row: Row;
  /** When a person had last given it an event's id, by the count of what people did; 0: never. */
  given: number;
}

/** @param part a part of an event, or an option of `bindings.json` */
const cellOf = (collection: string, key: string, part: string): string => `${collection} ${key} ${part}`;
const itemOf = (collection: string, key: string): string => `${collection} ${key}`;

export class ItemWatch {
  readonly deletedBySync: SyncDeletion[] = [];
  /** When a person last gave an item an event's id; 0: never. */
  givenAt: (collection: string, key: string) => number = () => 0;
  /** Items that a person deleted, or has begun to. */
  private readonly deleting = new Set<string>();
  private readonly everDeleting = new Set<string>();
  /** Events that items named when a person deleted them. */
  private readonly orphaned = new Set<unknown>();
  /** Tokens that people typed in Directus. */
  private readonly typed = new Set<number>();
  private readonly emptying = new Set<string>();
  /** What people typed into cells that show no token, as JSON. */
  private readonly setting = new Map<string, Set<string>>();
  /** Items that once had no start, by a person, or a state in which they want no event. */
  private readonly unwanted = new Set<string>();
  /** What stood in a cell when its field was removed: who fills it types over that. */
  private readonly removed = new Map<string, unknown>();
  /** Notes that people typed; one that was on its way when its item was deleted never arrives. */
  private readonly noted = new Set<unknown>();
  /** The last note that arrived, by item. */
  private readonly notes = new Map<string, unknown>();
  /** The last note of an item that is gone: when it is made again under its key, it has it again. */
  private readonly leftNotes = new Map<string, unknown>();
  private readonly last = new Map<string, Map<string, Row>>();

  constructor(
    private readonly directus: SimulatedDirectus,
    private readonly bindings: readonly Binding[],
    private readonly tokens: Tokens,
  ) {
    for (const { collection } of bindings) this.last.set(collection, new Map());
  }

  willDelete(collection: string, key: string): void {
    this.deleting.add(itemOf(collection, key));
    this.everDeleting.add(itemOf(collection, key));
  }

  willEmpty(collection: string, key: string, part: Part): void {
    this.emptying.add(cellOf(collection, key, part));
    if (part === 'start') this.unwanted.add(itemOf(collection, key));
  }

  /** A person types something that shows no token, and sees what stood there. */
  willSet(collection: string, key: string, option: string, value: unknown): void {
    const cell = cellOf(collection, key, option);
    this.setting.set(cell, (this.setting.get(cell) ?? new Set()).add(JSON.stringify(value)));
  }

  willRemove(collection: string, key: string, part: Part, value: unknown): void {
    this.removed.set(cellOf(collection, key, part), value);
  }

  willNote(note: string): void {
    this.noted.add(note);
  }

  /** A person makes it again, with the note that it had in his export. */
  willImport(collection: string, key: string): void {
    this.leftNotes.delete(itemOf(collection, key));
  }

  /** What people last wrote into the item's field that no binding maps. */
  noteOf(collection: string, key: string): unknown {
    return this.notes.get(itemOf(collection, key));
  }

  /** Whether a person ever deleted an item of this key, or began to. */
  everDeleted(collection: string, key: string): boolean {
    return this.everDeleting.has(itemOf(collection, key));
  }

  /** Whether a person deleted an item that named the event, whichever item took the event over since. */
  wasOrphaned(eventId: string): boolean {
    return this.orphaned.has(eventId);
  }

  wasUnwanted(collection: string, key: string): boolean {
    return this.unwanted.has(itemOf(collection, key));
  }

  /**
   * The database was put back: what people typed in Directus since the backup is gone by that alone, and so is what
   * Google has not.
   * @param inGoogle tokens that stand in an event
   */
  putBack(inGoogle: ReadonlySet<number | undefined>): void {
    for (const [collection, before] of this.last) {
      const binding = this.bindings.find((candidate) => candidate.collection === collection)!;
      for (const row of before.values())
        for (const [column] of this.columns(collection))
          if (this.typed.has(tokenOf(row[column])!) || !inGoogle.has(tokenOf(row[column])))
            this.tokens.account(row[column]);
      const rows = new Map(this.directus.peek(collection).map((row) => [rowKey(binding, row), row]));
      // The database knows nothing of it, or hands out its key again.
      this.leftNotes.clear();
      for (const key of [...before.keys(), ...rows.keys()]) {
        if (rows.get(key)?.[STATE] === DRAFT) this.unwanted.add(itemOf(collection, key));
        const note = rows.get(key)?.[UNMAPPED];
        if (this.noted.has(note)) this.notes.set(itemOf(collection, key), note);
        else this.notes.delete(itemOf(collection, key));
      }
      this.last.set(collection, rows);
    }
  }

  look(): void {
    const arrived: { token: number; over: unknown }[] = [];
    for (const [collection, before] of this.last) this.compare(collection, before, arrived);
    for (const { token, over } of arrived) {
      this.typed.add(token);
      this.tokens.typedOver(token, over);
    }
  }

  private compare(collection: string, before: Map<string, Row>, arrived: { token: number; over: unknown }[]): void {
    const binding = this.bindings.find((candidate) => candidate.collection === collection)!;
    const rows = new Map(this.directus.peek(collection).map((row) => [rowKey(binding, row), row]));
    for (const [key, row] of rows) {
      const old = before.get(key);
      if (old !== row) this.changed(collection, key, old, row, arrived);
    }
    for (const [key, row] of before) if (!rows.has(key)) this.gone(binding, key, row);
    this.last.set(collection, rows);
  }

  private changed(
    collection: string,
    key: string,
    old: Row | undefined,
    row: Row,
    arrived: { token: number; over: unknown }[],
  ): void {
    const item = itemOf(collection, key);
    if (!old) this.deleting.delete(item);
    if (row[STATE] === DRAFT) this.unwanted.add(item);
    const note = row[UNMAPPED];
    const left = old ? undefined : this.leftNotes.get(item);
    if (left !== undefined) this.notes.set(item, left);
    else if (note !== old?.[UNMAPPED] && this.noted.has(note)) this.notes.set(item, note);
    for (const [column, part] of this.columns(collection)) {
      const [now, over] = [row[column], old?.[column]];
      if (now === over) continue;
      const cell = cellOf(collection, key, part);
      const token = this.tokens.pendingIn(now);
      if (token !== undefined) arrived.push({ token, over: over ?? this.removed.get(cell) });
      const isSet = this.setting.get(cell)?.has(JSON.stringify(now));
      if (isSet || (now === null && this.emptying.has(cell))) this.tokens.account(over);
      if (now !== null) this.removed.delete(cell);
    }
  }

  private gone(binding: Binding, key: string, row: Row): void {
    const { collection } = binding;
    const note = this.notes.get(itemOf(collection, key));
    if (note !== undefined) this.leftNotes.set(itemOf(collection, key), note);
    this.notes.delete(itemOf(collection, key));
    if (this.deleting.has(itemOf(collection, key))) {
      for (const [column, part] of this.columns(collection))
        this.tokens.account(row[column], this.removed.get(cellOf(collection, key, part)));
      for (const { fields } of this.bindingsOf(collection)) this.orphaned.add(row[fields.eventId]);
    } else this.deletedBySync.push({ binding, key, row, given: this.givenAt(collection, key) });
  }

  private bindingsOf(collection: string): Binding[] {
    return this.bindings.filter((binding) => binding.collection === collection);
  }

  /** All columns in which a token may stand. */
  private columns(collection: string): [column: string, part: string][] {
    return this.bindingsOf(collection).flatMap((binding): [string, string][] => [
      ...columnsOfParts(binding),
      ...mistypableColumns(binding),
    ]);
  }
}
