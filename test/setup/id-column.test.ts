// Whether the id field is unique and long enough: `install` finds out by a write that Directus takes back.
import { install } from '../../src/setup/install';
import { tryIdColumns } from '../../src/setup/id-column';
import { noteSharedIds } from '../../src/sources/id-flaws';
import { statusOf } from '../../src/setup/status';
import type { Findings } from '../../src/setup/columns';
import { reconcileAll } from '../../src/app/work';
import { failed } from '../../src/ports';
import type { Row } from '../../src/core/values';
import { TALK, World } from '../fakes';
import { probeOf, wholeApp } from '../fakes/prerequisites';
import { started } from '../fakes/started';

/** Three pairs in sync; no call of them is counted. */
function paired(changes: object = {}, ...others: object[]): World {
  const world = started(changes, ...others);
  for (const name of ['One', 'Two', 'Three']) world.directus.create({ ...TALK, name });
  reconcileAll(world.app());
  reconcileAll(world.app());
  world.calls();
  return world;
}

const rowsOf = (world: World): unknown =>
  structuredClone([world.directus.items(), [...world.directus.tables.values()].map((rows) => rows.length)]);

function tried(world: World): Findings {
  return tryIdColumns(world.app());
}

const NOTHING: Findings = { problems: [], warnings: [] };
const NOT_UNIQUE = /^talks\.event is not unique: .*another.* tick "Unique", then run install\.$/;
const TOO_SHORT = /^talks\.event is shorter than 255 characters: .*failed.* String .* bindings\.json\.$/;

test('[IN4] an id field with a unique index, and room for long ids, is found to be right', () => {
  const world = paired();
  world.directus.eventIdIsUnique = true;
  const before = rowsOf(world);
  expect(tried(world)).toEqual(NOTHING);
  expect(rowsOf(world)).toEqual(before);
  expect(world.calls()).toEqual(['list', 'apply']);
});

test('[IN4] one without a unique index is told, with nothing written', () => {
  const world = paired();
  const before = rowsOf(world);
  expect(tried(world)).toEqual({ problems: [], warnings: [expect.stringMatching(NOT_UNIQUE)] });
  expect(rowsOf(world)).toEqual(before);
  expect(world.calls()).toEqual(['list', 'apply']);
});

test.each([
  [true, [TOO_SHORT]],
  [false, [TOO_SHORT, NOT_UNIQUE]],
])('[IN4] one that is too short is told, and is asked again for its index (%s)', (isUnique, words) => {
  const world = paired();
  Object.assign(world.directus, { eventIdIsUnique: isUnique, longestEventId: 254 });
  const before = rowsOf(world);
  expect(tried(world)).toEqual({ problems: [], warnings: words.map((each) => expect.stringMatching(each) as string) });
  expect(rowsOf(world)).toEqual(before);
  expect(world.calls()).toEqual(['list', 'apply', 'apply']);
});

test('one that is too short for any id is no more than that', () => {
  const world = paired();
  world.directus.longestEventId = 36;
  expect(tried(world).warnings).toEqual([expect.stringMatching(TOO_SHORT)]);
});

test('[IN5] nothing is said where nothing can be learnt: too few items, another refusal, no answer', () => {
  const few = started();
  few.directus.create(TALK);
  expect(tried(few)).toEqual(NOTHING);
  const odd = paired();
  odd.directus.refuses = () => ({ code: 'FAILED_VALIDATION', field: 'event' });
  expect(tried(odd)).toEqual(NOTHING);
  const silent = paired();
  silent.directus.refuse = (action) =>
    action === 'apply' ? failed('unavailable', 'no answer', null).failure : undefined;
  expect(tried(silent)).toEqual(NOTHING);
  expect(silent.calls()).toEqual(['list', 'apply', 'read']);
});

test('nothing is said of items that a person deletes meanwhile', () => {
  const world = paired();
  const [first] = world.directus.items();
  const read = world.app().directus;
  const app = {
    ...world.app(),
    directus: {
      ...read,
      list: (...args: Parameters<typeof read.list>) => {
        const answer = read.list(...args);
        world.directus.delete(first!['id']);
        return answer;
      },
    },
  };
  expect(tryIdColumns(app)).toEqual(NOTHING);
});

test('each binding is asked for its own field, and a collection is named once for each', () => {
  const second = { id: 'second', calendar: 'b', newEvents: false, fields: { ...FIELDS_2 } };
  const world = paired({}, second);
  world.directus.eventIdIsUnique = true;
  expect(tried(world).warnings).toEqual([expect.stringMatching(/^talks\.event2 is not unique/)]);
});

const FIELDS_2 = {
  eventId: 'event2',
  sync: 'sync2',
  start: 'starts',
  end: 'ends',
  summary: 'name',
  description: 'text',
};

describe('a database without transactions', () => {
  /** Puts it all back except what nobody compares: Directus' own log. */
  const itemsOf = (world: World): Row[] => structuredClone(world.directus.items());

  it.each([true, false])('[IN7] gets the ids back, and is told as a problem (unique: %s)', (isUnique) => {
    const world = paired();
    Object.assign(world.directus, { eventIdIsUnique: isUnique, hasTransactions: false });
    const before = itemsOf(world);
    const { problems } = tried(world);
    expect(itemsOf(world)).toEqual(before);
    expect(problems).toEqual([expect.stringMatching(/^talks: .* no transactions .*InnoDB/)]);
  });

  it('gets them back as well where the answer is lost', () => {
    const world = paired();
    world.directus.hasTransactions = false;
    let lost = 0;
    world.directus.losesAnswer = (action) => action === 'apply' && (lost += 1) === 1;
    const before = itemsOf(world);
    expect(tried(world).problems).toHaveLength(1);
    expect(itemsOf(world)).toEqual(before);
  });

  it('gets them back as it cuts them, without a word, where the column is short', () => {
    const world = paired();
    Object.assign(world.directus, { hasTransactions: false });
    world.directus.stores = (values) =>
      typeof values['event'] === 'string' ? { ...values, event: values['event'].slice(0, 40) } : values;
    const before = itemsOf(world);
    expect(tried(world).problems).toHaveLength(1);
    expect(itemsOf(world)).toEqual(before);
  });

  it('names the items whose id could not be put back', () => {
    const world = paired();
    world.directus.hasTransactions = false;
    let calls = 0;
    world.directus.refuse = (action) =>
      action === 'apply' && (calls += 1) > 1 ? failed('unavailable', 'no answer', null).failure : undefined;
    expect(tried(world).problems).toEqual([expect.stringMatching(/event of the items 1, 2 .*Empty it/)]);
  });

  it('[WH5] even then each item keeps the event that its base names', () => {
    const world = paired();
    const before = world.directus.items().map(({ event }) => event);
    for (const row of world.directus.items().slice(0, 2)) row['event'] = 'idfieldprobe'.repeat(22).slice(0, 255);
    reconcileAll(world.app());
    expect(world.directus.items().map(({ event }) => event)).toEqual(before);
    expect(world.calendar.live).toHaveLength(3);
  });
});

describe('install', () => {
  const installNow = (world: World): Findings =>
    install(wholeApp(world), probeOf(world), {
      begin: () => wholeApp(world),
      pin: () => wholeApp(world),
      tell: () => undefined,
    });

  it('[IN6] tells what it found, and the status goes on telling it', () => {
    const world = paired();
    expect(installNow(world).warnings).toEqual([expect.stringMatching(NOT_UNIQUE)]);
    expect(statusOf(wholeApp(world), {}).warnings).toEqual([expect.stringMatching(NOT_UNIQUE)]);
    world.directus.eventIdIsUnique = true;
    expect(installNow(world)).toEqual(NOTHING);
    expect(statusOf(wholeApp(world), {}).warnings).toEqual([]);
  });

  it('[IN4] writes nothing to items that are in sync, nor to their events', () => {
    const world = paired();
    const before = rowsOf(world);
    installNow(world);
    expect(rowsOf(world)).toEqual(before);
  });

  it('asks only when everything else is right', () => {
    const world = paired();
    install(wholeApp(world, ['name']), probeOf(world), {
      begin: () => wholeApp(world),
      pin: () => wholeApp(world),
      tell: () => undefined,
    });
    expect(world.calls()).not.toContain('apply');
  });

  it('begins nothing in a database without transactions', () => {
    const world = paired();
    world.directus.hasTransactions = false;
    expect(installNow(world).problems).toEqual([expect.stringContaining('no transactions')]);
    expect(world.triggers).toEqual([]);
    expect(statusOf(wholeApp(world), {}).problems).toContainEqual(expect.stringContaining('no transactions'));
  });
});

test('[IN6] two items that name the same event prove that there is no unique index, until install runs again', () => {
  const world = started();
  const row = world.directus.create(TALK);
  reconcileAll(world.app());
  const warnings = (): string[] => statusOf(wholeApp(world), {}).warnings;
  expect(warnings()).toEqual([]);
  const { id: _, ...copied } = row;
  world.directus.create(copied);
  reconcileAll(world.app());
  expect(warnings()).toEqual([expect.stringMatching(NOT_UNIQUE)]);
  // The copy has an event of its own by now.
  reconcileAll(world.app());
  expect(warnings()).toEqual([expect.stringMatching(NOT_UNIQUE)]);
  world.directus.eventIdIsUnique = true;
  tryIdColumns(world.app());
  expect(warnings()).toEqual([]);
  noteSharedIds(world.app(), world.binding, [{ idText: 'e1' }, { idText: 'e1' }]);
  expect(warnings()).toEqual([expect.stringMatching(NOT_UNIQUE)]);
});
