// Tells what a person's own changes do on both sides, while the demo stays up.
import { setTimeout as sleep } from 'node:timers/promises';
import { costsSoFar } from './costs';
import type { Appointment } from './sides';
import type { Stage } from './stage';
import type { Side } from './transcript';

const POLL_MS = 500;
const FIELDS = ['summary', 'description', 'start', 'end'] as const;

/** Appointments of one side by id. */
export type Snapshot = ReadonlyMap<string, Appointment>;

/** Runs until the signal comes: rejects with an AbortError then. */
export async function tellChanges(stage: Stage, signal: AbortSignal): Promise<never> {
  const { sandbox, sides, transcript } = stage;
  let before = await snapshots(stage);
  let seen = '';
  for (;;) {
    await sleep(POLL_MS, undefined, { signal });
    // Looking costs a request to each side, so it is done only after the script was at work or an item was written.
    const activity = `${await sandbox.admin.newestActivityId()} ${JSON.stringify(costsSoFar(sandbox.google, sides.looks))}`;
    if (activity === seen) continue;
    await stage.settle();
    const after = await snapshots(stage);
    for (const side of ['Directus', 'Google'] as const)
      for (const line of changes(before[side], after[side], side === 'Google' ? 'event' : 'item'))
        transcript.did(side, `${new Date().toLocaleTimeString('en-GB')}  ${line}`);
    before = after;
    seen = activity;
  }
}

async function snapshots({ sides }: Stage): Promise<Record<Side, Snapshot>> {
  const [items, events] = await Promise.all([sides.readItems(), sides.readEvents()]);
  return {
    Directus: new Map(items.map((item) => [String(item.key), item])),
    Google: new Map(events.map((event) => [event.id, event])),
  };
}

/** What is different now, one line for each appointment. */
export function changes(before: Snapshot, after: Snapshot, noun: string): string[] {
  const gone = [...before].filter(([id]) => !after.has(id)).map(([, { summary }]) => `${noun} "${summary}" is gone`);
  const others = [...after].flatMap(([id, now]) => {
    const old = before.get(id);
    if (!old) return [`${noun} "${now.summary}" is new, ${now.start} to ${now.end}`];
    const fields = FIELDS.filter((name) => old[name] !== now[name]).map((name) => `${name} is now "${now[name]}"`);
    return fields.length === 0 ? [] : [`${noun} "${old.summary}": ${fields.join(', ')}`];
  });
  return [...gone, ...others];
}
