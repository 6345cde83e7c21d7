// Faults that happen to the world at a moment, each by its name.
import { otherBindings, otherPolicies } from './other-bindings';
import { columnsOfParts, mappedColumns } from './parts';
import { chooseBy } from './random';
import { columnsOfWishes } from './wanted';
import { SPARE, type World } from './world';

/** Says whether there was anything that it could happen to. */
export type Happening = (world: World, random: () => number) => boolean;

function oneOf<T>(list: readonly T[], random: () => number): T {
  return chooseBy(random)(list)!;
}

const FILLER = 'other code';

/** Takes away what fills the script's properties. */
export function emptyStore({ state: { properties } }: World['script']): void {
  for (const name of Object.keys(properties.getAll('user')))
    if (name.startsWith(FILLER)) properties.delete('user', name);
}

const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\d(T|$)/.test(value);

/** What a short column, or a trigger of the owner's, makes of values. The edit that a value stands for stays visible. */
const ALTERATIONS = {
  trimmed: (text: string) => text.trim(),
  cut: (text: string) => text.slice(0, 9),
  moments: (moment: string) => moment.replace(/:\d\d(\.\d+)?Z$/, ':17.000Z'),
} satisfies Record<string, (value: string) => string>;

/** Each lasts until it is mended, or until all faults end. */
export const HAPPENINGS = {
  'execution killed': ({ script }: World, random: () => number) => {
    const running = [...script.running.values()];
    running[Math.floor(random() * running.length)]?.kill('killed by the simulation');
    return running.length > 0;
  },
  'Directus restarted': ({ directus }: World) => {
    directus.kill();
    return true;
  },
  'Directus down': (world: World) => {
    world.directusDown = true;
    return true;
  },
  'Directus back': (world: World) => {
    world.directusDown = false;
    return true;
  },
  'Directus backed up': (world: World) => {
    world.makeBackup();
    return true;
  },
  // Rows, feed and revisions of an earlier moment; ids are handed out again (CB24).
  'Directus put back': (world: World) => {
    world.putBack();
    world.onPutBack();
    return (world.wasPutBack = true);
  },
  'Directus under pressure': ({ directus }: World) => {
    directus.faults.underPressure = true;
    return true;
  },
  // A field that a read does not show is unknown, not empty (EM1).
  'a field vanishes': ({ directus, bindings }: World, random: () => number) => {
    const binding = oneOf(bindings, random);
    const { collection } = binding;
    const hidden = directus.faults.hidden.get(collection) ?? new Set();
    directus.faults.hidden.set(
      collection,
      hidden.add(oneOf([...mappedColumns(binding), ...columnsOfWishes(binding)], random)),
    );
    return true;
  },
  'fields are back': ({ directus }: World) => {
    directus.faults.hidden.clear();
    return true;
  },
  // What a side makes of a value on its way in is no edit (SO2).
  'Google cuts long texts': (world: World) => {
    world.google.setOptions({ longDescription: 'cut' });
    return (world.changedValues = true);
  },
  'Google refuses long texts': (world: World) => {
    world.google.setOptions({ longDescription: 'refused' });
    return (world.refusedTexts = true);
  },
  'Google normalises texts': ({ google }: World) => {
    google.setOptions({ textForm: 'normalised' });
    return true;
  },
  'Directus changes values': (world: World, random: () => number) => {
    const [kind, alter] = oneOf(Object.entries(ALTERATIONS), random);
    const columns = world.bindings.flatMap((binding) => columnsOfParts(binding).map(([column]) => column));
    world.directus.faults.alterWrite = (_, field, value) =>
      typeof value === 'string' && columns.includes(field) && isTime(value) === (kind === 'moments')
        ? alter(value)
        : value;
    return (world.changedValues = true);
  },
  'properties fail': ({ script }: World) => {
    script.options.failingPropertyCalls += 2;
    return true;
  },
  'the lock fails': ({ script }: World) => {
    script.options.failingLockCalls += 4;
    return true;
  },
  'triggers fail': ({ script }: World) => {
    script.options.failingTriggerCalls += 4;
    return true;
  },
  'the cache fails': ({ script }: World) => {
    script.options.failingCacheCalls += 4;
    return true;
  },
  'triggers are switched off': ({ script }: World) => {
    script.state.triggers.disable();
    return true;
  },
  // Other code of the owner's has filled the store: what would make it larger is refused.
  'properties full': ({ script }: World) => {
    script.state.properties.fill('user', FILLER);
    return true;
  },
  'properties have room': ({ script }: World) => {
    emptyStore(script);
    return true;
  },
  'cache emptied': ({ script }: World) => {
    script.state.cache.clear();
    return true;
  },
  'state lost': (world: World) => {
    world.script.state.properties.delete('user', undefined);
    return (world.lostState = true);
  },
  'tokens void': ({ google }: World) => {
    google.invalidateTokens();
    return true;
  },
  'lists empty once': ({ google }: World) => {
    google.setOptions({ listLag: 'onceEmpty' });
    return true;
  },
  'lists stale': ({ google }: World) => {
    google.setOptions({ listLag: 60 });
    return true;
  },
  'lists short': ({ google }: World) => {
    google.setOptions({ pageSize: 2, emptyFirstPage: true });
    return true;
  },
  // Google limits writes to one calendar by a number that it does not tell (GL5).
  'calendars take few writes': ({ google }: World) => {
    google.setOptions({ quota: { writesPerSecond: 3 } });
    return true;
  },
  'push refused': ({ google }: World) => {
    google.setOptions({ push: 'refused' });
    return true;
  },
  'pushes stop': ({ google }: World) => {
    google.setOptions({ pushPace: 'none' });
    return true;
  },
  // What counts is Google alone then (OW7). The primary calendar is the account's own.
  'a calendar may only be read': (world: World, random: () => number) => {
    const others = world.bindings.filter(
      ({ calendar, direction }) =>
        calendar !== 'primary' && direction !== 'toGoogle' && !world.readOnly.has(calendar) && calendar !== SPARE,
    );
    const binding = chooseBy(random)(others);
    if (binding) world.setReadOnly(binding.calendar, true);
    return binding !== undefined;
  },
  'calendars may be written to': (world: World) => {
    const were = [...world.readOnly];
    for (const calendar of were) world.setReadOnly(calendar, false);
    return were.length > 0;
  },
  'clock jumps': (world: World) => {
    world.jump(3 * 3_600_000);
    return true;
  },
  // A deployment keeps its version, triggers run what was pushed last.
  'web app of another version': (world: World) => {
    world.setBuilds('this', 'of another version');
    return true;
  },
  // Posts of the flows are refused (IN8).
  'web app of another protocol': (world: World) => {
    world.setBuilds('this', 'of another protocol');
    return true;
  },
  // Flow 4 refuses what triggers ask of it (IN8).
  'triggers of another protocol': (world: World) => {
    world.setBuilds('of another protocol', 'this');
    return true;
  },
  'one version everywhere': (world: World) => {
    world.setBuilds('this', 'this');
    return true;
  },
  'other policies': (world: World, random: () => number) => {
    world.setBindings(otherPolicies(world.bindings, world.setup.keys, chooseBy(random)));
    return true;
  },
  'other bindings than the flows': (world: World, random: () => number) => {
    world.setBindings(otherBindings(world.bindings, chooseBy(random)));
    return true;
  },
  // The new calendar has no event of the items; the old one's are there still when it is changed back.
  'a calendar is changed': (world: World, random: () => number) => {
    const changed = oneOf(world.bindings, random);
    world.setBindings(
      world.bindings.map((binding) => (binding === changed ? { ...binding, calendar: SPARE } : binding)),
    );
    return true;
  },
  // Everything that was linked is foreign until the old id is adopted.
  'installation id lost': (world: World) => {
    world.loseInstallation();
    return true;
  },
  'installation id adopted': (world: World) => {
    world.adoptInstallations();
    return true;
  },
  'bindings are back': (world: World) => {
    world.setBindings();
    return true;
  },
  // Its events are left alone, and so is what it makes its own (WH16).
  'another installation makes an event': ({ bindings, otherInstallation }: World, random: () => number) =>
    otherInstallation.make(oneOf(bindings, random)),
  'another installation edits an event': ({ bindings, otherInstallation }: World, random: () => number) =>
    otherInstallation.edit(oneOf(bindings, random), chooseBy(random)),
  'another installation deletes an event': ({ bindings, otherInstallation }: World, random: () => number) =>
    otherInstallation.remove(oneOf(bindings, random), chooseBy(random)),
  'another installation claims an event': ({ bindings, otherInstallation }: World, random: () => number) =>
    otherInstallation.claim(oneOf(bindings, random), chooseBy(random)),
} satisfies Record<string, Happening>;
