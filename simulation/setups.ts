// The worlds that stories are played in: which bindings, which policies, which kind of keys, calendar and database.
import fc from 'fast-check';
import type { OptionChanges } from '../sandbox/calendar';
import { TIME_TYPES, type TimeType } from '../src/core/fields/field';
import { ZONES } from './oracle/day-tokens';
import { templateOf } from './templates';
import { ALL_BUT_DRAFTS, EVENT_FILTERS, type EventFilter } from './wanted';
import { WORDS, type Word } from './words';
import type { WorldSetup } from './world';

const NAMES = { start: 'starts', end: 'ends', summary: 'name', description: 'text' };

/** How a world has days and zones: the bindings' columns and zones, and those of the calendars. */
export interface Days {
  type: TimeType;
  /** Whether there is a column of it. */
  allDay: boolean;
  timeZone: boolean;
  /** Of the bindings; missing: they name none. */
  zone: string | null;
  calendars: string;
}

/** What a world's bindings have beyond what is always there. */
export interface Further {
  /** Which of them leave drafts out. */
  filter?: 'all' | 'first';
  /** What they take of new events. */
  eventFilter?: EventFilter;
  /** A text that a template makes, and which of them have one; none where events alone count. */
  template?: { part: 'summary' | 'description'; of: 'all' | 'first' };
  /** Whether there is a column of it. */
  paused?: boolean;
  /** Whether there are columns of the place, and of words and lists. */
  location?: boolean;
  words?: readonly Word[];
  direction?: 'toGoogle' | 'toDirectus';
  onReadOnlyEdit?: 'putBack' | 'leave';
}

const SHAPES = {
  one: [{ id: 'main', collection: 'talks', calendar: 'primary' }],
  'two collections, two calendars': [
    { id: 'main', collection: 'talks', calendar: 'primary' },
    { id: 'rooms', collection: 'rooms', calendar: 'rooms@group.calendar.google.com' },
  ],
  'two collections, one calendar': [
    { id: 'main', collection: 'talks', calendar: 'primary' },
    { id: 'rooms', collection: 'rooms', calendar: 'primary', newEvents: false },
  ],
  'two bindings of one collection': [
    { id: 'main', collection: 'talks', calendar: 'primary' },
    { id: 'copy', collection: 'talks', calendar: 'copy@group.calendar.google.com' },
  ],
};

export type Shape = keyof typeof SHAPES;

export interface Policies {
  onConflict?: 'newest' | 'directus' | 'google';
  onEventDeleted?: 'delete' | 'unlink' | { archive: { field: string; value: string } };
  emitEvents?: boolean;
}

export function bindingsOf(
  shape: Shape,
  policies: Policies = {},
  days?: Days,
  { filter, template, paused, location, words = [], ...ways }: Further = {},
): WorldSetup['bindings'] {
  const bindings = SHAPES[shape].map((binding, i) => ({
    newEvents: true,
    ...binding,
    ...(days?.zone && { timeZone: days.zone }),
    ...((filter === 'all' || (filter === 'first' && i === 0)) && { filter: ALL_BUT_DRAFTS }),
    fields: {
      ...NAMES,
      ...(template && ways.direction !== 'toDirectus' && (template.of === 'all' || i === 0)
        ? { [template.part]: { template: templateOf(NAMES[template.part]) } }
        : {}),
      ...(days && fieldsOfDays(days)),
      ...(paused && { paused: 'halted' }),
      ...(location && { location: 'place' }),
      ...Object.fromEntries(words.map((word) => [word, `its_${word}`])),
      ...(words.includes('conference') && { conferenceUrl: `${binding.id}_url` }),
      eventId: `${binding.id}_event`,
      sync: `${binding.id}_sync`,
    },
    ...policies,
    ...ways,
  }));
  return { bindings };
}

function fieldsOfDays({ type, allDay, timeZone }: Days): object {
  return {
    ...(type !== 'timestamp' && { start: { name: NAMES.start, type }, end: { name: NAMES.end, type } }),
    ...(allDay && { allDay: 'whole' }),
    ...(timeZone && { timeZone: 'zone' }),
  };
}

/** All calendars are in one zone: two bindings of one collection would else read its clocks and days in two ways. */
export function daysSetup(
  shape: Shape,
  policies: Policies,
  days: Days,
  further?: Further,
): Pick<WorldSetup, 'bindings' | 'zones'> {
  return { bindings: bindingsOf(shape, policies, days, further), zones: SHAPES[shape].map(() => days.calendars) };
}

/** A plain world: one binding, everything as Google and Directus have it by default. */
export function plainSetup(seed: number, policies: Policies = {}): WorldSetup {
  return { bindings: bindingsOf('one', policies), keys: 'integer', seed };
}

const policies: fc.Arbitrary<Policies> = fc.record({
  onConflict: fc.constantFrom('newest', 'directus', 'google'),
  onEventDeleted: fc.constantFrom<NonNullable<Policies['onEventDeleted']>>('delete', 'unlink', {
    archive: { field: 'status', value: 'archived' },
  }),
  emitEvents: fc.boolean(),
});

const zone = fc.constantFrom(...ZONES);

/** Half of the worlds have none. */
const days: fc.Arbitrary<Days | null> = fc.option(
  fc.record({
    type: fc.constantFrom(...TIME_TYPES),
    allDay: fc.boolean(),
    timeZone: fc.boolean(),
    zone: fc.option(zone, { freq: 1 }),
    calendars: zone,
  }),
  { freq: 1 },
);

/** Half of the worlds have nothing of it. */
const further: fc.Arbitrary<Further> = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      filter: fc.constantFrom('all', 'first'),
      eventFilter: fc.constantFrom(...EVENT_FILTERS),
      template: fc.record({ part: fc.constantFrom('summary', 'description'), of: fc.constantFrom('all', 'first') }),
      paused: fc.constant(true),
      location: fc.constant(true),
      words: fc.subarray([...WORDS]),
      direction: fc.constantFrom('toGoogle', 'toDirectus'),
      onReadOnlyEdit: fc.constantFrom('putBack', 'leave'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Further>,
);

/** Rooms of conferences may be there at once, some time later, or never. */
const calendar: fc.Arbitrary<OptionChanges> = fc.record({
  tombstones: fc.constantFrom('fullIfShowDeleted', 'bareInLists'),
  unchangedWrite: fc.constantFrom('changes', 'nothing'),
  privatePropertiesMoveUpdated: fc.boolean(),
  copiesKeepPrivateProperties: fc.boolean(),
  pushPace: fc.constantFrom('each', 'coalesced', 'twice'),
  revive: fc.constantFrom('works', 'forbidden'),
  guestLimit: fc.constantFrom('none', 'reached'),
  thirdPartyConferences: fc.constantFrom('taken', 'refused'),
  meetPendingMs: fc.constantFrom(0, 2_000, 90_000),
  meetOutcome: fc.oneof(
    { weight: 3, arbitrary: fc.constant('success') },
    { weight: 1, arbitrary: fc.constant('failure') },
  ),
  secondMeet: fc.constantFrom('replaces', 'ignored'),
});

/** What nothing proves that the real one does (nulls, plain objects), and how late it brings one-shot triggers. */
const script: fc.Arbitrary<NonNullable<WorldSetup['script']>> = fc.record({
  serviceDropsNulls: fc.boolean(),
  serviceAnswersPlain: fc.boolean(),
  lateTriggers: fc.constantFrom(0, 60_000),
});

/**
 * Keys that an editor types can't be made for an event: then only items begin a pair. Where guests are fields, a limit on
 * inviting them would leave pairs unequal.
 */
export function fitting({ calendar, ...rest }: WorldSetup): WorldSetup {
  const { bindings } = rest.bindings;
  const hasGuests = bindings.some((binding) => 'attendees' in (binding as { fields: object }).fields);
  const taken = hasGuests ? { ...calendar, guestLimit: 'none' as const } : calendar;
  const setup = { ...rest, ...(taken && { calendar: taken }) };
  if (setup.keys !== 'string') return setup;
  return { ...setup, bindings: { bindings: bindings.map((binding) => ({ ...binding, newEvents: false })) } };
}

export function setups(shapes: readonly Shape[] = Object.keys(SHAPES) as Shape[]): fc.Arbitrary<WorldSetup> {
  const bound = fc
    .tuple(fc.constantFrom(...shapes), policies, days, further)
    .map(([shape, chosen, its, more]) =>
      its === null ? { bindings: bindingsOf(shape, chosen, undefined, more) } : daysSetup(shape, chosen, its, more),
    );
  const setup = fc.record({
    keys: fc.constantFrom('integer', 'uuid', 'string'),
    calendar,
    script,
    transactions: fc.constantFrom('one at a time', 'read committed'),
    uniqueEventId: fc.boolean(),
    seed: fc.nat(),
  });
  return fc.tuple(bound, setup).map(([its, rest]) => fitting({ ...its, ...rest }));
}
