// What an event's description says in each format. The descriptions are of the kinds that Google's editor and API clients write.
import { fromGoogle } from '../../../src/core/rich-text';

interface Said {
  plain: string;
  html: string;
  markdown: string;
}

test.each<[string, string, Said]>([
  ['nothing', '', { plain: '', html: '', markdown: '' }],
  [
    'plain text of a program',
    'Agenda\nR&D & more <me@x.de>\n\n  * one',
    {
      plain: 'Agenda\nR&D & more <me@x.de>\n\n  * one',
      html: '<p>Agenda<br>R&amp;D &amp; more &lt;me@x.de&gt;</p>\n<p>&nbsp;&nbsp;* one</p>',
      markdown: 'Agenda\\\nR&D & more \\<me@x.de>\n\n&nbsp;&nbsp;\\* one',
    },
  ],
  [
    'tags and comments that do not end',
    'a <b or <!-- c',
    { plain: 'a <b or <!-- c', html: '<p>a &lt;b or &lt;!-- c</p>', markdown: 'a \\<b or \\<!-- c' },
  ],
  ['a tag that is broken off', '<p>a</p><a href=" b>c', { plain: 'a', html: '<p>a</p>', markdown: 'a' }],
  [
    'control characters and halves of characters',
    'a\u0000b&#27;c\ud800',
    { plain: 'abc\ufffd', html: '<p>abc\ufffd</p>', markdown: 'abc\ufffd' },
  ],
  [
    "the editor's marks and breaks",
    'With <b>bold</b>, <i>italic</i>&nbsp;and <u>underlined</u><br><br>text',
    {
      plain: 'With bold, italic and underlined\n\ntext',
      html: '<p>With <b>bold</b>, <i>italic</i> and <u>underlined</u></p>\n<p>text</p>',
      markdown: 'With **bold**, *italic* and <u>underlined</u>\n\ntext',
    },
  ],
  [
    'lists and a link',
    'Bring:<ul><li>a <a href="https://x.y/z?a=1&amp;b=2" target="_blank">map</a></li><li>water<ol><li>cold</li></ol></li></ul>Bye',
    {
      plain: 'Bring:\n- a map (https://x.y/z?a=1&b=2)\n- water\n  1. cold\nBye',
      html: '<p>Bring:</p>\n<ul><li>a <a href="https://x.y/z?a=1&amp;b=2">map</a></li><li>water<ol><li>cold</li></ol></li></ul>\n<p>Bye</p>',
      markdown: 'Bring:\n\n- a [map](<https://x.y/z?a=1&amp;b=2>)\n- water\n  1. cold\n\nBye',
    },
  ],
  [
    'a text that was pasted into the editor',
    '<html-blob><u></u>Menu&nbsp;&nbsp;<br>Bread &amp; cheese<u></u></html-blob>',
    { plain: 'Menu\nBread & cheese', html: '<p>Menu<br>Bread &amp; cheese</p>', markdown: 'Menu\\\nBread & cheese' },
  ],
  [
    'paragraphs and spans',
    '<p>One</p><p><span>Two</span></p>',
    { plain: 'One\n\nTwo', html: '<p>One</p>\n<p>Two</p>', markdown: 'One\n\nTwo' },
  ],
  [
    'a page of Outlook',
    '<html><head><style>p.MsoNormal {margin:0in}</style></head>\n<body><p class="MsoNormal">Quarterly\nplanning<o:p></o:p></p></body></html>',
    { plain: 'Quarterly planning', html: '<p>Quarterly planning</p>', markdown: 'Quarterly planning' },
  ],
  [
    'line ends beside breaks',
    'One<br>\nTwo\nThree<br />\n<br />Four',
    {
      plain: 'One\nTwo\nThree\n\nFour',
      html: '<p>One<br>Two<br>Three</p>\n<p>Four</p>',
      markdown: 'One\\\nTwo\\\nThree\n\nFour',
    },
  ],
  [
    'line ends beside marks only',
    '<b>One</b>\nTwo  three',
    { plain: 'One\nTwo  three', html: '<p><b>One</b><br>Two&nbsp; three</p>', markdown: '**One**\\\nTwo&nbsp; three' },
  ],
  [
    'addresses',
    'See https://x.y/a_b (www.x.y).',
    {
      plain: 'See https://x.y/a_b (www.x.y).',
      html: '<p>See <a href="https://x.y/a_b">https://x.y/a_b</a> (www.x.y).</p>',
      markdown: 'See https://x.y/a_b (www.x.y).',
    },
  ],
  [
    'signs of Markdown',
    '# 1\n- 2\n3. *4*\n> _5_ snake_case [6](7)\n2 * 3',
    {
      plain: '# 1\n- 2\n3. *4*\n> _5_ snake_case [6](7)\n2 * 3',
      html: '<p># 1<br>- 2<br>3. *4*<br>&gt; _5_ snake_case [6](7)<br>2 * 3</p>',
      markdown: '\\# 1\\\n\\- 2\\\n3\\. \\*4\\*\\\n\\> \\_5\\_ snake_case \\[6](7)\\\n2 * 3',
    },
  ],
  [
    'marks that the signs of Markdown cannot say',
    'x<b>"y"</b>z',
    { plain: 'x"y"z', html: '<p>x<b>"y"</b>z</p>', markdown: 'x<b>\\"y\\"</b>z' },
  ],
])('%s', (_, description, said) => {
  expect(fromGoogle(description, 'plain')).toBe(said.plain);
  expect(fromGoogle(description, 'html')).toBe(said.html);
  expect(fromGoogle(description, 'markdown')).toBe(said.markdown);
});
