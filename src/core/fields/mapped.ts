// Which fields a binding maps, and the columns that they are made of.
import type { Mapped, Typed } from '../binding';
import type { Mapping, TimeType, Way } from './field';
import { FIELD_NAMES, FIELDS, type ColumnOption, type FieldName } from './index';
import { pathsOf } from './template';

/** In the order of the table. What only the event follows is no field of a binding that writes to no event. */
export function mappedFields(binding: Mapped): FieldName[] {
  const isMapped = (name: FieldName): boolean =>
    binding.fields[firstOption(name)] !== undefined || isMade(binding, name);
  return FIELD_NAMES.filter(
    (name) => isMapped(name) && !(binding.direction === 'toDirectus' && ownWay(binding, name) === 'toEvent'),
  );
}

function firstOption(name: FieldName): ColumnOption {
  return Object.keys(FIELDS[name].columns)[0] as ColumnOption;
}

function templateOf({ templates }: Mapped, name: FieldName): string | undefined {
  return templates[firstOption(name)];
}

/** Whether a field is made of columns by a template, and never written to them. */
export function isMade(binding: Mapped, name: FieldName): boolean {
  return templateOf(binding, name) !== undefined;
}

/** Whether a field is an address that only Google knows, written to the item. */
export function isWrittenBack(name: FieldName): boolean {
  return FIELDS[name].way === 'toItem';
}

/** Whether Google alone says what a field of the binding holds: such an address, or the rule beside one of its dates. */
export function isOfGoogle(binding: Mapped, name: FieldName): boolean {
  return ownWay(binding, name) === 'toItem';
}

/** Which side a field follows: by its kind and mapping, else by the direction of the binding. */
export function wayOf(binding: Mapped, name: FieldName): Way {
  const own = ownWay(binding, name);
  if (own !== 'both') return own;
  return binding.direction === 'both' ? 'both' : binding.direction === 'toGoogle' ? 'toEvent' : 'toItem';
}

function ownWay(binding: Mapped, name: FieldName): Way {
  if (isMade(binding, name)) return 'toEvent';
  const { way = 'both', wayOfDates = way } = FIELDS[name];
  return binding.recurring === 'occurrences' ? wayOfDates : way;
}

/** The columns of a field that a binding names, by option, in the order in which the field declares them. */
export function optionsOf({ fields }: Pick<Mapped, 'fields'>, name: FieldName): ColumnOption[] {
  return (Object.keys(FIELDS[name].columns) as ColumnOption[]).filter((option) => fields[option] !== undefined);
}

/** Directus' names of these columns; of a template, the paths that it names. */
export function columnsOf(binding: Mapped, name: FieldName): string[] {
  const template = templateOf(binding, name);
  return template === undefined ? optionsOf(binding, name).map((option) => binding.fields[option]!) : pathsOf(template);
}

/** How a binding's columns hold a field. */
export function mappingOf(binding: Typed, name: FieldName): Mapping {
  const { types, zone, timeZone } = binding;
  const form = types[firstOption(name)];
  return {
    options: optionsOf(binding, name),
    type: (form as TimeType | undefined) ?? 'timestamp',
    form,
    zone,
    isZoneNamed: timeZone !== undefined,
    template: templateOf(binding, name),
  };
}

/** The field that a column of Directus is part of. */
export function fieldOfColumn(binding: Mapped, column: string | undefined): FieldName | undefined {
  return column === undefined
    ? undefined
    : mappedFields(binding).find((name) => columnsOf(binding, name).includes(column));
}
