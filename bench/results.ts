// What one run of the benchmark says: the rows, and on what they were measured.
import { cpus, loadavg } from 'node:os';
import type { Latencies } from '../sandbox/apps-script';
import type { Footprint } from './footprint';
import { LATENCY } from './latency';
import type { Row } from './row';

export interface Results {
  /** ISO day. */
  day: string;
  machine: { node: string; processor: string; processors: number; load: number };
  latencyMs: Latencies;
  footprints: readonly Footprint[];
  rows: readonly Row[];
}

export function resultsOf(footprints: readonly Footprint[], rows: readonly Row[]): Results {
  const processors = cpus();
  return {
    day: new Date().toISOString().slice(0, 10),
    machine: {
      node: process.version,
      processor: processors[0]?.model.trim() ?? 'unknown',
      processors: processors.length,
      load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    },
    latencyMs: LATENCY,
    footprints,
    rows,
  };
}
