// What the gate of flow 4 leaves for the operations behind it.
import type { FlowBinding } from '../../core/binding';
import type { FlowRequest, Refusal } from '../../core/message';
import type { Route } from './route';
import { isObject } from '../../core/checks';

export interface GateHead {
  id: string;
  action: FlowRequest['action'];
  /** Id of the binding; "" for what is no binding's matter. */
  binding: string;
}

/** `collection` and `query` are what the flow reads next. */
export type GateResult = ({ ok: true; head: GateHead } & Route) | { ok: false; answer: Refusal };

/** The head of a request that passed; else an empty one, which equals that of no request. */
export function headOf(gate: unknown): GateHead {
  const head = isObject(gate) ? gate['head'] : undefined;
  return isObject(head) ? (head as unknown as GateHead) : { id: '', action: 'apply', binding: '' };
}

export function isOurBinding(head: GateHead): (binding: FlowBinding) => boolean {
  return (binding) => binding.id === head.binding;
}
