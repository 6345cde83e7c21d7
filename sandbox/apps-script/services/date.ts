// The context's Date, moved by as much as the sandbox's clock is ahead.

/** A Date constructor that reads `now`; everything else is the context's own Date, so that `instanceof` keeps its meaning. */
export function dateFollowing(now: () => number): DateConstructor {
  const Real = Date;
  function Moved(this: unknown, ...args: unknown[]): unknown {
    if (!new.target) return new Real(now()).toString();
    const target = new.target === (Moved as unknown) ? Real : new.target;
    return Reflect.construct(Real, args.length > 0 ? args : [now()], target);
  }
  const constructor = Object.defineProperties(Moved, {
    name: { value: 'Date' },
    length: { value: Real.length },
    prototype: { value: Real.prototype },
    now: { value: () => Math.floor(now()), writable: true, configurable: true },
    parse: { value: Real.parse, writable: true, configurable: true },
    UTC: { value: Real.UTC, writable: true, configurable: true },
  }) as unknown as DateConstructor;
  Object.defineProperty(Real.prototype, 'constructor', { value: constructor, writable: true, configurable: true });
  return constructor;
}
