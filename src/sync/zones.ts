// Z8: the zones under which the pairs of a binding were synced. Another one moves nothing, until a person says which side
// counts; then every plan of that binding makes its pair mean one time again, until none is left that does not.
import type { Binding } from '../core/binding';
import type { Retime } from '../core/message';
import type { PlanContext } from '../core/plan-model';
import { isOfOtherZone, retimesOf } from '../core/retime';
import { zoneName } from '../core/zones';
import type { App } from './context';
import type { Job } from './job';
import { cell } from '../ports';

interface Synced {
  /** Zones of the binding since all of its pairs meant one time. */
  zones: string[];
  /** What a person asked for, in which zone: in yet another one it is to be asked for anew. */
  retime?: { by: Retime; zone: string };
}

/** By binding id. */
const SYNCED = cell<Record<string, Synced> | null>('zones', null);

/** Zones under which pairs of a binding were synced, other than the one that it is in. */
export function otherZones({ state }: Pick<App, 'state'>, { id, zone }: Binding): string[] {
  return (state.get(SYNCED)?.[id]?.zones ?? []).filter((other) => zoneName(other) !== zoneName(zone));
}

/** What is being done about them; undefined: nothing. */
export function retimeOf(app: Pick<App, 'state'>, binding: Binding): PlanContext['retime'] {
  const retime = app.state.get(SYNCED)?.[binding.id]?.retime;
  if (retime?.zone !== binding.zone) return undefined;
  return { by: retime.by, zones: otherZones(app, binding) };
}

/** To be called under the lock. */
export function beginRetime(app: App, by: Retime): void {
  const bindings = app.settings.bindings.filter(
    (binding) => retimesOf(binding).includes(by) && otherZones(app, binding).length > 0,
  );
  change(app, (synced) => {
    for (const { id, zone } of bindings) synced[id]!.retime = { by, zone };
  });
}

/** Whether both sides of a pair mean two times only because its binding is in another zone now. */
export function isLeftByZone(app: Pick<App, 'state'>, { binding, pair: { item, event } }: Job): boolean {
  const zones = otherZones(app, binding);
  return item.is === 'present' && event.is === 'live' && isOfOtherZone(binding, zones, item, event);
}

/** The jobs of a binding's comparison are settled. */
export function noteZone(app: App, { id, zone }: Binding, jobs: readonly Job[]): void {
  const isLeft = jobs.some((job) => job.binding.id === id && !job.retimed && isLeftByZone(app, job));
  change(app, (synced) => {
    const before = synced[id];
    synced[id] = isLeft && before ? { ...before, zones: [...new Set([...before.zones, zone])] } : { zones: [zone] };
  });
}

/** Bindings that are no more are left out. */
function change(app: App, edit: (synced: Record<string, Synced>) => void): void {
  const before = app.state.get(SYNCED) ?? {};
  const bound = app.settings.bindings.flatMap(({ id }) => (before[id] ? [[id, { ...before[id] }] as const] : []));
  const after: Record<string, Synced> = Object.fromEntries(bound);
  edit(after);
  if (JSON.stringify(after) !== JSON.stringify(before)) app.state.set(SYNCED, after);
}
