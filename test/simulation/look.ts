// What a person sees who looks.
import type { Status } from '../../src/setup/status';
import type { World } from '../../simulation/world';

/** What `showStatus` prints in the editor. */
export async function statusOf(world: World): Promise<Status> {
  let text = '';
  world.script.onEnd = ({ functionName, console }) => {
    if (functionName === 'showStatus') text = console.map((line) => line.text).join('\n');
  };
  void world.script.run('showStatus');
  await world.scheduler.untilStill();
  return JSON.parse(text) as Status;
}
