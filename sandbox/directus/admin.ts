// What an administrator does in Data Studio, through the same API: make collections, bring in flows, work with items.
import { setTimeout as wait } from 'node:timers/promises';
import {
  type RelationSpec,
  duplicationFields,
  fieldDefinitions,
  keyDefinition,
  keyName,
  type CollectionSpec,
} from './collections';
import type { FieldDefinition } from '../../src/setup/prepare/definitions';
import { importRows, readFlowFile } from './import-check';
import { ItemsClient } from './items';
import { DirectusRest, fileForm, type RestTarget } from './rest-client';

/** A flow as Directus lists it. */
export interface FlowInfo {
  id: string;
  name: string;
  status: 'active' | 'inactive';
  trigger: string;
}

interface ImportAnswer {
  collections: Record<string, { new: string[]; mapped: Record<string, string> }>;
}

const QUIET_POLL_MS = 100;

export class DirectusAdmin {
  private readonly rest: DirectusRest;

  /** @param target a running server (`startDirectus` returns one), with the token of an administrator */
  constructor(target: RestTarget) {
    this.rest = new DirectusRest(target);
  }

  /** Any call of the API: see DirectusRest. */
  request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    return this.rest.request<T>(method, path, body);
  }

  items(collection: string): ItemsClient {
    return new ItemsClient(this.rest, collection);
  }

  /**
   * Makes the collection of a binding. If it is there, only the fields that it lacks are added (a second binding of the
   * same collection has its own id and sync fields), so calling it again changes nothing.
   */
  async createCollection(spec: CollectionSpec): Promise<void> {
    const known = await this.collectionSettings(spec.collection);
    if (!known) return await this.createNewCollection(spec);
    const present = await this.fieldNames(spec.collection);
    for (const definition of fieldDefinitions(spec).filter(({ field }) => !present.includes(field)))
      await this.createField(spec.collection, definition);
    const wanted = duplicationFields(spec, known.item_duplication_fields ?? present);
    if (JSON.stringify(wanted) === JSON.stringify(known.item_duplication_fields)) return;
    await this.request('PATCH', `/collections/${spec.collection}`, { meta: { item_duplication_fields: wanted } });
  }

  async createField(collection: string, definition: FieldDefinition): Promise<void> {
    await this.request('POST', `/fields/${encodeURIComponent(collection)}`, definition);
  }

  listFlows(): Promise<FlowInfo[]> {
    return this.request('GET', '/flows?fields=id,name,status,trigger&limit=-1&sort=name');
  }

  /**
   * Brings in a flow file exactly as Data Studio's "Import Flow" does, then sets each of its flows to active.
   * @param text the file's content
   * @returns the ids of the flows, in the file's order: those of the file, or new ones where an id was taken
   * @throws FlowImportError when Data Studio would refuse the file; DirectusApiError LIMIT_EXCEEDED beyond five active flows
   */
  async importFlows(text: string): Promise<string[]> {
    const file = readFlowFile(text);
    const form = fileForm('flows.json', 'application/json', JSON.stringify(importRows(file)));
    const answer = await this.request<ImportAnswer>('POST', '/utils/import?mode=add', form);
    const mapped = answer.collections.directus_flows?.mapped ?? {};
    const ids = file.flows.map(({ flow }) => mapped[flow.id] ?? flow.id);
    for (const id of ids) await this.request('PATCH', `/flows/${id}`, { status: 'active' });
    return ids;
  }

  /**
   * Brings in a newer version: deletes the flows of the file that are there (their operations go along) and imports, so
   * ids and webhook addresses stay. Without the deletion every flow would come a second time, under another id.
   */
  async replaceFlows(text: string): Promise<string[]> {
    const ours = readFlowFile(text).flows.map(({ flow }) => flow.id);
    const old = (await this.listFlows()).map((flow) => flow.id).filter((id) => ours.includes(id));
    if (old.length > 0) await this.request('DELETE', '/flows', old);
    return await this.importFlows(text);
  }

  /** The newest id of Directus' activity, 0 when there is none. */
  async newestActivityId(): Promise<number> {
    const rows = await this.request<{ id: number }[]>('GET', '/activity?fields=id&sort=-id&limit=1');
    return rows[0]?.id ?? 0;
  }

  /**
   * Waits until no item has been written for `quietMs`. Flow runs that only read or send don't show.
   * @throws Error after `limitMs`
   */
  async waitForQuiet(quietMs = 500, limitMs = 30_000): Promise<void> {
    const startedAt = Date.now();
    let newest = await this.newestActivityId();
    let changedAt = Date.now();
    while (Date.now() - changedAt < quietMs) {
      if (Date.now() - startedAt > limitMs) throw new Error(`Directus was still being written to after ${limitMs} ms.`);
      await wait(QUIET_POLL_MS);
      const now = await this.newestActivityId();
      if (now === newest) continue;
      newest = now;
      changedAt = Date.now();
    }
  }

  private async createNewCollection(spec: CollectionSpec): Promise<void> {
    await this.request('POST', '/collections', {
      collection: spec.collection,
      schema: {},
      meta: {
        icon: 'event',
        accountability: spec.accountability === undefined ? 'all' : spec.accountability,
        display_template: `{{${spec.fields.summary}}}`,
        item_duplication_fields: duplicationFields(spec, []),
      },
      fields: [keyDefinition(keyName(spec.fields), spec.keys), ...fieldDefinitions(spec)],
    });
    for (const relation of spec.relations ?? []) await this.createRelation(spec, relation);
  }

  private async createRelation({ collection, keys }: CollectionSpec, relation: RelationSpec): Promise<void> {
    const { field, isMany, columns } = relation;
    const related = `${collection}_${field}`;
    const text = (name: string) => ({ field: name, type: 'string', schema: {}, meta: { interface: 'input' } });
    const pointer = (name: string, type: string) => ({ field: name, type, schema: {}, meta: { special: ['m2o'] } });
    const type = keys === 'integer' ? 'integer' : keys === 'uuid' ? 'uuid' : 'string';
    await this.request('POST', '/collections', {
      collection: related,
      schema: {},
      meta: { accountability: 'all' },
      fields: [keyDefinition('id', 'integer'), ...columns.map(text), ...(isMany ? [pointer('item', type)] : [])],
    });
    if (isMany)
      await this.createField(collection, {
        field,
        type: 'alias',
        schema: {},
        meta: { interface: 'list-o2m', special: ['o2m'] },
      });
    else await this.createField(collection, pointer(field, 'integer'));
    await this.request(
      'POST',
      '/relations',
      isMany
        ? { collection: related, field: 'item', related_collection: collection, meta: { one_field: field } }
        : { collection, field, related_collection: related },
    );
  }

  /** Directus answers 403 for what doesn't exist, so presence is read from the list. */
  private async collectionSettings(name: string): Promise<{ item_duplication_fields: string[] | null } | undefined> {
    const all = await this.request<{ collection: string; meta: { item_duplication_fields: string[] | null } | null }[]>(
      'GET',
      '/collections',
    );
    const found = all.find(({ collection }) => collection === name);
    return found && { item_duplication_fields: found.meta?.item_duplication_fields ?? null };
  }

  private async fieldNames(collection: string): Promise<string[]> {
    const fields = await this.request<{ field: string }[]>('GET', `/fields/${encodeURIComponent(collection)}`);
    return fields.map(({ field }) => field);
  }
}
