// Another installation of the sync works on the same calendar.
import type { FaultKind } from '../../simulation/faults';
import { fault, step, type Step } from '../../simulation/people/steps';
import { strikeEverywhere } from '../../simulation/scenarios';
import { plainSetup } from '../../simulation/setups';
import { tell } from '../../simulation/story';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const other = (does: 'makes' | 'edits' | 'deletes' | 'claims'): Step => fault(`another installation ${does} an event`);
/** Lets what is due strike, and what comes of it arrive. */
const ITEM = step({ do: 'create items', count: 1 }, { minutes: 1 });

test(
  '[P22] [WH16] it makes, edits and deletes an event: the event stays as it leaves it, and no item is made of it',
  async () => {
    const steps = [other('makes'), ITEM, other('edits'), ITEM, other('deletes'), ITEM];
    let made: unknown[] = [];
    let struck = {};
    const violations = await tell(engine(), { setup: plainSetup(1), steps }, ({ world, weather }) => {
      made = world.directus.rows('talks');
      struck = weather.struck();
    });
    expect(violations).toEqual([]);
    expect(made).toHaveLength(3);
    expect(Object.values(struck)).toEqual([1, 1, 1]);
  },
  LIMIT_MS,
);

const CLAIM: FaultKind = 'another installation claims an event';
const EVENT = step({ do: 'create event' });
const EDIT = step({ do: 'edit item', which: 0, field: 'description' });

test.each<{ then: string; steps: Step[] }>([
  { then: 'both go on', steps: [EVENT, EDIT, other('edits'), ITEM] },
  { then: 'it deletes the event', steps: [EVENT, other('deletes'), ITEM] },
  { then: 'the item is edited, and it deletes the event', steps: [EVENT, EDIT, other('deletes'), ITEM] },
  { then: 'the item is deleted', steps: [EVENT, step({ do: 'delete items', which: 0, count: 1 })] },
])(
  '[P22] [WH18] at any moment it takes a new event that ours is about to take, then $then',
  async ({ steps }) => {
    const { places, bad } = await strikeEverywhere(engine(), plainSetup(1), CLAIM, { before: [], then: steps });
    expect(bad).toEqual([]);
    expect(places).toBeGreaterThan(10);
  },
  LIMIT_MS,
);
