// An item's event is found by its search key, whichever of our installations wrote that.
import { newJob } from '../../src/sync/job';
import { searchEvents } from '../../src/sync/needs-google';
import { baseOf } from '../../src/core/base';
import { insertBody } from '../../src/core/event';
import { atHome } from '../../src/core/identity';
import { itemFromRow } from '../../src/core/item';
import { TALK, World } from '../fakes';

it.each([[['inst0009']], [['inst0001', 'inst0009']]])(
  '[WH11] the key of an adopted installation: %j',
  (installations) => {
    const world = new World();
    const plain = world.app();
    const [binding] = plain.settings.bindings.map((each) => atHome(each, installations));
    const app = {
      ...plain,
      installation: installations[0]!,
      settings: { ...plain.settings, installations, bindings: [binding!] },
    };
    const row = { ...TALK, [binding!.fields.key]: 1 };
    const item = itemFromRow(binding!, row, 1);
    const marks = { installation: 'inst0009', key: '1', base: { stamp: 1, fields: baseOf(item) } };
    world.calendar.edit('e1', insertBody(atHome(binding!, ['inst0009']), 'e1', item.values, marks));
    const job = newJob(binding!, item, { is: 'none' });
    searchEvents(app, [job], () => undefined);
    expect(job.pair.event).toMatchObject({ is: 'live', id: 'e1' });
  },
);
