// The one error of everything that installs, starts or stops Directus: its message says what a person can do about it.

/** Why Directus could not be installed or started. A closed set, so that callers need not read messages. */
export type SetupErrorKind =
  | 'unsupported-platform'
  | 'build-tools-missing'
  | 'npm-missing'
  | 'network'
  | 'registry'
  | 'disk-full'
  | 'no-permission'
  | 'compile-failed'
  | 'npm-failed'
  | 'busy'
  | 'interrupted'
  | 'start-failed';

/** `message` is meant for a person: what went wrong, and what to do. */
export class DirectusSetupError extends Error {
  override readonly name = 'DirectusSetupError';

  constructor(
    readonly kind: SetupErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The `code` of a Node system error ("ENOENT", "EACCES", …), undefined for anything else. It looks at the shape: inside
 * a test runner's context Node's own errors are no instances of Error.
 */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
