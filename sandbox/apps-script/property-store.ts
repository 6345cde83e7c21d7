// The property stores: script properties, the owner's user properties, and those of whoever calls the web app.
// https://developers.google.com/apps-script/guides/properties
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { MAX_PROPERTY_STORE_BYTES, MAX_PROPERTY_VALUE_BYTES } from './limits';
import { ScriptException } from './script-exception';

/** The stores by name. `caller` is used where the web app doesn't see the owner's properties. */
export type StoreName = 'script' | 'user' | 'caller';
type Values = Record<string, string>;

const STORES: readonly StoreName[] = ['script', 'user', 'caller'];

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

export class PropertyStore {
  private readonly stores: Record<StoreName, Map<string, string>>;

  /** @param file keeps the values over a restart; empty: memory only. Throws where it holds something else. */
  constructor(private readonly file: string) {
    const kept =
      file !== '' && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Values>) : {};
    const store = (name: StoreName) => new Map(Object.entries(kept[name] ?? {}));
    this.stores = { script: store('script'), user: store('user'), caller: store('caller') };
  }

  get(name: StoreName, key: string): string | null {
    return this.stores[name].get(key) ?? null;
  }

  getAll(name: StoreName): Values {
    return Object.fromEntries(this.stores[name]);
  }

  /** Sets all or nothing; throws a ScriptException where a value or the store gets too large. */
  set(name: StoreName, values: Values, deleteOthers = false): void {
    for (const [key, value] of Object.entries(values))
      if (bytes(key) + bytes(value) > MAX_PROPERTY_VALUE_BYTES) throw new ScriptException('Argument too large: value');
    const next = new Map([...(deleteOthers ? [] : this.stores[name]), ...Object.entries(values)]);
    let size = 0;
    for (const [key, value] of next) size += bytes(key) + bytes(value);
    if (size > MAX_PROPERTY_STORE_BYTES)
      throw new ScriptException(
        'You have exceeded the property storage quota. Please remove some properties and try again.',
      );
    this.stores[name] = next;
    this.save();
  }

  /** Fills a store with properties of other code, whose names begin with `prefix`, until nothing more fits. */
  fill(name: StoreName, prefix: string): void {
    let left = MAX_PROPERTY_STORE_BYTES;
    for (const [key, value] of this.stores[name]) left -= bytes(key) + bytes(value);
    for (let i = 0, key = `${prefix} 0`; left > bytes(key); key = `${prefix} ${(i += 1)}`) {
      const value = 'x'.repeat(Math.min(left, MAX_PROPERTY_VALUE_BYTES) - bytes(key));
      this.stores[name].set(key, value);
      left -= bytes(key) + bytes(value);
    }
    this.save();
  }

  /** Deletes one property, or all where no key is given. */
  delete(name: StoreName, key: string | undefined): void {
    if (key === undefined) this.stores[name].clear();
    else this.stores[name].delete(key);
    this.save();
  }

  /** Written beside the file and renamed, so that a crash leaves the old file or the new one. */
  private save(): void {
    if (this.file === '') return;
    const values = Object.fromEntries(STORES.map((name) => [name, this.getAll(name)]));
    const temporary = `${this.file}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(values, null, 2), { mode: 0o600 });
    renameSync(temporary, this.file);
  }
}
