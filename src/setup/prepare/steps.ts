// What Directus lacks for the bindings, and the calls that make it. Pure: whoever is let in by an administrator reads what is
// there, shows the steps, and does those that the person agrees to.
import type { Binding } from '../../core/binding';
import { suggestion } from '../../core/suggestion';
import type { Row } from '../../core/values';
import { fieldDefinitions, type FieldDefinition } from './definitions';
import { flowSteps, type WantedFlow } from './flows';
import type { Step } from './step';

/** What an administrator finds: rows as `GET /collections`, `/fields`, `/presets` and `/flows?fields=*,operations.*` give them. */
export interface Found {
  collections: readonly Row[];
  fields: readonly Row[];
  presets: readonly Row[];
  flows: readonly Row[];
}

/** @param flows undefined: they are not looked at, as their text needs an address that is not known yet */
export function directusSteps(found: Found, bindings: readonly Binding[], flows?: readonly WantedFlow[]): Step[] {
  return [...collectionSteps(found, bindings), ...(flows ? flowSteps(found.flows, flows) : [])];
}

function collectionSteps(found: Found, bindings: readonly Binding[]): Step[] {
  const names = [...new Set(bindings.map(({ collection }) => collection))];
  return names.flatMap((name) => {
    const own = bindings.filter(({ collection }) => collection === name);
    const row = found.collections.find(({ collection }) => collection === name);
    const definitions = uniqueFields(own);
    const present = found.fields.filter(({ collection }) => collection === name);
    return [
      ...(row
        ? [
            ...trackingSteps(name, row),
            ...fieldSteps(name, definitions, present),
            ...copySteps(name, row, own, definitions, present),
          ]
        : [newCollection(name, own, definitions, found)]),
      ...bookmarkSteps(name, own[0]!, found.presets),
    ];
  });
}

/** Several bindings may name one column. */
function uniqueFields(bindings: readonly Binding[]): FieldDefinition[] {
  const all = bindings.flatMap(fieldDefinitions);
  return all.filter(({ field }, i) => all.findIndex((other) => other.field === field) === i);
}

function newCollection(
  name: string,
  bindings: readonly Binding[],
  definitions: readonly FieldDefinition[],
  { collections }: Found,
): Step {
  const [{ fields }] = bindings as [Binding];
  const key: FieldDefinition = {
    field: fields.key,
    type: 'integer',
    schema: { is_primary_key: true, has_auto_increment: true },
    meta: { interface: 'input', hidden: true, readonly: true },
  };
  const known = collections
    .map(({ collection }) => String(collection))
    .filter((other) => !other.startsWith('directus_'));
  const meta = {
    icon: 'event',
    accountability: 'all',
    ...(fields.summary !== undefined && { display_template: `{{${fields.summary}}}` }),
    item_duplication_fields: copied(
      bindings,
      definitions.map(({ field }) => field),
    ),
  };
  return {
    code: 'COLLECTION_MISSING',
    finding: `There is no collection "${name}".${suggestion(name, known)}`,
    remedy: `Make the collection ${name} with the fields ${definitions.map(({ field }) => field).join(', ')}`,
    calls: [
      {
        method: 'POST',
        path: '/collections',
        body: { collection: name, schema: {}, meta, fields: [key, ...definitions] },
      },
    ],
  };
}

// ---------------------------------------------------------------- a collection that is there

/** Without it what changed there may be found by the daily comparison only, and a text that is emptied cannot be told from one that is lost. */
function trackingSteps(name: string, { meta }: Row): Step[] {
  if ((meta as Row | null)?.['accountability'] === 'all') return [];
  return [
    {
      code: 'TRACKING_OFF',
      finding: `The collection ${name} does not keep track of activity and revisions.`,
      remedy: `Turn on "Activity & Revision Tracking" of ${name}`,
      calls: [{ method: 'PATCH', path: `/collections/${name}`, body: { meta: { accountability: 'all' } } }],
    },
  ];
}

function fieldSteps(name: string, definitions: readonly FieldDefinition[], present: readonly Row[]): Step[] {
  return definitions.flatMap((definition) => {
    const row = present.find(({ field }) => field === definition.field);
    if (!row) return [newField(name, definition)];
    return [...typeSteps(name, definition, row), ...uniqueSteps(name, definition, row)];
  });
}

function newField(name: string, definition: FieldDefinition): Step {
  return {
    code: 'FIELD_MISSING',
    finding: `${name} has no field "${definition.field}".`,
    remedy: `Make the field ${name}.${definition.field} (${definition.type})`,
    calls: [{ method: 'POST', path: `/fields/${name}`, body: definition }],
  };
}

const TEXTS = ['string', 'text'];

/** What is in a field already is a person's: nobody changes its type but them. */
function typeSteps(name: string, { field, type: wanted }: FieldDefinition, { type }: Row): Step[] {
  const fits = type === wanted || (TEXTS.includes(wanted) && TEXTS.includes(String(type)));
  if (fits) return [];
  return [
    {
      code: 'FIELD_TYPE',
      finding: `${name}.${field} is of the type ${String(type)}, and the sync needs ${wanted} there.`,
      remedy: `Name another field in the binding, or say of which type this one is (docs/fields.md says what fits).`,
      calls: [],
    },
  ];
}

function uniqueSteps(name: string, definition: FieldDefinition, { schema }: Row): Step[] {
  const isUnique = (schema as Row | null)?.['is_unique'] === true;
  if (definition.schema['is_unique'] !== true || isUnique) return [];
  return [
    {
      code: 'NOT_UNIQUE',
      finding: `${name}.${definition.field} is not unique: two items could name one event.`,
      remedy: `Make ${name}.${definition.field} unique`,
      calls: [{ method: 'PATCH', path: `/fields/${name}/${definition.field}`, body: { schema: { is_unique: true } } }],
    },
  ];
}

/** What ties an item to its event is not copied with it: the copy gets an event of its own. */
function copied(bindings: readonly Binding[], names: readonly string[]): string[] {
  const own = bindings.flatMap(({ fields: { key, eventId, sync, problem } }) => [key, eventId, sync, problem]);
  return [...new Set(names)].filter((name) => !own.includes(name));
}

/** "Item Duplication": null copies everything. */
function copySteps(
  name: string,
  { meta }: Row,
  bindings: readonly Binding[],
  definitions: readonly FieldDefinition[],
  present: readonly Row[],
): Step[] {
  const known = (meta as Row | null)?.['item_duplication_fields'] as string[] | null | undefined;
  const fresh = definitions.map(({ field }) => field).filter((field) => !present.some((row) => row['field'] === field));
  const all = known ?? present.filter((row) => row['type'] !== 'alias').map(({ field }) => String(field));
  const wanted = copied(bindings, [...all, ...fresh]);
  const isKept = known?.every((field) => wanted.includes(field)) && wanted.every((field) => known.includes(field));
  if (isKept) return [];
  return [
    {
      code: 'COPIED_WITH_ITEMS',
      finding: `"Save as Copy" in ${name} copies what ties an item to its event, or leaves out a field that is new.`,
      remedy: `Set "Item Duplication" of ${name} to ${wanted.join(', ')}`,
      calls: [{ method: 'PATCH', path: `/collections/${name}`, body: { meta: { item_duplication_fields: wanted } } }],
    },
  ];
}

/** Data Studio can show a collection as a calendar. */
function bookmarkSteps(name: string, { fields }: Binding, presets: readonly Row[]): Step[] {
  if (presets.some(({ collection, layout }) => collection === name && layout === 'calendar')) return [];
  const template = fields.summary === undefined ? {} : { template: `{{${fields.summary}}}` };
  const calendar = { ...template, startDateField: fields.start, endDateField: fields.end };
  return [
    {
      code: 'BOOKMARK_MISSING',
      finding: `Nobody can look at ${name} as a calendar yet.`,
      remedy: `Make a bookmark "Calendar" of ${name}`,
      calls: [
        {
          method: 'POST',
          path: '/presets',
          body: {
            bookmark: 'Calendar',
            icon: 'calendar_month',
            collection: name,
            layout: 'calendar',
            layout_options: { calendar },
          },
        },
      ],
    },
  ];
}
