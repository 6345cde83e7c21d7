// The zone of a calendar is kept as install first finds it, and what a person may want to know of it is told.
import { retime } from '../../src/app/retime';
import { reconcileAll } from '../../src/app/work';
import { install } from '../../src/setup/install';
import { checkDirectus } from '../../src/setup/prerequisites';
import { pinZones, readSettings } from '../../src/store/settings';
import { FIELDS, World } from '../fakes';
import { probeOf, wholeApp } from '../fakes/prerequisites';

const WALLS = { ...FIELDS, start: { name: 'starts', type: 'dateTime' }, end: { name: 'ends', type: 'dateTime' } };

/** What install keeps of a world whose calendars' zones are kept nowhere yet, and what it tells. */
function installed(world: World): { kept: Record<string, string>; told: string[] } {
  world.zones = {};
  const told: string[] = [];
  const { problems } = install(wholeApp(world), probeOf(world), {
    begin: () => wholeApp(world),
    pin: (zones) => {
      world.zones = { ...zones };
      return wholeApp(world);
    },
    tell: (line) => told.push(line),
  });
  expect(problems).toEqual([]);
  return { kept: world.zones, told };
}

function warnings(world: World): string[] {
  return checkDirectus(wholeApp(world)).warnings.filter((line) => line.includes('timeZone'));
}

describe('[Z1] install', () => {
  it('keeps the zone of a calendar before anything is synced, and says so', () => {
    const world = new World({ fields: WALLS });
    world.calendar.timeZone = 'Europe/Berlin';
    world.directus.create({ name: 'Talk', starts: '2026-06-01T09:00:00', ends: '2026-06-01T10:00:00' });
    const { kept, told } = installed(world);
    expect(kept).toEqual({ primary: 'Europe/Berlin' });
    expect(told).toEqual([expect.stringMatching(/^Calendar "primary" is in the zone Europe\/Berlin: /)]);
    expect(world.calendar.live).toMatchObject([{ start: { dateTime: '2026-06-01T07:00:00Z' } }]);
  });

  it('keeps none where every binding of the calendar names one', () => {
    expect(installed(new World({ timeZone: 'Asia/Kolkata' })).kept).toEqual({});
  });

  it('leaves one that is kept as it is', () => {
    const properties = new Map([['CALENDAR_ZONES', '{"primary":"Europe/Berlin"}']]);
    const store = {
      get: (name: string) => properties.get(name) ?? null,
      set: (name: string, value: string | null) => void properties.set(name, value!),
    };
    pinZones(store, { primary: 'Asia/Kolkata', other: 'UTC' });
    expect(JSON.parse(properties.get('CALENDAR_ZONES')!)).toEqual({ primary: 'Europe/Berlin', other: 'UTC' });
  });
});

it('[Z1] settings give each binding its zone: its own, else that which was kept of its calendar', () => {
  const binding = (id: string, calendar: string, more: object = {}) => ({
    ...{ id, collection: id, calendar, fields: FIELDS },
    ...more,
  });
  const bindings = [binding('a', 'one'), binding('b', 'two'), binding('c', 'three', { timeZone: 'Asia/Kolkata' })];
  const properties: Record<string, string> = {
    GCALENDARHOOKSECRET: 'a secret of at least thirty-two characters',
    DIRECTUS_URL: 'https://directus.example.com',
    WEBAPP_URL: 'https://script.google.com/macros/s/x/exec',
    CALENDAR_ZONES: '{"one":"Europe/Berlin","three":"Europe/Berlin"}',
  };
  const store = { get: (name: string) => properties[name] ?? null, set: () => undefined };
  const defaults = { bindings: JSON.stringify({ bindings }), proxyFlowId: 'p', processFlowId: 'q' };
  expect(readSettings(store, defaults).bindings.map(({ zone }) => zone)).toEqual([
    'Europe/Berlin',
    'UTC',
    'Asia/Kolkata',
  ]);
});

describe('[Z8] of a binding without a timeZone is told', () => {
  it('what its DateTime fields mean', () => {
    const world = new World({ fields: WALLS });
    world.calendar.timeZone = 'Europe/Berlin';
    expect(warnings(world)).toEqual([
      expect.stringMatching(/^talks: its DateTime fields mean .*Europe\/Berlin.*"timeZone": "Europe\/Berlin"/),
    ]);
    expect(warnings(new World({ fields: WALLS, timeZone: 'Europe/Berlin' }))).toEqual([]);
    expect(warnings(new World())).toEqual([]);
  });

  it('that its calendar is in another zone by now', () => {
    const world = new World();
    world.calendar.timeZone = 'Europe/Berlin';
    reconcileAll(world.app());
    expect(warnings(world)).toEqual([]);
    world.calendar.timeZone = 'Asia/Kolkata';
    reconcileAll(world.app());
    expect(warnings(world)).toEqual([
      expect.stringMatching(/^Calendar "primary" is in the zone Asia\/Kolkata now; .* synced under Europe\/Berlin/),
    ]);
  });
});

describe('[Z8] of a binding whose zone was changed is told', () => {
  const BERLIN = 'Europe/Berlin';

  /** Synced under Berlin, then given another zone. */
  function changed(fields: object, zone: string): World {
    const world = new World({ fields, timeZone: BERLIN });
    reconcileAll(world.app());
    world.directus.create({ name: 'Talk', starts: '2026-06-01T09:00:00', ends: '2026-06-01T10:00:00' });
    reconcileAll(world.app());
    expect(told(world)).toEqual([]);
    world.bindings[0]!.timeZone = zone;
    return world;
  }

  const told = (world: World) => checkDirectus(wholeApp(world)).warnings.filter((line) => line.includes('zone'));
  const LINE = expect.stringMatching(
    /^Items of talks were synced under Europe\/Berlin; the zone of the binding "main" is America\/New_York now: nothing was moved.*--retime directus.*--retime google/,
  ) as string;

  it('under which one its items were synced, and how to retime them, until they are', () => {
    const world = changed(WALLS, 'America/New_York');
    expect(told(world)).toEqual([LINE]);
    reconcileAll(world.app());
    expect(told(world)).toEqual([LINE]);
    expect(retime(world.app(), 1000, 'directus')).toBe(true);
    expect(told(world)).toEqual([expect.stringMatching(/--retime directus asks for is under way\.$/)]);
    reconcileAll(world.app());
    expect(told(world)).toEqual([]);
  });

  it('in each zone until then, whichever it has last', () => {
    const world = changed(WALLS, 'America/New_York');
    reconcileAll(world.app());
    world.bindings[0]!.timeZone = 'Asia/Kolkata';
    expect(told(world)).toEqual([
      expect.stringMatching(/ under Europe\/Berlin and America\/New_York; .* Asia\/Kolkata now/),
    ]);
    world.bindings[0]!.timeZone = BERLIN;
    reconcileAll(world.app());
    expect(told(world)).toEqual([]);
  });

  it.each([
    ['nothing, where no item is parted from its event by it', WALLS, 'Europe/Paris'],
    ['nothing, of Timestamps', FIELDS, 'America/New_York'],
  ])('%s', (_, fields, zone) => {
    const world = changed(fields, zone);
    reconcileAll(world.app());
    expect(told(world)).toEqual([]);
  });

  it('the same where the kept zone of its calendar was changed', () => {
    const world = new World({ fields: WALLS });
    world.zones = { primary: BERLIN };
    world.directus.create({ name: 'Talk', starts: '2026-06-01T09:00:00', ends: '2026-06-01T10:00:00' });
    reconcileAll(world.app());
    world.zones = { primary: 'America/New_York' };
    expect(told(world)).toContainEqual(LINE);
  });
});
