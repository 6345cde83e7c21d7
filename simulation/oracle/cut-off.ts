// WR11: where the script was cut off while it wrote, an edit that its write buried stands in Directus' own revisions.
import { columnsOfParts } from '../parts';
import type { World } from '../world';
import { tokenOf } from './tokens';
import type { Row } from '../../src/core/values';

/**
 * Whether a person saved the token between flow 4's read and its write, and nobody was told what that write did: a write of
 * the same column, or a deletion, of a call that was cut off.
 */
export function isCutOff(world: World, token: number): boolean {
  const activities = world.directus.peek('directus_activity');
  const revisions = new Map(world.directus.peek('directus_revisions').map((row) => [row['activity'], row]));
  return activities.some((saved) => {
    const columns = saved['user'] === null ? [] : columnsWith(world, token, revisions.get(saved['id']));
    return columns.some((column) =>
      activities.some(({ id, call, action, collection, item }) => {
        if (Number(id) < Number(saved['id']) || collection !== saved['collection'] || item !== saved['item'])
          return false;
        const isWritten = action === 'delete' || column in objectOf(revisions.get(id)?.['delta']);
        return isWritten && typeof call === 'number' && world.calls.wasCutOff(call, Number(saved['id']));
      }),
    );
  });
}

function columnsWith({ bindings }: World, token: number, revision: Row | undefined): string[] {
  const saved = objectOf(revision?.['delta']);
  const columns = bindings
    .filter(({ collection }) => collection === revision?.['collection'])
    .flatMap((binding) => columnsOfParts(binding).map(([column]) => column));
  return columns.filter((column) => tokenOf(saved[column]) === token);
}

/** Columns of JSON may be stored as texts. */
function objectOf(json: unknown): Row {
  return (typeof json === 'string' ? (JSON.parse(json) as Row | null) : (json as Row | null | undefined)) ?? {};
}
