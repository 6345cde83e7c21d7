// Values that are none: what an item's columns hold where they make no value that an event could have.

/** Begins such a value, and goes on with the reason in words. No field that is checked has real values that begin so. */
const BAD = '!';

export function bad(reason: string): string {
  return BAD + reason;
}

/** Why a value of a checked field is none; undefined when it is one, or empty, or unknown. */
export function whyBad(value: string | null | undefined): string | undefined {
  return value?.startsWith(BAD) ? value.slice(BAD.length) : undefined;
}
