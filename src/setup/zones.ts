// The zones of bindings: kept as they were at first, because days and DateTime fields mean something else in another one.
import { inZone, type Binding } from '../core/binding';
import type { Retime } from '../core/message';
import { holdsClocks, retimesOf } from '../core/retime';
import { zoneName } from '../core/zones';
import type { ListedCalendar, Result } from '../ports';
import { calendarState } from '../sync/calendars';
import { otherZones, retimeOf } from '../sync/zones';
import type { App } from '../sync/context';
import type { Settings } from '../store/settings';

/** Of calendars whose zone matters and is kept nowhere; empty where Google does not tell. */
export function zonesToPin(app: App, listed: Result<ListedCalendar[]>): Record<string, string> {
  const open = new Set(app.settings.bindings.filter(isZoneOpen(app.settings)).map(({ calendar }) => calendar));
  return Object.fromEntries(
    [...open].flatMap((id) => {
      const zone = listed.ok ? entryOf(listed.value, id)?.timeZone : undefined;
      return zone === undefined ? [] : [[id, zone]];
    }),
  );
}

/** For a look before `install`: the parts with the zones that it would keep. */
export function withZonesToPin(app: App): App {
  const { settings } = app;
  if (!settings.bindings.some(isZoneOpen(settings))) return app;
  const zones = { ...settings.zones, ...zonesToPin(app, app.calendar.calendars()) };
  return { ...app, settings: { ...settings, zones, bindings: settings.bindings.map((each) => inZone(each, zones)) } };
}

/** Whether nothing says in which zone the days and DateTimes of a binding are. */
export function isZoneOpen({ zones }: Pick<Settings, 'zones'>): (binding: Binding) => boolean {
  return ({ calendar, timeZone }) => timeZone === undefined && zones[calendar] === undefined;
}

export function entryOf(calendars: readonly ListedCalendar[], id: string): ListedCalendar | undefined {
  return calendars.find((calendar) => calendar.id === id || (id === 'primary' && calendar.primary));
}

/** What a person may want to know of the zones of bindings. */
export function zoneWarnings(app: App): string[] {
  return app.settings.bindings.flatMap((binding) => [
    ...changeWarnings(app, binding),
    ...(binding.timeZone === undefined ? unnamedWarnings(app, binding) : []),
  ]);
}

const RETIMED: Record<Retime, string> = {
  directus: 'moves events to what clocks show in their items',
  google: 'writes what clocks show there at the times of the events into the items',
};

/** Z8: what another zone of a binding has left as it was. */
function changeWarnings(app: App, binding: Binding): string[] {
  const { id, collection, zone } = binding;
  const zones = otherZones(app, binding);
  if (!holdsClocks(binding) || zones.length === 0) return [];
  const changed = `Items of ${collection} were synced under ${zones.join(' and ')}; the zone of the binding "${id}" is ${zone} now`;
  const retime = retimeOf(app, binding);
  if (retime) return [`${changed}: what --retime ${retime.by} asks for is under way.`];
  const how = retimesOf(binding).map((by) => `npm run sync -- --retime ${by} ${RETIMED[by]}`);
  return [`${changed}: nothing was moved. ${how.join('; ')}.`];
}

function unnamedWarnings(app: App, { id, collection, calendar, zone, ...binding }: Binding): string[] {
  const now = calendarState(app.state, calendar).timeZone;
  const write = `Write "timeZone": "${zone}" into the binding "${id}" in bindings.json`;
  if (
    app.settings.zones[calendar] !== undefined &&
    zoneName(now) !== zoneName(zone) &&
    calendarState(app.state, calendar).size !== undefined
  )
    return [
      `Calendar "${calendar}" is in the zone ${now} now; items of ${collection} were synced under ${zone}, and go on to be: nothing moves. ${write}, so that it is seen there; or another one, if items are to follow the calendar.`,
    ];
  if (!holdsClocks(binding)) return [];
  return [
    `${collection}: its DateTime fields mean what clocks show in ${zone}, the zone of its calendar. ${write}: then they keep that meaning wherever this script is set up again.`,
  ];
}
