// Plays a story of series in a world, and says what is wrong whenever both sides agree and when all is over.
import { Temporal } from 'temporal-polyfill';
import type { Binding } from '../binding';
import type { Engine } from '../engine';
import { BRAKE } from '../../src/sync/brake';
import { Weather } from '../faults';
import { stateOf } from '../oracle/sides';
import { runAlone, settle, workOn, written } from '../settling';
import { tellIn, type Story, type Telling } from '../story';
import { World, type WorldSetup } from '../world';
import { exceptionsOf } from './dates';
import {
  afterOneStep,
  agreedNow,
  changedHistory,
  changedStrangers,
  isAgreed,
  leftovers,
  unequal,
  unjustified,
  type Agreed,
} from './oracle';
import { SeriesPeople, type Deed } from './people';
import type { SeriesStep } from './steps';
import { Typed } from './typed';

/** Of executions and of the lock. */
const LIMIT_MS = 6 * 60_000;
/** How long ago the last comparison may have been when all is settled. */
const REST_MS = 15 * 60_000;
const STORE_FAILS = /^(We're sorry, a server error occurred|You have exceeded the property storage quota)/;

export class SeriesPlay implements Telling<SeriesStep> {
  readonly people: SeriesPeople;
  readonly weather: Weather;
  readonly typed: Typed;
  executions = 0;
  private readonly problems: string[] = [];
  /** Since both sides agreed. */
  private deeds: Deed[] = [];
  private isCalm = true;
  private exceptions = new Set<string>();
  /** Of each binding. */
  private agreed: Agreed[];

  private constructor(readonly world: World) {
    this.typed = new Typed(world);
    this.people = new SeriesPeople(world, world.bindings as [Binding, ...Binding[]], this.typed);
    this.weather = new Weather(world, world.setup.seed);
    this.agreed = world.bindings.map((binding) => agreedNow(world, binding));
    world.scheduler.onStep = () => {
      this.typed.look();
      this.weather.onStep();
    };
    world.script.onCall = (call) => {
      // Lines of the report may leave it again.
      const stored = call.name === 'properties.set' && call.when === 'after' ? Object.keys(call.args[1] as object) : [];
      if (stored.some((name) => name.startsWith('sync.report.'))) this.typed.readReport();
      this.weather.onCall(call);
    };
    world.script.onEnd = ({ id, functionName, ending, ms }) => {
      this.executions += 1;
      const excused = 'error' in ending && STORE_FAILS.test(ending.error.message);
      if ('error' in ending && !excused) this.problems.push(`${functionName} (${id}) failed: ${ending.error.stack}`);
      if (ms > LIMIT_MS) this.problems.push(`${functionName} (${id}) ran for ${Math.round(ms / 1000)} s`);
    };
  }

  static async begin(engine: Engine, setup: WorldSetup): Promise<SeriesPlay> {
    return new SeriesPlay(await World.make(engine, setup));
  }

  async take(step: SeriesStep): Promise<void> {
    this.world.scheduler.reseed(step.seed);
    if (step.do === 'fault') {
      this.isCalm = false;
      this.weather.arm(step);
    } else await this.takeStep(step);
    await workOn(this.world, step.then);
    this.look();
  }

  private async takeStep({ then: _, seed: __, ...step }: Exclude<SeriesStep, { do: 'fault' }>): Promise<void> {
    try {
      const deed = await this.people.take(step);
      if (deed) this.deeds.push(deed);
    } catch (error) {
      // What Google's own editor refuses.
      if (!(error as Error).message.match(/^(Invalid|No occurrence|Event |Series |The )/)) throw error;
    }
    this.exceptions = exceptionsOf(this.world, this.world.bindings[0]!.calendar);
  }

  private look(): void {
    const { world, people, deeds } = this;
    if (!world.bindings.every((binding) => isAgreed(world, binding, people))) return;
    const [deed] = deeds;
    if (deed && deeds.length === 1 && this.isCalm)
      for (const [i, binding] of world.bindings.entries())
        this.problems.push(...afterOneStep(world, binding, deed, this.agreed[i]!, this.exceptions));
    this.judgeSince();
  }

  private judgeSince(): void {
    const { world, people, deeds } = this;
    const isOfGoogle = deeds.every(({ side, step }) => side !== 'Directus' && step.do !== 'change single');
    for (const [i, binding] of world.bindings.entries()) {
      const before = this.agreed[i]!;
      this.problems.push(...unjustified(world, binding, people, before));
      if (isOfGoogle) this.problems.push(...changedHistory(world, binding, before, new Set()));
    }
    this.agreed = world.bindings.map((binding) => agreedNow(world, binding));
    this.deeds = [];
  }

  async rest(): Promise<void> {
    this.weather.calm();
    this.world.scheduler.reseed(1);
    await settle(this.world);
    // What was waited for meanwhile may be more than the brake lets through.
    if (stateOf(this.world).get(BRAKE).held.length > 0) await settle(this.world);
    // The window moved since the last comparison.
    if (this.days(2 * REST_MS) !== this.days(0)) await runAlone(this.world, 'reconcile');
  }

  /** Which day it is, or was so long ago, in the zones of the bindings. */
  private days(agoMs: number): string {
    const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(this.world.clock.now() - agoMs));
    return this.world.bindings.map(({ zone }) => at.toZonedDateTimeISO(zone).toPlainDate().toString()).join();
  }

  async judge(): Promise<string[]> {
    const before = written(this.world);
    this.typed.look();
    const found = [
      ...this.world.bindings.flatMap((binding) => unequal(this.world, binding)),
      ...leftovers(this.world),
      ...changedStrangers(this.world),
      ...this.typed.lost(this.isCalm),
    ];
    if (found.length === 0) this.judgeSince();
    await runAlone(this.world, 'catchUp');
    await runAlone(this.world, 'reconcile');
    const after = written(this.world);
    if (before !== after) found.push(`at rest, another run still wrote (${before}, then ${after})`);
    if (this.world.script.longestLock > LIMIT_MS)
      found.push(`the lock was held for ${Math.round(this.world.script.longestLock / 1000)} s`);
    return [...this.problems.splice(0), ...found];
  }

  async end(): Promise<void> {
    await this.world.end();
  }
}

/** Tells a story of series to its end; returns what is wrong then. */
export async function tellOfSeries(
  engine: Engine,
  story: Story<SeriesStep>,
  onEnd?: (game: SeriesPlay) => void,
): Promise<string[]> {
  return await tellIn(await SeriesPlay.begin(engine, story.setup), story.steps, onEnd);
}
