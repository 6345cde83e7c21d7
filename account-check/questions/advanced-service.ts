// Does the advanced service pass on what it is given, and are its objects what they look like?
import { canonical } from '../canonical';
import { ALL_DAY, TIMED, toldWith } from '../desk';
import { must } from '../outcome';
import type { Json } from '../answer';
import type { Question } from '../question';
import type { CalendarEvent } from '../ways';

export const ADVANCED_SERVICE: readonly Question[] = [
  {
    id: 'null-description',
    asks: 'Does a patch with description null empty the description?',
    ask: (desk) =>
      desk.bothWays((way) => {
        const { id } = desk.made({ description: 'A text' });
        return toldWith(way.patch(id, { description: null }), () =>
          must(desk.rest.get(id), 'get').description === undefined ? 'emptied' : 'kept',
        );
      }),
  },
  {
    id: 'null-private-property',
    asks: 'Does a patch with null delete one private property and leave the other?',
    ask: (desk) =>
      desk.bothWays((way) => {
        const { id } = desk.made({ extendedProperties: { private: { goes: '1', stays: '1' } } });
        return toldWith(way.patch(id, { extendedProperties: { private: { goes: null } } }), () =>
          Object.keys(must(desk.rest.get(id), 'get').extendedProperties?.private ?? {}).sort(),
        );
      }),
  },
  {
    id: 'null-times',
    asks: 'Does a patch that nulls the date turn an all-day event into a timed one, and back?',
    ask: (desk) =>
      desk.bothWays((way) => {
        const { id } = desk.made(ALL_DAY);
        const kind = () => (must(desk.rest.get(id), 'get').start?.date === undefined ? 'timed' : 'all-day');
        const timed = toldWith(way.patch(id, { start: timedEnd(TIMED.start), end: timedEnd(TIMED.end) }), kind);
        const back = toldWith(way.patch(id, { start: allDayEnd('2030-01-15'), end: allDayEnd('2030-01-16') }), kind);
        return { toTimed: timed, toAllDay: back };
      }),
  },
  {
    id: 'plain-objects',
    asks: 'Is an event of the advanced service a plain object with the same members as by REST?',
    ask: (desk) => {
      const { id } = desk.made({ description: 'A text', extendedProperties: { private: { a: '1' } } });
      const event = must(desk.service.get(id), 'get') as Record<string, unknown>;
      const byRest = must(desk.rest.get(id), 'get') as Record<string, unknown>;
      return {
        prototype: Object.getPrototypeOf(event) === Object.prototype ? 'Object' : 'another',
        asJson: differences(plain(event), byRest),
        spread: differences({ ...event }, byRest),
        entries: differences(Object.fromEntries(Object.entries(event)), byRest),
        spreadOfStart: differences({ ...(event as CalendarEvent).start }, byRest.start as object),
      };
    },
  },
];

function timedEnd({ dateTime, timeZone }: { dateTime: string; timeZone: string }): object {
  return { date: null, dateTime, timeZone };
}

function allDayEnd(date: string): object {
  return { date, dateTime: null, timeZone: null };
}

function plain(event: object): object {
  return JSON.parse(JSON.stringify(event)) as object;
}

/** Names of the members that differ between two events. */
function differences(one: object, other: object): Json {
  const [a, b] = [one, other] as Record<string, unknown>[];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const differing = [...names].filter((name) => canonical(a![name]) !== canonical(b![name])).sort();
  return differing.length === 0 ? 'same' : differing;
}
