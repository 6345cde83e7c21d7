// Columns that a binding names beside its fields: of templates, relations, the filter and `related`, each with its place.
import type { Binding } from '../core/binding';
import { pathsOf } from '../core/fields/template';
import { filterPaths } from '../core/filter';
import { suggestion } from '../core/suggestion';
import type { Row } from '../core/values';
import { specialsOf } from './specials';

/** A path with the place in its binding that names it. */
interface Named {
  place: string;
  path: readonly string[];
}

/** Fields that hold values and lead nowhere; what has none of these may lead somewhere. */
const HOLDING = /^(cast-.*|date-.*|hash|conceal|encrypt)$/;
const TO_MANY = ['o2m', 'm2m', 'm2a', 'translations', 'files'];

/** What Directus has, as far as flow 4 tells it: of bound and related collections. */
export interface Schema {
  /** Rows of directus_collections and of directus_fields. */
  collections: readonly Row[];
  fields: readonly Row[];
}

/**
 * What is not there, or does not lead where it should. Behind a relation only those collections are known that `related`
 * names; of others the first read tells.
 * @param place of the binding in its file
 * @returns a line each, with the place and the nearest name
 */
export function pathProblems(binding: Binding, place: string, schema: Schema): string[] {
  if (fieldsOf(schema, binding.collection).length === 0) return [];
  const problems = [
    ...namedPaths(binding).flatMap((named) => pathProblem(binding, named, schema) ?? []),
    ...Object.entries(binding.related).flatMap(([path, target]) => relatedProblem(binding, path, target, schema) ?? []),
  ];
  return [...new Set(problems)].map((problem) => `bindings.json: ${place}.${problem}`);
}

function namedPaths({ templates, filter }: Binding): Named[] {
  const ofTemplates = Object.entries(templates).flatMap(([option, text]) =>
    pathsOf(text).map((path) => ({ place: `fields.${option}`, path: path.split('.') })),
  );
  const ofFilter = filter ? filterPaths(filter).map((path) => ({ place: 'filter', path: path.split('.') })) : [];
  return [...ofTemplates, ...ofFilter];
}

function pathProblem(binding: Binding, { place, path }: Named, schema: Schema): string | undefined {
  const first = firstProblem(binding, { place, path }, schema);
  if (first !== undefined) return first;
  for (let length = path.length - 1; length > 0; length--) {
    const target = targetOf(binding, path.slice(0, length), schema);
    if (target !== undefined) return missing(schema, target, { place, path }, path[length]!);
  }
  return undefined;
}

/** A field of the bound collection itself. */
function firstProblem({ collection }: Binding, { place, path }: Named, schema: Schema): string | undefined {
  const [first, second] = path;
  const lacking = missing(schema, collection, { place, path }, first!);
  if (lacking !== undefined || second === undefined) return lacking;
  const holds = specialsOf(fieldOf(schema, collection, first!)).find((special) => HOLDING.test(special));
  return holds === undefined
    ? undefined
    : `${place}: ${collection}.${first} is no relation (${holds}), so there is no ${path.join('.')}.`;
}

/** The collection that a path leads into, where `related` tells it. */
function targetOf({ collection, related }: Binding, path: readonly string[], schema: Schema): string | undefined {
  const own = related[path.join('.')];
  if (own !== undefined || path.length > 1) return own;
  // Behind "one to many" are the related items themselves, behind "many to many" those of the junction.
  if (!specialsOf(fieldOf(schema, collection, path[0]!)).includes('o2m')) return undefined;
  return Object.entries(related).find(([key]) => key.split('.').length === 2 && key.startsWith(`${path[0]}.`))?.[1];
}

function relatedProblem(binding: Binding, text: string, target: string, schema: Schema): string | undefined {
  const place = `related["${text}"]`;
  const path = text.split('.');
  const { collection } = binding;
  const problem = pathProblem(binding, { place, path }, schema);
  if (problem !== undefined) return problem;
  if (path.length === 1) {
    const specials = specialsOf(fieldOf(schema, collection, text));
    const holds = specials.find((special) => HOLDING.test(special));
    if (holds !== undefined)
      return `${place}: ${collection}.${text} is no relation (${holds}). Name one, or leave it out.`;
    const many = specials.find((special) => TO_MANY.includes(special));
    if (many !== undefined)
      return `${place}: ${collection}.${text} leads to many items (${many}). Name the path to their key, such as ${text}.id.`;
  }
  // Those of Directus itself have no row.
  if (target.startsWith('directus_') || schema.collections.some((row) => row['collection'] === target))
    return undefined;
  return `${place}: Directus has no collection "${target}".`;
}

/** Of a collection of which nothing is known nothing is missing. */
function missing(schema: Schema, collection: string, { place, path }: Named, name: string): string | undefined {
  const names = fieldsOf(schema, collection).map((row) => String(row['field']));
  if (names.length === 0 || names.includes(name)) return undefined;
  const whole = path.length > 1 ? ` (${path.join('.')})` : '';
  return `${place}: ${collection} has no field "${name}"${whole}.${suggestion(name, names)} Add it, or name one of ${names.join(', ')}.`;
}

function fieldsOf({ fields }: Schema, collection: string): Row[] {
  return fields.filter((row) => row['collection'] === collection);
}

function fieldOf(schema: Schema, collection: string, field: string): Row | undefined {
  return fieldsOf(schema, collection).find((row) => row['field'] === field);
}
