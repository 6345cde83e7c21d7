// What Directus knows and a binding's filter may not use, with the reason and another way.

const COMES_AND_GOES = 'an event would come and go without anybody editing the item';
const OWN_COLUMN = 'Keep what you ask for in a column of the item itself';

/** Why an operator of Directus may not be used; undefined for one that Directus does not have. */
export function refusedOperator(name: string): string | undefined {
  if (name === '_some' || name === '_none')
    return `asks for other items that belong to this one, so ${COMES_AND_GOES}. ${OWN_COLUMN}, and filter by that`;
  if (name === '_regex')
    return 'is for validation only; Directus does not filter by it. Use "_contains", "_starts_with" or "_ends_with"';
  if (name === '_json' || /^_n?intersects(_bbox)?$/.test(name))
    return `looks into a value, which only a database does. ${OWN_COLUMN}, and filter by that`;
  return undefined;
}

/** Why a name in a filter, which is no operator, is no column; undefined where it may be one. */
export function refusedName(name: string): string | undefined {
  if (/^\$/.test(name)) return `names no column: relations are followed from the item's own collection only`;
  if (/^count\(/.test(name))
    return `counts other items that belong to this one, so ${COMES_AND_GOES}. Keep the number in a column of the item itself, and filter by that`;
  if (/^(year|month|week|day|weekday|hour|minute|second)\(/.test(name))
    return `is a function, whose result depends on the time zone of Directus' server. Compare the column itself, such as {"_between": ["2026-01-01", "2026-12-31T23:59:59.999Z"]}`;
  if (name.includes('(')) return `is a function, which only a database computes. ${OWN_COLUMN}, and filter by that`;
  if (name.includes('.')) return `has a dot in its name. Nest the names instead: {"client": {"city": {"_eq": "Bonn"}}}`;
  if (name.includes(':'))
    return `is a relation to any collection, whose columns are not known. ${OWN_COLUMN}, and filter by that`;
  return name === '' ? 'is no name of a column' : undefined;
}

/** Directus replaces texts that begin with one of these: see https://docs.directus.io/reference/filter-rules.html#dynamic-variables */
export function variableProblem(text: string): string | undefined {
  if (text.startsWith('$NOW'))
    return `must not be "${text}": as time passes ${COMES_AND_GOES}. Write a date, or filter by a column that says whether the item is to have an event`;
  if (/^\$CURRENT_(USER|ROLES?|POLICIES)/.test(text))
    return `must not be "${text}": nobody is logged in when the calendar is kept up. Write the id itself`;
  return undefined;
}
