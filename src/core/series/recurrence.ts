// The rule of a series as text: how two are compared, what a person may write, what is sent, and how a series is ended.
import { first } from '../checks';
import { groupBy } from '../groups';
import { addDays, momentOfWall, noZone, wallOf, zoneName } from '../zones';
import {
  basic,
  dateOf,
  lastOf,
  partsOf,
  partsText,
  readLines,
  secondBefore,
  valuesOf,
  zoneOfLine,
  type Clock,
  type RuleLine,
} from './rule-lines';
import { meant, partProblem } from './rule-parts';
import { isDay, type Slot } from './slot';

/** How Google's lines are shown in a column: as they are, one line each. */
export function ruleText(lines: readonly string[]): string {
  return lines.join('\n');
}

// ---------------------------------------------------------------- compared

/** Parts that say what is so without them. */
const IMPLIED = ['INTERVAL=1', 'WKST=MO'];

/**
 * A form that two rules have in common when they mean the same, however they are written: case, folding, order of lines,
 * parts and dates, zones of dates. It takes any text, and is for comparing only.
 * @param clock where it is known, days and wall times are compared as the moments that they mean
 */
export function canonicalRule(text: string, clock?: Clock): string {
  const lines = readLines(text);
  const rules = lines.filter((line) => !isDates(line) && !isPasted(line));
  const dates = lines
    .filter(isDates)
    .flatMap((line) => valuesOf(line).map((value) => canonicalDate(line, value, clock)));
  return [
    ...rules.map((line) => `${line.name}${line.parameters.toUpperCase()}:${canonicalParts(line, clock)}`),
    ...[...groupBy(dates, ({ head }) => head)].map(
      ([head, group]) => `${head}:${[...new Set(group.map(({ date }) => date))].sort().join(',')}`,
    ),
  ]
    .sort()
    .join('\n');
}

function isDates({ name }: RuleLine): boolean {
  return name === 'RDATE' || name === 'EXDATE';
}

/** What generators of rules write beside them, though an item says it itself. */
function isPasted({ name }: RuleLine): boolean {
  return name === 'DTSTART' || name === 'DTEND';
}

function canonicalParts(line: RuleLine, clock: Clock | undefined): string {
  const parts = partsOf(line).map(([name, value = '']): string => {
    if (name.startsWith('BY')) return `${name}=${value.split(',').sort().join(',')}`;
    const last = name === 'UNTIL' ? (clock ? lastOf(value, clock) : dateOf(value, undefined)) : undefined;
    return partsText([[name, last === undefined ? value : basic(last)]]);
  });
  return parts
    .filter((part) => !IMPLIED.includes(part))
    .sort()
    .join(';');
}

/** A date that is understood needs no parameters; any other keeps them. */
function canonicalDate(line: RuleLine, value: string, clock: Clock | undefined): { head: string; date: string } {
  const date = dateOf(value, zoneOfLine(line) ?? clock?.zone);
  return date === undefined
    ? { head: `${line.name}${line.parameters.toUpperCase()}`, date: value.toUpperCase() }
    : { head: line.name, date: basic(date) };
}

// ---------------------------------------------------------------- read

/** What a person's rule is held against. */
export interface RuleContext extends Clock {
  /** Of the series: a moment `…Z`, or a day. */
  start: string;
  end?: string;
  /** The lines that the event has: what nobody may write anew is kept where it stands. */
  there?: readonly string[];
}

/** Of an RRULE; dates are counted. */
const MOST_CHARACTERS = 1024;
const MOST_DATES = 200;

/**
 * A rule as a person writes it.
 * @returns the lines to send, one RRULE, RDATE and EXDATE each; none for an empty text. Or a sentence that says what to do.
 */
export function readRule(text: string, context: RuleContext): { lines: string[] } | { problem: string } {
  const there = new Set((context.there ?? []).map((line) => canonicalRule(line)));
  const lines = readLines(text);
  const isThere = (line: RuleLine): boolean => there.has(canonicalRule(lineText(line)));
  const isKept = (line: RuleLine): boolean => isThere(line) && !isDates(line) && !isRule(line);
  const problem = first([
    () => (text.includes('{{') ? 'the rule has "{{" in it, which flows take for a template: take it out.' : null),
    ...lines.map((line) => () => (isKept(line) ? null : lineProblem(line, context))),
    () => togetherProblem(lines, isThere),
  ]);
  if (problem !== null) return { problem };
  const rules = lines.filter((line) => !isDates(line) && !isPasted(line));
  return {
    lines: [
      ...rules.map((line) => (isRule(line) ? sentRule(line, context) : lineText(line))),
      ...['RDATE', 'EXDATE'].flatMap((name) =>
        sentDates(
          name,
          lines.filter((line) => line.name === name),
          context,
        ),
      ),
    ],
  };
}

/** Google itself was seen to give RRULE lines that hold no rule. */
function isRule(line: RuleLine): boolean {
  return line.name === 'RRULE' && partsOf(line).some(([name]) => name === 'FREQ');
}

function lineText({ name, parameters, value }: RuleLine): string {
  return `${name}${parameters}:${value}`;
}

function lineProblem(line: RuleLine, context: RuleContext): string | null {
  if (isDates(line)) return datesProblem(line, context);
  if (line.name === 'RRULE') return ruleProblem(line, context);
  if (line.name === 'EXRULE') return 'EXRULE is not taken: name the dates that are left out in an EXDATE line.';
  const known = ['RRULE', 'RDATE', 'EXDATE'];
  if (!isPasted(line)) return `${line.name} is no line of a rule: take it out.${meant(line.name, known)}`;
  const said = dateOf(line.value, zoneOfLine(line) ?? context.zone);
  const own = line.name === 'DTSTART' ? context.start : context.end;
  return said === own && own !== undefined
    ? null
    : `${line.name} says another time than the item does: take that line out.`;
}

function ruleProblem(line: RuleLine, context: RuleContext): string | null {
  const parts = partsOf(line);
  const names = parts.map(([name]) => name);
  const until = new Map(parts).get('UNTIL');
  return first([
    () => (line.value.length > MOST_CHARACTERS ? `the rule is too long: leave ${MOST_CHARACTERS} characters.` : null),
    ...parts.map(
      ([name, value]) =>
        () =>
          partProblem(name, value),
    ),
    () => (new Set(names).size < names.length ? 'a part of the rule is there twice: take one out.' : null),
    () => (names.includes('FREQ') ? null : 'the rule does not say how often: add FREQ=WEEKLY or the like.'),
    () => (until !== undefined && names.includes('COUNT') ? 'COUNT and UNTIL cannot both be: take one out.' : null),
    () => (until === undefined ? null : untilProblem(until, context)),
  ]);
}

function untilProblem(until: string, context: RuleContext): string | null {
  const last = lastOf(until, context);
  if (last === undefined) return `UNTIL=${until} is no date: write 20261231, or 20261231T225959Z.`;
  return last < context.start ? `UNTIL=${until} is before the start: write a later date.` : null;
}

function datesProblem(line: RuleLine, { allDay, zone }: RuleContext): string | null {
  const named = zoneOfLine(line);
  if (named !== undefined && zoneName(named) === undefined) return `TZID ${noZone(named)}`;
  const form = allDay ? 'days like 20260601, as the series is all-day' : 'times like 20260601T090000';
  const wrong = valuesOf(line).find((value) => {
    const date = dateOf(value, named ?? zone);
    return date === undefined || isDay(date) !== allDay;
  });
  return wrong === undefined ? null : `${line.name} has ${wrong} in it: write ${form}.`;
}

function togetherProblem(lines: readonly RuleLine[], isThere: (line: RuleLine) => boolean): string | null {
  const rules = lines.filter(({ name }) => name === 'RRULE');
  if (rules.length > 1 && !rules.every(isThere)) return 'there are several RRULE lines: leave one.';
  if (
    lines.length > 0 &&
    rules.length === 0 &&
    !lines.some((line) => line.name === 'RDATE' && valuesOf(line).length > 0)
  )
    return 'no line says when the event takes place again: add an RRULE or RDATE line.';
  const dates = lines.filter(isDates).flatMap(valuesOf).length;
  return dates > MOST_DATES ? `the rule names ${dates} dates: leave ${MOST_DATES} at most.` : null;
}

/** Google takes UNTIL in the kind of the series only, and no floating time. */
function sentRule(line: RuleLine, clock: Clock): string {
  const parts = partsOf(line).map(([name, value = '']): [string, string] => [
    name,
    name === 'UNTIL' ? basic(lastOf(value, clock) ?? value) : value,
  ]);
  return `${line.name}:${partsText(parts)}`;
}

function sentDates(name: string, lines: readonly RuleLine[], { allDay, zone }: Clock): string[] {
  const dates = lines.flatMap((line) => valuesOf(line).map((value) => dateOf(value, zoneOfLine(line) ?? zone)!));
  if (dates.length === 0) return [];
  if (allDay) return [`${name};VALUE=DATE:${dates.map(basic).join(',')}`];
  const walls = dates.map((date) => wallOf(date, zone));
  // The second time of an hour that clocks show twice has no wall time of its own.
  const isExact = dates.every((date, i) => momentOfWall(walls[i]!, zone) === date);
  return [isExact ? `${name};TZID=${zone}:${walls.map(basic).join(',')}` : `${name}:${dates.map(basic).join(',')}`];
}

// ---------------------------------------------------------------- ended

/**
 * Google's lines of a series that is to end before `slot`: UNTIL is one second before it, of all-day series the day before;
 * dates of their own (RDATE) from there on go. A rule that counts ends there as well: where its last date lies is not known
 * here, so a slot that is a date of its own behind that one must not be given.
 */
export function endBefore(lines: readonly string[], { original }: Slot, allDay: boolean): string[] {
  const last = basic(allDay ? addDays(original, -1) : secondBefore(original));
  return lines.flatMap((text) => {
    const line = readLines(text)[0];
    if (line && isRule(line)) return [`RRULE:${partsText(endedParts(line, last))}`];
    if (line?.name !== 'RDATE') return [text];
    const zone = zoneOfLine(line);
    const left = valuesOf(line).filter((value) => {
      // A period begins with its start. Google reads a date without a zone it knows as UTC.
      const start = value.split('/')[0]!;
      const date = dateOf(start, zone) ?? dateOf(start, 'UTC');
      return date === undefined || date < original;
    });
    return left.length === 0 ? [] : [`RDATE${line.parameters}:${left.join(',')}`];
  });
}

function endedParts(line: RuleLine, last: string): [string, string | undefined][] {
  const parts = partsOf(line);
  const until = new Map(parts).get('UNTIL');
  const isOver = until !== undefined && until.length === last.length && until < last;
  const others = parts.filter(([name]) => name !== 'COUNT' && name !== 'UNTIL');
  return [...others, ['UNTIL', isOver ? until : last]];
}
