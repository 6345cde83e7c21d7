// Our four flows in Directus: whether they are there as they should be, and the calls that bring them in.
import { stableJson } from '../../core/hash';
import type { Row } from '../../core/values';
import type { Call, Step } from './step';

/** A flow as the files in `flows/` hold it. */
export interface WantedFlow {
  flow: { id: string; name: string; trigger: string; options: object; operation: string } & Readonly<
    Record<string, unknown>
  >;
  /** Each leads on to later ones alone. */
  operations: readonly ({ id: string } & Readonly<Record<string, unknown>>)[];
}

/** What decides what an operation does; its name and its place in the editor are people's. */
const OPERATION_MEMBERS = ['key', 'type', 'options', 'resolve', 'reject'] as const;
/** `accountability` would have Directus keep the bodies of all runs, secrets among them. */
const FLOW_MEMBERS = ['trigger', 'options', 'operation', 'accountability'] as const;

export function flowSteps(rows: readonly Row[], wanted: readonly WantedFlow[]): Step[] {
  const missing = wanted.filter(({ flow }) => !rows.some(({ id }) => id === flow.id));
  const changed = wanted.filter((one) => rows.some((row) => row['id'] === one.flow.id && !isSame(row, one)));
  return [
    ...doubledSteps(rows, wanted),
    ...missing.map((one) => missingStep(one)),
    ...changed.map((one) => changedStep(one)),
    ...wanted.filter((one) => !changed.includes(one)).flatMap((one) => inactiveSteps(rows, one)),
  ];
}

/** Copies of ours, and flows that were built by hand under the same names: both would answer to one change. */
function doubledSteps(rows: readonly Row[], wanted: readonly WantedFlow[]): Step[] {
  const isOther = ({ id, name, status }: Row): boolean =>
    status === 'active' && wanted.some(({ flow }) => flow.name === name && flow.id !== id);
  return rows.filter(isOther).map(({ id, name }) => ({
    code: 'FLOW_DOUBLED',
    finding: `Directus runs another flow "${String(name)}" (id ${String(id)}): every change would be sent twice.`,
    remedy: `Set the other flow "${String(name)}" to inactive; nothing of it is deleted`,
    calls: [patch(String(id), { status: 'inactive' })],
  }));
}

function missingStep(one: WantedFlow): Step {
  return {
    code: 'FLOW_MISSING',
    finding: `Directus lacks the flow "${one.flow.name}".`,
    remedy: `Bring in the flow "${one.flow.name}", and set it to active`,
    calls: creation(one),
  };
}

function changedStep(one: WantedFlow): Step {
  return {
    code: 'FLOW_DIFFERS',
    finding: `The flow "${one.flow.name}" is of another version, other bindings or another address, or was edited.`,
    remedy: `Replace the flow "${one.flow.name}"; its id stays`,
    calls: [{ method: 'DELETE', path: '/flows', body: [one.flow.id] }, ...creation(one)],
  };
}

function inactiveSteps(rows: readonly Row[], { flow }: WantedFlow): Step[] {
  const row = rows.find(({ id }) => id === flow.id);
  if (!row || row['status'] === 'active') return [];
  return [
    {
      code: 'FLOW_INACTIVE',
      finding: `The flow "${flow.name}" is not active.`,
      remedy: `Set the flow "${flow.name}" to active`,
      calls: [patch(flow.id, { status: 'active' })],
    },
  ];
}

/** Operations that are led to come first, as the database asks for it; the flow learns last where it begins. */
function creation({ flow: { operation, ...flow }, operations }: WantedFlow): Call[] {
  return [
    { method: 'POST', path: '/flows', body: { ...flow, status: 'inactive' } },
    { method: 'POST', path: '/operations', body: [...operations].reverse() },
    patch(flow.id as string, { operation, status: 'active' }),
  ];
}

function patch(id: string, body: object): Call {
  return { method: 'PATCH', path: `/flows/${id}`, body };
}

function isSame(row: Row, { flow, operations }: WantedFlow): boolean {
  const present = (row['operations'] ?? []) as readonly Row[];
  return (
    alike(row, flow, FLOW_MEMBERS) &&
    present.length === operations.length &&
    operations.every((operation) => {
      const other = present.find(({ id }) => id === operation.id);
      return other !== undefined && alike(other, operation, OPERATION_MEMBERS);
    })
  );
}

function alike(a: Row, b: Readonly<Record<string, unknown>>, members: readonly string[]): boolean {
  return members.every((member) => stableJson(a[member] ?? null) === stableJson(b[member] ?? null));
}
