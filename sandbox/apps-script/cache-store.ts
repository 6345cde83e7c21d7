// The caches: values that expire, or go when there are too many.
// https://developers.google.com/apps-script/reference/cache/cache
import type { Clock } from '../clock';
import {
  CACHE_ITEMS_DROPPED,
  DEFAULT_CACHE_SECONDS,
  MAX_CACHE_ITEMS,
  MAX_CACHE_KEY_LENGTH,
  MAX_CACHE_SECONDS,
  MAX_CACHE_VALUE_BYTES,
} from './limits';
import type { StoreScope } from './protocol';
import { ScriptException } from './script-exception';

interface Item {
  value: string;
  expiresAt: number;
}

export class CacheStore {
  private readonly items: Record<StoreScope, Map<string, Item>> = { script: new Map(), user: new Map() };

  constructor(private readonly clock: Clock) {}

  /** The values of those keys that are still cached. */
  get(scope: StoreScope, keys: readonly string[]): Record<string, string> {
    const found: Record<string, string> = {};
    for (const key of keys) {
      const item = this.items[scope].get(key);
      if (item && item.expiresAt > this.clock.now()) found[key] = item.value;
    }
    return found;
  }

  put(scope: StoreScope, values: Record<string, string>, seconds: number = DEFAULT_CACHE_SECONDS): void {
    const items = this.items[scope];
    for (const [key, value] of Object.entries(values)) {
      if (key.length > MAX_CACHE_KEY_LENGTH) throw new ScriptException('Argument too large: key');
      if (Buffer.byteLength(value, 'utf8') > MAX_CACHE_VALUE_BYTES)
        throw new ScriptException('Argument too large: value');
      if (seconds < 1) throw new ScriptException('Invalid argument: expirationInSeconds');
      items.delete(key);
      items.set(key, { value, expiresAt: this.clock.now() + Math.min(seconds, MAX_CACHE_SECONDS) * 1000 });
    }
    // A Map keeps the order of insertion, so its first keys are the oldest.
    if (items.size > MAX_CACHE_ITEMS)
      for (const key of [...items.keys()].slice(0, CACHE_ITEMS_DROPPED)) items.delete(key);
  }

  remove(scope: StoreScope, keys: readonly string[]): void {
    for (const key of keys) this.items[scope].delete(key);
  }

  clear(): void {
    this.items.script.clear();
    this.items.user.clear();
  }
}
