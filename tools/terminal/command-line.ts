// What all scripts have in common: options, --help, exit codes, and errors told in words.
import { parseArgs } from 'node:util';

export interface Option {
  type: 'boolean' | 'string';
  /** One line for --help. */
  help: string;
  /** What stands for the value of a string option in --help, e.g. "FILE". */
  value?: string;
}

export interface Command<Options extends Record<string, Option>> {
  /** As it is typed: "npm run sandbox". */
  name: string;
  /** One or more lines on what it does. */
  purpose: string;
  options: Options;
}

/** The options that were given; those that were not are missing. */
export type Values<Options extends Record<string, Option>> = {
  [Name in keyof Options]?: Options[Name]['type'] extends 'boolean' ? boolean : string;
};

/** A message for the person at the terminal: it is printed as it stands, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The options were wrong; the message is followed by the list of those that exist. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const HELP: Option = { type: 'boolean', help: 'print this' };

/**
 * Runs a script with its parsed options.
 * @returns its exit code; 0 after --help, 1 after a UserError, 2 where the options were wrong. Other errors are bugs and
 *   are thrown on.
 */
export async function runCommand<Options extends Record<string, Option>>(
  command: Command<Options>,
  args: readonly string[],
  run: (values: Values<Options>) => Promise<number>,
): Promise<number> {
  try {
    const values: Values<Options> & { help?: boolean } = readOptions(command, args);
    if (values.help) {
      console.log(usage(command));
      return 0;
    }
    return await run(values);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage(command)}`);
      return 2;
    }
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function readOptions<Options extends Record<string, Option>>(
  { options }: Command<Options>,
  args: readonly string[],
): Values<Options> {
  const known = Object.entries<Option>({ ...options, help: HELP }).map(([name, { type }]) => [name, { type }] as const);
  try {
    const { values } = parseArgs({ args: [...args], options: Object.fromEntries(known), strict: true });
    return values as Values<Options>;
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS_')) throw error;
    // Node's advice after the first sentence is about "--", which no script takes.
    throw new UsageError((error as Error).message.split('. ')[0]!.replace(/\.?$/, '.'));
  }
}

function usage<Options extends Record<string, Option>>({ name, purpose, options }: Command<Options>): string {
  const rows = Object.entries<Option>({ ...options, help: HELP }).map(([option, { value, help }]) => [
    `--${option}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left]) => left!.length));
  const lines = rows.map(([left, help]) => `  ${left!.padEnd(width)}  ${help}`);
  return `${purpose}\n\nUsage: ${name} -- [options]\n${lines.join('\n')}`;
}

/** Reads a port; undefined stays undefined. @throws UsageError */
export function readPort(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--${option} takes a number from 0 to 65535 (0: any free port), not "${text}".`);
}
