// The templates in options of operations, as Directus renders them with micromustache:
// https://github.com/directus/directus/blob/main/packages/utils/shared/apply-options-data.ts
import { NotPlayed } from './errors';

/** Fills in what a run holds. */
export type Rendered = (data: Record<string, unknown>) => unknown;

const ALONE = /^\{\{\s*([^}\s]+)\s*\}\}$/;
const ANY = /\{\{([^{}]*)\}\}/g;

/** Reads a template once, for the many runs that use it. Only strings hold templates; lists and objects are gone through. */
export function compileTemplate(value: unknown): Rendered {
  if (typeof value === 'string') return compileText(value);
  if (Array.isArray(value)) {
    const parts = value.map(compileTemplate);
    return (data) => parts.map((part) => part(data));
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([name, part]) => [name, compileTemplate(part)] as const);
    return (data) => Object.fromEntries(parts.map(([name, part]) => [name, part(data)]));
  }
  return () => value;
}

function compileText(text: string): Rendered {
  if (!text.includes('{{')) return () => text;
  const mixed = compileMixed(text);
  const alone = ALONE.exec(text);
  if (!alone) return mixed;
  const path = parsePath(alone[1]!);
  // The raw value, whatever it is; only what is missing becomes a text, "undefined".
  return (data) => {
    const value = valueAt(data, path);
    return value === undefined ? mixed(data) : value;
  };
}

function compileMixed(text: string): Rendered {
  const strings = text.replace(ANY, '\0').split('\0');
  if (strings.some((part) => part.includes('{{'))) throw new NotPlayed(`A template with braces in it: ${text}`);
  const paths = [...text.matchAll(ANY)].map(([, path]) => parsePath(path!.trim()));
  return (data) => {
    const values = paths.map((path) => {
      const value = valueAt(data, path);
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    });
    return strings.reduce((rendered, part, i) => `${rendered}${values[i - 1]}${part}`);
  };
}

/** `a.b`, `a[0].b` and `a['b-c']` as a list of names. */
export function parsePath(path: string): string[] {
  if (!/^[\w$-]+(\.[\w$-]+|\[\d+\]|\['[^'[\]]*'\])*$/.test(path)) throw new NotPlayed(`A path in a template: ${path}`);
  return [...path.matchAll(/\['([^']*)'\]|\[(\d+)\]|[\w$-]+/g)].map(([name, quoted, index]) => quoted ?? index ?? name);
}

export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !(name in value)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
