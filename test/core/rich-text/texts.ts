// Texts of any kind, for the laws that hold for all of them: pieces that mean something in one of the formats, put together
// in ways that nobody would.
import fc from 'fast-check';

const PLAIN = [
  'a',
  'b1',
  'é',
  '😀',
  '👩‍👩‍👧',
  '\u3000',
  ' ',
  '  ',
  '\t',
  '\u00a0',
  '\n',
  '\r\n',
  '\n\n',
  '\u2028',
  '\n    ',
];
const BROKEN = ['\ud800', '\udc00', '\u0000', '\u001b', '\ufeff'];
const SIGNS = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '\\',
  '*',
  '**',
  '_',
  '__',
  '`',
  '```',
  '~',
  '~~',
  '|',
  '[',
  '](',
  ')',
  '!',
  '![',
  ':',
  '=',
];
const LINE_STARTS = [
  '# ',
  '#',
  '- ',
  '+ ',
  '* ',
  '1. ',
  '3) ',
  '> ',
  '---',
  '===',
  '\n- ',
  '\n  - ',
  '| a |\n|---|\n',
  '[a]: https://z.z',
];
const ADDRESSES = [
  'https://x.y/a_b_c',
  'https://x.y?a=1&b=2',
  '(https://x.y/(z)).',
  '](https://x.y/a_b)',
  '<https://x.y>',
  'www.x.de',
  'me@x.de',
];
const REFERENCES = ['&amp;', '&lt;', '&nbsp;', '&copy', '&#42;', '&#10;', '&#0;'];
const MARKS = [
  '<b>',
  '</b>',
  '<i>',
  '</i>',
  '<u>',
  '</u>',
  '<u></u>',
  '<s>',
  '</s>',
  '<span style="font-weight:bold">',
  '</span>',
];
const LINKS = [
  '<a href="https://x.y">',
  '<a href="mailto:a@b.c">',
  '<a href="/there">',
  '</a>',
  '<img src="https://i.j/k.png" alt="pic">',
];
const BLOCKS = [
  '<br>',
  '<p>',
  '</p>',
  '<div>',
  '</div>',
  '<h1>',
  '</h1>',
  '<hr>',
  '<pre>',
  '</pre>',
  '<blockquote>',
  '</blockquote>',
  '<html-blob>',
];
const LISTS = [
  '<ul>',
  '</ul>',
  '<ol>',
  '</ol>',
  '<ol start="4">',
  '<li>',
  '</li>',
  '<input type=checkbox checked>',
  '<dl><dt>',
  '<dd>',
];
const TABLES = ['<table>', '</table>', '<tr>', '<td>', '</td>', '<th>'];
const NO_TAGS = ['<foo>', '</foo>', '<me@x.de>', '<!--', '-->', '<!x', '<o:p>', '-::~:~::~:~::-'];

export const DANGERS = [
  '<script>',
  '</script>',
  '<scr<script>ipt>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">',
  '<a href=" java\nscript:alert(1)">',
  '[x](javascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '<a href="https://x.y" onclick="alert(1)">',
  '<a href="https://x.y/&quot; onclick=&quot;alert(1)">',
  '<svg onload=alert(1)>',
  '<svg><style><img src=x onerror=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<style>',
  '<textarea>',
  '<title>',
  '<b style="background:url(javascript:alert(1))">',
  '&lt;script&gt;',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
];

const PIECES = [
  ...[PLAIN, BROKEN, SIGNS, LINE_STARTS, ADDRESSES, REFERENCES, MARKS, LINKS, BLOCKS, LISTS, TABLES, NO_TAGS, DANGERS],
].map((pieces) => fc.constantFrom(...pieces));

export const ANY_TEXT = fc
  .array(fc.oneof(...PIECES, fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ maxLength: 4 })), {
    maxLength: 24,
  })
  .map((pieces) => pieces.join(''));
