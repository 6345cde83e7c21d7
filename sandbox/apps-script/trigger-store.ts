// Installable triggers: kept until they are deleted, those by time fired by the sandbox's clock.
// https://developers.google.com/apps-script/guides/triggers/installable
import type { Clock, Scheduled } from '../clock';
import { instantOfWall, offsetAt } from '../calendar/zone';
import { DAY_MS, MAX_TRIGGERS, MINUTE_MS } from './limits';
import type { TriggerSchedule, TriggerView } from './protocol';
import { ScriptException } from './script-exception';

/** A trigger as the host shows it; times in ms since the epoch. */
export interface TriggerState extends TriggerView {
  createdAt: number;
  /** Undefined: a calendar trigger, or one that is spent. A spent one stays listed, and counts, until it is deleted. */
  nextAt: number | undefined;
  runs: number;
  failures: number;
  lastError: string | undefined;
}

interface Installed extends TriggerState {
  waiting: Scheduled | undefined;
}

/** Where in its hour a trigger without `nearMinute` fires: Google only promises the hour. */
const MINUTE_OF_HOUR = 20;

/** When the trigger fires next after `now`; undefined for calendar triggers. */
export function nextMoment(schedule: TriggerSchedule, now: number): number | undefined {
  switch (schedule.kind) {
    case 'everyMinutes':
      return now + schedule.minutes * MINUTE_MS;
    case 'everyHours':
      return now + schedule.hours * 60 * MINUTE_MS;
    case 'everyDays':
      return nextDay(schedule, now);
    case 'after':
      return now + schedule.afterMs;
    case 'at':
      return Math.max(now, schedule.at);
    case 'calendar':
      return undefined;
    default:
      return schedule satisfies never;
  }
}

function nextDay(schedule: Extract<TriggerSchedule, { kind: 'everyDays' }>, now: number): number {
  const { days, hour, minute, timeZone } = schedule;
  if (hour === undefined) return now + days * DAY_MS;
  const wallNow = now + offsetAt(now, timeZone);
  const midnight = Math.floor(wallNow / DAY_MS) * DAY_MS;
  const ofDay = (hour * 60 + (minute ?? MINUTE_OF_HOUR)) * MINUTE_MS;
  const today = instantOfWall(midnight + ofDay, timeZone);
  return today > now ? today : instantOfWall(midnight + days * DAY_MS + ofDay, timeZone);
}

export class TriggerStore {
  private readonly installed = new Map<string, Installed>();
  private made = 0;

  /**
   * @param fire runs a trigger whose moment has come; resolves to the run's error, if it failed
   * @param lateMs so late triggers by `after` come at most
   */
  constructor(
    private readonly clock: Clock,
    private readonly fire: (trigger: TriggerView) => Promise<string | undefined>,
    private readonly lateMs: () => number = () => 0,
  ) {}

  /** @param disabled it never fires, as it was with triggers that were made by runs of triggers */
  create(functionName: string, schedule: TriggerSchedule, disabled = false): TriggerView {
    if (this.installed.size >= MAX_TRIGGERS)
      throw new ScriptException(
        'This script has too many triggers. Triggers must be deleted from the script before more can be added.',
      );
    const trigger: Installed = {
      id: String(7_000_000_000_000_000 + this.made++),
      function: functionName,
      schedule,
      disabled,
      createdAt: this.clock.now(),
      nextAt: undefined,
      runs: 0,
      failures: 0,
      lastError: undefined,
      waiting: undefined,
    };
    this.installed.set(trigger.id, trigger);
    this.arm(trigger);
    return view(trigger);
  }

  /** Switches triggers off, as Google does at times for a reason that it does not tell; missing: those of all functions. */
  disable(functionName?: string): void {
    for (const trigger of this.installed.values()) {
      if (functionName !== undefined && trigger.function !== functionName) continue;
      trigger.disabled = true;
      trigger.nextAt = undefined;
      trigger.waiting?.cancel();
    }
  }

  delete(id: string): void {
    this.installed.get(id)?.waiting?.cancel();
    this.installed.delete(id);
  }

  list(): TriggerState[] {
    return [...this.installed.values()].map(({ waiting: _, ...state }) => ({ ...state }));
  }

  /** The trigger that would run a function, if one is installed. */
  find(functionName: string): TriggerView | undefined {
    return this.list().find((trigger) => trigger.function === functionName);
  }

  /** Notes how a run of a trigger ended; of one that was deleted meanwhile nothing is kept. */
  note(id: string, error: string | undefined): void {
    const trigger = this.installed.get(id);
    if (!trigger) return;
    trigger.runs += 1;
    if (error !== undefined) trigger.failures += 1;
    trigger.lastError = error;
  }

  /** Stops the clock from firing anything more. */
  dispose(): void {
    for (const trigger of this.installed.values()) trigger.waiting?.cancel();
  }

  private arm(trigger: Installed): void {
    const moment = trigger.disabled ? undefined : nextMoment(trigger.schedule, this.clock.now());
    if (moment === undefined) return;
    const at = trigger.schedule.kind === 'after' ? moment + this.lateness() : moment;
    trigger.nextAt = at;
    trigger.waiting = this.clock.schedule(at, async () => {
      const once = trigger.schedule.kind === 'after' || trigger.schedule.kind === 'at';
      if (once) trigger.nextAt = undefined;
      else this.arm(trigger);
      this.note(trigger.id, await this.fire(view(trigger)));
    });
  }

  /** The golden ratio spreads any number of them evenly, the same in each run. */
  private lateness(): number {
    return Math.round(((this.made * GOLDEN) % 1) * this.lateMs());
  }
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

export const view = ({ id, function: functionName, schedule, disabled }: TriggerView): TriggerView => ({
  id,
  function: functionName,
  schedule,
  disabled,
});
