// Somebody who only ever reads token lists has the same calendar as somebody who lists all of it, whatever is done to series.
import fc from 'fast-check';
import type { OptionChanges } from '../../../sandbox/calendar/index';
import type { JsonObject } from '../../../sandbox/calendar/resource';
import { formatUtc } from '../../../sandbox/calendar/zone';
import { LocalServer } from './local-server';

const DAY_MS = 86_400_000;

/** What is done, and to which of the series and dates that are there. */
interface Step {
  what: (typeof STEPS)[number];
  series: number;
  date: number;
}

const STEPS = [
  'insert',
  'editThis',
  'moveThis',
  'deleteThis',
  'restoreThis',
  'retitleAll',
  'laterAll',
  'nextDayAll',
  'editFollowing',
  'deleteFollowing',
  'delete',
  'restore',
  'makeSingle',
] as const;

const SWITCHES: fc.Arbitrary<OptionChanges> = fc.record({
  exceptionsOnAll: fc.constantFrom('keep' as const, 'overwriteField' as const, 'reset' as const),
  cancelledOnAll: fc.constantFrom('kept' as const, 'dropped' as const),
  exceptionsBehindEnd: fc.constantFrom('alive' as const, 'gone' as const),
  exceptionsAfterSplit: fc.constantFrom('moved' as const, 'dropped' as const),
  occurrenceIds: fc.constantFrom('timestamp' as const, 'opaque' as const),
  occurrenceEtags: fc.constantFrom('master' as const, 'own' as const),
  exceptionWriteListsMaster: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...STEPS),
  series: fc.nat(5),
  date: fc.nat(5),
});

class Mirror {
  private readonly events = new Map<unknown, JsonObject>();
  private token: string | undefined;

  constructor(
    private readonly local: LocalServer,
    private readonly query: string,
  ) {}

  async pull(): Promise<void> {
    const since = this.token === undefined ? '' : `&syncToken=${encodeURIComponent(this.token)}`;
    const { body } = await this.local.list(`maxResults=2500${this.query}${since}`);
    for (const event of body.items ?? [])
      if (event.status === 'cancelled') this.events.delete(event.id);
      else this.events.set(event.id, event);
    this.token = String(body.nextSyncToken);
  }

  seen(): JsonObject[] {
    return byId([...this.events.values()]);
  }
}

function byId(events: JsonObject[]): JsonObject[] {
  return events.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

async function listAll(local: LocalServer, query: string): Promise<JsonObject[]> {
  const { items = [] } = (await local.list(`maxResults=2500${query}`)).body;
  return byId(items.filter(({ status }) => status !== 'cancelled'));
}

async function run(local: LocalServer, { what, series, date }: Step, number: number): Promise<void> {
  const { ui } = local.server;
  const first = local.clock.now() + 2 * DAY_MS;
  const at = (instant: number) => ({ dateTime: formatUtc(instant), timeZone: 'Europe/Berlin' });
  if (what === 'insert') {
    const times = { start: at(first), end: at(first + 3_600_000) };
    const lines = { recurrence: [`RRULE:FREQ=DAILY;INTERVAL=${(date % 2) + 1};COUNT=${date + 2}`] };
    await local.insert(`series${number}`, { ...times, ...lines });
    return;
  }
  const masters = ui.all('primary').filter(({ recurrence }) => recurrence !== undefined);
  const master = masters[series % Math.max(1, masters.length)];
  if (!master) return;
  const id = master.id;
  if (master.status === 'cancelled') {
    if (what === 'restore') ui.restore('primary', id);
    return;
  }
  const start = Date.parse((master.start as { dateTime: string }).dateTime);
  const dates = ui.occurrences('primary', id);
  const one = dates[date % Math.max(1, dates.length)];
  const originalOf = (event: JsonObject) => (event.originalStartTime as { dateTime: string }).dateTime;
  switch (what) {
    case 'editThis':
      if (one) await local.call('PATCH', `/${one.id}`, { summary: `This ${number}` });
      return;
    case 'moveThis':
      if (one) ui.edit('primary', one.id, { start: at(first + number * 60_000), end: at(first + DAY_MS) });
      return;
    case 'deleteThis':
      if (one) await local.call('DELETE', `/${one.id}`);
      return;
    case 'restoreThis':
      if (one?.status === 'cancelled') await local.call('PATCH', `/${one.id}`, { status: 'confirmed' });
      return;
    case 'retitleAll':
      ui.editAll('primary', id, { summary: `All ${number}` });
      return;
    case 'laterAll':
      ui.editAll('primary', id, { start: at(start + 1_800_000) });
      return;
    case 'nextDayAll':
      ui.editAll('primary', id, { start: at(start + DAY_MS) });
      return;
    case 'editFollowing':
    case 'deleteFollowing': {
      // An exception behind the end has no place to cut at.
      const slots = dates.filter(
        ({ id: dateId, summary }) => dateId !== undefined && !String(summary).startsWith('This'),
      );
      const cut = slots[date % Math.max(1, slots.length)];
      if (!cut || cut.status === 'cancelled') return;
      if (what === 'editFollowing')
        ui.editFollowing('primary', id, originalOf(cut), { summary: `Following ${number}` });
      else ui.deleteFollowing('primary', id, originalOf(cut));
      return;
    }
    case 'delete':
      await local.call('DELETE', `/${id}`);
      return;
    case 'makeSingle':
      await local.call('PATCH', `/${id}`, { recurrence: null });
      return;
    case 'restore':
      return;
    default:
      what satisfies never;
  }
}

test('by tokens and at once, taken apart', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), SWITCHES, async (steps, options) => {
      const local = new LocalServer(options);
      const mirror = new Mirror(local, '&singleEvents=true');
      await mirror.pull();
      for (const [number, one] of [{ what: 'insert' as const, series: 0, date: 3 }, ...steps].entries()) {
        await run(local, one, number);
        await mirror.pull();
        expect(mirror.seen()).toEqual(await listAll(local, '&singleEvents=true'));
      }
      local.clock.dispose();
    }),
    { numRuns: 60 },
  );
});

test('by tokens and at once, series whole, where exceptions stay what they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const local = new LocalServer();
      const mirror = new Mirror(local, '');
      await mirror.pull();
      for (const [number, one] of [{ what: 'insert' as const, series: 0, date: 3 }, ...steps].entries()) {
        await run(local, one, number);
        await mirror.pull();
        expect(mirror.seen()).toEqual(await listAll(local, ''));
      }
      local.clock.dispose();
    }),
    { numRuns: 60 },
  );
});

test('by instances of each series, and by a list of all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), SWITCHES, async (steps, options) => {
      const local = new LocalServer(options);
      for (const [number, one] of [{ what: 'insert' as const, series: 0, date: 3 }, ...steps].entries())
        await run(local, one, number);
      const apart: JsonObject[] = [];
      for (const event of (await local.list()).body.items ?? [])
        if (event.recurrence)
          apart.push(...((await local.call('GET', `/${String(event.id)}/instances`)).body.items ?? []));
        else if (event.recurringEventId === undefined) apart.push(event);
      expect(byId(apart)).toEqual(await listAll(local, '&singleEvents=true'));
      for (const event of apart) expect((await local.call('GET', `/${String(event.id)}`)).body).toEqual(event);
      local.clock.dispose();
    }),
    { numRuns: 60 },
  );
});
