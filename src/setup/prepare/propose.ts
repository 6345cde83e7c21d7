// Which columns of a collection fit which field of an event: a proposal from their names and types, which a person looks over.
import { TIME_TYPES, type TimeType } from '../../core/fields/field';
import type { Row } from '../../core/values';

/** `fields` of a binding, as it stands in `bindings.json`. */
export type ProposedFields = Record<string, string | Readonly<Record<string, string>>>;

export interface Proposal {
  fields: ProposedFields;
  /** Columns hold times without a zone: the binding has to name one. */
  needsZone: boolean;
}

/** Names that people give to such columns, without case and underscores, the likeliest first. */
const NAMES = {
  start: ['calendareventstart', 'start', 'startsat', 'startat', 'starttime', 'startdate', 'startdatetime', 'begin'],
  end: ['calendareventend', 'end', 'endsat', 'endat', 'endtime', 'enddate', 'enddatetime', 'finish'],
  summary: ['summary', 'title', 'name', 'subject', 'headline', 'eventname', 'eventtitle'],
  description: ['description', 'details', 'text', 'body', 'content', 'notes', 'note'],
  location: ['location', 'place', 'venue', 'address', 'where'],
  allDay: ['allday', 'wholeday', 'fullday', 'isallday'],
  timeZone: ['timezone', 'tz'],
} as const;

/** A start may be called by what it is alone, where nothing says that it is a start. */
const ALSO_START = ['beginsat', 'begindate', 'from', 'datetime', 'date', 'when', 'eventdate'];
const ALSO_END = ['until', 'to', 'till'];

const NEW = { start: 'calendar_event_start', end: 'calendar_event_end', summary: 'name' } as const;

const FORMATS: Readonly<Record<string, string>> = {
  'input-rich-text-html': 'html',
  'input-rich-text-md': 'markdown',
};

/** @param rows the collection's fields as `GET /fields/<collection>` gives them; none where it is still to be made */
export function proposeFields(rows: readonly Row[]): Proposal {
  const times = rows.filter((row) => TIME_TYPES.includes(row['type'] as TimeType) && !isStamp(row));
  const texts = rows.filter(({ type }) => type === 'string' || type === 'text');
  const start = named(times, [...NAMES.start, ...ALSO_START]) ?? (times.length === 1 ? times[0] : undefined);
  // Both ends are of one kind.
  const alike = times.filter((row) => row !== start && (!start || row['type'] === start['type']));
  const end = named(alike, [...NAMES.end, ...ALSO_END]);
  const type = start?.['type'] as TimeType | undefined;
  const time = (row: Row | undefined, fresh: string) =>
    inForm(nameOf(row) ?? fresh, 'type', type ?? 'timestamp', 'timestamp');
  const description = named(texts, NAMES.description);
  const key = nameOf(rows.find(({ schema }) => (schema as Row | null)?.['is_primary_key'] === true));
  const fields: ProposedFields = {
    ...(key !== undefined && key !== 'id' && { key }),
    eventId: 'calendar_event_id',
    sync: 'calendar_event_sync',
    start: time(start, NEW.start),
    end: time(end, NEW.end),
    summary: nameOf(named(texts, NAMES.summary)) ?? NEW.summary,
    description: inForm(nameOf(description) ?? 'description', 'format', formatOf(description), undefined),
  };
  const optional = {
    location: named(texts, NAMES.location),
    allDay: named(
      rows.filter((row) => row['type'] === 'boolean'),
      NAMES.allDay,
    ),
    timeZone: named(texts, NAMES.timeZone),
  };
  for (const [option, row] of Object.entries(optional)) if (row) fields[option] = nameOf(row)!;
  return { fields, needsZone: type === 'dateTime' || type === 'date' };
}

/** What Directus itself writes when an item is made or changed says nothing of an event. */
function isStamp({ meta }: Row): boolean {
  const special = ((meta as Row | null)?.['special'] ?? []) as readonly string[];
  return special.some((each) => /-(created|updated)$/.test(each));
}

function named(rows: readonly Row[], names: readonly string[]): Row | undefined {
  const plain = (row: Row): string =>
    String(row['field'])
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '');
  for (const name of names) {
    const found = rows.find((row) => plain(row) === name);
    if (found) return found;
  }
  return undefined;
}

function nameOf(row: Row | undefined): string | undefined {
  return row && String(row['field']);
}

function formatOf(row: Row | undefined): string | undefined {
  return FORMATS[String((row?.['meta'] as Row | null | undefined)?.['interface'])];
}

/** A name alone, where the form is the usual one. */
function inForm(name: string, member: string, form: string | undefined, usual: string | undefined) {
  return form === usual || form === undefined ? name : { name, [member]: form };
}
