// What Google Meet and other conferences write into a description for calendars that know nothing of conferences.

/** Google writes long ones; other programs imitate them with shorter ones. */
const DELIMITER = /-::~[:~]{3,}::-/g;
/**
 * Takes out what stands between two lines like `-::~:~::~:~:…:~::~:~::-`, the lines included: "Join with Google Meet: …",
 * "Please do not edit this section." Events that were imported or came by an invitation have it, at the end or in the
 * middle, in a plain text as in HTML (https://github.com/kewisch/gdata-provider/issues/73).
 *
 * Of a description that a program sends, Google itself takes it out where the event has no such conference
 * (https://github.com/ridafkih/keeper.sh/issues/749).
 *
 * @returns `text`: the description without it and the blank lines around it; `block`: what is to be appended to another
 *   text so that nothing of it is lost, with the blank line before it; '' where there is none
 */
export function withoutMeetBlock(description: string): { text: string; block: string } {
  const ends = [...description.matchAll(DELIMITER)].map(({ index, 0: { length } }) => ({
    from: index!,
    to: index! + length,
  }));
  if (ends.length < 2) return { text: description, block: '' };
  const blocks: string[] = [];
  const texts: string[] = [];
  let at = 0;
  for (let i = 0; i + 1 < ends.length; i += 2) {
    texts.push(description.slice(at, ends[i]!.from));
    blocks.push(description.slice(ends[i]!.from, ends[i + 1]!.to));
    at = ends[i + 1]!.to;
  }
  texts.push(description.slice(at));
  const lineEnd = /<[a-z]/i.test(description) ? '<br>' : '\n';
  return {
    text: texts.map(stripped).reduce((text, next) => joined(text, lineEnd, next)),
    block: blocks.map((block) => lineEnd + lineEnd + block).join(''),
  };
}

/** Tags that only enclosed the block stay, and need no line of their own. */
function joined(text: string, lineEnd: string, next: string): string {
  const hasNoText = (part: string): boolean => /^(?:<[^<>]*>)*$/.test(part);
  return hasNoText(text) || hasNoText(next) ? text + next : text + lineEnd + next;
}

const BLANKS = '\\s|&nbsp;|<br\\s{0,5}/?>';
const BLANKS_FIRST = new RegExp(`^(?:${BLANKS})+`, 'i');
const BLANK_LAST = new RegExp(`(?:${BLANKS})$`, 'i');
/** Longer than any of them. */
const BLANK_CHARACTERS = 12;

/** Without the blanks and line ends at both ends. */
function stripped(text: string): string {
  const rest = text.replace(BLANKS_FIRST, '');
  let end = rest.length;
  for (;;) {
    // Only the very end is looked at: a search through long runs of blanks would begin anew at each of them.
    const blank = BLANK_LAST.exec(rest.slice(Math.max(0, end - BLANK_CHARACTERS), end));
    if (!blank) return rest.slice(0, end);
    end -= blank[0].length;
  }
}
