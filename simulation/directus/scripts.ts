// The Run Script operation: code in a bare context, with copies of a run's data in and out.
// https://github.com/directus/directus/blob/main/api/src/operations/exec/index.ts
import { createContext, Script, type Context } from 'node:vm';
import { NotPlayed } from './errors';

/** Data of a run as one JSON text by name, which is made once; errors stand beside, for they are no JSON. */
export interface ScriptInput {
  texts: ReadonlyMap<string, string>;
  errors: ReadonlyMap<string, unknown>;
}

type Module = { exports: unknown };
type Call = (module: Module, text: string, errors: [string, unknown][]) => unknown;

/** Compiled once for all servers: the same flows run in thousands of them. */
const compiled = new Map<string, Script>();

/**
 * Runs in the context before any code: what isolated-vm gives beside the language, and only that. The clock and chance
 * are the world's. `leftovers` grows when code leaves something where the next run would find it; Directus makes a
 * context for each call, so that would be seen here only.
 */
const BARE = `
  globalThis.global = globalThis;
  {
    const { now, random, give } = host;
    const RealDate = Date;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args, self) => Reflect.construct(target, args.length > 0 ? args : [now()], self),
      apply: () => new RealDate(now()).toString(),
      get: (target, name) => (name === 'now' ? now : target[name]),
    });
    Math.random = random;
    const shared = [globalThis, Object.prototype, Array.prototype, String.prototype, Number.prototype, Function.prototype];
    const leftovers = () => shared.reduce((count, object) => count + Reflect.ownKeys(object).length, 0);
    const revive = (error) => Array.isArray(error) ? error.map(revive) : Object.assign(new Error(error.message), { stack: undefined });
    const call = (code, module, text, errors) => {
      code(module);
      const data = JSON.parse(text);
      for (const [name, error] of errors) data[name] = revive(error);
      return module.exports(data);
    };
    give({ leftovers, call });
  }
  delete globalThis.host;
`;

interface Bare {
  leftovers: () => number;
  call: (code: (module: Module) => void, module: Module, text: string, errors: [string, unknown][]) => unknown;
}

export class Scripts {
  private readonly context: Context;
  private readonly bare: Bare;
  private readonly clean: number;
  private readonly calls = new Map<string, Call>();
  /** What scripts wrote to the console. */
  readonly printed: string[] = [];

  constructor(env: Record<string, string>, now: () => number, random: () => number) {
    const print = (...parts: unknown[]) => void this.printed.push(parts.map(String).join(' '));
    const console = { log: print, info: print, warn: print, error: print, trace: print, debug: print };
    let given: Bare | undefined;
    const host = { now, random, give: (bare: Bare) => (given = bare) };
    this.context = createContext({ host, console, process: { env: { ...env } }, module: { exports: null } });
    new Script(BARE).runInContext(this.context);
    this.bare = given!;
    this.clean = this.bare.leftovers();
  }

  /**
   * @returns what the code's function returns, as plain data
   * @throws whatever the code throws, and NotPlayed for code that is asynchronous or changes what others use
   */
  run(code: string, { texts, errors }: ScriptInput): unknown {
    const call = this.calls.get(code) ?? this.compile(code);
    const text = `{${[...texts].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
    const result = call({ exports: null }, text, [...errors]);
    if (this.bare.leftovers() !== this.clean) throw new NotPlayed('A script that changes globals or prototypes');
    return copied(result);
  }

  /** A function around the code runs all of it anew in each call, as a context of its own would. */
  private compile(code: string): Call {
    const script = compiled.get(code) ?? new Script(`(function (module) {${code}\n})`);
    compiled.set(code, script);
    const body = script.runInContext(this.context) as (module: Module) => void;
    const call: Call = (module, text, errors) => this.bare.call(body, module, text, errors);
    this.calls.set(code, call);
    return call;
  }
}

/** Copies what a script returned; as Directus keeps it, what is undefined becomes null. */
function copied(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    throw new TypeError(`${String(value)} could not be cloned.`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (typeof (value as { then?: unknown }).then === 'function') throw new NotPlayed('A script that is asynchronous');
  if (Object.prototype.toString.call(value) !== '[object Object]')
    throw new NotPlayed(`A script's answer with ${Object.prototype.toString.call(value)}`);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part)]));
}
