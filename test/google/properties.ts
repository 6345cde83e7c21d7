// Properties of Apps Script for tests.
import type { PropertyStore } from '../../sandbox/apps-script/property-store';

/** Apps Script's Properties over the sandbox's store, which has Google's limits; `calls` counts what each would cost. */
export function properties(store: PropertyStore, calls: string[] = []): GoogleAppsScript.Properties.Properties {
  const object: GoogleAppsScript.Properties.Properties = {
    getProperty: (key) => {
      calls.push('get');
      return store.get('user', key);
    },
    getProperties: () => {
      calls.push('getAll');
      return store.getAll('user');
    },
    getKeys: () => Object.keys(store.getAll('user')),
    setProperty: (key, value) => {
      calls.push('set');
      store.set('user', { [key]: value });
      return object;
    },
    setProperties: (values: Record<string, string>) => {
      calls.push('setAll');
      store.set('user', values);
      return object;
    },
    deleteProperty: (key) => {
      calls.push('delete');
      store.delete('user', key);
      return object;
    },
    deleteAllProperties: () => object,
  };
  return object;
}
