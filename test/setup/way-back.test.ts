// Whether what Google sends to Directus comes out of the web app, as `install` finds it out.
import { install, type Probe } from '../../src/setup/install';
import { World } from '../fakes';
import { probeOf, wholeApp } from '../fakes/prerequisites';
import { PING } from '../../src/app/ping';

/** A world in which the script's own headers do not leave; Google's message for a channel arrives or not. */
function world(isDelivered: boolean): { world: World; run: () => string[] } {
  const made = new World();
  const watch = made.calendar.watch.bind(made.calendar);
  made.calendar.watch = (id, channel) => {
    const answer = watch(id, channel);
    if (isDelivered && answer.ok) made.state.set(PING, channel.id);
    return answer;
  };
  const whole = probeOf(made);
  const probe: Probe = { ...whole, post: (url, body, headers) => whole.post(url, body, headers && {}) };
  const beginning = { begin: () => wholeApp(made), pin: () => wholeApp(made), tell: () => undefined };
  return { world: made, run: () => install(wholeApp(made), probe, beginning).problems };
}

it('Google’s own message for a channel proves the way where headers of the script do not leave, and the channel ends', () => {
  const { world: made, run } = world(true);
  expect(run()).toEqual([]);
  const ids = [...made.calendar.channels.keys()];
  expect(ids).toHaveLength(1);
  expect(ids[0]).not.toMatch(/^ping-/);
});

it('where that does not arrive either, what to set in Directus is told', () => {
  const { world: made, run } = world(false);
  expect(run()).toEqual([expect.stringMatching(/did not reach the web app\. In Directus set GCALENDARHOOKURL/)]);
  expect([...made.calendar.channels.keys()]).toEqual([]);
});
