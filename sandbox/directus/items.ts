// The items of one collection: every way of writing that a person or a program has, because each fires flows differently.
import { fileForm, type DirectusRest } from './rest-client';

/** An item as Directus returns it, or part of one. */
export type Item = Record<string, unknown>;
export type ItemKey = string | number;

/** https://docs.directus.io/reference/query.html */
export interface ItemQuery {
  fields?: readonly string[];
  filter?: Record<string, unknown>;
  sort?: readonly string[];
  /** -1, also when missing: all. Directus' own default is 100. */
  limit?: number;
}

export class ItemsClient {
  private readonly path: string;

  constructor(
    private readonly rest: DirectusRest,
    private readonly collection: string,
  ) {
    this.path = `/items/${encodeURIComponent(collection)}`;
  }

  createOne(item: Item): Promise<Item> {
    return this.rest.request('POST', this.path, item);
  }

  /** One request and one transaction, but a flow run for each item. */
  createMany(items: readonly Item[]): Promise<Item[]> {
    return this.rest.request('POST', this.path, items);
  }

  /** The item, or a DirectusApiError FORBIDDEN when there is none. */
  readOne(key: ItemKey): Promise<Item> {
    return this.rest.request('GET', this.one(key));
  }

  /** By the SEARCH method, whose query may be long. */
  readByQuery(query: ItemQuery = {}): Promise<Item[]> {
    return this.rest.request('SEARCH', this.path, { query: { limit: -1, ...query } });
  }

  async count(): Promise<number> {
    const [row] = await this.rest.request<{ count: number | string }[]>('GET', `${this.path}?aggregate[count]=*`);
    return Number(row?.count ?? 0);
  }

  updateOne(key: ItemKey, data: Item): Promise<Item> {
    return this.rest.request('PATCH', this.one(key), data);
  }

  /** The same change for many items, as by batch edit and the archive button: one flow run with all keys. */
  updateByKeys(keys: readonly ItemKey[], data: Item): Promise<Item[]> {
    return this.rest.request('PATCH', this.path, { keys, data });
  }

  /** As `updateByKeys`, for all items of a filter. */
  updateByQuery(query: ItemQuery, data: Item): Promise<Item[]> {
    return this.rest.request('PATCH', this.path, { query: { limit: -1, ...query }, data });
  }

  /** A change of its own for each item, which carries its key: a flow run each, started before the commit. */
  updateMany(items: readonly Item[]): Promise<Item[]> {
    return this.rest.request('PATCH', this.path, items);
  }

  async deleteOne(key: ItemKey): Promise<void> {
    await this.rest.request('DELETE', this.one(key));
  }

  async deleteMany(keys: readonly ItemKey[]): Promise<void> {
    await this.rest.request('DELETE', this.path, keys);
  }

  async deleteByQuery(query: ItemQuery): Promise<void> {
    await this.rest.request('DELETE', this.path, { query: { limit: -1, ...query } });
  }

  /** The collection's "Import" with a CSV file: rows with a known key are updated, the others created. */
  async importCsv(text: string): Promise<void> {
    await this.importFile(`${this.collection}.csv`, 'text/csv', text);
  }

  /** The same with a JSON file. */
  async importJson(items: readonly Item[]): Promise<void> {
    await this.importFile(`${this.collection}.json`, 'application/json', JSON.stringify(items));
  }

  private async importFile(name: string, type: string, content: string): Promise<void> {
    const path = `/utils/import/${encodeURIComponent(this.collection)}`;
    await this.rest.request('POST', path, fileForm(name, type, content));
  }

  private one(key: ItemKey): string {
    return `${this.path}/${encodeURIComponent(String(key))}`;
  }
}
