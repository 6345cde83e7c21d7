// PropertiesService, CacheService and LockService: thin views of what the host holds for all executions.
// https://developers.google.com/apps-script/reference/properties, …/reference/cache, …/reference/lock
import type { StoreScope } from '../protocol';
import { exception, stringArgument, wrongArguments } from './exceptions';
import { ask } from './host';

const texts = (values: object, method: string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, stringArgument(value, method)]));

class Properties {
  constructor(private readonly scope: StoreScope) {}

  getProperty(key: string): string | null {
    return ask('properties.get', this.scope, stringArgument(key, 'PropertiesService.Properties.getProperty'));
  }

  getProperties(): Record<string, string> {
    return ask('properties.getAll', this.scope);
  }

  getKeys(): string[] {
    return Object.keys(ask('properties.getAll', this.scope));
  }

  setProperty(key: string, value: string): this {
    const method = 'PropertiesService.Properties.setProperty';
    ask('properties.set', this.scope, { [stringArgument(key, method)]: stringArgument(value, method) }, false);
    return this;
  }

  setProperties(values: Record<string, string>, deleteAllOthers = false): this {
    ask('properties.set', this.scope, texts(values, 'PropertiesService.Properties.setProperties'), deleteAllOthers);
    return this;
  }

  deleteProperty(key: string): this {
    ask('properties.delete', this.scope, stringArgument(key, 'PropertiesService.Properties.deleteProperty'));
    return this;
  }

  deleteAllProperties(): this {
    ask('properties.delete', this.scope, undefined);
    return this;
  }
}

class Cache {
  constructor(private readonly scope: StoreScope) {}

  get(key: string): string | null {
    return ask('cache.get', this.scope, [key])[key] ?? null;
  }

  getAll(keys: string[]): Record<string, string> {
    return ask('cache.get', this.scope, [...keys]);
  }

  put(key: string, value: string, expirationInSeconds?: number): void {
    this.putAll({ [key]: value }, expirationInSeconds);
  }

  putAll(values: Record<string, string>, expirationInSeconds?: number): void {
    ask('cache.put', this.scope, texts(values, 'CacheService.Cache.put'), expirationInSeconds);
  }

  remove(key: string): void {
    ask('cache.remove', this.scope, [key]);
  }

  removeAll(keys: string[]): void {
    ask('cache.remove', this.scope, [...keys]);
  }
}

class Lock {
  constructor(private readonly scope: StoreScope) {}

  tryLock(timeoutInMillis: number): boolean {
    if (typeof timeoutInMillis !== 'number') throw wrongArguments('LockService.Lock.tryLock', [timeoutInMillis]);
    return ask('lock.acquire', this.scope, timeoutInMillis);
  }

  waitLock(timeoutInMillis: number): void {
    if (!this.tryLock(timeoutInMillis))
      throw exception('Lock timeout: another process was holding the lock for too long.');
  }

  hasLock(): boolean {
    return ask('lock.has', this.scope);
  }

  releaseLock(): void {
    ask('lock.release', this.scope);
  }
}

// The script belongs to no document; Apps Script then has no store and no lock of one.
const none = (): null => null;

export const propertiesService = {
  getScriptProperties: () => new Properties('script'),
  getUserProperties: () => new Properties('user'),
  getDocumentProperties: none,
};

export const cacheService = {
  getScriptCache: () => new Cache('script'),
  getUserCache: () => new Cache('user'),
  getDocumentCache: none,
};

export const lockService = {
  getScriptLock: () => new Lock('script'),
  getUserLock: () => new Lock('user'),
  getDocumentLock: none,
};
