// What install and the status say of the columns that a binding names: consequence and remedy, or nothing.
import { checkDirectus } from '../../src/setup/prerequisites';
import { COLUMNS, type ColumnOption } from '../../src/core/fields';
import { UNTRACKED } from '../../src/app/work';
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
  /** Further collections, with the names of their fields. */
  others?: Record<string, string[]>;
}

function worldOf({ binding = {}, types = {}, fields = {}, others = {} }: Changes): World {
  const world = new World(binding);
  world.directus.types = { ...TYPES, ...types };
  const names = ['id', ...Object.keys(TYPES), ...Object.keys(fields)];
  const rows = [...new Set(names)]
    .filter((field) => fields[field] !== null)
    .map((field, i) => ({
      ...{ id: i + 1, collection: 'talks', field, special: null, readonly: false, required: false },
      ...fields[field],
    }));
  const otherRows = Object.entries(others).flatMap(([collection, own]) => own.map((field) => ({ collection, field })));
  world.directus.tables.set('directus_fields', [...rows, ...otherRows]);
  world.directus.tables.set('directus_collections', [
    { id: 1, collection: 'talks', accountability: 'all' },
    ...Object.keys(others).map((collection, i) => ({ id: i + 2, collection, accountability: null })),
  ]);
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

test('a read-only field that the sync alone writes to is as it should be', () => {
  const written = (option: string): string[] =>
    findings({ binding: { fields: { ...FIELDS, [option]: 'more' } }, fields: { more: { readonly: true } } }).warnings;
  expect(['eventUrl', 'series'].map(written)).toEqual([[], []]);
  expect(written('location')).toEqual([expect.stringMatching(/^talks\.more is read-only: /)]);
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

test('the original start is of the type that bindings.json names, and one that is not there is told', () => {
  const told = (type: string, columns: Changes['fields'] = { original: {} }): string[] => {
    const binding = typed('dateTime', { originalStart: { name: 'original', type: 'dateTime' } });
    const types = { starts: 'dateTime', ends: 'dateTime', original: type };
    return findings({ binding, types, fields: columns }).problems;
  };
  expect(told('dateTime')).toEqual([]);
  expect(told('timestamp')).toEqual([
    expect.stringMatching(/^talks\.original is of the type timestamp, but bindings\.json says dateTime\./),
  ]);
  expect(told('dateTime', {})).toEqual([
    expect.stringMatching(/^bindings\.json: bindings\[0\]\.fields\.originalStart: talks has no field "original"\./),
  ]);
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

/** Types of Directus by what a column holds: those that fit, and the one that is offered. */
const FITTING: Record<string, { types: string[]; offered: string }> = {
  text: { types: ['string', 'text'], offered: 'Text' },
  name: { types: ['string', 'text'], offered: 'String' },
  flag: { types: ['boolean'], offered: 'Boolean' },
  list: { types: ['json'], offered: 'JSON' },
  time: { types: ['timestamp'], offered: 'Timestamp' },
};
const EVERY_TYPE = ['string', 'text', 'boolean', 'json', 'csv', 'integer', 'float', 'uuid', 'hash', 'timestamp'];

const OPTIONAL = (Object.keys(COLUMNS) as ColumnOption[]).filter(
  (option) => !COLUMNS[option].required && !COLUMNS[option].takes?.includes('onlyTemplate'),
);

test.each([...OPTIONAL, 'paused', 'problem'])('a column for %s is told of every type that does not fit', (option) => {
  const holds = option === 'paused' ? 'flag' : (COLUMNS[option as ColumnOption]?.holds ?? 'text');
  const { types, offered } = FITTING[holds]!;
  for (const type of EVERY_TYPE) {
    const binding = { fields: { ...FIELDS, [option]: 'more' } };
    const { problems } = findings({ binding, fields: { more: {} }, types: { more: type } });
    const told = expect.stringMatching(`^talks\\.more is of the type ${type}, .*Make a field of the type ${offered}`);
    expect([type, problems]).toEqual([type, types.includes(type) ? [] : [told]]);
  }
});

test('guests in a CSV column are right once bindings.json says so, and the way to say it is told', () => {
  const told = (attendees: object | string, type: string) =>
    findings({ binding: { fields: { ...FIELDS, attendees } }, fields: { more: {} }, types: { more: type } }).problems;
  expect(told({ name: 'more', type: 'csv' }, 'csv')).toEqual([]);
  expect(told('more', 'csv')).toEqual([expect.stringContaining('"attendees": { "name": "more", "type": "csv" }')]);
  expect(told({ name: 'more', type: 'csv' }, 'json')).toEqual([
    expect.stringMatching(/as CSV\. Make a field of the type CSV/),
  ]);
});

test('a field that is not there is told with the nearest name', () => {
  const { problems } = findings({ binding: { fields: { ...FIELDS, location: 'nmae' } } });
  expect(problems).toEqual([
    expect.stringMatching(
      /^bindings\.json: bindings\[0\]\.fields\.location: talks has no field "nmae"\. Did you mean "name"\?/,
    ),
  ]);
});

const RELATIONS = { client: { special: ['m2o'] }, guests: { special: ['o2m'] }, tags: { special: ['m2m'] } };
const OTHERS = { clients: ['id', 'name', 'city'], people: ['id', 'email', 'talk'] };
const LOOKING = {
  fields: { ...FIELDS, summary: { template: '{{client.name}} – {{room}}' }, attendees: { relation: 'guests.email' } },
  related: { client: 'clients', 'guests.id': 'people' },
  filter: { state: { _eq: 'shown' }, client: { city: { _nnull: true } }, tags: { tag: { name: { _eq: 'x' } } } },
};

/** What is said of paths, without the place of the file. */
function paths(binding: object, fields: Changes['fields'] = {}): string[] {
  const all = { ...RELATIONS, room: {}, state: {}, ...fields };
  const { problems } = findings({ binding: { ...LOOKING, ...binding }, fields: all, others: OTHERS });
  return problems.map((problem) => problem.replace('bindings.json: bindings[0].', ''));
}

test('columns of templates, relations and the filter that are there are right, as far as they can be seen', () => {
  expect(paths({})).toEqual([]);
  // What lies behind a relation of which nothing is known is told by the read.
  expect(paths({ related: {} })).toEqual([]);
  expect(paths({ filter: { tags: { tag: { nonsense: { _eq: 'x' } } } } })).toEqual([]);
});

test.each([
  [
    { filter: { statte: { _eq: 'shown' } } },
    /^filter: talks has no field "statte"\. Did you mean "state"\? Add it, or/,
  ],
  [
    { filter: { clients: { city: { _eq: 'Bonn' } } } },
    /^filter: .*"clients" \(clients\.city\)\. Did you mean "client"/,
  ],
  [{ filter: { client: { citty: { _eq: 'Bonn' } } } }, /^filter: clients has no field "citty" .*Did you mean "city"/],
  [
    { fields: { ...LOOKING.fields, summary: { template: '{{rom}}' } } },
    /^fields\.summary: .*"rom"\. Did you mean "room"/,
  ],
  [
    { fields: { ...LOOKING.fields, attendees: { relation: 'guests.mail' } } },
    /^fields\.attendees: people has no field "mail"/,
  ],
  [{ related: { ...LOOKING.related, cleint: 'clients' } }, /^related\["cleint"\]: talks has .*Did you mean "client"/],
  [{ related: { client: 'client' } }, /^related\["client"\]: Directus has no collection "client"\.$/],
  [{ related: { ...LOOKING.related, 'guests.idd': 'people' } }, /^related\["guests\.idd"\]: people has no field "idd"/],
  [
    { related: { client: 'clients', guests: 'people' } },
    /^related\["guests"\]: .*leads to many items \(o2m\).*guests\.id/,
  ],
])('%j is told with its place, and with what may be meant', (binding, words) => {
  expect(paths(binding)).toEqual([expect.stringMatching(words)]);
});

test('a path through a field that is no relation is told', () => {
  const room = { special: ['cast-json'] };
  const summary = { template: '{{room.name}}' };
  expect(paths({ fields: { ...LOOKING.fields, summary } }, { room })).toEqual([
    'fields.summary: talks.room is no relation (cast-json), so there is no room.name.',
  ]);
  expect(paths({ related: { room: 'clients' } }, { room })).toEqual([
    'related["room"]: talks.room is no relation (cast-json). Name one, or leave it out.',
  ]);
});

test('users and files of Directus are not asked for: they are always there', () => {
  expect(paths({ related: { client: 'directus_users' } })).toEqual([]);
});

test('whether related collections are tracked does not matter', () => {
  const world = worldOf({ binding: LOOKING, fields: { ...RELATIONS, room: {}, state: {} }, others: OTHERS });
  checkDirectus(world.app());
  expect(world.state.get(UNTRACKED)).toEqual([]);
});
