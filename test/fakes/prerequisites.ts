// A world in which `install` and the status find everything in Directus that they look for.
import type { App } from '../../src/sync/context';
import type { Probe } from '../../src/setup/install';
import { answerPost } from '../../src/requests';
import { VERSION } from '../../src/version';
import { wallOf } from '../../src/core/zones';
import { archiveOf } from '../../src/core/binding';
import { success } from '../../src/ports';
import { SECRET } from './fake-directus';
import type { World } from '.';
import { PING } from '../../src/app/ping';

/** What one execution works with, where Directus has the collections and fields of all bindings. */
export function wholeApp(world: World, lacking: readonly string[] = []): App {
  const app = world.app();
  const collections = world.bindings.map(({ collection }) => ({ collection, accountability: 'all' }));
  const fields = world.bindings.flatMap(({ collection, fields: names, onEventDeleted }) =>
    [...Object.values(names), ...[archiveOf({ onEventDeleted })?.field ?? []].flat()]
      .filter((field) => !lacking.includes(field))
      .map((field) => ({ collection, field })),
  );
  const rows = { collections, fields, flows: [] };
  const ping: App['directus']['ping'] = (what) => success({ stamp: 0, results: rows[what], version: VERSION });
  return { ...app, directus: { ...app.directus, ping } };
}

/** The web app and the way to it through Directus, as a stranger sees them. */
export function probeOf(world: World): Probe {
  return {
    post(_, body, headers) {
      if (headers) world.state.set(PING, headers['X-Goog-Channel-ID']!);
      const text = headers ? '' : JSON.stringify(answerPost(body, [SECRET], VERSION, () => wholeApp(world)));
      return success({ status: 200, text });
    },
    clocks: wallOf,
  };
}
