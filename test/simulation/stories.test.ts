// Short stories that random runs have found, and what became of them once.
import { plainSetup } from '../../simulation/setups';
import type { PersonStep, Step } from '../../simulation/people/steps';
import { tell as tellStory } from '../../simulation/story';
import type { WorldSetup } from '../../simulation/world';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const step = (made: PersonStep, then: Step['then'] = 'still'): Step => ({ ...made, at: 0, then, seed: 1 });

const tell = (setup: WorldSetup, steps: readonly Step[]): Promise<string[]> => tellStory(engine(), { setup, steps });

describe('stories', () => {
  test(
    '[P6] [R40] the id of another item’s event is pasted into an item: no comparison makes items without end',
    async () => {
      const setup = { ...plainSetup(1), uniqueEventId: false };
      const steps = [step({ do: 'create items', count: 2 }), step({ do: 'paste id', which: 0, other: 1 })];
      expect(await tell(setup, steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P18] an item is deleted as soon as it was created',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }, { steps: 5 }),
        step({ do: 'delete items', which: 0, count: 1 }),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    '[P20] a note is written into an item while it is being deleted: it never arrives, and is not missed when the item comes back',
    async () => {
      const steps = [
        step({ do: 'create items', count: 1 }),
        step({ do: 'delete items', which: 0, count: 1 }, 'none'),
        // With this seed the deletion is stored before the note.
        { ...step({ do: 'note item', which: 0 }), seed: 9 },
        step({ do: 'restore event', which: 0 }),
      ];
      expect(await tell(plainSetup(1), steps)).toEqual([]);
    },
    LIMIT_MS,
  );
});
