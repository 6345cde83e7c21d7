// What becomes of an item's text in the event, kind by kind.
import { normal, toGoogle } from '../../../src/core/rich-text';

describe('plain text', () => {
  test.each([
    ['', ''],
    ['Line one\r\nLine two\n\n\nLine three\n', 'Line one\nLine two\n\n\nLine three'],
    ['R&D at AT&T, 1 < 2 > 0', 'R&D at AT&T, 1 < 2 > 0'],
    ['<b>no tag</b> &amp; no sign', '&lt;b>no tag&lt;/b> &amp;amp; no sign'],
    ['https://x.y/?a=1&b=2', 'https://x.y/?a=1&b=2'],
    ['https://x.y/?a=1&copy=2', 'https://x.y/?a=1&amp;copy=2'],
    ['- **a**', '- **a**'],
    ['a  b\n  c\td', 'a\u00a0 b\n\u00a0\u00a0c\u00a0\u00a0\u00a0 d'],
  ])('%j becomes %j', (text, description) => {
    expect(toGoogle(text, 'plain')).toBe(description);
  });
});

describe('HTML', () => {
  test.each([
    ['text alone', 'Just text', 'Just text'],
    ['paragraphs', '<p>One</p>\n<p>Two<br>Three</p>', 'One\n\nTwo\nThree'],
    ['a mark beside paragraphs', '<p>One</p><p><strong>Two</strong><br />Three</p>', 'One<br><br><b>Two</b><br>Three'],
    ['empty paragraphs', '<p>One</p><p>&nbsp;</p><p>&nbsp;</p><p>Two</p>', 'One\n\nTwo'],
    ['all marks', '<em>a</em> <ins>b</ins> <b><i>c</i></b>', '<i>a</i> <u>b</u> <b><i>c</i></b>'],
    ['marks by style', '<span style="text-decoration: underline;">a</span>', '<u>a</u>'],
    ['a bold element that is not bold', '<b style="font-weight:normal">a</b>', 'a'],
    ['a link', '<a href="https://x.y/?a=1&amp;b=2" target="_blank">x</a>', '<a href="https://x.y/?a=1&amp;b=2">x</a>'],
    ['a link that says its address', '<a href="https://x.y/ä">https://x.y/ä</a>', 'https://x.y/ä'],
    ['a mail address that is a link', '<a href="mailto:a@b.c">a@b.c</a>', 'a@b.c'],
    ['lists', '<p>a</p><ul><li>b<ol><li>c</li></ol></li></ul><p>d</p>', 'a<ul><li>b<ol><li>c</li></ol></li></ul>d'],
    ['paragraphs in an item', '<ul><li><p>a</p><p>b</p></li></ul>', '<ul><li>a<br>b</li></ul>'],
    [
      'a text behind a list in an item',
      '<ul><li>a<ul><li>b</li></ul>c</li></ul>',
      '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>',
    ],
    ['empty items', '<ul><li></li><li>a</li></ul><ul><li> </li></ul>', '<ul><li>a</li></ul>'],
    ['a list that counts from three', '<ol start="3"><li><p>a</p></li><li>b</li></ol>', '3. a\n\n4. b'],
    ['a heading', '<h2>Title</h2><p>Text</p>', '<b>Title</b><br><br>Text'],
    [
      'a table',
      '<table><tr><th>a</th><th>b</th></tr><tr><td>1<br>2</td><td>3</td></tr></table>',
      '<b>a</b> | <b>b</b><br>1 2 | 3',
    ],
    ['an image', '<img src="https://x.y/i.png" alt="A view">', '<a href="https://x.y/i.png">A view</a>'],
    ['an image without a description', '<img src="https://x.y/i.png">', 'https://x.y/i.png'],
    ['an image of this website', '<img src="/assets/1" alt="A view">', 'A view'],
    [
      'a page in the page',
      'a<iframe src="https://x.y/v" title="Film"></iframe>b',
      'a<br><a href="https://x.y/v">Film</a><br>b',
    ],
    ['code', '<pre>if (a)\n  b</pre>', 'if (a)\n\u00a0\u00a0b'],
    ['a quotation', '<blockquote><p>a</p><ul><li>b</li></ul></blockquote>c', '> a\n>\n> - b\n\nc'],
    ['struck text', 'a <del>b</del>', 'a ~~b~~'],
    ['a rule', 'a<hr>b', 'a\n\n———\n\nb'],
    ['a comment', 'a<!-- b -->c', 'ac'],
    ['no tags', 'write to <me@x.de>, <TBC>', 'write to &lt;me@x.de>, &lt;TBC>'],
    ['a sign right before a tag', 'a &lt;<b>b</b>', 'a &lt;<b>b</b>'],
    ['blanks', 'a \n  b&nbsp; c', 'a b\u00a0 c'],
  ])('%s', (_, text, description) => {
    expect(toGoogle(text, 'html')).toBe(description);
  });
});

describe('Markdown', () => {
  test.each([
    ['a line end alone', 'One\ntwo', 'One two'],
    ['line ends that count', 'One\\\ntwo  \nthree', 'One\ntwo\nthree'],
    ['marks', '**a** *b* ***c*** <u>d</u>', '<b>a</b> <i>b</i> <b><i>c</i></b> <u>d</u>'],
    ['a link', '[x](https://x.y "title")', '<a href="https://x.y">x</a>'],
    ['addresses', '<https://x.y> https://x.y/_a_', 'https://x.y https://x.y/_a_'],
    ['lists', 'a\n- b\n  1. c\n\nd', 'a<ul><li>b<ol><li>c</li></ol></li></ul>d'],
    ['two lists in a row', '- a\n\n* b', '<ul><li>a</li></ul><ul><li>b</li></ul>'],
    ['a year that looks like a list', '2026. A good year', '2026. A good year'],
    ['tasks', '- [ ] a\n- [x] b', '<ul><li>[ ] a</li><li>[x] b</li></ul>'],
    ['a heading', '# Title\nText', '<b>Title</b><br><br>Text'],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |', '<b>a</b> | <b>b</b><br>1 | 2'],
    ['an image', '![A view](https://x.y/i.png)', '<a href="https://x.y/i.png">A view</a>'],
    ['code', '`a <b>`\n\n    c\n     d', 'a &lt;b>\n\nc\n\u00a0d'],
    ['a quotation', '> a\n> b', '> a b'],
    ['struck text', '~~a~~', '~~a~~'],
    ['escaped signs', '\\*a\\* 1 \\# &amp;', '*a* 1 # &'],
  ])('%s', (_, text, description) => {
    expect(toGoogle(text, 'markdown')).toBe(description);
  });
});

test('texts that mean the same have one canonical form', () => {
  expect(normal('<p><strong>a</strong> <strong>b</strong></p>', 'html')).toBe(normal('<b>a b </b>', 'html'));
  expect(normal('__a__\n\n\n* b', 'markdown')).toBe(normal('**a**\n- b', 'markdown'));
  expect(normal('a\r\nb ', 'plain')).toBe(normal('a\nb', 'plain'));
});

test('texts that say something else have another one', () => {
  expect(normal('<b>a</b> b', 'html')).not.toBe(normal('a b', 'html'));
  expect(normal('a\n\nb', 'markdown')).not.toBe(normal('a b', 'markdown'));
  expect(normal('a\n\nb', 'plain')).not.toBe(normal('a\nb', 'plain'));
});
