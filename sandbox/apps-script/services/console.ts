// console and Logger: lines that the host keeps with the execution.
// https://developers.google.com/apps-script/guides/logging
type Print = (level: string, text: string) => void;

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? String(value);
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch (error) {
    // An object that contains itself has no JSON; the line must still be kept.
    return `${String(value)} (${(error as Error).message})`;
  }
}

/** Fills %s, %d, %i, %f, %j, %o and %O with the arguments and appends those that are left. */
export function formatLine(values: readonly unknown[]): string {
  const [first, ...rest] = values;
  if (typeof first !== 'string') return values.map(show).join(' ');
  const filled = first.replace(/%([sdifjoO%])/g, (placeholder, letter: string) => {
    if (letter === '%') return '%';
    if (rest.length === 0) return placeholder;
    const value = rest.shift();
    if (letter === 'd' || letter === 'f') return String(Number(value));
    return letter === 'i' ? String(Math.trunc(Number(value))) : show(value);
  });
  return [filled, ...rest.map(show)].join(' ');
}

export function makeConsole(print: Print) {
  const timers = new Map<string, number>();
  const line =
    (level: string) =>
    (...values: unknown[]) =>
      print(level, formatLine(values));
  return {
    log: line('log'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    debug: line('debug'),
    time(label = 'default') {
      timers.set(label, Date.now());
    },
    timeEnd(label = 'default') {
      const startedAt = timers.get(label);
      timers.delete(label);
      if (startedAt !== undefined) print('debug', `${label}: ${Date.now() - startedAt}ms`);
    },
  };
}

export function makeLogger(print: Print) {
  const lines: string[] = [];
  const logger = {
    log(...values: unknown[]) {
      const text = formatLine(values);
      lines.push(text);
      print('logger', text);
      return logger;
    },
    getLog: () => lines.map((text) => `${text}\n`).join(''),
    clear() {
      lines.length = 0;
    },
  };
  return logger;
}
