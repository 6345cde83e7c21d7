// Which columns are proposed for which field of an event.
import { parseBindings } from '../../../src/core/bindings-file';
import { proposeFields } from '../../../src/setup/prepare/propose';

/** Rows of a collection: by name its type, with the rest of the row where it matters. */
function rows(columns: Record<string, string | object>): object[] {
  const key = { field: 'id', type: 'integer', schema: { is_primary_key: true }, meta: null };
  const others = Object.entries(columns).map(([field, said]) => ({
    ...{ field, schema: {}, meta: {} },
    ...(typeof said === 'string' ? { type: said } : said),
  }));
  return 'id' in columns ? others : [key, ...others];
}

function proposed(columns: Record<string, string | object>) {
  return proposeFields(rows(columns) as never);
}

const NEW = {
  eventId: 'calendar_event_id',
  sync: 'calendar_event_sync',
  start: 'calendar_event_start',
  end: 'calendar_event_end',
  summary: 'name',
  description: 'description',
};

test('a collection that is still to be made gets the usual names', () => {
  expect(proposeFields([])).toEqual({ fields: NEW, needsZone: false });
});

test('columns are known by what people call them, in any spelling', () => {
  const { fields } = proposed({
    Title: 'string',
    startsAt: 'timestamp',
    ends_at: 'timestamp',
    Details: 'text',
    Venue: 'string',
  });
  expect(fields).toMatchObject({
    start: 'startsAt',
    end: 'ends_at',
    summary: 'Title',
    description: 'Details',
    location: 'Venue',
  });
});

test('the only time there is is the start, whatever it is called', () => {
  expect(proposed({ kickoff: 'timestamp' }).fields).toMatchObject({ start: 'kickoff', end: NEW.end });
});

test('of several times none is guessed to be the start', () => {
  expect(proposed({ doors: 'timestamp', kickoff: 'timestamp' }).fields).toMatchObject({ start: NEW.start });
});

test('when an item was made or changed is no time of the event', () => {
  const stamp = { type: 'timestamp', meta: { special: ['date-created'] } };
  expect(proposed({ date: stamp }).fields).toMatchObject({ start: NEW.start });
});

test('DateTimes and Dates are said to be such, for both ends, and need a zone', () => {
  const found = proposed({ start: 'dateTime', end: 'dateTime' });
  expect(found.needsZone).toBe(true);
  expect(found.fields).toMatchObject({
    start: { name: 'start', type: 'dateTime' },
    end: { name: 'end', type: 'dateTime' },
  });
});

test('an end of another type than the start is none', () => {
  const { fields } = proposed({ start: 'date', end: 'timestamp' });
  expect(fields.end).toEqual({ name: NEW.end, type: 'date' });
});

test.each([
  ['input-rich-text-html', 'html'],
  ['input-rich-text-md', 'markdown'],
])('a description that is edited by %s is of the format %s', (editor, format) => {
  const { fields } = proposed({ body: { type: 'text', meta: { interface: editor } } });
  expect(fields.description).toEqual({ name: 'body', format });
});

test('a primary key of another name is named', () => {
  const key = { type: 'uuid', schema: { is_primary_key: true } };
  expect(proposed({ id: 'string', code: key }).fields['key']).toBe('code');
});

test('what is proposed is a binding', () => {
  const { fields } = proposed({ start: 'dateTime', title: 'string', all_day: 'boolean', timezone: 'string' });
  const binding = { id: 'main', collection: 'talks', calendar: 'primary', timeZone: 'Europe/Berlin', fields };
  const [read] = parseBindings(JSON.stringify({ bindings: [binding] }), 'proposal');
  expect(read!.fields).toMatchObject({ allDay: 'all_day', timeZone: 'timezone', start: 'start' });
});
