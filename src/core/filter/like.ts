// Patterns of SQL's LIKE: Directus puts what a filter looks for into one as it stands, so % and _ keep their meaning.

/**
 * Whether the whole of a text is like a pattern: `%` is any run of characters, `_` any one. Capitals and small letters
 * differ. There is no escape character.
 */
export function isLike(text: string, pattern: string): boolean {
  const source = Array.from(pattern, (character) => {
    if (character === '%') return '.*';
    return character === '_' ? '.' : character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 'su').test(text);
}
