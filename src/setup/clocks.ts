// Z12: whether the script's Intl knows the clock changes that Google's other services know. Laws change them at short notice.
import type { Binding } from '../core/binding';
import { clockChanges, wallOf, zoneName } from '../core/zones';
import type { App } from '../sync/context';

/** What clocks of a zone show at a moment, as `wallOf`, by other data; undefined where nobody tells. */
export type OtherClocks = (moment: string, zone: string) => string | undefined;

/** A line for each zone of a binding in which clocks differ in this year or the next. */
export function clockWarnings({ settings, clock }: Pick<App, 'settings' | 'clock'>, others: OtherClocks): string[] {
  const year = new Date(clock.now()).getUTCFullYear();
  return zonesOf(settings.bindings).flatMap((zone) => {
    const moments = [year, year + 1].flatMap((each) => looksOf(each, zone));
    const differing = moments.find((moment) => ![undefined, wallOf(moment, zone)].includes(others(moment, zone)));
    if (differing === undefined) return [];
    return [
      `Zone ${zone}: at ${differing} clocks show ${wallOf(differing, zone)} by the time zone data of this script, and ${others(differing, zone)} by that of Google's other services. One of them is old: from then on DateTimes and days may be off by the difference. Run install again later; it says whether they agree.`,
    ];
  });
}

function zonesOf(bindings: readonly Binding[]): string[] {
  return [...new Map(bindings.map(({ zone }) => [zoneName(zone), zone])).values()];
}

/** Both sides of each change; and twice a month, in case the other data knows of one more. */
function looksOf(year: number, zone: string): string[] {
  const changes = clockChanges(year, zone).flatMap((change) => [secondBefore(change), change]);
  const months = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'));
  return [
    ...changes,
    ...months.flatMap((month) => ['01', '15'].map((day) => `${year}-${month}-${day}T12:00:00Z`)),
  ].sort();
}

function secondBefore(moment: string): string {
  return `${new Date(Date.parse(moment) - 1000).toISOString().slice(0, 19)}Z`;
}
