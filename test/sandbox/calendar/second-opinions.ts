// What two other libraries make of a series. They share no code with the one that the local Google expands with.
import ICAL from 'ical.js';
import { RRuleTemporal } from 'rrule-temporal';
import { instantOfWall, offsetAt } from '../../../sandbox/calendar/zone';

/** Start as YYYYMMDDTHHMMSS on the clock of `zone`; lines as Google has them. */
interface Series {
  zone: string;
  start: string;
  lines: readonly string[];
}

/** @throws where the library can't read the series */
export function byRruleTemporal({ zone, start, lines }: Series): number[] {
  const text = [`DTSTART;TZID=${zone}:${start}`, ...lines].join('\n');
  return new RRuleTemporal({ rruleString: text }).all().map((date) => date.epochMilliseconds);
}

/** The library has no zones of its own, so that it gets the wall clock. */
export function byIcal({ zone, start, lines }: Series): number[] {
  const text = [`DTSTART:${start}`, ...lines.map((line) => floating(line, zone))].join('\r\n');
  const component = new ICAL.Component(ICAL.parse(`BEGIN:VEVENT\r\n${text}\r\nEND:VEVENT`) as unknown[]);
  const dtstart = component.getFirstPropertyValue('dtstart') as ICAL.Time;
  const expansion = new ICAL.RecurExpansion({ component, dtstart });
  const instants: number[] = [];
  for (let next = expansion.next(); next && instants.length < 100; next = expansion.next())
    instants.push(instantOfWall(Date.parse(`${next.toString()}Z`), zone));
  return instants;
}

/** A line whose instants and zones are gone: what clocks of `zone` show instead. A day is its midnight. */
function floating(line: string, zone: string): string {
  const [, head = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
  const walls = value.replace(/\b\d{8}(T\d{6}Z?)?/g, (text) => wallText(text, zone));
  return `${head.replace(/;(TZID|VALUE)=[^;]+/, '')}:${walls}`;
}

function wallText(text: string, zone: string): string {
  if (text.length === 8) return `${text}T000000`;
  if (!text.endsWith('Z')) return text;
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(text) ?? [];
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 19).replace(/[-:]/g, '');
}
