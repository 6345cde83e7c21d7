// A day on which Directus does not answer must not use up the trigger minutes of the day after.
import { Play } from '../../simulation/play';
import { plainSetup } from '../../simulation/setups';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MINUTE_MS = 60_000;
/** A third of what a consumer account has. https://developers.google.com/apps-script/guides/services/quotas */
const MOST_MINUTES = 30;

test.each(['refuses', 'never answers'])(
  'a day on which Directus %s takes less than 30 trigger minutes, while people are at work in Google',
  async (how) => {
    const { world, people } = await Play.begin(engine(), plainSetup(1));
    let triggerMs = 0;
    world.script.onEnd = ({ functionName, ms }) => {
      if (functionName !== 'doPost') triggerMs += ms;
    };
    if (how === 'refuses') world.directusDown = true;
    else {
      world.directus.webhook = () => new Promise<never>(() => undefined);
      // Google's messages come by way of Directus.
      world.google.setOptions({ pushPace: 'none' });
    }
    for (let hour = 0; hour < 24; hour++) {
      people.take({ do: 'create event', at: 0 });
      await world.scheduler.pass(60 * MINUTE_MS);
    }
    expect(triggerMs).toBeGreaterThan(MINUTE_MS);
    expect(triggerMs).toBeLessThan(MOST_MINUTES * MINUTE_MS);
    await world.end();
  },
  LIMIT_MS,
);
