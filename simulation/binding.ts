// Bindings as the simulation's are: title and description are columns, unless a template makes one of them (`columnOf`).
import type { Binding as AnyBinding } from '../src/core/binding';
import type { RequiredColumn } from '../src/core/fields';

export type Binding = AnyBinding & { fields: Record<RequiredColumn, string> };
