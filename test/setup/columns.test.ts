// What install and the status say of the columns that a binding names: consequence and remedy, or nothing.
import { checkDirectus } from '../../src/setup/prerequisites';
import type { Findings } from '../../src/setup/columns';
import type { Row } from '../../src/core/values';
import { FIELDS, World } from '../fakes';

const TYPES = {
  event: 'string',
  sync: 'text',
  starts: 'timestamp',
  ends: 'timestamp',
  name: 'string',
  text: 'text',
};

interface Changes {
  binding?: object;
  types?: Record<string, string>;
  /** Settings of fields by name; null: there is no such field. */
  fields?: Record<string, Row | null>;
}

function worldOf({ binding = {}, types = {}, fields = {} }: Changes): World {
  const world = new World(binding);
  world.directus.types = { ...TYPES, ...types };
  const names = ['id', ...Object.keys(TYPES), ...Object.keys(fields)];
  const rows = [...new Set(names)]
    .filter((field) => fields[field] !== null)
    .map((field, i) => ({
      ...{ id: i + 1, collection: 'talks', field, special: null, readonly: false, required: false },
      ...fields[field],
    }));
  world.directus.tables.set('directus_fields', rows);
  world.directus.tables.set('directus_collections', [{ id: 1, collection: 'talks', accountability: 'all' }]);
  return world;
}

function findings(changes: Changes): Findings {
  const { problems, warnings } = checkDirectus(worldOf(changes).app());
  // The fake's flows tell no version of theirs.
  return { problems: problems.filter((line) => !line.startsWith('The flows in Directus')), warnings };
}

test('columns as the README makes them are found to be right', () => {
  const fields = { event: { readonly: true }, starts: { special: ['cast-timestamp'] }, id: { special: ['uuid'] } };
  expect(findings({ fields })).toEqual({ problems: [], warnings: [] });
});

test.each([
  ['starts', 'dateTime', /^talks\.starts is of the type dateTime, .*9:00 in Berlin becomes 9:00 UTC.*Timestamp/],
  ['ends', 'date', /^talks\.ends is of the type date, .*midnight.*Timestamp/],
  ['starts', 'time', /^talks\.starts is of the type time, .*no day.*Timestamp/],
  ['starts', 'string', /^talks\.starts is of the type string, .*no moment.*Timestamp/],
  ['name', 'integer', /^talks\.name is of the type integer, .*Make a field of the type Text/],
  ['text', 'json', /^talks\.text is of the type json, .*Text/],
  ['event', 'uuid', /^talks\.event is of the type uuid, .*String/],
  ['sync', 'json', /^talks\.sync is of the type json, .*Text/],
])('a column %s of the type %s is a problem, with what becomes of values there', (field, type, words) => {
  expect(findings({ types: { [field]: type } }).problems).toEqual([expect.stringMatching(words)]);
});

const typed = (type: string, more: object = {}) => ({
  fields: { ...FIELDS, start: { name: 'starts', type }, end: { name: 'ends', type }, ...more },
});

test.each(['timestamp', 'dateTime', 'date'])('columns of the type that bindings.json names are right: %s', (type) => {
  expect(findings({ binding: typed(type), types: { starts: type, ends: type } }).problems).toEqual([]);
});

test('[Z2] each column of another type than bindings.json names is a problem, with both ways out', () => {
  const { problems } = findings({ binding: typed('dateTime'), types: { ends: 'date' } });
  expect(problems).toEqual([
    'talks.starts is of the type timestamp, but bindings.json says dateTime. Make a field of the type DateTime, and name it in bindings.json. Or say so there: "start": { "name": "starts", "type": "timestamp" }.',
    expect.stringMatching(
      /^talks\.ends is of the type date, but bindings\.json says dateTime\. .*"end": \{ "name": "ends"/,
    ),
  ]);
});

test.each([
  ['allDay', 'integer', /^talks\.more is of the type integer, .*Make a field of the type Boolean/],
  ['timeZone', 'json', /^talks\.more is of the type json, .*Make a field of the type String/],
])('a column for %s of the type %s is a problem', (option, type, words) => {
  const binding = typed('timestamp', { [option]: 'more' });
  expect(findings({ binding, fields: { more: {} }, types: { more: type } }).problems).toEqual([
    expect.stringMatching(words),
  ]);
  const right = option === 'allDay' ? 'boolean' : 'string';
  expect(findings({ binding, fields: { more: {} }, types: { more: right } }).problems).toEqual([]);
});

test.each([
  ['starts', 'date-created', /talks\.starts saves something .* when an item is created .*"On Create".*"Do Nothing"/],
  ['ends', 'date-updated', /talks\.ends saves something .* on every update .*"On Update".*"Do Nothing"/],
  ['name', 'user-created', /talks\.name saves something .*user-created/],
  ['text', 'conceal', /talks\.text hides its value \(conceal\)/],
  ['text', 'alias', /talks\.text holds no value of its own/],
])('a column %s with the special %s is a problem', (field, special, words) => {
  const fields = { [field]: { special: [special, 'cast-timestamp'] } };
  expect(findings({ fields }).problems).toEqual([expect.stringMatching(words)]);
});

test('[SU5] what is told by itself when it happens, or may be meant, is a warning', () => {
  const fields = {
    name: { readonly: true, required: true },
    event: { required: true },
    category: { required: true },
    made: { required: true, special: ['date-created', 'cast-timestamp'] },
  };
  const { problems, warnings } = findings({ fields, types: { sync: 'string' } });
  expect(problems).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^talks\.event is required, but only the sync fills it/),
    expect.stringMatching(/^talks\.sync is of the type String/),
    expect.stringMatching(/^talks\.name is read-only: /),
    expect.stringMatching(/^talks\.name is required: /),
    expect.stringMatching(/^talks: category must be filled, and the calendar does not know it/),
  ]);
});

test('a required field that the calendar does not know matters only where new events become items', () => {
  const fields = { category: { required: true } };
  expect(findings({ fields, binding: { newEvents: false } }).warnings).toEqual([]);
});

test('the field that archived items are marked in must be there', () => {
  const binding = { onEventDeleted: { archive: { field: 'status', value: 'archived' } } };
  expect(findings({ binding }).problems).toEqual([
    expect.stringMatching(/onEventDeleted\.archive\.field: talks has no/),
  ]);
  expect(findings({ binding, fields: { status: {} } }).problems).toEqual([]);
});

test('a type that Directus does not tell, or has no name for, is no problem', () => {
  expect(findings({ types: { starts: '', name: 'unknown' } }).problems).toEqual([]);
});

test('types are asked for once in six hours, and at once of a field that was made anew', () => {
  const world = worldOf({ types: { starts: 'dateTime' } });
  const typesAsked = (): number => {
    world.calls();
    checkDirectus(world.app());
    return world.calls().filter((call) => call === 'type').length;
  };
  expect([typesAsked(), typesAsked()]).toEqual([6, 0]);
  world.directus.types['starts'] = 'timestamp';
  const row = world.directus.tables.get('directus_fields')!.find(({ field }) => field === 'starts')!;
  row['id'] = 99;
  expect(typesAsked()).toBe(6);
  expect(checkDirectus(world.app()).problems.join()).not.toContain('starts');
});

test('a status that is short of time leaves types to the next one', () => {
  const world = worldOf({ types: { starts: 'dateTime' } });
  expect(checkDirectus(world.app(5_000)).problems.join()).not.toContain('starts');
  expect(checkDirectus(world.app()).problems.join()).toContain('starts');
});
