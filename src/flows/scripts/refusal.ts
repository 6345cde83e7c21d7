// Refusals of flow 4: values of one shape, never an exception, never a user's value.
import { PROTOCOL, type Refusal, type RefusalCode } from '../../core/message';

/** Whose request is refused; ids of strangers are repeated only as short texts. */
export interface Head {
  id: string | null;
  action: string | null;
}

export function refusal(head: Head, code: RefusalCode, message: string): Refusal {
  return { ok: false, v: PROTOCOL, id: head.id, action: head.action, code, message };
}
