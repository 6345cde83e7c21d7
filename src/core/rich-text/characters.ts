// Characters that no format keeps apart.

/**
 * One kind of line end, no control characters, no halves of surrogate pairs: JSON and HTML on their way lose or change them.
 */
export function cleaned(text: string): string {
  return text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

export const NO_BREAK_SPACE = '\u00a0';

/** A tab is as wide as four blanks wherever blanks count. */
export const TAB = '    ';
