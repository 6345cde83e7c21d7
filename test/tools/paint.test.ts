// Colours only where somebody sees them.
import { paintFor } from '../../tools/terminal/paint';

test('a terminal gets colours', () => {
  expect(paintFor({ isTTY: true }, {})('red', 'no')).toBe('\u001b[31mno\u001b[39m');
});

test.each([
  ['a pipe or a file', { isTTY: false }, {}],
  ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }],
  ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
])('%s gets plain text', (_, stream, env) => {
  expect(paintFor(stream, env)('red', 'no')).toBe('no');
});
