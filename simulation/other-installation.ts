// Another installation of this very sync that works on the same calendars. All that ours can see of it are its events.
import { baseOf } from '../src/core/base';
import type { Binding } from './binding';
import { cancelBody, eventState, insertBody, patchBody, type EventState, type Marks } from '../src/core/event';
import { atHome } from '../src/core/identity';
import { eventValues, hashAfterWrite, namesOf, perField, type Values } from '../src/core/values';
import type { CalendarServer } from '../sandbox/calendar';
import type { UiEvent } from '../sandbox/calendar/ui';
import { asRead } from './as-read';
import type { Choose } from './random';
import type { SimulatedDirectus } from './directus';
import type { Scheduler } from './scheduler';

const INSTALLATION = 'other111';
/** From its read of an event to its write, ms on average. */
const WRITE_MS = 500;

/** What it meets of the world that it works in. */
export interface Surroundings {
  readonly bindings: readonly Binding[];
  readonly google: CalendarServer;
  readonly directus: SimulatedDirectus;
  readonly scheduler: Scheduler;
  readonly wasPutBack: boolean;
  events(calendarId: string): UiEvent[];
  noteForeign(calendar: string, event: UiEvent): void;
  isStill(): boolean;
  spawn(work: Promise<unknown>): void;
}

type Live = Extract<EventState, { is: 'live' }>;

function itsOwn(binding: Binding): Binding {
  return atHome(binding, [INSTALLATION]) as Binding;
}

export class OtherInstallation {
  /** Values of people's events as they were when it took them: what becomes of them then is not for ours to see to. */
  readonly taken: unknown[] = [];
  readonly deleted = new Set<string>();
  /** Events of people that it took, and whether an item of ours named them then, or was perhaps being made of them. */
  private readonly claimed = new Map<string, boolean>();
  /** Its own bindings have the ids of ours, and its keys are numbers as well. */
  private keys = 0;
  private typed = 0;

  constructor(private readonly world: Surroundings) {}

  /** Whether an item of ours may name an event of its: such an item is left as it is (P22). */
  mayBeNamed(eventId: string): boolean {
    const wasNamed = this.claimed.get(eventId);
    // A database that was put back may name what it named once.
    return wasNamed === true || (wasNamed === false && this.world.wasPutBack);
  }

  make(binding: Binding): boolean {
    const { calendar } = binding;
    const its = itsOwn(binding);
    const { ui } = this.world.google;
    const [start, end] = ['2026-07-01T10:00:00Z', '2026-07-01T11:00:00Z'];
    const texts = { summary: this.type(), description: this.type() };
    // The calendar gives the id here, and nobody looks between the two.
    const made = ui.create(calendar, { start: { dateTime: start }, end: { dateTime: end }, ...texts });
    const values = eventValues(its, asRead(made));
    const { id } = made;
    this.note(calendar, ui.edit(calendar, id, insertBody(its, id, values, this.marks(its, values)) as never));
    return true;
  }

  edit(binding: Binding, choose: Choose): boolean {
    return this.write(binding, choose(this.own(binding)), ({ event, values, link }) => {
      const change = { summary: this.type() };
      const marks = this.marks(binding, { ...values, ...change }, link!.key);
      return patchBody(itsOwn(binding), event, change, marks, { revive: false });
    });
  }

  remove(binding: Binding, choose: Choose): boolean {
    return this.write(binding, choose(this.own(binding)), () => cancelBody(INSTALLATION));
  }

  /** An event of a person that has no link gets its link: it has made an item of it. */
  claim(binding: Binding, choose: Choose): boolean {
    const free = this.events(binding).filter(({ link }) => !link);
    return this.write(binding, choose(free), ({ event, values }) =>
      patchBody(itsOwn(binding), event, {}, this.marks(binding, values), { revive: false }),
    );
  }

  /** With If-Match, as the sync does: whoever has written since it read the event was faster. */
  private write(binding: Binding, event: Live | undefined, bodyFor: (event: Live) => object): boolean {
    if (!event) return false;
    const { scheduler, google } = this.world;
    const { calendar } = binding;
    const writing = scheduler.gate('another installation writes', WRITE_MS).then(() => {
      const now = this.world.events(calendar).find(({ id }) => id === event.id);
      if (now?.etag !== event.event.etag) return;
      if (!event.link) this.take(binding, event);
      this.note(calendar, google.ui.edit(calendar, event.id, bodyFor(event) as never));
    });
    this.world.spawn(writing);
    return true;
  }

  private take({ calendar }: Binding, { id, values }: Live): void {
    const isNamed = this.world.bindings.some(
      ({ collection, calendar: bound, fields }) =>
        bound === calendar && this.world.directus.rows(collection).some((row) => row[fields.eventId] === id),
    );
    this.claimed.set(id, isNamed || !this.world.isStill());
    this.taken.push(...Object.values(values));
  }

  private note(calendar: string, event: UiEvent): void {
    this.world.noteForeign(calendar, event);
    if (event['status'] === 'cancelled') this.deleted.add(event.id);
  }

  /** What it takes for its to read and write. */
  private events(binding: Binding): Live[] {
    const here = { installations: [INSTALLATION], bindings: this.world.bindings.map(itsOwn) };
    return this.world
      .events(binding.calendar)
      .map((event) => eventState(itsOwn(binding), here, asRead(event)))
      .filter((state): state is Live => state.is === 'live');
  }

  private own(binding: Binding): Live[] {
    return this.events(binding).filter(({ link }) => link);
  }

  private marks(binding: Binding, values: Values, key = String((this.keys += 1))): Marks {
    // Of its items nobody here can know.
    const hashes = perField(namesOf(values), (name) => hashAfterWrite(binding, name, values[name]));
    return { installation: INSTALLATION, key, base: { stamp: this.keys, fields: baseOf({ hashes, values }) } };
  }

  private type(): string {
    return `text ${(this.typed += 1)} of another installation`;
  }
}
