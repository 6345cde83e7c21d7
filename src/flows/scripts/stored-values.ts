// Whether what Directus stored is what was written, field by field and by meaning.
import { FIELD_NAMES, type FlowBinding } from '../../core/binding';
import { canonicalValue, type Row } from '../../core/values';
import { plainText } from './run-data';

/** Whether a field of two rows means different things: instants as moments, everything else as text. */
export function fieldDiffers({ fields }: FlowBinding, field: string, a: Row, b: Row): boolean {
  const name = FIELD_NAMES.find((candidate) => fields[candidate] === field);
  const form = (row: Row) => (name ? canonicalValue(name, row[field]) : plainText(row[field]));
  return form(a) !== form(b);
}

/** Whether any mapped field that was written is stored otherwise: cut, rounded, or changed by somebody since. */
export function differs(binding: FlowBinding, stored: Row, written: Row): boolean {
  return FIELD_NAMES.some((name) => {
    const field = binding.fields[name];
    return field in written && fieldDiffers(binding, field, stored, written);
  });
}
