// Plays a story in a world, lets it come to rest, and says what is wrong then.
import type { FieldName } from '../src/core/fields';
import { columnsOf } from '../src/core/fields/mapped';
import type { Row } from '../src/core/values';
import type { Engine } from './engine';
import { Weather } from './faults';
import { isAgreed, untold, violations } from './oracle/checks';
import { openThings } from './oracle/deeds';
import { PausedPairs } from './oracle/paused';
import { stateOf } from './oracle/sides';
import { tokensIn, Tokens } from './oracle/tokens';
import { People, textOf } from './people/people';
import { isMadePart, PARTS, partsOf } from './parts';
import { rowKey } from '../src/core/keys';
import type { ReportEntry } from '../src/store/report-store';
import type { Step } from './people/steps';
import { runAlone, settle, workOn, written } from './settling';
import { World, type WorldSetup } from './world';

/** Of executions and of the lock. */
const LIMIT_MS = 6 * 60_000;

/** What a store of properties says that fails for the moment, or is full. */
const STORE_FAILS = /^(We're sorry, a server error occurred|You have exceeded the property storage quota)/;

export class Play {
  readonly tokens = new Tokens();
  readonly people: People;
  readonly weather: Weather;
  executions = 0;
  private readonly problems: string[] = [];
  /** Lines of the report that were seen. */
  private readonly told = new Set<string>();
  /** Nothing has gone wrong, or will by itself. */
  private isCalm = true;
  /** How many things people had done then. */
  private agreedAt = 0;
  private readonly paused = new PausedPairs();

  private constructor(readonly world: World) {
    this.people = new People(world, this.tokens);
    this.weather = new Weather(world, world.setup.seed);
    world.scheduler.onStep = () => {
      this.people.watch.look();
      this.weather.onStep();
    };
    world.onPutBack = () => {
      this.people.putBack();
      this.paused.forget();
    };
    world.onUprooted = () => this.people.uprooted();
    world.onOtherInstallations = () => this.people.otherInstallations();
    world.script.onCall = (call) => {
      if (call.name === 'properties.set' && call.when === 'after')
        this.readReport(call.args[1] as Record<string, string>);
      if (call.result) world.calls.onCall(call, call.result);
      this.weather.onCall(call);
    };
    world.script.onEnd = ({ id, functionName, ending, ms }) => {
      this.executions += 1;
      if (!('killed' in ending)) world.calls.wentOn(id);
      // Where the properties themselves fail nothing can be stored, and an execution may well end there.
      const excused = 'error' in ending && STORE_FAILS.test(ending.error.message);
      if ('error' in ending && !excused) this.problems.push(`${functionName} (${id}) failed: ${ending.error.stack}`);
      if (ms > LIMIT_MS) this.problems.push(`${functionName} (${id}) ran for ${Math.round(ms / 1000)} s`);
    };
  }

  static async begin(engine: Engine, setup: WorldSetup): Promise<Play> {
    return new Play(await World.make(engine, setup));
  }

  async take(step: Step): Promise<void> {
    this.world.scheduler.reseed(step.seed);
    if (step.do === 'fault') {
      this.isCalm = false;
      this.weather.arm(step);
    } else this.people.take(step);
    await workOn(this.world, step.then);
    this.lookAtPaused();
    if (isAgreed(this.world, this.people)) this.agree();
  }

  private lookAtPaused(): void {
    this.problems.push(...this.paused.look(this.world, this.people));
  }

  /** What was done before is settled. */
  private agree(): void {
    const { deeds } = this.people;
    const gone = this.people.markGone(this.agreedAt);
    if (gone !== undefined) this.problems.push(gone);
    deeds.forget(openThings(this.world));
    this.agreedAt = deeds.count;
  }

  /** Ends all faults and lets the sync do its work, also with what was paused, and at last with what was mistyped. */
  async rest(): Promise<void> {
    this.weather.calm();
    this.people.makeFields();
    this.world.scheduler.reseed(1);
    await settle(this.world);
    this.lookAtPaused();
    if (this.people.goOn()) await settle(this.world);
    this.problems.push(...untold(this.world));
    if (this.people.mend()) await settle(this.world);
  }

  /** What is wrong, once at rest. Looks a last time at both sides, which must not write anything. */
  async judge(): Promise<string[]> {
    const before = written(this.world);
    const found = violations(this.world, this.people);
    await runAlone(this.world, 'catchUp');
    await runAlone(this.world, 'reconcile');
    const more = written(this.world);
    if (before !== more) found.push(`at rest, another run still wrote (${before}, then ${more})`);
    if (this.world.script.longestLock > LIMIT_MS)
      found.push(`the lock was held for ${Math.round(this.world.script.longestLock / 1000)} s`);
    return [...this.problems.splice(0), ...found];
  }

  async end(): Promise<void> {
    await this.world.end();
  }

  /** A loser counts as reported when it stands in the stored report, or in the revision that a line there names. */
  private readReport(values: Record<string, string>): void {
    if (!Object.keys(values).some((name) => name.startsWith('sync.report.'))) return;
    for (const line of stateOf(this.world).reports()) {
      const text = JSON.stringify(line);
      if (this.told.has(text)) continue;
      this.told.add(text);
      this.tokens.account(...tokensIn(text));
      if (line.revision !== undefined)
        this.tokens.account(...this.inRevision(line.revision, (line.fields ?? []) as FieldName[]));
      if (line.kind === 'left') this.tokens.account(...left(this.world, line));
      const problem = this.isCalm ? this.people.deeds.withoutCause(this.world, line) : undefined;
      if (problem !== undefined) this.problems.push(problem);
    }
  }

  private inRevision(id: number, names: readonly FieldName[]): unknown[] {
    const row = this.world.directus.peek('directus_revisions').find((candidate) => candidate['id'] === id);
    const data = typeof row?.['data'] === 'string' ? (JSON.parse(row['data']) as Row) : (row?.['data'] as Row | null);
    const bindings = this.world.bindings.filter(({ collection }) => collection === row?.['collection']);
    return bindings.flatMap((binding) =>
      names.flatMap((name) => columnsOf(binding, name).map((column) => data?.[column])),
    );
  }
}

/** OW3: what stands, as the report says, on the side that does not count, until the other one is edited. */
function left(world: World, { binding: id, key, event: eventId }: ReportEntry): unknown[] {
  const binding = world.bindings.find((each) => each.id === id)!;
  const isOneWay = binding.direction === 'toGoogle';
  const event = world.events(binding.calendar).find((each) => each.id === eventId);
  const inEvent = PARTS.filter((part) => isOneWay || isMadePart(binding, part)).map((part) => textOf(event?.[part]));
  if (isOneWay) return inEvent;
  const inItem = world.directus
    .peek(binding.collection)
    .filter((row) => rowKey(binding, row) === key)
    .flatMap((row) => partsOf(binding, row));
  return [...inItem, ...inEvent];
}
