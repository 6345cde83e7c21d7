// The exceptions that Apps Script's own services throw, made in the script's context so that `instanceof Error` holds.

/** An exception of a service: `name` is "Exception" whatever went wrong. Its text is in the account's language at Google. */
export function exception(message: string, name = 'Exception'): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** What a service says to arguments that it has no method for. */
export function wrongArguments(method: string, args: readonly unknown[]): Error {
  const types = args.map((value) => (value === null ? 'null' : typeof value)).join(',');
  return exception(`The parameters (${types}) don't match the method signature for ${method}.`);
}

/** The value as a string, or the exception that the method throws when a string is needed. */
export function stringArgument(value: unknown, method: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrongArguments(method, [value]);
}
