// How cost grows: what each further change takes beyond those before it.
import type { Row } from './row';

export interface Slope extends Pick<
  Row,
  'title' | 'system' | 'seconds' | 'calendarRequests' | 'quotaUnits' | 'directusCalls'
> {
  name: string;
}

/** The growth from 100 to 1,000, divided by the 900; only where everything arrived both times. */
export function slopes(rows: readonly Row[], from = 100, to = 1_000): Slope[] {
  return rows.flatMap((large) => {
    const small = rows.find(({ name, system, n }) => name === large.name && system === large.system && n === from);
    if (!small || large.n !== to || small.arrived < from || large.arrived < to) return [];
    const grown = (value: (row: Row) => number) => (value(large) - value(small)) / (to - from);
    return [
      {
        name: large.name,
        title: large.title,
        system: large.system,
        seconds: grown(({ seconds }) => seconds),
        calendarRequests: grown(({ calendarRequests }) => calendarRequests),
        quotaUnits: grown(({ quotaUnits }) => quotaUnits),
        directusCalls: grown(({ directusCalls }) => directusCalls),
      },
    ];
  });
}
