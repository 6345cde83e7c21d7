// Texts that are made of columns, as the bindings of these worlds have them: of the column that people type the text into, and
// of the one that filters look at. What they say is decided here, with nothing of the sync's own code.
import type { Row } from '../src/core/values';
import { STATE } from './wanted';

const COLUMN = /\{\{(\w+)\}\}/g;

/** @param column its token is what the text begins by */
export function templateOf(column: string): string {
  return `{{${column}}} ({{${STATE}}})`;
}

export function columnsIn(template: string): string[] {
  return [...template.matchAll(COLUMN)].map(([, column]) => column!);
}

/** Null where all its columns are empty. */
export function textByTemplate(template: string, row: Row): string | null {
  if (columnsIn(template).every((column) => textIn(row, column) === '')) return null;
  return template.replace(COLUMN, (_, column: string) => textIn(row, column)).trim();
}

function textIn(row: Row, column: string): string {
  return String(row[column] ?? '');
}

/** Google may take line ends and outer blanks in its own way. */
export function isSameText(a: string, b: unknown): boolean {
  const plain = (text: string): string => text.replace(/\r\n?/g, '\n').trim();
  return plain(a) === plain(String(b ?? ''));
}
