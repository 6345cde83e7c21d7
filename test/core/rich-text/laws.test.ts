// What holds for every text and every description, whatever they are made of.
import fc from 'fast-check';
import { FORMATS, fromGoogle, normal, toGoogle } from '../../../src/core/rich-text';
import { ANY_TEXT } from './texts';

const RUNS = { numRuns: 100 };

describe.each(FORMATS)('%s', (format) => {
  test('an event that was given a text says what the text means', () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        expect(fromGoogle(toGoogle(text, format), format)).toBe(normal(text, format));
      }),
      RUNS,
    );
  });

  test('a canonical text is its own canonical form, and is written to the event as any text that means the same', () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        const canonical = normal(text, format);
        expect(normal(canonical, format)).toBe(canonical);
        expect(toGoogle(canonical, format)).toBe(toGoogle(text, format));
      }),
      RUNS,
    );
  });

  test('an item that was given a description keeps it, and the event does not change any more', () => {
    fc.assert(
      fc.property(ANY_TEXT, (description) => {
        const text = fromGoogle(description, format);
        expect(normal(text, format)).toBe(text);
        const written = toGoogle(text, format);
        expect(fromGoogle(written, format)).toBe(text);
        expect(toGoogle(fromGoogle(written, format), format)).toBe(written);
      }),
      RUNS,
    );
  });
});

/** What a person sees of a text, without blanks. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\s]/gu, '').replace(/\p{Surrogate}/gu, '\ufffd');
}

test('plain text loses no visible character, neither on its way to the event nor back', () => {
  fc.assert(
    fc.property(ANY_TEXT, (text) => {
      expect(visible(normal(text, 'plain'))).toBe(visible(text));
      expect(visible(fromGoogle(toGoogle(text, 'plain'), 'plain'))).toBe(visible(text));
    }),
    RUNS,
  );
});

test('plain text keeps its lines and its blanks within them', () => {
  const line = fc.stringMatching(/^[a-z<&*]( {0,3}[a-z<&*]){0,5}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.constant('')), { minLength: 1 }), (lines) => {
      const text = ['first', ...lines, '  last'].join('\n');
      expect(normal(text, 'plain')).toBe(text);
    }),
  );
});

test('words and marks in HTML are the same in Markdown, and come back from there', () => {
  fc.assert(
    fc.property(ANY_TEXT, (description) => {
      const html = fromGoogle(description, 'html');
      const markdown = fromGoogle(description, 'markdown');
      expect(toGoogle(markdown, 'markdown')).toBe(toGoogle(html, 'html'));
    }),
    RUNS,
  );
});
