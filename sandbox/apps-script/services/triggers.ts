// ScriptApp: triggers and their builders, the token, what is authorised.
// https://developers.google.com/apps-script/reference/script/script-app
import type { ExecutionConfig, TriggerSchedule, TriggerView } from '../protocol';
import { exception, wrongArguments } from './exceptions';
import { ask } from './host';

class Trigger {
  constructor(private readonly view: TriggerView) {}

  getUniqueId(): string {
    return this.view.id;
  }

  getHandlerFunction(): string {
    return this.view.function;
  }

  getEventType(): string {
    return this.view.schedule.kind === 'calendar' ? 'ON_EVENT_UPDATED' : 'CLOCK';
  }

  getTriggerSource(): string {
    return this.view.schedule.kind === 'calendar' ? 'CALENDAR' : 'CLOCK';
  }

  /** Not in the reference; scripts use it: https://github.com/Chimildic/goofy/issues/166 */
  isDisabled(): boolean {
    return this.view.disabled;
  }

  getTriggerSourceId(): string | null {
    return this.view.schedule.kind === 'calendar' ? this.view.schedule.calendarId : null;
  }
}

const MINUTES = [1, 5, 10, 15, 30];

function whole(value: unknown, what: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw exception(`The value you passed to ${what} is invalid. It must be between ${least} and ${most}.`);
  return value;
}

/** https://developers.google.com/apps-script/reference/script/clock-trigger-builder */
class ClockTriggerBuilder {
  private schedule: TriggerSchedule | undefined;
  private days: number | undefined;
  private hour: number | undefined;
  private minute: number | undefined;

  constructor(
    private readonly functionName: string,
    private timeZone: string,
  ) {}

  everyMinutes(n: number): this {
    if (!MINUTES.includes(n))
      throw exception('The value you passed to everyMinutes was invalid. It must be one of 1, 5, 10, 15 or 30.');
    this.schedule = { kind: 'everyMinutes', minutes: n };
    return this;
  }

  everyHours(n: number): this {
    this.schedule = { kind: 'everyHours', hours: whole(n, 'everyHours', 1, 8_760) };
    return this;
  }

  everyDays(n: number): this {
    this.days = whole(n, 'everyDays', 1, 365);
    return this;
  }

  atHour(hour: number): this {
    this.hour = whole(hour, 'atHour', 0, 23);
    return this;
  }

  nearMinute(minute: number): this {
    this.minute = whole(minute, 'nearMinute', 0, 59);
    return this;
  }

  inTimezone(timeZone: string): this {
    this.timeZone = timeZone;
    return this;
  }

  after(durationMilliseconds: number): this {
    this.schedule = { kind: 'after', afterMs: whole(durationMilliseconds, 'after', 0, Number.MAX_SAFE_INTEGER) };
    return this;
  }

  at(date: Date): this {
    if (!(date instanceof Date)) throw wrongArguments('ClockTriggerBuilder.at', [date]);
    this.schedule = { kind: 'at', at: date.getTime() };
    return this;
  }

  create(): Trigger {
    const { days, hour, minute, timeZone } = this;
    if (days !== undefined) this.schedule = { kind: 'everyDays', days, hour, minute, timeZone };
    if (!this.schedule) throw exception('A frequency must be specified.');
    return new Trigger(ask('triggers.create', this.functionName, this.schedule));
  }
}

class CalendarTriggerBuilder {
  private updated = false;

  constructor(
    private readonly functionName: string,
    private readonly calendarId: string,
  ) {}

  onEventUpdated(): this {
    this.updated = true;
    return this;
  }

  create(): Trigger {
    if (!this.updated) throw exception('An event type must be specified.');
    return new Trigger(ask('triggers.create', this.functionName, { kind: 'calendar', calendarId: this.calendarId }));
  }
}

class AuthorizationInfo {
  private readonly state = ask('script.authorization');

  getAuthorizationStatus(): string {
    return this.state.required ? 'REQUIRED' : 'NOT_REQUIRED';
  }

  getAuthorizationUrl(): string | null {
    return this.state.required ? 'https://script.google.com/macros/consent' : null;
  }

  getAuthorizedScopes(): string[] {
    return this.state.granted;
  }
}

export function makeScriptApp(config: ExecutionConfig) {
  const all = (): TriggerView[] => ask('triggers.list');
  return {
    AuthMode: { NONE: 'NONE', CUSTOM_FUNCTION: 'CUSTOM_FUNCTION', LIMITED: 'LIMITED', FULL: 'FULL' },
    AuthorizationStatus: { REQUIRED: 'REQUIRED', NOT_REQUIRED: 'NOT_REQUIRED' },
    EventType: { CLOCK: 'CLOCK', ON_EVENT_UPDATED: 'ON_EVENT_UPDATED' },
    TriggerSource: { CLOCK: 'CLOCK', CALENDAR: 'CALENDAR' },

    getOAuthToken: (): string => ask('script.token'),
    getScriptId: (): string => config.scriptId,
    getService: () => ({ getUrl: (): string => config.serviceUrl, isEnabled: (): boolean => true }),

    newTrigger: (functionName: string) => ({
      timeBased: () => new ClockTriggerBuilder(functionName, config.timeZone),
      forUserCalendar: (emailId: string) => new CalendarTriggerBuilder(functionName, emailId),
    }),
    getProjectTriggers: (): Trigger[] => all().map((view) => new Trigger(view)),
    deleteTrigger: (trigger: Trigger): void => ask('triggers.delete', trigger.getUniqueId()),

    getAuthorizationInfo: () => new AuthorizationInfo(),
    requireAllScopes: (): void => ask('script.requireAllScopes'),
    requireScopes(_mode: string, scopes: string[]): void {
      const { granted } = ask('script.authorization');
      if (scopes.some((scope) => !granted.includes(scope)))
        throw exception('Authorization is required to perform that action.');
    },
  };
}
