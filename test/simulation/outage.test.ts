// A day on which Directus does not answer must not use up the trigger minutes of the day after.
import { Play } from '../../simulation/play';
import { plainSetup } from '../../simulation/setups';
import type { World } from '../../simulation/world';
import { FLOW_IDS } from '../../src/flows/ids';
import { engineForTests, LIMIT_MS } from './start-engine';

const engine = engineForTests();

const MINUTE_MS = 60_000;
/** A third of what a consumer account has. https://developers.google.com/apps-script/guides/services/quotas */
const MOST_MINUTES = 30;

const silent = () => new Promise<never>(() => undefined);

const OUTAGES: Record<string, (world: World) => void> = {
  refuses: (world) => void (world.directusDown = true),
  'never answers': ({ directus, google }) => {
    directus.webhook = silent;
    // Google's messages come by way of Directus.
    google.setOptions({ pushPace: 'none' });
  },
  'sends messages, but never answers': ({ directus }) => {
    const webhook = directus.webhook.bind(directus);
    directus.webhook = (flow, request) => (flow === FLOW_IDS.processEvents ? silent() : webhook(flow, request));
  },
};

test.each(Object.entries(OUTAGES))(
  '[OU2] a day on which Directus %s takes less than 30 trigger minutes, while people are at work',
  async (_, begin) => {
    const { world, people } = await Play.begin(engine(), plainSetup(1));
    let triggerMs = 0;
    world.script.onEnd = ({ functionName, ms }) => {
      if (functionName !== 'doPost') triggerMs += ms;
    };
    begin(world);
    for (let hour = 0; hour < 24; hour++) {
      people.take({ do: 'create event', at: 0 });
      people.take({ do: 'create items', count: 1, at: 0 });
      await world.scheduler.pass(60 * MINUTE_MS);
    }
    expect(triggerMs).toBeGreaterThan(MINUTE_MS);
    expect(triggerMs).toBeLessThan(MOST_MINUTES * MINUTE_MS);
    await world.end();
  },
  LIMIT_MS,
);
