// What the bundle may lose on its way to Apps Script, and what it must not.
import { compact } from '../../tools/compact';

test('blanks around signs, last semicolons and the indentation go; lines and names stay', async () => {
  const text =
    'function sum(first, second) {\n  if (first !== 0 && second)\n    return first + second;\n  return [1, 2];\n}\n';
  expect(await compact(text)).toBe(
    'function sum(first,second){\nif(first!==0&&second)\nreturn first + second;\nreturn[1,2]\n}\n',
  );
});

test('comments on lines of their own go, but for the names of files', async () => {
  const text =
    'class A {\n  // src/a.ts\n  /** One\n   * line. */\n  a() {\n    // Why, and "what.\n    return `\n  // b\n`;\n  }\n}\n';
  expect(await compact(text)).toBe('class A{\n// src/a.ts\na(){\nreturn `\n  // b\n`\n}\n}\n');
});

test.each([
  ['a text', 'f("a = b, c", \'d : e\');', 'f("a = b, c",\'d : e\');'],
  ['a template', 'f(`a = ${b ? 1 : 2} : c`);', 'f(`a = ${b?1:2} : c`);'],
  ['a template in a template', 'f(`${a ? `b, ${{ c: 1 }.c} = d` : ""} = e`);', 'f(`${a?`b, ${{c:1}.c} = d`:""} = e`);'],
  ['a regular expression', 'f(/a = [/ "] b/g, c);', 'f(/a = [/ "] b/g,c);'],
  ['a comment', '// a = b, "c\nf(d, e);', '// a = b, "c\nf(d,e);'],
  ['lines of a template', 'f(`a\n  b`, c);', 'f(`a\n  b`,c);'],
  ['a division', 'f(a / b, c / d);', 'f(a / b,c / d);'],
])('%s keeps its blanks', async (_, text, expected) => {
  expect((await compact(`${text}\n`)).trimEnd()).toBe(expected);
});

test('a script that would not be the same is refused', async () => {
  // Not as esbuild prints it: this division looks like the beginning of a regular expression, which ends in the text.
  await expect(compact('f(a /b, " /", c + " ,");\n')).rejects.toThrow('misread');
});
