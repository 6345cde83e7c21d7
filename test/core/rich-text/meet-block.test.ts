// The block that Google Meet writes into descriptions, as it was seen in real ones.
import fc from 'fast-check';
import { toGoogle, withoutMeetBlock } from '../../../src/core/rich-text';
import { ANY_TEXT } from './texts';

const DELIMITER = '-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-';
const BLOCK = `${DELIMITER}
Join with Google Meet: https://meet.google.com/abc-defg-hij
Or dial: (US) +1 555-555-5555 PIN: 123456789#
More phone numbers: https://tel.meet/abc-defg-hij?pin=1234567890123&hs=7

Learn more about Meet at: https://support.google.com/a/users/answer/9282720

Please do not edit this section.
${DELIMITER}`;
const HTML_BLOCK = BLOCK.replace(/\n/g, '<br>');

test.each<[string, string, { text: string; block: string }]>([
  ['without a block', 'Agenda\n\n', { text: 'Agenda\n\n', block: '' }],
  ['alone', BLOCK, { text: '', block: `\n\n${BLOCK}` }],
  ['behind a text', `Agenda\n\n${BLOCK}\n`, { text: 'Agenda', block: `\n\n${BLOCK}` }],
  ['with CRLF', `Agenda\r\n\r\n${BLOCK}`, { text: 'Agenda', block: `\n\n${BLOCK}` }],
  [
    'in HTML',
    `<b>Agenda</b><br>one<br><br>${HTML_BLOCK}<br>`,
    { text: '<b>Agenda</b><br>one', block: `<br><br>${HTML_BLOCK}` },
  ],
  ['between two texts', `Before\n${BLOCK}\n\nAfter`, { text: 'Before\nAfter', block: `\n\n${BLOCK}` }],
  ['twice', `a\n${BLOCK}\nb\n${BLOCK}`, { text: 'a\nb', block: `\n\n${BLOCK}\n\n${BLOCK}` }],
  ['in tags of its own', `<span>${BLOCK}</span>`, { text: '<span></span>', block: `<br><br>${BLOCK}` }],
  [
    'of another program',
    'a\n-::~:~::~:~::-\nJoin\n-::~:~::~:~::-',
    { text: 'a', block: '\n\n-::~:~::~:~::-\nJoin\n-::~:~::~:~::-' },
  ],
  ['cut off', `a\n${DELIMITER}\nJoin`, { text: `a\n${DELIMITER}\nJoin`, block: '' }],
])('%s', (_, description, parts) => {
  expect(withoutMeetBlock(description)).toEqual(parts);
});

test('a block that is appended to another text is found again, and the text with it', () => {
  const plain = ANY_TEXT.map((text) => toGoogle(text.split('-::').join(''), 'plain').trim());
  fc.assert(
    fc.property(plain, fc.constantFrom(BLOCK, HTML_BLOCK), (text, written) => {
      const { block } = withoutMeetBlock(`Old text\n\n${written}`);
      const found = withoutMeetBlock(text + block);
      expect(found.text).toBe(withoutMeetBlock(`${text}\n${written}`).text);
      expect(text).toContain(found.text);
      expect(found.block.replace(/^(?:<br>|\n)+/, '')).toBe(written);
    }),
  );
});

test('a block far behind blanks is found as fast as any', () => {
  const blanks = '\n'.repeat(200_000);
  const start = performance.now();
  expect(withoutMeetBlock(`a${blanks}b${blanks}${BLOCK}${blanks}`).text).toBe(`a${blanks}b`);
  expect(performance.now() - start).toBeLessThan(2000);
});
