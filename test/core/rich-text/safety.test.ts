// Websites show what comes from an event, and strangers can write into events: nothing that runs comes through.
import fc from 'fast-check';
import { Marked } from 'marked';
import { fromGoogle, normal, toGoogle } from '../../../src/core/rich-text';
import { ANY_TEXT, DANGERS } from './texts';

const OURS = /<(?:\/?(?:p|b|i|u|ul|ol|li)|br|\/a|a href="(?:https?:\/\/|mailto:|tel:|sms:)[^"<>\s]*")>/g;

/** What is left of HTML without the tags that we write: no `<` begins another one. */
function leftOf(html: string): string {
  return html.replace(OURS, '');
}

const RUNS = { numRuns: 100 };
const DANGEROUS = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...DANGERS) }, { weight: 1, arbitrary: ANY_TEXT }), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''));

test('HTML out of an event, or the canonical one of an item, has no tag and no attribute but ours', () => {
  fc.assert(
    fc.property(DANGEROUS, (text) => {
      expect(leftOf(fromGoogle(text, 'html'))).not.toContain('<');
      expect(leftOf(normal(text, 'html'))).not.toContain('<');
    }),
    RUNS,
  );
});

test('Markdown out of an event makes no tag and no attribute but ours, even where tags in Markdown are let through', () => {
  const marked = new Marked();
  const own = /<\/?(?:strong|em)>/g;
  fc.assert(
    fc.property(DANGEROUS, (text) => {
      const html = marked.parse(fromGoogle(text, 'markdown'), { async: false });
      expect(leftOf(html.replace(own, ''))).not.toContain('<');
    }),
    RUNS,
  );
});

test('an event gets no tag but those of its own editor', () => {
  fc.assert(
    fc.property(DANGEROUS, fc.constantFrom('html' as const, 'markdown' as const), (text, format) => {
      expect(leftOf(toGoogle(text, format))).not.toMatch(/<[a-z/!?]/i);
    }),
    RUNS,
  );
});

test.each([
  ['javascript:alert(1)'],
  [' JavaScript:alert(1)'],
  ['java&#10;script:alert(1)'],
  ['&#1;javascript:alert(1)'],
  ['data:text/html,x'],
  ['vbscript:x'],
  ['//evil.example'],
  ['/page'],
  ['https:'],
])('a link to %j is its text', (address) => {
  expect(fromGoogle(`<a href="${address}">here</a>`, 'html')).toBe('<p>here</p>');
});

test('what a script says is no text', () => {
  expect(toGoogle('<p>a</p><script>alert("b")</script><style>c {}</style>', 'html')).toBe('a');
});

test.each([
  ['quotations', '>'.repeat(5000)],
  ['lists in Markdown', '- '.repeat(4000)],
  ['lists in HTML', '<ul><li>'.repeat(2000)],
  ['bold words', '<b>'.repeat(4000)],
  ['quotations in HTML', '<blockquote>'.repeat(2000)],
  ['tables', '<table><tr><td>'.repeat(1000)],
])('%s, one in another thousands of times, are read all the same', (_, nested) => {
  const text = `${nested}end`;
  for (const format of ['html', 'markdown'] as const) expect(toGoogle(text, format)).toContain('end');
});
