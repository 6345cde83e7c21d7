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

/** A plain world of series. */
export function plainSeries(binding: SeriesBinding = {}, calendar?: OptionChanges): WorldSetup {
  return {
    bindings: { bindings: [seriesBinding(binding)] },
    zones: ['Europe/Berlin'],
    keys: 'integer',
    seed: 1,
    ...(calendar && { calendar }),
  };
}

const zone = fc.constantFrom(...ZONES);

const binding: fc.Arbitrary<object> = fc
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
  .map((drawn) => seriesBinding(drawn as SeriesBinding));

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
    binding,
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
  .map(({ binding: drawn, ...rest }) => ({ bindings: { bindings: [drawn] }, ...rest }));
