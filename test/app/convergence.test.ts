// The whole script over both sides in memory: whatever people do, whatever fails or comes twice, both sides end equal.
import fc from 'fast-check';
import { canonicalInstant } from '../../src/core/datetime';
import { eventState } from '../../src/core/event';
import { itemForm } from '../../src/core/item';
import { rowValues } from '../../src/core/values';
import { calendarChanged, catchUpAll, itemsChanged, reconcileAll, startFeeds } from '../../src/app/work';
import type { Failure } from '../../src/ports';
import { EVENT, TALK, World } from '../fakes';

type Step =
  | { do: 'create item' | 'create event' }
  | { do: 'edit item' | 'edit event'; which: number; field: 'start' | 'summary' }
  | {
      do: 'delete item' | 'delete event' | 'restore event' | 'copy item' | 'copy event' | 'empty start' | 'forget link';
      which: number;
    }
  | { do: 'signal' | 'signal late' | 'signal twice'; which: number }
  | { do: 'notification' | 'catch-up' | 'reconcile' | 'lose cache' }
  /** An edit of what the sync is about to write, between its read and its write. */
  | { do: 'meanwhile'; side: 'item' | 'event'; which: number }
  | { do: 'fail'; side: 'google' | 'directus'; after: number };

const which = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'create item' }, { do: 'create event' }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('edit item', 'edit event'),
      which,
      field: fc.constantFrom('start', 'summary'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'delete item',
        'delete event',
        'restore event',
        'copy item',
        'copy event',
        'empty start',
        'forget link',
      ),
      which,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('signal', 'signal late', 'signal twice'), which }) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Step>(
      { do: 'notification' },
      { do: 'catch-up' },
      { do: 'reconcile' },
      { do: 'lose cache' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fail'), side: fc.constantFrom('google', 'directus'), after: fc.nat(6) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('meanwhile'), side: fc.constantFrom('item', 'event'), which }),
  },
);

const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };

class Play {
  readonly world = new World();
  private edits = 0;
  /** Every value that a person typed, with the values that it was typed over. */
  private readonly typed = new Map<string, string[]>();
  /** Values that somebody deleted who saw them. */
  private readonly deleted: string[] = [];
  private delayed: ReturnType<World['directus']['signal']>[] = [];

  constructor() {
    startFeeds(this.world.app());
    reconcileAll(this.world.app());
  }

  take(made: Step): void {
    const { calendar, directus } = this.world;
    this.world.advance(5000);
    const item = 'which' in made ? this.pick(directus.items(), made.which) : undefined;
    const event = 'which' in made ? this.pick([...calendar.live], made.which) : undefined;
    const text = `text ${(this.edits += 1)}`;
    const moment = new Date(Date.UTC(2026, 6, 1, 0, this.edits)).toISOString();
    switch (made.do) {
      case 'create item':
        this.typed.set(text, []);
        return void directus.create({ ...TALK, name: text });
      case 'create event':
        this.typed.set(text, []);
        return void calendar.edit(`theirs${this.edits}`, { ...EVENT, summary: text });
      case 'edit item':
        if (item) this.type(made.field === 'start' ? [moment, item['starts']] : [text, item['name']]);
        return item && directus.update(item['id'], made.field === 'start' ? { starts: moment } : { name: text });
      case 'edit event':
        if (event) this.type(made.field === 'start' ? [moment, event.start?.dateTime] : [text, event.summary]);
        return void (
          event && calendar.edit(event.id, made.field === 'start' ? { start: { dateTime: moment } } : { summary: text })
        );
      case 'delete item':
        if (item) this.deleted.push(canonical(item['starts']), canonical(item['name']));
        return item && directus.delete(item['id']);
      case 'delete event':
        if (event) this.deleted.push(canonical(event.start?.dateTime), canonical(event.summary));
        return event && calendar.remove(event.id);
      case 'restore event': {
        const gone = this.pick(
          [...calendar.events.values()].filter(({ status }) => status === 'cancelled'),
          made.which,
        );
        return void (gone && calendar.edit(gone.id, { status: 'confirmed' }));
      }
      case 'copy item': {
        const { id: _, ...values } = item ?? {};
        return void (item && directus.create(values));
      }
      case 'copy event':
        return void (event && calendar.edit(`copy${this.edits}`, event));
      case 'empty start':
        if (item) this.deleted.push(canonical(item['starts']));
        return item && directus.update(item['id'], { starts: null });
      case 'forget link':
        return void (event && calendar.edit(event.id, { extendedProperties: undefined }));
      default:
        return this.sync(made, item);
    }
  }

  private sync(made: Step, item: Record<string, unknown> | undefined): void {
    const { calendar, directus } = this.world;
    switch (made.do) {
      case 'signal':
      case 'signal twice':
        if (item) this.send(directus.signal([item['id']]), made.do === 'signal twice' ? 2 : 1);
        return;
      case 'signal late':
        for (const signal of this.delayed.splice(0)) this.send(signal, 1);
        if (item) this.delayed.push(directus.signal([item['id']]));
        return;
      case 'notification':
        return void this.guarded(() => calendarChanged(this.world.app(), 'primary'));
      case 'catch-up':
        return void this.guarded(() => catchUpAll(this.world.app()));
      case 'reconcile':
        return void this.guarded(() => reconcileAll(this.world.app()));
      case 'lose cache':
        return this.world.cached.clear();
      case 'meanwhile': {
        const { which: at } = made;
        const edit = (side: 'item' | 'event') => {
          calendar.meanwhile = directus.meanwhile = () => undefined;
          this.take({ do: side === 'item' ? 'edit item' : 'edit event', which: at, field: 'summary' });
        };
        if (made.side === 'item') directus.meanwhile = () => edit('item');
        else calendar.meanwhile = () => edit('event');
        return;
      }
      case 'fail': {
        let left = made.after;
        const refuse = () => (left-- <= 0 ? DOWN : undefined);
        if (made.side === 'google') calendar.refuse = refuse;
        else directus.refuse = refuse;
        this.guarded(() => catchUpAll(this.world.app()));
        calendar.refuse = directus.refuse = () => undefined;
        return;
      }
      default:
        return;
    }
  }

  private send(signal: ReturnType<World['directus']['signal']>, times: number): void {
    for (let i = 0; i < times; i++) {
      const outcome = this.guarded(() => itemsChanged(this.world.app(), signal));
      this.world.directus.writeBack(outcome.writeBacks);
    }
  }

  /** Nobody may hold the lock when an execution has ended. */
  private guarded<T>(work: () => T): T {
    const result = work();
    expect(this.world.lockIsTaken).toBe(false);
    return result;
  }

  private type([value, over]: [string, unknown]): void {
    this.typed.set(canonical(value), [canonical(over)]);
  }

  /** Typed values that stand nowhere any more: in no item, no event, no report, and nobody typed over or deleted them. */
  lostValues(): string[] {
    const { calendar, directus, state } = this.world;
    const known = [
      ...directus.items().flatMap((row) => [row['starts'], row['name']]),
      ...calendar.live.flatMap((event) => [event.start?.dateTime, event.summary]),
      ...state
        .reports()
        .flatMap(({ lost, fields = [], revision }) => [
          ...Object.values(lost ?? {}).flatMap((value) => value?.split('/')),
          ...fields.map((name) => directus.revision(revision)?.[name === 'summary' ? 'name' : 'starts']),
        ]),
      ...this.deleted,
    ];
    const found = new Set<string>();
    const visit = (value: string): void => {
      if (found.has(value)) return;
      found.add(value);
      this.typed.get(value)?.forEach(visit);
    };
    known.map(canonical).forEach(visit);
    return [...this.typed.keys()].filter((value) => !found.has(value));
  }

  private pick<T>(list: readonly T[], at: number): T | undefined {
    return list.length > 0 ? list[at % list.length] : undefined;
  }

  /** Long enough after the last trouble that pauses and retries are over. */
  settle(): void {
    for (let i = 0; i < 4; i++) {
      this.world.advance(7 * 3_600_000);
      catchUpAll(this.world.app());
      reconcileAll(this.world.app());
    }
  }

  /** Every item with its event and every event with its item, by what each says of the other. */
  pairs(): { paired: unknown[]; alone: unknown[] } {
    const { binding, calendar, directus } = this.world;
    const live = new Map(calendar.live.map((event) => [event.id, event]));
    const paired: unknown[] = [];
    const alone: unknown[] = [];
    for (const row of directus.items()) {
      const event = live.get(String(row['event']));
      const state = event && eventState(binding, { installations: ['inst0001'], bindings: [binding] }, event, 'UTC');
      const values = rowValues(binding, row);
      if (state?.is !== 'live' || state.link?.key !== String(row['id'])) {
        if (itemForm(values).form === 'ok') alone.push(row);
        continue;
      }
      live.delete(state.id);
      const { when, ...others } = values;
      const whenUsable = itemForm(values).form === 'ok' ? { when } : {};
      expect({ id: row['id'], ...state.values }).toMatchObject({ id: row['id'], ...others, ...whenUsable });
      paired.push(row['id']);
    }
    return { paired, alone: [...alone, ...live.values()] };
  }
}

function canonical(value: unknown): string {
  const text = String(value);
  return canonicalInstant(text) ?? text;
}

describe('the whole script', () => {
  it('ends with equal pairs, nothing left over or lost, and nothing more to write', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }), (steps) => {
        const play = new Play();
        for (const made of steps) play.take(made);
        play.settle();
        const { alone } = play.pairs();
        expect(alone).toEqual([]);
        expect(play.lostValues()).toEqual([]);
        play.world.calls();
        reconcileAll(play.world.app());
        const writes = play.world.calls().filter((call) => ['insert', 'patch', 'cancel', 'apply'].includes(call));
        expect(writes).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });
});
