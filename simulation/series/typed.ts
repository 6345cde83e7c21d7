// What people typed, each text with a number of its own: it stands in a value, or in the report, or whoever took it away saw it.
import { rowKey } from '../../src/core/keys';
import type { Row } from '../../src/core/values';
import { stateOf } from '../oracle/sides';
import type { World } from '../world';

/** What stands in an item or an event; of a date that was changed alone its series. */
interface Place {
  texts: readonly string[];
  series?: string | undefined;
  etag?: string;
}

type Places = ReadonlyMap<string, Place>;

export class Typed {
  /** Seen in a value once a person put it there. */
  private readonly known = new Set<string>();
  private readonly accounted = new Set<string>();
  private rows: Places;
  private events: Places;
  private activity: number;
  private writes = 0;

  constructor(private readonly world: World) {
    this.rows = rowsOf(world);
    this.events = eventsOf(world);
    this.activity = this.newestActivity();
  }

  /** A person does something in Google, and sees what was there before. */
  inGoogle<T>(act: () => T): T {
    this.events = eventsOf(this.world);
    try {
      return act();
    } finally {
      const now = eventsOf(this.world);
      this.account(vanished(this.events, now));
      this.events = now;
      for (const text of textsOf(now)) this.known.add(text);
    }
  }

  /** After each step of the world: what people stored in Directus, and what Google made of a series that the sync wrote. */
  look(): void {
    const { writes } = this.world.google.stats();
    if (writes !== this.writes) this.lookAtEvents();
    this.writes = writes;
    const newest = this.newestActivity();
    if (newest === this.activity) return;
    const now = rowsOf(this.world);
    const byPeople = new Set(
      this.world.directus
        .peek('directus_activity')
        .filter((row) => Number(row['id']) > this.activity && row['user'] !== null)
        .map((row) => placeOf(String(row['collection']), String(row['item']))),
    );
    this.account(vanished(only(this.rows, byPeople), now));
    for (const text of textsOf(only(now, byPeople))) this.known.add(text);
    this.rows = now;
    this.activity = newest;
  }

  /** Google itself lets dates that were changed alone go, or overwrites them, where their series is changed. */
  private lookAtEvents(): void {
    const now = eventsOf(this.world);
    const isWritten = (series: string | undefined): boolean =>
      series !== undefined && this.events.get(series)?.etag !== now.get(series)?.etag;
    this.account(vanished(new Map([...this.events].filter(([, { series }]) => isWritten(series))), now));
    this.events = now;
  }

  /** What stands in a line of the report, or in the revision that it names, was told. */
  readReport(): void {
    const revisions = this.world.directus.peek('directus_revisions');
    for (const line of stateOf(this.world).reports()) {
      this.account(textsIn(line));
      if (line.revision !== undefined) this.account(textsIn(revisions.find(({ id }) => id === line.revision)));
    }
  }

  /** @param isCalm nothing went wrong: no execution ended before it had stored what it was to tell */
  lost(isCalm: boolean): string[] {
    this.readReport();
    const { world } = this;
    const there = new Set([...textsOf(rowsOf(world)), ...textsOf(eventsOf(world))]);
    // WR11
    if (!isCalm) for (const text of textsIn(world.directus.peek('directus_revisions'))) there.add(text);
    return [...this.known]
      .filter((text) => !there.has(text) && !this.accounted.has(text))
      .map((text) => `${text}, which a person typed, is nowhere`);
  }

  private account(texts: Iterable<string>): void {
    for (const text of texts) this.accounted.add(text);
  }

  private newestActivity(): number {
    return Number(this.world.directus.peek('directus_activity').at(-1)!['id']);
  }
}

function rowsOf({ bindings, directus }: World): Places {
  return new Map(
    bindings.flatMap((binding) =>
      directus
        .peek(binding.collection)
        .map((row: Row) => [placeOf(binding.collection, rowKey(binding, row)), { texts: textsIn(row) }] as const),
    ),
  );
}

/** Those that are deleted hold nothing. */
function eventsOf(world: World): Places {
  const live = world
    .calendarIds()
    .flatMap((calendar) => world.events(calendar))
    .filter(({ status }) => status !== 'cancelled');
  return new Map(
    live.map(({ id, etag, recurringEventId, ...event }) => {
      const texts = textsIn([event['summary'], event['description']]);
      return [id, { texts, etag, series: recurringEventId as string | undefined }];
    }),
  );
}

function placeOf(collection: string, key: string): string {
  return `${collection} ${key}`;
}

function textsOf(places: Places): string[] {
  return [...places.values()].flatMap(({ texts }) => texts);
}

function only(places: Places, names: ReadonlySet<string>): Places {
  return new Map([...places].filter(([name]) => names.has(name)));
}

/** What stood in a place and does not any more. */
function vanished(before: Places, now: Places): string[] {
  return [...before].flatMap(([place, { texts }]) => texts.filter((text) => !now.get(place)?.texts.includes(text)));
}

function textsIn(value: unknown): string[] {
  return JSON.stringify(value ?? null).match(/\bt\d+ (series|item|text)\b/g) ?? [];
}
