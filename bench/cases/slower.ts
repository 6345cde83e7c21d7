// The same on a Google that is slower than it documents: see WRITES_PER_SECOND and LATE_MS.
import type { Case, Group } from '../case';
import { createItems, editItems } from './changes';
import { syncOf } from './whole';

const MOST = 1_000;

function slower(one: Case): Case {
  return { ...one, name: `${one.name}-slower`, title: `${one.title}, slower Google`, sizes: [MOST], systems: ['this'] };
}

const changes: Group = { setting: { pairs: MOST, slower: true }, cases: [slower(editItems), slower(createItems)] };
const sync = syncOf(MOST, false);
const firstSync: Group = { setting: { ...sync.setting, slower: true }, cases: sync.cases.map(slower) };

export const SLOWER: readonly Group[] = [changes, firstSync];
