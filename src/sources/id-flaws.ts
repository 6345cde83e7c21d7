// What is wrong with the id fields of bindings, as far as it was noticed.
import type { Binding } from '../core/binding';
import type { App } from '../sync/context';
import { cell } from '../ports';

export type Flaw = 'shared' | 'short';

/** What was found, by the id of the binding: the status tells it until `install` runs again. */
const FLAWS = cell<Record<string, Flaw[]> | null>('note.idColumns', null);

export function idFlaws(app: App, { id }: Binding): Flaw[] {
  return app.state.get(FLAWS)?.[id] ?? [];
}

/** Two items with the same id prove that their collection has no unique index for it. @param items all of a binding */
export function noteSharedIds(app: App, binding: Binding, items: readonly { idText: string | null }[]): void {
  const ids = items.flatMap(({ idText }) => idText ?? []);
  if (new Set(ids).size < ids.length) noteFlaw(app, binding, 'shared');
}

export function noteFlaw(app: App, { id }: Binding, flaw: Flaw): void {
  const known = app.state.get(FLAWS) ?? {};
  const own = known[id] ?? [];
  if (!own.includes(flaw)) app.state.set(FLAWS, { ...known, [id]: [...own, flaw] });
}

/** A person may have mended the column. */
export function forgetIdFlaws(app: App): void {
  app.state.set(FLAWS, null);
}
