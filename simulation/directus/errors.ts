// Errors of Directus as a flow sees them, and the ends that a request of a person or of the script can come to.

/**
 * An error of Directus: `code` and `extensions` can be read by templates, a Run Script sees name and message only.
 * Messages as in Directus 12.4: https://github.com/directus/directus/tree/main/packages/errors/src/errors
 */
export class DirectusError extends Error {
  override readonly name = 'DirectusError';

  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
    readonly extensions: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

export function forbidden(reason?: string): DirectusError {
  const message = reason ?? "You don't have permission to access this.";
  return new DirectusError(message, 'FORBIDDEN', 403, reason === undefined ? {} : { reason });
}

export function noCollection(collection: string): DirectusError {
  return forbidden(
    `You don't have permission to access collection "${collection}" or it does not exist. Queried in root.`,
  );
}

export function noFields(collection: string, fields: readonly string[], path = 'root'): DirectusError {
  const list = fields.map((field) => `"${field}"`).join(', ');
  const [noun, they] = fields.length === 1 ? ['field', 'it does'] : ['fields', 'they do'];
  return forbidden(
    `You don't have permission to access ${noun} ${list} in collection "${collection}" or ${they} not exist. Queried in ${path}.`,
  );
}

export function invalidQuery(reason: string): DirectusError {
  return new DirectusError(`Invalid query. ${reason}.`, 'INVALID_QUERY', 400, { reason });
}

export function invalidPayload(reason: string): DirectusError {
  return new DirectusError(`Invalid payload. ${reason}.`, 'INVALID_PAYLOAD', 400, { reason });
}

export function notUnique(collection: string, field: string, value: unknown): DirectusError {
  const message = `Value "${String(value)}" for field "${field}" in collection "${collection}" has to be unique.`;
  return new DirectusError(message, 'RECORD_NOT_UNIQUE', 400, { collection, field, value });
}

/** Comes in an array, even alone. */
export function failedValidation(field: string, type: 'required' | 'nnull'): DirectusError {
  const problem = type === 'required' ? 'Value is required' : "Value can't be null";
  const message = `Validation failed for field "${field}". ${problem}.`;
  return new DirectusError(message, 'FAILED_VALIDATION', 400, { field, path: [], type });
}

/** What a person's request, or anybody's webhook call, is answered when Directus refuses it. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly errors: { message: string; extensions: Record<string, unknown> }[];
  readonly status: number;

  /** @param thrown an error of Directus, a list of them, or an error of the database */
  constructor(thrown: unknown) {
    const errors = (Array.isArray(thrown) ? thrown : [thrown]) as Error[];
    super(errors.map(({ message }) => message).join('; '));
    this.status = errors[0] instanceof DirectusError ? errors[0].status : 500;
    this.errors = errors.map((error) => {
      const known = error instanceof DirectusError ? error : undefined;
      const code = known?.code ?? 'INTERNAL_SERVER_ERROR';
      return { message: error.message, extensions: { ...known?.extensions, code } };
    });
  }
}

/** The server ended while somebody waited for its answer: what was done before is done. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Ends whatever a server was doing when it was killed. Nobody hears of it. */
export class ServerEnded extends Error {}

/** Something was asked of this Directus that it does not play: a defect of the simulation, never an answer. */
export class NotPlayed extends Error {
  override readonly name = 'NotPlayed';
}
