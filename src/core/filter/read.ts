// A filter as it is written, made into conditions on columns; what is wrong with it is told on the way.
import { isObject } from '../checks';
import { suggestion } from '../suggestion';
import { OPERATORS } from './operators';
import { refusedName, refusedOperator } from './refusals';
import { shapeProblems } from './shapes';

/** A column with what it is asked for. */
export interface ColumnCondition {
  is: 'column';
  /** From the item's own columns on: those before the last one are relations. */
  path: readonly string[];
  operator: string;
  given: unknown;
  /** Inside the filter, for people. */
  place: string;
}

export type Condition = { is: '_and' | '_or'; of: readonly Condition[] } | ColumnCondition;

export interface ReadFilter {
  condition: Condition;
  /** Empty: the condition is complete. */
  problems: string[];
}

/** Several members in one object must all hold. A value without an operator is to be equal, as in Directus. */
export function readFilter(filter: unknown): ReadFilter {
  if (isObject(filter) && Object.keys(filter).length === 0) return { condition: { is: '_and', of: [] }, problems: [] };
  const reader = new Reader();
  const condition = reader.read(filter, { place: '', path: [] });
  return { condition, problems: reader.problems };
}

/** The conditions on columns in a condition. */
export function columnConditions(condition: Condition): ColumnCondition[] {
  return condition.is === 'column' ? [condition] : condition.of.flatMap(columnConditions);
}

interface Where {
  place: string;
  path: readonly string[];
}

class Reader {
  readonly problems: string[] = [];

  read(filter: unknown, where: Where): Condition {
    if (isObject(filter)) return this.readMembers(filter, where);
    if (where.path.length > 0 && isScalar(filter)) return this.readOperator('_eq', filter, where, where.place);
    return this.refuse(where.place, `must be an object, such as ${exampleAt(where)}`);
  }

  private readMembers(filter: Record<string, unknown>, where: Where): Condition {
    const members = Object.entries(filter);
    if (members.length === 0) return this.refuse(where.place, 'asks for nothing; leave it out');
    return { is: '_and', of: members.map(([name, value]) => this.readMember(name, value, where)) };
  }

  private readMember(name: string, value: unknown, where: Where): Condition {
    const place = where.place === '' ? name : `${where.place}.${name}`;
    if (name === '_and' || name === '_or') return this.readGroup(name, value, { ...where, place });
    if (name.startsWith('_')) return this.readOperator(name, value, where, place);
    const refusal = refusedName(name);
    return refusal === undefined
      ? this.read(value, { place, path: [...where.path, name] })
      : this.refuse(place, refusal);
  }

  private readGroup(is: '_and' | '_or', list: unknown, where: Where): Condition {
    if (!Array.isArray(list) || list.length === 0)
      return this.refuse(where.place, `must be a list with at least one condition, such as [${exampleAt(where)}]`);
    return { is, of: list.map((each, i) => this.read(each, { ...where, place: `${where.place}[${i}]` })) };
  }

  private readOperator(name: string, given: unknown, { path }: Where, place: string): Condition {
    const operator = OPERATORS.get(name);
    if (!operator) return this.refuse(place, refusedOperator(name) ?? unknownOperator(name));
    if (path.length === 0) return this.refuse(place, `needs a column around it, such as {"status": {"${name}": … }}`);
    this.problems.push(...shapeProblems(operator.shape, given, place));
    return { is: 'column', path, operator: name, given, place };
  }

  private refuse(place: string, problem: string): Condition {
    this.problems.push(place === '' ? problem : `${place}: ${problem}`);
    return { is: '_and', of: [] };
  }
}

function unknownOperator(name: string): string {
  const known = [...OPERATORS.keys(), '_and', '_or'];
  return `there is no such operator.${suggestion(name, known)} Known are ${known.join(', ')}`;
}

function exampleAt({ path }: Where): string {
  return path.length === 0 ? '{"status": {"_eq": "published"}}' : '{"_eq": "published"}';
}

/** Null is none: Directus refuses it without an operator. */
function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
