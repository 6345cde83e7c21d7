// The worlds of series: one binding whose items are the dates of a few weeks, within which clocks are changed.
import fc from 'fast-check';
import type { OptionChanges } from '../../sandbox/calendar';
import { TIME_TYPES, type TimeType } from '../../src/core/fields/field';
import { ZONES } from '../oracle/day-tokens';
import type { Policies } from '../setups';
import type { WorldSetup } from '../world';

export interface SeriesBinding extends Policies {
  type?: TimeType;
  allDay?: boolean;
  timeZone?: boolean;
  zone?: string | null;
  /** Whether there are columns of the rule, the series and the original start. */
  tells?: boolean;
  future?: number;
}

export function seriesBinding({
  type = 'timestamp',
  allDay,
  timeZone,
  zone,
  tells = true,
  future = 30,
  ...policies
}: SeriesBinding = {}): object {
  const time = (name: string): object | string => (type === 'timestamp' ? name : { name, type });
  return {
    id: 'main',
    collection: 'talks',
    calendar: 'dates@group.calendar.google.com',
    newEvents: true,
    recurring: 'occurrences',
    window: { past: 5, future },
    ...(zone && { timeZone: zone }),
    fields: {
      start: time('starts'),
      end: time('ends'),
      summary: 'name',
      description: 'text',
      ...(allDay && { allDay: 'whole' }),
      ...(timeZone && { timeZone: 'zone' }),
      ...(tells && { recurrence: 'rule', series: 'its_series', originalStart: time('original') }),
      eventId: 'main_event',
      sync: 'main_sync',
    },
    ...policies,
  };
}

/** @param isBeside another binding of the calendar has the dates: this one has series alone, and no items of dates */
export function wholeSeriesBinding(
  { tells = true, ...binding }: SeriesBinding = {},
  { isBeside = false, cancelled = true } = {},
): object {
  const {
    window: _,
    fields,
    ...rest
  } = seriesBinding({ ...binding, tells: tells && !isBeside }) as {
    window: object;
    fields: object;
  };
  return {
    ...rest,
    recurring: 'series',
    ...(isBeside && { id: 'whole', collection: 'courses', events: 'recurring' }),
    // A rule needs a zone.
    ...(!binding.timeZone && { timeZone: binding.zone ?? 'Europe/Berlin' }),
    fields: { ...fields, recurrence: 'rule', ...(cancelled && { cancelled: 'gone_dates' }) },
  };
}

/** A plain world of series. */
export function plainSeries(binding: SeriesBinding = {}, calendar?: OptionChanges): WorldSetup {
  return plainWorld([seriesBinding(binding)], calendar);
}

/** One whose items are series. */
export function plainWholeSeries(): WorldSetup {
  return plainWorld([wholeSeriesBinding()]);
}

function plainWorld(bindings: object[], calendar?: OptionChanges): WorldSetup {
  return {
    bindings: { bindings },
    zones: ['Europe/Berlin'],
    keys: 'integer',
    seed: 1,
    ...(calendar && { calendar }),
  };
}

const zone = fc.constantFrom(...ZONES);

const drawn: fc.Arbitrary<SeriesBinding> = fc
  .record({
    type: fc.constantFrom(...TIME_TYPES),
    allDay: fc.boolean(),
    timeZone: fc.boolean(),
    zone: fc.option(zone, { freq: 1 }),
    tells: fc.boolean(),
    future: fc.integer({ min: 10, max: 40 }),
    onConflict: fc.constantFrom('newest', 'directus', 'google'),
    onEventDeleted: fc.constantFrom<NonNullable<Policies['onEventDeleted']>>('delete', 'unlink', {
      archive: { field: 'status', value: 'archived' },
    }),
    emitEvents: fc.boolean(),
  })
  .map((each) => each as SeriesBinding);

const cancelled = fc.nat(3).map((n) => n > 0);

const bindings: fc.Arbitrary<object[]> = fc.oneof(
  { weight: 3, arbitrary: drawn.map((one) => [seriesBinding(one)]) },
  {
    weight: 3,
    arbitrary: fc.tuple(drawn, cancelled).map(([one, has]) => [wholeSeriesBinding(one, { cancelled: has })]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(drawn, drawn, cancelled)
      .map(([one, other, has]) => [seriesBinding(one), wholeSeriesBinding(other, { isBeside: true, cancelled: has })]),
  },
);

const switches = {
  tombstones: fc.constantFrom('fullIfShowDeleted', 'bareInLists'),
  unchangedWrite: fc.constantFrom('changes', 'nothing'),
  privatePropertiesMoveUpdated: fc.boolean(),
  copiesKeepPrivateProperties: fc.boolean(),
  pushPace: fc.constantFrom('each', 'coalesced', 'twice'),
  revive: fc.constantFrom('works', 'forbidden'),
  occurrenceIds: fc.constantFrom('timestamp', 'opaque'),
  occurrenceEtags: fc.constantFrom('master', 'own'),
  occurrenceTombstones: fc.constantFrom('identified', 'bare'),
  cancelledInstances: fc.constantFrom('withTimes', 'withoutTimes'),
  instancesLag: fc.constantFrom<OptionChanges['instancesLag'][]>('current', 'current', 2),
  exceptionsOnAll: fc.constantFrom('keep', 'overwriteField', 'reset'),
  cancelledOnAll: fc.constantFrom('kept', 'dropped'),
  exceptionsBehindEnd: fc.constantFrom('alive', 'gone'),
  exceptionsAfterSplit: fc.constantFrom('moved', 'dropped'),
  splitKeepsPrivateProperties: fc.boolean(),
  splitSeen: fc.constantFrom('inOneList', 'oldHalfFirst', 'newHalfFirst'),
  exceptionWriteListsMaster: fc.boolean(),
  gap: fc.constantFrom('moved', 'movedAndAfter'),
  occurrenceLength: fc.constantFrom('absolute', 'wall'),
};

const calendar = fc.record(switches) as fc.Arbitrary<OptionChanges>;
export const SWITCHES = Object.keys(switches) as (keyof OptionChanges)[];

export const seriesSetups: fc.Arbitrary<WorldSetup> = fc
  .record({
    bindings,
    zones: zone.map((one) => [one]),
    keys: fc.constantFrom<WorldSetup['keys']>('integer', 'uuid'),
    calendar,
    script: fc.record({
      serviceDropsNulls: fc.boolean(),
      serviceAnswersPlain: fc.boolean(),
      lateTriggers: fc.constantFrom(0, 60_000),
    }),
    transactions: fc.constantFrom<NonNullable<WorldSetup['transactions']>>('one at a time', 'read committed'),
    uniqueEventId: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ bindings: all, calendar: options, ...rest }) => {
    // A library moves what clocks skip, and nothing after it.
    const gap = all.length > 1 || !('window' in all[0]!) ? { gap: 'moved' as const } : {};
    return { bindings: { bindings: all }, calendar: { ...options, ...gap }, ...rest };
  });
