// SPEC.md and those who cite it hold to each other: every id that is cited exists, and every rule has a test.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

declare const __PROJECT_ROOT__: string;

/** `- WH3 Where the item …`, and rows of the tables of pairs and fields. */
const RULE = /^(?:- |\| )([A-Z]{1,2}\d+)(?: \||) (.*)$/gm;
/** In the name of a test: `[WH3]`, `[P25, M6]`. */
const CITED = /\[([A-Z]{1,2}\d{1,2}(?:, [A-Z]{1,2}\d{1,2})*)\]/g;
const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;

function textsBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(__PROJECT_ROOT__, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => readFileSync(join(__PROJECT_ROOT__, folder, path), 'utf8'));
}

const rules = [...readFileSync(join(__PROJECT_ROOT__, 'src/core/SPEC.md'), 'utf8').matchAll(RULE)].map(
  ([, id = '', text = '']) => ({ id, group: id.replace(/\d+/, ''), text }),
);
const ids = rules.map(({ id }) => id);
const tests = textsBelow('test', /\.test\.ts$/);
const citedByTests = new Set(
  tests.flatMap((text) => [...text.matchAll(CITED)].flatMap(([, list]) => list!.split(', '))),
);

test('every id that a test cites is a rule', () => {
  expect([...citedByTests].filter((id) => !ids.includes(id))).toEqual([]);
});

test('every id in a comment is a rule', () => {
  const token = new RegExp(`\\b(?:${[...new Set(rules.map(({ group }) => group))].join('|')})\\d{1,2}\\b`, 'g');
  const sources = [...textsBelow('src', /\.ts$/), ...textsBelow('simulation', /\.ts$/), ...tests];
  const cited = sources.flatMap((text) => text.match(COMMENT) ?? []).flatMap((comment) => comment.match(token) ?? []);
  expect(cited.length).toBeGreaterThan(100);
  expect([...new Set(cited)].filter((id) => !ids.includes(id))).toEqual([]);
});

test('every rule is cited by a test', () => {
  expect(ids.filter((id) => !citedByTests.has(id))).toEqual([]);
});

test('ids are counted up within their group, and a rule has no more than sixty words', () => {
  const last = new Map<string, number>();
  for (const { id, group } of rules) {
    const number = Number(id.slice(group.length));
    expect({ id, isNext: number > (last.get(group) ?? 0) }).toEqual({ id, isNext: true });
    last.set(group, number);
  }
  expect(rules.filter(({ text }) => text.split(/\s+/).length > 60)).toEqual([]);
});
