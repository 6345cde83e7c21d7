// The charts of one run, by file name.
import type { Row } from '../row';
import { arrivedChart } from './arrived';
import { growthChart } from './growth';

export function chartsOf(rows: readonly Row[]): Record<string, string> {
  return {
    'time.svg': growthChart(rows, {
      heading: 'Time until all is quiet',
      measure: 'Seconds by number of changes, echoes included',
      value: ({ seconds }) => seconds,
      floor: ({ floorSeconds }) => floorSeconds,
    }),
    'requests.svg': growthChart(rows, {
      heading: 'Requests of the script',
      measure: 'HTTP requests to Google Calendar and Directus by number of changes',
      value: ({ calendarRequests, directusCalls }) => calendarRequests + directusCalls,
    }),
    'arrived.svg': arrivedChart(rows),
  };
}
