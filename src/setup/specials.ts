// What Directus does with a field by itself, as its settings name it: https://docs.directus.io/reference/system/fields.html
import type { Row } from '../core/values';

/** @param row of directus_fields */
export function specialsOf(row: Row | undefined): string[] {
  const special = row?.['special'];
  return Array.isArray(special) ? special.map(String) : [];
}
