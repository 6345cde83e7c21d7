// What the flows are told of bindings.
import { archiveOf, type Binding, type FlowBinding } from './binding';
import { pathsOf } from './fields/template';
import { filterPaths } from './filter';

export function flowBindings(bindings: readonly Binding[]): FlowBinding[] {
  return bindings.map((binding) => ({
    id: binding.id,
    collection: binding.collection,
    fields: binding.fields,
    reads: readPaths(binding),
    related: binding.related,
    archive: archiveOf(binding),
    // Left out where it is not wanted: what both sides know each other by stays as it is.
    ...(binding.emitEvents ? { emitEvents: true } : {}),
  }));
}

/** Paths of columns that are read, and never written: those of templates and of the filter. */
export function readPaths({ templates, filter }: Pick<Binding, 'templates' | 'filter'>): string[] {
  const paths = [...Object.values(templates).flatMap(pathsOf), ...(filter ? filterPaths(filter) : [])];
  return [...new Set(paths)].sort();
}
