// People at work on both sides. What they type is a token; whether an edit on Directus' side takes place, and over what, is
// decided when it is stored, because others may come in between.
import { itemFromRow, itemInSync } from '../../src/core/item';
import type { Binding } from '../binding';
import { fieldOfColumn } from '../../src/core/fields/mapped';
import { eventLink } from '../../src/core/event';
import type { Row } from '../../src/core/values';
import { rowKey } from '../../src/core/keys';
import type { UiEvent } from '../../sandbox/calendar/ui';
import type { EventTime } from '../../src/core/calendar-event';
import { Deeds, eventThing, itemThing, type Deed } from '../oracle/deeds';
import { asRead } from '../as-read';
import { columnOf, columnsOfParts, fieldOf, isMadePart, mappedParts, PARTS, partsOf, TEXTS, type Part } from '../parts';
import { mistypedIn, mistypedValue, type Mistype } from '../mistypes';
import { textByTemplate } from '../templates';
import { IN_EVENTS, IN_ITEMS, saidInEvent, saidInItem, WORDS, type Word } from '../words';
import { ZONES, type End } from '../oracle/day-tokens';
import { isUntimely } from '../oracle/meaning';
import { isEnd, tokenOf, valueOf, type Tokens } from '../oracle/tokens';
import { DRAFT, FURTHER_TYPE, hasState, isPaused, isTakenAsNew, STATE, takesFurtherType, TAKEN_COLOR } from '../wanted';
import { SPARE, UNBOUND, UNMAPPED, type World } from '../world';
import type { DressedIn, PersonStep } from './steps';
import {
  columnTime,
  dayMember,
  dayShown,
  momentMember,
  typedDay,
  zoneByToken,
  zoneOfItem,
  type TypedEnd,
} from './times';
import { ItemWatch } from './watch';

const LONG = 1_500;
/** What Google's own editor takes of a description. */
export const LONGEST = 8_192;

/** What a person set on an event beyond its mapped fields, as the API shows it. */
type Dress = Record<string, unknown>;

interface Mark {
  of: string;
  /** How many things people had done when it was set. */
  at: number;
  wanted: string;
  /** Undefined where there is nothing left that could hold it. */
  held(): string | undefined;
}

export class People {
  readonly watch: ItemWatch;
  readonly deeds = new Deeds();
  /** Events that a person put into the bin when both sides agreed, and that nobody has touched since. */
  readonly deletedEvents = new Set<string>();
  /** Events that a person ever deleted, or moved out of the sync's sight, and when last. */
  readonly everDeleted = new Map<string, number>();
  /** Events that a person ever brought back from the bin, whoever had deleted them. */
  readonly everRestored = new Set<string>();
  /** Events that a person moved to another calendar. */
  readonly moved = new Set<string>();
  /** Events that people made. */
  readonly madeEvents = new Set<string>();
  /** Events that a binding once would have taken as new ones, by `taken`. */
  private readonly everTaken = new Set<string>();
  /** When a person last made an item of this name with an event id in it, or pasted one into it. */
  private readonly given = new Map<string, number>();
  /** Counts what people do. */
  private moment = 0;
  /** How often people paused an item, or let it go on. */
  private readonly pauses = new Map<string, number>();
  private readonly exports: { collection: string; rows: readonly Row[] }[] = [];
  private lastDeleted: { calendar: string; id: string } | undefined;
  /** Events whose id a person emptied out of their item. */
  private readonly unnamed = new Set<string>();
  /** What a person put on an event, by `dressed`. */
  readonly dresses = new Map<string, Dress>();
  /** How many copies people made of what holds this token. */
  private readonly copies = new Map<number, number>();
  /** Events that were moved to another calendar. */
  moves = 0;
  /** The last edit that shows no token, once it is stored. */
  private mark: Mark | undefined;
  /** Steps that did something. */
  done = 0;
  /** Requests to Directus that wait for their answers. */
  waiting = 0;

  private typed = 0;

  constructor(
    private readonly world: World,
    readonly tokens: Tokens,
  ) {
    this.watch = new ItemWatch(world.directus, world.bindings, tokens);
    this.watch.givenAt = (collection, key) => this.given.get(itemThing(collection, key)) ?? 0;
  }

  /** Does it, or nothing where there is nothing to do it to. A text that the binding does not map is its title. */
  take(told: PersonStep & { at: number }): void {
    const binding = this.world.bindings[told.at % this.world.bindings.length]!;
    const step =
      'field' in told && !mappedParts(binding).includes(told.field) ? { ...told, field: 'summary' as const } : told;
    // What was stored since the last look was stored before this.
    this.watch.look();
    this.moment += 1;
    if (this.onItems(step, binding) || this.onEvents(step, binding)) this.done += 1;
    this.noteTaken();
  }

  /** What an event is between two steps of people only the sync changes, once it has an item. */
  private noteTaken(): void {
    for (const binding of this.world.bindings)
      for (const event of this.events(binding.calendar))
        if (isTakenAsNew(binding, event)) this.everTaken.add(taken(binding, event.id));
  }

  /** Whether an event was ever what its binding takes of new ones, or a person gave it to an item. */
  wasTaken(binding: Binding, eventId: string, key: string): boolean {
    return this.everTaken.has(taken(binding, eventId)) || this.given.has(itemThing(binding.collection, key));
  }

  /** The events of a calendar that people see. */
  events(calendarId: string): UiEvent[] {
    return this.world
      .events(calendarId)
      .filter((event) => event.status !== 'cancelled' && !this.world.isForeign(event));
  }

  /** The database was put back. */
  putBack(): void {
    this.mark = undefined;
    this.watch.putBack(this.tokensIn(this.world.calendarIds()));
  }

  private tokensIn(calendarIds: readonly string[]): Set<number | undefined> {
    const events = calendarIds.flatMap((id) => this.events(id));
    return new Set(events.flatMap((event) => PARTS.map((part) => tokenOf(textOf(event[part])))));
  }

  /** Each pair may be linked anew, and deletions that were not followed yet are no proof any more (DE1). */
  uprooted(): void {
    const { bindings, directus } = this.world;
    this.deletedEvents.clear();
    for (const { collection } of bindings)
      for (const _ of directus.rows(collection)) this.deeds.note(undefined, 'whole');
    for (const id of this.world.calendarIds()) for (const _ of this.events(id)) this.deeds.note(undefined, 'whole');
    // Left there by a binding that is elsewhere now, it is a new event of the one that came (P9).
    for (const event of this.events(SPARE)) this.mayStandAgain(event);
  }

  /**
   * An item may have got an event that it does not name yet, and that counts no more, or again: it has two then, and the
   * one that it does not name in the end becomes an item of its own (P7).
   */
  otherInstallations(): void {
    for (const binding of this.world.bindings)
      for (const row of this.world.directus.rows(binding.collection))
        if (!itemInSync(itemFromRow(binding, row, 0))) this.copied(binding, row);
  }

  /**
   * Whether a person deleted an event after an item came by its id: who makes an item with the id of an event that is
   * gone wants the item (CB5, DE4).
   * @param given when the item came by it, before the sync deleted the item
   */
  deletedAfter(eventId: string, given: number): boolean {
    return (this.everDeleted.get(eventId) ?? 0) > given;
  }

  /**
   * What became of a switch or a zone that was the only thing that anybody did.
   * @param since how many things had been done when both sides agreed last
   * @returns what is wrong; undefined where it stands, or where more was done
   */
  markGone(since: number): string | undefined {
    const { mark, deeds } = this;
    if (!mark || mark.at !== deeds.count || mark.at !== since + 1) return undefined;
    const [wanted, held] = [mark.wanted, mark.held()];
    return held === undefined || held === wanted ? undefined : `${mark.of} is ${held}, a person set it to ${wanted}`;
  }

  copiesOf(token: number): number {
    return this.copies.get(token) ?? 0;
  }

  // ---------------------------------------------------------------- items

  private onItems(step: PersonStep, binding: Binding): boolean {
    if (this.world.directusDown) return false;
    const { directus } = this.world;
    const { collection, fields } = binding;
    const rows = directus.rows(collection);
    const row = 'which' in step ? pick(rows, step.which) : undefined;
    switch (step.do) {
      case 'create items': {
        const made = Array.from({ length: step.count }, () => this.newRow(binding, step.long ?? false));
        for (const _ of made) this.deeds.note(undefined, 'whole');
        const creating = directus.create(collection, made);
        return this.start(step.long ? creating.then((keys) => this.noteLongTexts(collection, keys)) : creating);
      }
      case 'edit item':
        return row !== undefined && this.edit(binding, [row], this.change(binding, [row], step.field, step.long));
      case 'edit items together': {
        const several = some(rows, step.which, step.count);
        if (several.length === 0) return false;
        const change = this.change(binding, several, step.field);
        for (const value of Object.values(change)) this.mayStand(tokenOf(value)!, several.length);
        return this.edit(binding, several, change);
      }
      case 'edit items each': {
        const several = some(rows, step.which, step.count);
        const changes = several.map((each) => ({
          [fields.key]: each[fields.key],
          ...this.change(binding, [each], step.field),
        }));
        for (const each of several) this.touchedItem(binding, each, fieldOf(step.field));
        return several.length > 0 && this.start(directus.updateEach(collection, changes));
      }
      case 'delete items': {
        const keys = some(rows, step.which, step.count).map((each) => rowKey(binding, each));
        for (const key of keys) {
          this.watch.willDelete(collection, key);
          this.deeds.note(itemThing(collection, key), 'whole');
        }
        return keys.length > 0 && this.start(directus.remove(collection, keys));
      }
      case 'copy item': {
        if (!row) return false;
        this.copied(binding, row);
        this.touchedItem(binding, row, 'whole');
        return this.make(collection, [this.underNewKey(binding, this.asSeen(collection, row))]);
      }
      case 'export items': {
        const several = some(rows, step.which, step.count).map((each) => this.asSeen(collection, each));
        this.exports.push({ collection, rows: several });
        return several.length > 0;
      }
      case 'import items': {
        const own = this.exports.filter((exported) => exported.collection === collection);
        return this.import(binding, pick(own, step.which)?.rows ?? [], step.how);
      }
      case 'empty id':
        this.unnamed.add(String(row?.[fields.eventId]));
        return row !== undefined && this.edit(binding, [row], { [fields.eventId]: null });
      case 'paste id': {
        // Of whatever item has its event in this calendar.
        const from = pick(this.bindingsOn(binding.calendar), step.other)!;
        const named = pick(directus.rows(from.collection), step.other);
        const id = named?.[from.fields.eventId];
        if (!row || !named || typeof id !== 'string') return false;
        // It has it already: that says nothing new.
        if (row[fields.eventId] === id) return false;
        // The event that is named no more counts as new (P7), so it gets an item of its own.
        this.copied(binding, row);
        this.copied(from, named);
        this.deeds.note(itemThing(from.collection, rowKey(from, named)), 'whole');
        this.deeds.note(eventThing(id), 'whole');
        // Who gives it to another item wants it, deleted or not (P12).
        this.deletedEvents.delete(id);
        const { moment } = this;
        // Where two items must not name one event it may be refused.
        const given = (): void => void this.given.set(itemThing(collection, rowKey(binding, row)), moment);
        return this.edit(binding, [row], { [fields.eventId]: id }, given);
      }
      case 'empty start':
        return row !== undefined && this.empty(binding, row, 'start');
      case 'empty end':
        return row !== undefined && this.empty(binding, row, 'end');
      case 'switch item':
        return row !== undefined && this.switchItem(binding, row, step.typed);
      case 'set zone of item':
        return row !== undefined && this.set(binding, row, 'timeZone', ZONES[step.zone] ?? null);
      case 'set word of item':
        return row !== undefined && this.set(binding, row, step.word, at(IN_ITEMS[step.word], step.value));
      case 'mistype item':
        return row !== undefined && this.mistype(binding, row, step.what);
      case 'draft item': {
        const others = rows.filter((each) => (each[STATE] === DRAFT) !== step.draft);
        const other = hasState(binding) ? pick(others, step.which) : undefined;
        return other !== undefined && this.draft(binding, other, step.draft);
      }
      case 'pause item': {
        const others = rows.filter((each) => isPaused(binding, each) !== step.paused);
        const other = fields.paused === undefined ? undefined : pick(others, step.which);
        return other !== undefined && this.pause(binding, other, step.paused);
      }
      case 'empty text':
        return step.side === 'item' && row !== undefined && this.empty(binding, row, step.field);
      case 'remove field':
        return this.removeField(binding, step.field, rows);
      case 'make fields again':
        return this.makeFields();
      case 'note item': {
        if (!row) return false;
        const note = `note ${(this.typed += 1)}`;
        this.watch.willNote(note);
        return this.start(directus.update(collection, [rowKey(binding, row)], { [UNMAPPED]: note }));
      }
      default:
        return false;
    }
  }

  /** What Google makes of a long text is not known at once: until then who edits the event may not have seen it (RF4). */
  private noteLongTexts(collection: string, keys: readonly string[]): void {
    for (const key of keys)
      for (const name of ['summary', 'description'] as const) this.deeds.note(itemThing(collection, key), name);
  }

  private newRow(binding: Binding, long: boolean): Row {
    const columns = this.bindingsOf(binding.collection).flatMap(columnsOfParts);
    const kind = this.newKind(binding);
    const values = [...new Map(columns)].map(([column, part]) => [column, this.typeInItem(binding, kind, part, long)]);
    const row = {
      ...kind,
      ...Object.fromEntries(values),
      ...this.newWords(binding),
      ...this.newWishes(binding),
      ...this.typedKey(binding),
    };
    const isShort = this.world.hasDays && (this.typed += 1) % 2 === 0;
    return isShort ? { ...row, ...this.typeShort(binding, row) } : row;
  }

  /** Whether a new item is days, and its zone, where there are columns for that. */
  private newKind({ fields: { allDay, timeZone } }: Binding): Row {
    if (allDay === undefined && timeZone === undefined) return {};
    const count = (this.typed += 1);
    return {
      ...(allDay !== undefined && { [allDay]: [true, false, null][count % 3] }),
      ...(timeZone !== undefined && { [timeZone]: count % 2 === 0 ? zoneByToken(count / 2) : null }),
    };
  }

  /** Some of the words, where there are columns of them. */
  private newWords({ fields }: Binding): Row {
    const mapped = WORDS.filter((word) => fields[word] !== undefined);
    const values = mapped.map((word) => [fields[word]!, at(IN_ITEMS[word], (this.typed += 1))]);
    return Object.fromEntries(values.filter((_, i) => (this.typed + i) % 3 === 0)) as Row;
  }

  /** Some are drafts at first, or paused, where there is such a thing. */
  private newWishes(binding: Binding): Row {
    const { fields } = binding;
    if (!hasState(binding) && fields.paused === undefined) return {};
    const count = (this.typed += 1);
    return {
      ...(hasState(binding) && count % 5 === 0 && { [STATE]: DRAFT }),
      ...(fields.paused !== undefined && { [fields.paused]: [false, null, null, true][count % 4] }),
    };
  }

  /** What a person types into a column; of a short time both ends are moved. */
  private change(binding: Binding, rows: readonly Row[], part: Part, long?: boolean): Row {
    const { fields } = binding;
    const isShort = rows.some((row) => row[fields.end] !== null && !isEnd(row[fields.end]));
    if (part === 'start' && isShort && this.world.hasDays) return this.typeShort(binding, rows[0]!);
    const typed = { [columnOf(binding, part)]: this.typeInItem(binding, rows[0]!, part, long) };
    if (part !== 'start' || !isShort) return typed;
    return { ...typed, [fields.end]: this.typeInItem(binding, rows[0]!, 'end') };
  }

  private typeShort(binding: Binding, row: Row, clock?: string): Row {
    const { start, end } = binding.fields;
    const token = this.tokens.next();
    const at = (each: TypedEnd): string => columnTime(binding, row, each, token, clock);
    return { [start]: at('start'), [end]: at('short') };
  }

  /** A word, or a zone. */
  private set(binding: Binding, row: Row, option: Word | 'timeZone', value: unknown): boolean {
    const column = binding.fields[option];
    if (column === undefined) return false;
    this.watch.willSet(binding.collection, rowKey(binding, row), option, value);
    return this.edit(binding, [row], { [column]: value });
  }

  /** In worlds of days ends may be as early as starts, in others starts as late as ends. */
  private mistype(binding: Binding, row: Row, what: Mistype): boolean {
    const { fields } = binding;
    if (what !== 'times') {
      const column = fields[what];
      return column !== undefined && this.edit(binding, [row], { [column]: mistypedValue(what, this.tokens.next()) });
    }
    if (row[fields.start] === null || row[fields.end] === null) return false;
    const token = this.tokens.next();
    const change = this.world.hasDays
      ? { [fields.end]: columnTime(binding, row, 'start', token) }
      : { [fields.start]: valueOf('end', token) };
    return this.edit(binding, [row], change);
  }

  /** Whatever people mistyped. @returns whether there was anything */
  mend(): boolean {
    const { bindings } = this.world;
    const isFirst = ({ id, collection }: Binding): boolean => id === this.bindingsOf(collection)[0]!.id;
    const bad = bindings
      .filter(isFirst)
      .flatMap((binding) =>
        this.world.directus
          .rows(binding.collection)
          .map((row) => ({ binding, row, options: mistypedIn(binding, row) })),
      );
    for (const { binding, row, options } of bad) {
      for (const option of options)
        this.set(binding, row, option, option === 'timeZone' ? ZONES[0] : at(IN_ITEMS[option], 1));
    }
    const untimely = bad.filter(({ binding, row }) => isUntimely(binding, row));
    for (const { binding, row } of untimely) this.edit(binding, [row], this.bothEnds(binding, row));
    return untimely.length > 0 || bad.some(({ options }) => options.length > 0);
  }

  private bothEnds(binding: Binding, row: Row): Row {
    const { start, end } = binding.fields;
    const at = (each: End): string => this.typeInItem(binding, row, each);
    return { [start]: at('start'), [end]: at('end') };
  }

  private switchItem(binding: Binding, row: Row, typed: boolean): boolean {
    const { fields, types } = binding;
    if (!this.world.hasDays || row[fields.start] === null) return false;
    if (fields.allDay !== undefined) {
      const kind = { [fields.allDay]: row[fields.allDay] !== true };
      return this.edit(binding, [row], { ...kind, ...(typed && this.change(binding, [row], 'start')) });
    }
    if (types.start === 'date') return false;
    // Days are begun by midnight; whoever types another time of day takes them back.
    const clock = typed ? '00:00' : '10:00';
    if (!isEnd(row[fields.end])) return this.edit(binding, [row], this.typeShort(binding, row, clock));
    const at = (end: End): string => columnTime(binding, row, end, this.tokens.next(), clock);
    return this.edit(binding, [row], { [fields.start]: at('start'), [fields.end]: at('end') });
  }

  private import(
    binding: Binding,
    exported: readonly Row[],
    how: 'same keys' | 'other keys' | 'from elsewhere',
  ): boolean {
    const { collection } = binding;
    const there = new Set(this.world.directus.rows(collection).map((row) => rowKey(binding, row)));
    const rows = how === 'same keys' ? exported.filter((row) => !there.has(rowKey(binding, row))) : exported;
    for (const row of rows) {
      this.mayComeBack(binding, row);
      if (how === 'same keys') this.watch.willImport(collection, rowKey(binding, row));
      else this.copied(binding, row);
    }
    if (rows.length === 0) return false;
    if (how === 'same keys') return this.make(collection, rows);
    const copies = how === 'from elsewhere' ? rows.map((row) => this.fromElsewhere(binding, row)) : rows;
    return this.make(
      collection,
      copies.map((row) => this.underNewKey(binding, row)),
    );
  }

  /** Rows that carry event ids. */
  private make(collection: string, rows: readonly Row[]): true {
    const { moment } = this;
    const making = this.world.directus.create(collection, rows);
    return this.start(
      making.then((keys) => {
        for (const thing of keys.map((key) => itemThing(collection, key))) {
          this.deeds.note(thing, 'whole');
          this.given.set(thing, moment);
        }
        // A copy of an item whose start was emptied wants no event either.
        for (const { fields } of this.bindingsOf(collection))
          keys.forEach((key, i) => {
            if (rows[i]![fields.start] === null) this.watch.willEmpty(collection, key, 'start');
          });
      }),
    );
  }

  /** Without the fields that the collection has not at the moment. */
  private asSeen(collection: string, row: Row): Row {
    const missing = this.world.directus.faults.missingFields.get(collection);
    return Object.fromEntries(Object.entries(row).filter(([column]) => !missing?.has(column)));
  }

  private underNewKey(binding: Binding, { [binding.fields.key]: _, ...values }: Row): Row {
    return { ...values, ...this.typedKey(binding) };
  }

  /** The row as the sync of another instance left it: ids and bases are of its calendars. */
  private fromElsewhere({ collection }: Binding, row: Row): Row {
    const its = { ...row };
    for (const { fields } of this.bindingsOf(collection)) {
      const id = row[fields.eventId];
      if (typeof id !== 'string') continue;
      const theirs = id.replace(/[a-v0-9]+$/, (own) => [...own].reverse().join(''));
      const sync = row[fields.sync];
      its[fields.eventId] = theirs;
      if (typeof sync === 'string') its[fields.sync] = sync.replace(/^3;[^;]*;/, '3;theirs;').replace(id, theirs);
    }
    return its;
  }

  /** Keys of texts are typed by the editor. */
  private typedKey(binding: Binding): Row {
    return this.world.setup.keys === 'string' ? { [binding.fields.key]: `key ${(this.typed += 1)}` } : {};
  }

  /** @param onStored is told once Directus has taken it */
  private edit(binding: Binding, rows: readonly Row[], change: Row, onStored: () => void = () => undefined): boolean {
    const keys = rows.map((row) => rowKey(binding, row));
    const [column] = Object.keys(change);
    // Whether it is a draft is more than what a template makes of it.
    const deed = column === STATE ? 'whole' : (fieldOfColumn(binding, column) ?? 'whole');
    for (const row of rows) this.touchedItem(binding, row, deed);
    const mark = this.markOf(binding, keys, change);
    const updating = this.world.directus.update(binding.collection, keys, change);
    return this.start(
      updating.then(() => {
        this.mark = mark;
        onStored();
      }),
    );
  }

  /** Of a single column that shows no token. */
  private markOf(binding: Binding, [key]: readonly string[], change: Row): Mark | undefined {
    const { collection, fields } = binding;
    const [column, more] = Object.keys(change);
    if (more !== undefined || column === undefined || !this.counts(binding)) return undefined;
    const word = WORDS.find((each) => fields[each] === column);
    if (!word && ![fields.allDay, fields.timeZone].includes(column)) return undefined;
    if (tokenOf(change[column]) !== undefined) return undefined;
    if (word && this.mayFail(word)) return undefined;
    const shown = (row: Row): string => {
      if (word) return saidInItem(word, row[column]);
      return column === fields.timeZone ? zoneOfItem(binding, row) : String(row[column] === true);
    };
    const held = (): string | undefined => {
      const row = this.world.directus.rows(collection).find((each) => rowKey(binding, each) === key);
      return row && shown(row);
    };
    return { of: `[${collection}] ${column} of item ${key}`, at: this.deeds.count, wanted: shown(change), held };
  }

  /** Google may make no room for a conference. */
  private mayFail(word: Word): boolean {
    return word === 'conference' && this.world.google.options.meetOutcome === 'failure';
  }

  private draft(binding: Binding, row: Row, isDraft: boolean): boolean {
    return this.edit(binding, [row], { [STATE]: isDraft ? DRAFT : (this.typed += 1) % 2 === 0 ? 'ready' : null });
  }

  private pause(binding: Binding, row: Row, paused: boolean): boolean {
    const thing = itemThing(binding.collection, rowKey(binding, row));
    this.pauses.set(thing, (this.pauses.get(thing) ?? 0) + 1);
    return this.edit(binding, [row], { [binding.fields.paused!]: paused });
  }

  /** How often people paused an item, or let it go on. */
  pausesOf(collection: string, key: string): number {
    return this.pauses.get(itemThing(collection, key)) ?? 0;
  }

  hasPaused(): boolean {
    return this.world.bindings.some((binding) =>
      this.world.directus.peek(binding.collection).some((row) => isPaused(binding, row)),
    );
  }

  /** All paused items go on. @returns whether there were any */
  goOn(): boolean {
    const had = this.hasPaused();
    for (const binding of this.world.bindings)
      for (const row of this.world.directus.rows(binding.collection))
        if (isPaused(binding, row)) this.pause(binding, row, false);
    return had;
  }

  /** Whether what is done to the item counts in all bindings of its collection. */
  private counts({ collection }: Binding): boolean {
    return this.bindingsOf(collection).every(
      ({ direction, calendar }) => direction !== 'toDirectus' && !this.world.readOnly.has(calendar),
    );
  }

  private empty(binding: Binding, row: Row, part: Part): boolean {
    const column = columnOf(binding, part);
    if (row[column] === null) return false;
    this.watch.willEmpty(binding.collection, rowKey(binding, row), part);
    return this.edit(binding, [row], { [column]: null });
  }

  /**
   * What Google has not got yet is gone by that alone, and what it is about to lose with the event of an item without a
   * start. So may be what only some of an item's calendars have: the field is filled again from whichever event is met first.
   */
  private removeField(binding: Binding, part: Part, rows: readonly Row[]): boolean {
    const { directus } = this.world;
    const { collection } = binding;
    const column = columnOf(binding, part);
    if (directus.faults.missingFields.get(collection)?.has(column)) return false;
    const inCalendars = this.bindingsOf(collection).map(({ calendar }) => this.tokensIn([calendar]));
    for (const row of rows.filter((each) => each[column] != null)) {
      this.touchedItem(binding, row, fieldOf(part));
      this.watch.willRemove(collection, rowKey(binding, row), part, row[column]);
      // Of a text that is made of it nothing comes back.
      const isMade = this.bindingsOf(collection).every((each) => isMadePart(each, part));
      const isLeaving = this.bindingsOf(collection).some(({ fields }) => row[fields.start] === null);
      if (isMade || isLeaving || !inCalendars.every((tokens) => tokens.has(tokenOf(row[column]))))
        this.tokens.account(row[column]);
    }
    directus.removeField(collection, column);
    return true;
  }

  /** All that were removed. */
  makeFields(): boolean {
    const { directus } = this.world;
    const missing = [...directus.faults.missingFields].flatMap(([collection, columns]) =>
      [...columns].map((column) => ({ collection, column })),
    );
    for (const { collection, column } of missing) directus.makeField(collection, column);
    return missing.length > 0;
  }

  private start(work: Promise<unknown>): true {
    this.waiting += 1;
    this.world.spawn(work.finally(() => (this.waiting -= 1)));
    return true;
  }

  // ---------------------------------------------------------------- events

  private onEvents(step: PersonStep, { calendar, collection, fields, direction }: Binding): boolean {
    const { ui } = this.world.google;
    const live = this.events(calendar);
    const event = 'which' in step ? pick(live, step.which) : undefined;
    switch (step.do) {
      case 'create event': {
        this.madeEvents.add(ui.create(calendar, this.newEvent(calendar) as never).id);
        this.deeds.note(undefined, 'whole');
        return true;
      }
      case 'edit event': {
        if (!event) return false;
        ui.edit(calendar, event.id, this.changeOfEvent(event, step.field, step.long) as never);
        return this.touched(event.id, fieldOf(step.field));
      }
      case 'switch event': {
        if (!event || !this.world.hasDays) return false;
        ui.edit(calendar, event.id, this.switched(event) as never);
        return this.touched(event.id, 'when');
      }
      case 'set zone of event': {
        if (!event || !this.world.hasDays || timesOf(event).start.date) return false;
        const zone = ZONES[step.zone]!;
        ui.edit(calendar, event.id, this.inZone(event, zone, step.moved) as never);
        this.touched(event.id, 'when');
        if (direction === 'toGoogle') return true;
        const held = () => this.events(calendar).find(({ id }) => id === event.id)?.start as EventTime | undefined;
        const of = `the zone of event ${event.id}`;
        this.mark = { of, at: this.deeds.count, wanted: zone, held: () => held()?.timeZone ?? undefined };
        return true;
      }
      case 'set word of event': {
        const { word } = step;
        if (!event || fields[word] === undefined) return false;
        const { member, values } = IN_EVENTS[word];
        ui.edit(calendar, event.id, { [member]: at(values, step.value) } as never);
        this.touched(event.id, word);
        if (direction === 'toGoogle' || this.mayFail(word)) return true;
        const said = (): string | undefined => {
          const now = this.events(calendar).find(({ id }) => id === event.id);
          return now && saidInEvent(word, asRead(now));
        };
        this.mark = { of: `${word} of event ${event.id}`, at: this.deeds.count, wanted: said()!, held: said };
        return true;
      }
      case 'empty text':
        if (step.side !== 'event' || typeof event?.[step.field] !== 'string') return false;
        this.tokens.account(event[step.field]);
        ui.edit(calendar, event.id, { [step.field]: null });
        return this.touched(event.id, fieldOf(step.field));
      case 'delete event':
        if (!event) return false;
        for (const part of PARTS) this.tokens.account(textOf(event[part]));
        ui.remove(calendar, event.id);
        this.deeds.note(eventThing(event.id), 'whole');
        // One that was moved, and made again where it was, lives on in the other calendar under its id.
        if (this.agrees(event.id) && !this.world.calendarIds().some((id) => id !== calendar && this.isIn(id, event.id)))
          this.deletedEvents.add(event.id);
        this.everDeleted.set(event.id, this.moment);
        this.lastDeleted = { calendar, id: event.id };
        return true;
      case 'undo deletion': {
        const { lastDeleted } = this;
        const gone = lastDeleted && this.bin(lastDeleted.calendar).find(({ id }) => id === lastDeleted.id);
        return gone !== undefined && this.restore(lastDeleted!.calendar, gone);
      }
      case 'restore event':
      case 'empty bin': {
        const gone = pick(this.bin(calendar), step.which);
        if (!gone) return false;
        if (step.do === 'restore event') return this.restore(calendar, gone);
        if (this.mayBeReplaced(gone)) this.mayStandAgain(gone);
        ui.purge(calendar, gone.id);
        return this.touched(gone.id, 'whole');
      }
      case 'copy event': {
        if (!event || isFurther(event)) return false;
        this.mayStandAgain(event);
        const copy = ui.duplicate(calendar, event.id);
        this.madeEvents.add(copy.id);
        const dress = this.dresses.get(dressed(calendar, event.id));
        if (dress) this.dresses.set(dressed(calendar, copy.id), this.copiedDress(dress));
        this.deeds.note(eventThing(copy.id), 'whole');
        return this.touched(event.id, 'whole');
      }
      case 'move event': {
        const others = [...this.world.calendarIds(), UNBOUND].filter((id) => id !== calendar);
        return event !== undefined && !isFurther(event) && this.move(event, calendar, pick(others, step.to)!);
      }
      case 'move event back': {
        const away = pick(this.events(UNBOUND), step.which);
        return away !== undefined && this.move(away, UNBOUND, calendar);
      }
      case 'erase properties':
        if (!event) return false;
        // Once its item is gone it counts as new (P9), while the item's other event may bring the item back (P19).
        if (!this.isNamed(event) || this.bindingsOf(collection).length > 1) this.mayStandAgain(event);
        ui.edit(calendar, event.id, { extendedProperties: { private: null } });
        this.dresses.delete(dressed(calendar, event.id));
        return this.touched(event.id, 'whole');
      case 'dress event':
        return event !== undefined && this.dress(calendar, event.id, step.how);
      default:
        return false;
    }
  }

  /** In worlds of days some are all-day, others in some zone. */
  private newEvent(calendar: string): object {
    const { bindings } = this.world;
    const texts = TEXTS.filter((part) => bindings.some((binding) => mappedParts(binding).includes(part))).map(
      (part) => {
        const value = this.arrived(this.typeInGoogle(part), undefined);
        // OW4: it stays there, and goes nowhere.
        if (bindings.some((binding) => isMadePart(binding, part))) this.tokens.account(value);
        return [part, value];
      },
    );
    const count = this.tokens.next();
    const zone = count % 2 === 0 ? zoneByToken(count / 2) : this.world.zoneOf(calendar);
    const old: EventTime = this.world.hasDays && count % 3 === 0 ? { date: '' } : { timeZone: zone };
    return {
      ...(Object.fromEntries(texts) as object),
      ...this.kindOfEvent(calendar, count),
      ...this.timesInGoogle(count % 4 < 2, old, { start: old, end: old }),
    };
  }

  /** Some have what a filter of new events asks for. */
  private kindOfEvent(calendar: string, count: number): object {
    const bindings = this.bindingsOn(calendar);
    // Google wants such an event to be busy without a word, and at a time.
    const mayBe = bindings.every((each) => takesFurtherType(each) && each.fields.transparency === undefined);
    const isFurther = mayBe && !this.world.hasDays && count % 3 === 0;
    const isColored = bindings.some(({ eventFilter }) => eventFilter.colors) && count % 2 === 0;
    return {
      ...(isFurther && { eventType: FURTHER_TYPE, focusTimeProperties: {} }),
      ...(isColored && { colorId: TAKEN_COLOR }),
    };
  }

  /** An event is never so that it ends before it starts: Google's editor moves the end along. */
  private changeOfEvent(event: UiEvent, part: Part, long?: boolean): object {
    if (part !== 'start' && part !== 'end') {
      const value = this.arrived(this.typeInGoogle(part, long), event[part]);
      if (this.world.bindings.some((each) => isMadePart(each, part)) && !this.isMadeOfItem(event, part))
        this.tokens.account(value);
      return { [part]: value };
    }
    const old = timesOf(event);
    if (part === 'start' && !isEnd(textOf(old.end))) return this.timesInGoogle(true, old.start, old);
    return { [part]: this.timeInGoogle(part, old[part]) };
  }

  /** Whether a text of an event is what its item says: only then its edit is put back, or left, and told. */
  private isMadeOfItem(event: UiEvent, part: Part): boolean {
    const binding = this.world.bindings.find(({ id }) => id === eventLink(asRead(event))?.binding);
    const template = binding?.templates[part];
    if (!binding || template === undefined || !this.agrees(event.id)) return template === undefined;
    return this.world.directus
      .rows(binding.collection)
      .some((row) => row[binding.fields.eventId] === event.id && textByTemplate(template, row) !== null);
  }

  /** As Google's editor makes days of times, and times of days; its person gives it another start then. */
  private switched(event: UiEvent): object {
    const old = timesOf(event);
    const { start, end } = old;
    const zone = start.timeZone ?? this.world.zoneOf(undefined);
    const kind: EventTime = start.date ? { timeZone: zone } : { date: '' };
    if (!isEnd(textOf(end))) return this.timesInGoogle(true, kind, old);
    const begins = this.timeInGoogle('start', kind, start);
    const day = dayShown('end', end);
    const ends = start.date ? { date: null, dateTime: `${day}T10:00:00`, timeZone: zone } : dayMember('end', day, end);
    return { start: begins, end: ends };
  }

  private inZone(event: UiEvent, timeZone: string, moved: boolean): object {
    const old = timesOf(event);
    if (!moved) return { start: { timeZone }, end: { timeZone } };
    return this.timesInGoogle(!isEnd(textOf(old.end)), { timeZone }, old);
  }

  /** Both ends of an event; of a short one they are one token. */
  private timesInGoogle(isShort: boolean, kind: EventTime, old: Record<End, EventTime>): object {
    const token = isShort && this.world.hasDays ? this.tokens.next() : undefined;
    return {
      start: this.timeInGoogle('start', kind, old.start, token),
      end: this.timeInGoogle(token === undefined ? 'end' : 'short', kind, old.end, token),
    };
  }

  /**
   * Another time of an event, as a member of its body.
   * @param kind of which kind it is to be, and in which zone
   * @param old in whose place it is typed
   */
  private timeInGoogle(end: TypedEnd, kind: EventTime, old: EventTime = kind, token = this.tokens.next()): object {
    this.tokens.typedOver(token, textOf(old));
    if (end !== 'short' && !this.world.hasDays) return { dateTime: valueOf(end, token) };
    return kind.date === undefined
      ? momentMember(end, token, kind.timeZone ?? this.world.zoneOf(undefined), old)
      : dayMember(end === 'short' ? 'end' : end, typedDay(end, token), old);
  }

  /** Deleted events that people see. */
  private bin(calendar: string): UiEvent[] {
    return this.world
      .events(calendar)
      .filter((event) => event['status'] === 'cancelled' && event['summary'] && !this.world.isForeign(event));
  }

  private restore(calendar: string, gone: UiEvent): boolean {
    if (this.mayBeReplaced(gone)) this.mayStandAgain(gone);
    this.world.google.ui.restore(calendar, gone.id);
    this.everRestored.add(gone.id);
    // Where it brings its item back (CB10), the item's other events come as well.
    const link = eventLink(asRead(gone));
    const collection = this.world.bindings.find(({ id }) => id === link?.binding)?.collection;
    for (const { id, calendar: other } of this.world.bindings.filter((binding) => binding.collection === collection))
      for (const event of this.world.events(other)) {
        const its = eventLink(asRead(event));
        if (its?.key === link?.key && its?.binding === id) this.deletedEvents.delete(event.id);
      }
    return this.touched(gone.id, 'whole');
  }

  /** The old calendar keeps a tombstone of it; what it takes out of the sync's sight a person has taken. */
  private move(event: UiEvent, from: string, to: string): boolean {
    if (this.isIn(to, event.id)) return false;
    if (to === UNBOUND) {
      for (const part of PARTS) this.tokens.account(textOf(event[part]));
    }
    // What is in the old calendar under its id, after a failure, is made of the item alone; what was in the new one, gone.
    for (const calendar of [from, to]) this.dresses.delete(dressed(calendar, event.id));
    // Of an item that goes on without it, it may become another one.
    if (to !== UNBOUND) this.mayStandAgain(event);
    // Of the item nothing is left to tell it by, when it goes with the event (P10).
    const link = eventLink(asRead(event));
    const binding = this.world.bindings.find(({ id }) => id === link?.binding);
    if (link && binding) this.deeds.note(itemThing(binding.collection, link.key), 'whole');
    this.world.google.ui.move(from, event.id, to);
    this.moved.add(event.id);
    if (to === UNBOUND) this.everDeleted.set(event.id, this.moment);
    this.moves += 1;
    return this.touched(event.id, 'whole');
  }

  private isIn(calendar: string, eventId: string): boolean {
    return this.events(calendar).some(({ id }) => id === eventId);
  }

  private dress(calendar: string, id: string, how: DressedIn): boolean {
    if (this.world.bindings.some(({ fields }) => MAPPED_BY[how].some((option) => fields[option] !== undefined)))
      return false;
    const count = (this.typed += 1);
    const values = {
      colorId: { colorId: String(1 + (count % 11)) },
      location: { location: `room ${count}` },
      attendees: { attendees: [{ email: `guest${count}@example.com` }] },
      conferenceData: {
        conferenceData: {
          conferenceId: `call ${count}`,
          conferenceSolution: { key: { type: 'addOn' }, name: 'Other' },
          entryPoints: [{ entryPointType: 'video', uri: `https://call.example.com/${count}` }],
        },
      },
      property: { extendedProperties: { private: { other: `app ${count}` }, shared: { more: `app ${count}` } } },
    };
    this.world.google.ui.edit(calendar, id, values[how]);
    const name = dressed(calendar, id);
    this.dresses.set(name, { ...this.dresses.get(name), ...values[how] });
    this.deletedEvents.delete(id);
    return true;
  }

  /** Whether a copy keeps private properties is a switch of the calendar. */
  private copiedDress(dress: Dress): Dress {
    if (this.world.google.options.copiesKeepPrivateProperties) return { ...dress };
    const { extendedProperties, ...rest } = dress;
    const shared = (extendedProperties as { shared?: object } | undefined)?.shared;
    return { ...rest, ...(shared && { extendedProperties: { shared } }) };
  }

  /** An item that was changed may bring its event back. */
  private touchedItem(binding: Binding, row: Row, deed: Deed): void {
    this.deeds.note(itemThing(binding.collection, rowKey(binding, row)), deed);
    this.mayComeBack(binding, row);
  }

  private mayComeBack({ collection }: Binding, row: Row): void {
    for (const { fields } of this.bindingsOf(collection)) this.deletedEvents.delete(String(row[fields.eventId]));
  }

  /** Whether the item of an event, and each copy that still names it, holds what both last agreed on. */
  private agrees(eventId: string): boolean {
    if (this.waiting > 0 || !this.world.isStill()) return false;
    const items = this.world.bindings.flatMap((binding) =>
      this.world.directus
        .rows(binding.collection)
        .filter((row) => row[binding.fields.eventId] === eventId)
        .map((row) => itemFromRow(binding, row, 0)),
    );
    return items.length > 0 && items.every(itemInSync);
  }

  /** Whether the item of a deleted event may have got another one, or be about to: this one then counts as new (P7). */
  private mayBeReplaced(gone: UiEvent): boolean {
    if (this.world.google.options.revive === 'forbidden') return true;
    return this.unnamed.has(gone.id) || this.isReplaced(gone) || this.isNameless(gone);
  }

  /** Whether the item that the event is linked to names it no more, which another event of its may be the reason for. */
  private isReplaced(event: UiEvent): boolean {
    const link = eventLink(asRead(event));
    return this.world.bindings.some(
      (binding) =>
        binding.id === link?.binding &&
        this.world.directus
          .rows(binding.collection)
          .some((row) => rowKey(binding, row) === link.key && row[binding.fields.eventId] !== event.id),
    );
  }

  /** Whether nothing tells any more whose event it was. */
  private isNameless(event: UiEvent): boolean {
    return eventLink(asRead(event)) === undefined && !this.isNamed(event);
  }

  private isNamed({ id }: UiEvent): boolean {
    return this.world.bindings.some(({ collection, fields }) =>
      this.world.directus.rows(collection).some((row) => row[fields.eventId] === id),
    );
  }

  private bindingsOn(calendar: string): Binding[] {
    return this.world.bindings.filter((binding) => binding.calendar === calendar);
  }

  private bindingsOf(collection: string): Binding[] {
    return this.world.bindings.filter((binding) => binding.collection === collection);
  }

  private touched(eventId: string, deed: Deed): true {
    this.deeds.note(eventThing(eventId), deed);
    this.deletedEvents.delete(eventId);
    // What was edited in one event of an item may bring the item back, and with it its other events (P19).
    for (const binding of this.world.bindings)
      for (const row of this.world.directus.rows(binding.collection))
        if (row[binding.fields.eventId] === eventId) this.mayComeBack(binding, row);
    return true;
  }

  // ---------------------------------------------------------------- tokens

  private typeInItem(binding: Binding, row: Row, part: Part, long = false): string {
    if (this.world.hasDays && (part === 'start' || part === 'end'))
      return columnTime(binding, row, part, this.tokens.next());
    return this.type(part, long);
  }

  private type(part: Part, long = false): string {
    const token = this.tokens.next();
    const isLimited = this.world.google.options.longDescription !== 'stored';
    if (part === 'description' && isLimited && token % 3 === 0) return valueOf(part, token, LONGEST + 10);
    return valueOf(part, token, long ? LONG : 0);
  }

  /** Google's editor takes nothing that Google refuses. */
  private typeInGoogle(part: Part, long?: boolean): string {
    const value = this.type(part, long);
    return value.length > LONGEST && this.world.google.options.longDescription === 'refused'
      ? value.slice(0, LONGEST)
      : value;
  }

  private arrived(value: string, over: unknown): string {
    this.tokens.typedOver(tokenOf(value)!, over);
    return value;
  }

  private copied(binding: Binding, row: Row): void {
    for (const value of partsOf(binding, row)) this.mayStand(tokenOf(value), 1);
  }

  private mayStandAgain(event: UiEvent): void {
    for (const part of PARTS) this.mayStand(tokenOf(textOf(event[part])), 1);
  }

  private mayStand(token: number | undefined, times: number): void {
    if (token !== undefined) this.copies.set(token, (this.copies.get(token) ?? 0) + times);
  }
}

/** Where a binding maps them, they are no more than its fields. */
const MAPPED_BY: Readonly<Record<DressedIn, readonly ('color' | 'location' | 'attendees' | 'conference')[]>> = {
  colorId: ['color'],
  location: ['location'],
  attendees: ['attendees'],
  property: [],
  conferenceData: ['conference'],
};

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length]!;
}

function taken({ id }: Binding, eventId: string): string {
  return `${id} ${eventId}`;
}

/** Of a type that is neither copied nor moved. */
function isFurther(event: UiEvent): boolean {
  return event['eventType'] === FURTHER_TYPE;
}

/** An event that was moved may have another one of its id where it was. */
export function dressed(calendar: string, id: string): string {
  return `${calendar} ${id}`;
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list.length > 0 ? list.at(at % list.length) : undefined;
}

function some<T>(list: readonly T[], at: number, count: number): T[] {
  if (at < 0) return list.slice(at);
  const from = list.length > 0 ? at % list.length : 0;
  return list.slice(from, from + count);
}

function timesOf(event: UiEvent): Record<End, EventTime> {
  const { start, end } = asRead(event);
  return { start: start!, end: end! };
}

/** The text, moment or day that a member of an event holds. */
export function textOf(member: unknown): unknown {
  if (typeof member !== 'object' || member === null) return member;
  const { date, dateTime } = member as EventTime;
  return dateTime ?? date;
}
