// What it costs that Directus' own flows are told of what comes from Google: a run of flow 2 for each item, which ends at once.
import type { Group } from '../case';
import { editEvents } from './changes';

const MOST = 1_000;

export const EMITTING: Group = {
  setting: { pairs: MOST, binding: { emitEvents: true } },
  cases: [
    {
      ...editEvents,
      name: 'edit-events-emitting',
      title: 'the same, with emitEvents',
      sizes: [MOST],
      systems: ['this'],
    },
  ],
};
