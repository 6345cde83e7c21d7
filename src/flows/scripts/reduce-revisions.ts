// Flow 4, verb "revisions": revisions with the mapped fields of a binding and nothing else.
import { PROTOCOL, type FlowAnswer, type Refusal, type Revision } from '../../core/message';
import { headOf, isOurBinding } from './gate-result';
import { refusal } from './refusal';
import { mappedRevision } from './mapped-revision';
import { neverThrows, newestId, rowsOf, type RunData } from './run-data';

function reduce(data: RunData): FlowAnswer<Revision[]> | Refusal {
  const head = headOf(data['gate']);
  const binding = FLOW_BINDINGS.find(isOurBinding(head));
  const rows = rowsOf(data['read']);
  if (!binding || !rows) return refusal(head, 'FAILED', 'Directus could not read the revisions');
  return {
    ok: true,
    v: PROTOCOL,
    id: head.id,
    action: 'revisions',
    stamp: newestId(data['stamp']) ?? 0,
    results: rows.map((row) => mappedRevision(binding, row)),
  };
}

export default neverThrows(reduce, (kind, data) =>
  refusal(headOf(data['gate']), 'FAILED', `A script of the flow failed (${kind})`),
);
