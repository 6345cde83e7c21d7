// Texts over the columns of an item: `{{client.name}} – {{name}}`. Relations are followed, also to many.
import { isObject } from '../checks';
import type { Value } from './field';

const PLACE = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

/** Paths of the columns that a template names, each once, in its order. */
export function pathsOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACE)].map(([, path]) => path!))];
}

/** What is wrong with a template; undefined: nothing. */
export function templateProblem(template: string): string | undefined {
  const rest = template.replace(PLACE, '');
  if (/\{\{|\}\}/.test(rest)) return `"{{" and "}}" must enclose a field, such as {{name}} or {{client.name}}`;
  return pathsOf(template).length === 0 ? 'names no field: write it as {{name}} or {{client.name}}' : undefined;
}

/** @param raw what the columns hold, in the order of `pathsOf`; undefined where one could not be read */
export function rendered(template: string, raw: readonly unknown[]): Value {
  if (raw.some((each) => each === undefined)) return undefined;
  // Of nothing but the text around them nothing is made.
  if (raw.every((each) => inText(each) === '')) return null;
  const values = new Map(pathsOf(template).map((path, i) => [path, raw[i]]));
  const text = template.replace(PLACE, (_, path: string) => inText(values.get(path))).trim();
  return text === '' ? null : text;
}

function inText(raw: unknown): string {
  if (raw === null) return '';
  if (Array.isArray(raw)) return raw.map(inText).filter(Boolean).join(', ');
  return isObject(raw) ? JSON.stringify(raw) : String(raw);
}

/**
 * What a row holds at a path; a list where the path leads to many items. Null where a relation is empty, undefined where a
 * column could not be read.
 */
export function valueAt(row: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => step(at, name), row);
}

function step(at: unknown, name: string): unknown {
  if (at === null || at === undefined) return at;
  if (Array.isArray(at)) {
    const all = at.flatMap((each) => step(each, name));
    return all.includes(undefined) ? undefined : all;
  }
  return isObject(at) ? at[name] : undefined;
}
