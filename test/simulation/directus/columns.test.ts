// What columns of times and flags make of what is written to them, as a server in UTC does it.
import { DirectusError } from '../../../simulation/directus/errors';
import type { ColumnType } from '../../../simulation/directus/schema';
import { shownValue, storedValue, writtenValue } from '../../../simulation/directus/values';

const stored = (type: ColumnType, value: unknown): unknown => storedValue(type, writtenValue(type, value));

test.each<[ColumnType, unknown, unknown]>([
  ['timestamp', '2026-03-29T02:30:00+02:00', '2026-03-29T00:30:00.000Z'],
  ['timestamp', '2026-02-31T10:00:00Z', null],
  ['dateTime', '2026-03-29T02:30:00', '2026-03-29T02:30:00'],
  ['dateTime', '2026-03-29T02:30:00.123', '2026-03-29T02:30:00'],
  ['dateTime', '2026-03-29T02:30:00+02:00', '2026-03-29T00:30:00'],
  ['dateTime', '', ''],
  ['dateTime', null, null],
  ['date', '2026-03-29', '2026-03-29'],
  ['date', '2026-03-29T00:30:00+02:00', '2026-03-28'],
  ['date', '', ''],
  ['boolean', true, true],
  ['boolean', 0, false],
  ['boolean', null, null],
  ['boolean', 'true', 'true'],
])('a column of the type %s keeps %j as %j', (type, value, kept) => {
  expect(stored(type, value)).toBe(kept);
});

test.each<[ColumnType, string]>([
  ['dateTime', 'soon'],
  ['dateTime', '2026-02-31T10:00:00'],
  ['date', 'soon'],
])('a column of the type %s refuses %j', (type, value) => {
  expect(() => stored(type, value)).toThrow(DirectusError);
});

test.each<[ColumnType, unknown, unknown]>([
  ['dateTime', '2026-03-29T02:30:00.123', '2026-03-29T02:30:00'],
  ['date', '2026-03-29', '2026-03-29'],
  ['date', null, null],
  ['boolean', true, true],
])('a revision shows in a column of the type %s of %j: %j', (type, value, shown) => {
  expect(shownValue(type, value)).toBe(shown);
});
