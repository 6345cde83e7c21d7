// Which `<` begins a tag. Programs write plain text into descriptions, too, with `<mail@example.com>` or `<https://…>` in it.

const NAMES =
  'a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blink|blockquote|body|br|button|' +
  'canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|' +
  'fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|html-blob|i|iframe|image|img|' +
  'input|ins|kbd|label|legend|li|link|main|map|mark|marquee|math|menu|meta|meter|nav|nobr|noscript|object|ol|optgroup|' +
  'option|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|search|section|select|slot|small|source|span|' +
  'strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|' +
  'var|video|wbr';

/** Office writes names with a prefix (`<o:p>`). */
const TAG = new RegExp(`^</?(?:${NAMES}|[a-z][a-z0-9]*:[a-z]\\w*)(?=[\\s/>])`, 'i');
const TAG_START = new RegExp(`<(?=/?[a-z]|!|\\?)`, 'gi');
/** Longer than any name. */
const LOOK_CHARACTERS = 40;

/** HTML in which each `<` that begins no tag and no comment stands as a text. */
export function withTagsOnly(html: string): string {
  const lastTagEnd = html.lastIndexOf('>');
  const lastCommentEnd = html.lastIndexOf('-->');
  return html.replace(TAG_START, (sign, at: number) => {
    const start = html.slice(at, at + LOOK_CHARACTERS);
    const isComment = start.startsWith('<!--') && at < lastCommentEnd;
    const isTag = TAG.test(start) || /^<(?:!doctype\b|!\[(?:if|endif)\b|\?xml\b)/i.test(start);
    return isComment || (isTag && at < lastTagEnd) ? sign : '&lt;';
  });
}
