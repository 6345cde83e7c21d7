// How a story that ends badly is made short enough to be read.
import { plainSetup } from '../../simulation/setups';
import { shorten, type BadStory } from '../../simulation/shorten';
import type { Step } from '../../simulation/people/steps';
import type { Story } from '../../simulation/story';

const create: Step = { do: 'create event', at: 0, then: { minutes: 3 }, seed: 17 };
const remove: Step = { ...create, do: 'delete event', which: 0 };
const note: Step = { ...create, do: 'note item', which: 0 };

/** Ends badly when an event is deleted after one was created. */
function endsBadly({ steps }: Story): Promise<string[]> {
  const created = steps.findIndex((step) => step.do === 'create event');
  const deleted = steps.map((step) => step.do).lastIndexOf('delete event');
  return Promise.resolve(created >= 0 && deleted > created ? [`event e${deleted} is lost`] : []);
}

function long(): BadStory {
  const notes = (count: number): Step[] => Array.from({ length: count }, () => note);
  const steps = [...notes(20), create, ...notes(30), remove, ...notes(11)];
  const setup = { ...plainSetup(5), keys: 'uuid' as const, uniqueEventId: false };
  return { setup, steps, violations: ['event e51 is lost'] };
}

describe('a story that ends badly', () => {
  test('is left with the steps that it needs, in a plain world', async () => {
    const { setup, steps, violations } = await shorten(long(), endsBadly, () => true);
    const plain = { at: 0, then: 'none', seed: 1 };
    expect(steps).toEqual([
      { ...plain, do: 'create event' },
      { ...plain, do: 'delete event', which: 0 },
    ]);
    expect(setup).toEqual(plainSetup(1));
    expect(violations).toEqual(['event e1 is lost']);
  });

  test('keeps the kind of its violation: what ends badly otherwise is another story', async () => {
    const other = async (story: Story): Promise<string[]> =>
      story.steps.length < 10 ? ['item 1 was deleted'] : await endsBadly(story);
    const { steps, violations } = await shorten(long(), other, () => true);
    expect(violations).toEqual([expect.stringMatching(/^event e\d+ is lost$/)]);
    expect(steps).toHaveLength(10);
  });

  test('stays as it is when there is no time', async () => {
    const story = long();
    expect(await shorten(story, endsBadly, () => false)).toEqual(story);
  });
});
