// What Directus' own process takes for a change: hundreds of flow runs at once are its work, not the script's.
import { readFileSync, writeFileSync } from 'node:fs';
import { ProcessWatch } from '../sandbox/directus/load';

export interface DirectusUse {
  /** Processor time, ms. */
  directusMs: number | null;
  /** The most memory that it held at once, MB. Null, like the time, where the system does not tell (only Linux does). */
  directusMB: number | null;
}

/** Begins to watch; the function returned tells what was used since. */
export function startWatching(pid: number): () => DirectusUse {
  const watch = new ProcessWatch(pid);
  const before = watch.processorMs();
  forgetPeak(pid);
  return () => {
    const after = watch.processorMs();
    watch.close();
    return {
      directusMs: before === undefined || after === undefined ? null : Math.round(after - before),
      directusMB: before === undefined ? null : peakMB(pid),
    };
  };
}

/** 5 resets the peak: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
function forgetPeak(pid: number): void {
  if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function peakMB(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Math.round(Number(kilobytes) / 1024);
}
