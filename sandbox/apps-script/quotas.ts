// Daily quotas: what was used since the first use of a day, and when it is too much.
// https://developers.google.com/apps-script/guides/services/quotas
import type { Clock } from '../clock';
import { DAY_MS } from './limits';
import type { HostOptions } from './limits';
import { ScriptException } from './script-exception';

export type QuotaName = 'urlFetches' | 'propertyCalls' | 'triggerMs' | 'mailRecipients';

/** How Google names each in "Service invoked too many times for one day: …". */
const SERVICES: Record<QuotaName, string> = {
  urlFetches: 'urlfetch',
  propertyCalls: 'properties',
  triggerMs: 'trigger',
  mailRecipients: 'email',
};

export class Quotas {
  private readonly windows = new Map<QuotaName, { startedAt: number; used: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly options: () => HostOptions,
  ) {}

  /** Counts a use; throws a ScriptException where the day's quota doesn't allow it. */
  use(name: QuotaName, amount: number): void {
    if (this.options().enforceQuotas && this.used(name) + amount > this.allowed(name))
      throw new ScriptException(`Service invoked too many times for one day: ${SERVICES[name]}.`);
    this.add(name, amount);
  }

  /** Counts what was used already, whether allowed or not. */
  add(name: QuotaName, amount: number): void {
    const now = this.clock.now();
    const window = this.windows.get(name);
    if (!window || now - window.startedAt >= DAY_MS) this.windows.set(name, { startedAt: now, used: amount });
    else window.used += amount;
  }

  used(name: QuotaName): number {
    const window = this.windows.get(name);
    return window && this.clock.now() - window.startedAt < DAY_MS ? window.used : 0;
  }

  left(name: QuotaName): number {
    return Math.max(0, this.allowed(name) - this.used(name));
  }

  /** Used and allowed today, by quota. */
  report(): Record<QuotaName, { used: number; allowed: number }> {
    const row = (name: QuotaName) => ({ used: Math.round(this.used(name)), allowed: this.allowed(name) });
    return {
      urlFetches: row('urlFetches'),
      propertyCalls: row('propertyCalls'),
      triggerMs: row('triggerMs'),
      mailRecipients: row('mailRecipients'),
    };
  }

  private allowed(name: QuotaName): number {
    const options = this.options();
    switch (name) {
      case 'urlFetches':
        return options.urlFetchesPerDay;
      case 'propertyCalls':
        return options.propertyCallsPerDay;
      case 'triggerMs':
        return options.triggerMsPerDay;
      case 'mailRecipients':
        return options.mailRecipientsPerDay;
      default:
        return name satisfies never;
    }
  }
}
