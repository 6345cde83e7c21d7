// A Directus in memory that runs the project's own flows, one operation and one statement at a time: the world around
// decides who takes the next step, so everything that can happen in some order can be made to happen, and again.
import { Actor } from './actor';
import { Database, type Backup } from './database';
import { ConnectionLost, NotPlayed, RequestRefused, ServerEnded } from './errors';
import { Faults } from './faults';
import { FlowRuns } from './flow-runs';
import { readFlows, type Flow } from './flow-file';
import { Items } from './items';
import {
  FULL,
  PERSON,
  PUBLIC,
  type Accountability,
  type DirectusOptions,
  type HttpAnswer,
  type Key,
  type Row,
  type WebhookRequest,
} from './options';
import {
  ACTIVITY,
  boundTables,
  COLLECTIONS,
  FIELDS,
  FLOWS,
  RELATIONS,
  REVISIONS,
  specialOf,
  type Table,
} from './schema';
import { Scripts } from './scripts';
import { underPressure, webhookAnswer, webhookTrigger } from './webhooks';

export type { Backup } from './database';
export { ConnectionLost, NotPlayed, RequestRefused } from './errors';
export type { DirectusOptions, HttpAnswer, HttpRequest, Key, Row, WebhookRequest } from './options';

export class SimulatedDirectus {
  /** What is wrong with this Directus at the moment. */
  readonly faults = new Faults();
  /** Lines of Directus' log: those of the flows' log operations. */
  readonly log: string[] = [];
  private readonly database: Database;
  private readonly tables: Map<string, Table>;
  private readonly flows: Flow[];
  private readonly inactive = new Set<string>();
  private readonly items: Items;
  private readonly runs: FlowRuns;
  private readonly waiting = new Set<(lost: ConnectionLost) => void>();
  private life = 0;
  private requests = 0;
  private defect: NotPlayed | undefined;

  /** @throws NotPlayed when the flows use what is not played here */
  constructor(private readonly options: DirectusOptions) {
    const { bindings, keys, env, now, random, texts = [] } = options;
    this.flows = readFlows(options.flows);
    this.tables = boundTables(bindings, keys, texts);
    this.database = new Database((options.transactions ?? 'one at a time') === 'one at a time');
    for (const { name, key } of [...this.tables.values(), ACTIVITY, REVISIONS, RELATIONS, COLLECTIONS, FIELDS, FLOWS])
      this.database.addTable(name, key);
    this.items = new Items({
      database: this.database,
      faults: this.faults,
      table: (collection) => this.table(collection),
      emptyRow: (collection) =>
        Object.fromEntries([...this.tables.get(collection)!.columns.keys()].map((field) => [field, null])),
      now,
      uuid: () => this.uuid(),
      emit: (event, actor) => this.runs.start(this.activeFlows(), event, actor.accountability),
    });
    this.runs = new FlowRuns({
      items: this.items,
      scripts: new Scripts(env, now, random),
      send: options.send,
      log: (line) => this.log.push(line),
      env,
      actor: (name, call) => this.actor(name, FULL, call),
      broken: (defect) => (this.defect ??= defect),
    });
    this.database.fill(ACTIVITY.name, [login(1, now())]);
  }

  // ---------------------------------------------------------------- people

  /**
   * `POST /items/collection`, an array: one transaction, then a run of the event flows for each row. Resolves when the
   * transaction is done, with the runs in flight.
   * @returns the keys, as texts
   * @throws RequestRefused; ConnectionLost when the server is killed meanwhile: it may have been done or not
   */
  async create(collection: string, rows: readonly Row[]): Promise<string[]> {
    const keys = await this.request((actor) => this.items.create(actor, collection, rows, true));
    return keys.map(String);
  }

  /**
   * `PATCH /items/collection` with `{keys, data}`: the same change for all, and one run of the event flows for all of
   * them. With one key as a text it is `PATCH /items/collection/key`. Throws as `create` does.
   */
  async update(collection: string, keys: readonly Key[], data: Row): Promise<void> {
    await this.request((actor) => this.items.update(actor, collection, keys, data, true));
  }

  /**
   * `PATCH /items/collection` with an array of rows that carry their keys: a run for each, started before the commit, and
   * not taken back when the transaction fails. Throws as `create` does.
   */
  async updateEach(collection: string, rows: readonly Row[]): Promise<void> {
    await this.request((actor) => this.items.updateEach(actor, collection, rows, true));
  }

  /** `DELETE /items/collection` with keys, which need not exist: one run for all. Throws as `create` does. */
  async remove(collection: string, keys: readonly Key[]): Promise<void> {
    await this.request((actor) => this.items.remove(actor, collection, keys, true));
  }

  /** What is committed, without a step: for those who judge. Ascending by key; system tables go, too. */
  rows(collection: string): Row[] {
    return structuredClone(this.database.rows(collection)) as Row[];
  }

  /** The same rows, not copied: one that was not changed stays the same object. They are not to be changed. */
  peek(collection: string): readonly Readonly<Row>[] {
    return this.database.rows(collection);
  }

  // ---------------------------------------------------------------- the script, Google, strangers

  /**
   * A call of `/flows/trigger/<id>`. Directus' refusals are answers: 403 for another method or an unknown or inactive
   * flow, 400 for a body that is no JSON object or over 1 MB, 503 under pressure.
   * @param call a number that the feed shows, to those who judge, with what the run writes
   * @throws ConnectionLost when the server is killed before it has answered
   */
  async webhook(flowId: string, request: WebhookRequest, call?: number): Promise<HttpAnswer> {
    return await this.answered(async () => {
      if (this.faults.underPressure) return webhookAnswer.refused(underPressure());
      const made = webhookTrigger(flowId, request);
      if ('refusal' in made) return made.refusal;
      const { trigger } = made;
      const flow = this.activeFlows().find(({ id, webhook }) => id === flowId && webhook?.method === request.method);
      if (!flow?.webhook) return webhookAnswer.forbidden();
      if (!flow.webhook.async) return webhookAnswer.of(await this.runs.run(flow, trigger, PUBLIC, call));
      this.runs.launch(flow, trigger, PUBLIC);
      return webhookAnswer.empty();
    });
  }

  // ---------------------------------------------------------------- the world

  /** Runs of flows that have begun and not ended, those of webhooks included. */
  runsInFlight(): number {
    this.checkDefect();
    return this.runs.inFlight;
  }

  /**
   * The server ends in the middle of everything and starts again: runs vanish, open transactions are undone, whoever
   * waits for an answer loses the connection. What a run has sent is sent.
   */
  kill(): void {
    this.life += 1;
    this.runs.inFlight = 0;
    this.database.reset();
    for (const lose of [...this.waiting]) lose(new ConnectionLost('socket hang up'));
    this.waiting.clear();
  }

  /** The database as it now is, committed transactions only. */
  backup(): Backup {
    return this.database.backup();
  }

  /** Other collections take so many ids of the feed; the last one is there to be seen. */
  useFeedIds(count: number): void {
    const id = this.database.nextId(ACTIVITY.name) + count - 1;
    this.database.fill(ACTIVITY.name, [...this.database.rows(ACTIVITY.name), login(id, this.options.now())]);
  }

  /** Kills the server and brings back a database, with its counters: ids that came since are handed out again. */
  restore(backup: Backup): void {
    this.kill();
    this.database.restore(backup);
  }

  /** Switches a flow, as the administrator does. Runs that have begun go on. */
  setFlowActive(flowId: string, active: boolean): void {
    if (active) this.inactive.delete(flowId);
    else this.inactive.add(flowId);
  }

  /** An administrator deletes a field, and with it all that stands in it: no feed and no revision tells of that. */
  removeField(collection: string, field: string): void {
    const { missingFields } = this.faults;
    missingFields.set(collection, (missingFields.get(collection) ?? new Set()).add(field));
    this.database.emptyColumn(collection, field);
  }

  /** Makes it again: it is empty in every item but those that were written to at that very moment. */
  makeField(collection: string, field: string): void {
    this.faults.missingFields.get(collection)?.delete(field);
  }

  private activeFlows(): Flow[] {
    return this.flows.filter(({ id }) => !this.inactive.has(id));
  }

  private async request<T>(work: (actor: Actor) => Promise<T>): Promise<T> {
    return await this.answered(async () => {
      if (this.faults.underPressure) throw new RequestRefused(underPressure());
      try {
        return await work(this.actor(`person ${(this.requests += 1)}`, PERSON));
      } catch (error) {
        throw error instanceof ServerEnded || error instanceof NotPlayed ? error : new RequestRefused(error);
      }
    });
  }

  /** Somebody waits for `work`, until the server is killed. */
  private async answered<T>(work: () => Promise<T>): Promise<T> {
    this.checkDefect();
    let lose: (lost: ConnectionLost) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => this.waiting.add((lose = reject)));
    try {
      return await Promise.race([work(), lost]);
    } finally {
      this.waiting.delete(lose);
    }
  }

  private checkDefect(): void {
    if (this.defect) throw this.defect;
  }

  private actor(name: string, accountability: Accountability, call: number | null = null): Actor {
    const life = this.life;
    return new Actor(name, accountability, () => life === this.life, this.options.step, call);
  }

  /** A table as the data model shows it at the moment. */
  private table(collection: string): Table | undefined {
    switch (collection) {
      case ACTIVITY.name:
        return ACTIVITY;
      case REVISIONS.name:
        return REVISIONS;
      case RELATIONS.name:
        return RELATIONS;
      case COLLECTIONS.name:
      case FIELDS.name:
      case FLOWS.name:
        return this.described(collection);
      default:
        return this.boundTable(collection);
    }
  }

  private boundTable(collection: string): Table | undefined {
    const table = this.tables.get(collection);
    if (!table || this.faults.missingCollections.has(collection)) return undefined;
    const missing = this.faults.missingFields.get(collection);
    if (!missing || missing.size === 0) return table;
    return { ...table, columns: new Map([...table.columns].filter(([field]) => !missing.has(field))) };
  }

  /** Fills the tables that describe the data model and the flows, as they are asked for. */
  private described(name: string): Table {
    const bound = [...this.tables.keys()].flatMap((collection) => this.boundTable(collection) ?? []);
    const { tracking } = this.faults;
    const rows = {
      [COLLECTIONS.name]: () =>
        bound.map(({ name: collection }) => {
          const set = tracking.get(collection);
          return { collection, accountability: set === undefined ? 'all' : set };
        }),
      [FIELDS.name]: () =>
        bound
          .flatMap(({ name: collection, columns }) =>
            [...columns.values()].map((column) => ({
              ...{ collection, field: column.name, special: specialOf(column) },
              ...{ readonly: column.isReadonly, required: false },
            })),
          )
          .map((field, i) => ({ id: i + 1, ...field })),
      [FLOWS.name]: () =>
        this.flows.map(({ id, name: flow }) => ({
          id,
          name: flow,
          status: this.inactive.has(id) ? 'inactive' : 'active',
        })),
    }[name]!();
    this.database.fill(name, rows);
    return [COLLECTIONS, FIELDS, FLOWS].find((table) => table.name === name)!;
  }

  /** A UUID of version 4. */
  private uuid(): string {
    const digit = (from: string) => from.charAt(Math.floor(this.options.random() * from.length));
    const all = '0123456789abcdef';
    return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => digit(place === 'x' ? all : '89ab'));
  }
}

/** Somebody has logged in before anything can happen, so the feed is never empty. */
function login(id: number, nowMs: number): Row {
  const { user, ip, userAgent } = PERSON;
  const timestamp = new Date(nowMs).toISOString();
  const item = user;
  return {
    id,
    action: 'login',
    user,
    timestamp,
    ip,
    user_agent: userAgent,
    collection: 'directus_users',
    item,
    origin: null,
  };
}
