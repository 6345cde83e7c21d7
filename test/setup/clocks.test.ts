// install holds the script's clocks against Google's: laws change them, and data is old for a while.
import { wallOf } from '../../src/core/zones';
import { clockWarnings, type OtherClocks } from '../../src/setup/clocks';
import { install } from '../../src/setup/install';
import { World } from '../fakes';
import { probeOf, wholeApp } from '../fakes/prerequisites';

const BERLIN = 'Europe/Berlin';

/** What clocks show where they are put to another zone's from a moment on, up to another one. */
function between(from: string, to: string, zone: string): OtherClocks {
  return (moment, own) => wallOf(moment, from <= moment && moment < to ? zone : own);
}

function warnings(others: OtherClocks, ...zones: string[]): string[] {
  const bindings = zones.map((timeZone, i) => ({ id: `b${i}`, collection: `talks${i}`, calendar: `c${i}`, timeZone }));
  return clockWarnings(new World(...(bindings as [object, ...object[]])).app(), others);
}

describe('[Z12] clocks of a zone', () => {
  it.each([
    ['changed a week earlier in this autumn', '2026-10-18T01:00:00Z', '2026-10-25T01:00:00Z', 'Africa/Lagos'],
    ['changed a week later in the next spring', '2027-03-28T01:00:00Z', '2027-04-04T01:00:00Z', 'Africa/Lagos'],
    ['not put back any more, from next year on', '2027-01-01T00:00:00Z', '2027-03-28T01:00:00Z', 'Africa/Cairo'],
  ])('that are %s by Google’s data are told, with when', (_, from, to, zone) => {
    const [line, ...more] = warnings(between(from, to, zone), BERLIN);
    expect(more).toEqual([]);
    const [, moment] = /^Zone Europe\/Berlin: at (\S+) clocks show/.exec(line!)!;
    expect([from <= moment!, moment! < to]).toEqual([true, true]);
  });

  it('that change by Google’s data alone, for a month, are told', () => {
    const others = between('2027-02-08T02:00:00Z', '2027-03-10T02:00:00Z', 'Africa/Lagos');
    expect(warnings(others, 'Africa/Accra')).toHaveLength(1);
  });

  it('that agree are not; nor are years behind the next one, and a Google that does not tell', () => {
    expect(warnings(wallOf, BERLIN, 'America/New_York', 'Africa/Casablanca', 'Asia/Kolkata')).toEqual([]);
    expect(warnings(between('2028-01-01T00:00:00Z', '2029-01-01T00:00:00Z', 'UTC'), BERLIN)).toEqual([]);
    expect(warnings(() => undefined, BERLIN)).toEqual([]);
  });

  it('of several bindings are told once, and stop no install', () => {
    const world = new World({ timeZone: BERLIN }, { id: 'second', collection: 'second', newEvents: false });
    const probe = {
      ...probeOf(world),
      clocks: between('2026-10-18T01:00:00Z', '2026-10-25T01:00:00Z', 'Africa/Lagos'),
    };
    const beginning = { begin: () => wholeApp(world), pin: () => wholeApp(world), tell: () => undefined };
    const found = install(wholeApp(world), probe, beginning);
    expect(found.problems).toEqual([]);
    expect(found.warnings.filter((line) => line.startsWith('Zone '))).toHaveLength(1);
  });
});
