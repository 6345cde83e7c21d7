// A lost installation id: `install` asks before anything is linked, and a person's answer decides.
import { adopt, isInstalled } from '../../src/setup/installation';
import { install } from '../../src/setup/install';
import { answerPost } from '../../src/requests';
import { statusOf } from '../../src/setup/status';
import { catchUpAll, reconcileAll } from '../../src/app/work';
import { decodeLink } from '../../src/core/identity';
import { PROTOCOL } from '../../src/core/message';
import { EVENT, TALK, World } from '../fakes';
import { SECRET } from '../fakes/fake-directus';
import { probeOf, wholeApp } from '../fakes/prerequisites';
import { started } from '../fakes/started';

const told: string[] = [];
beforeEach(() => void told.splice(0));

/** Three pairs, and a script that does not know its own id any more, nor anything else. */
function lost(changes: object = {}): World {
  const world = started(changes);
  for (let i = 0; i < 3; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  reconcileAll(world.app());
  world.installations = [];
  world.properties.clear();
  world.calls();
  return world;
}

function installNow(world: World): string[] {
  const begin = () => {
    world.installations = ['new00001'];
    return wholeApp(world);
  };
  return install(wholeApp(world), probeOf(world), {
    begin,
    pin: () => wholeApp(world),
    tell: (line) => told.push(line),
  }).problems;
}

/** A person runs `adoptPairs`. */
function adoptNow(world: World): { done: boolean; text: string } {
  const store = {
    get: () => world.installations.join(' '),
    set: (_: string, value: string | null) => void (world.installations = value!.split(' ')),
  };
  return adopt(wholeApp(world), store, () => 'new00001');
}

const installationsOf = (world: World): (string | undefined)[] =>
  world.calendar.live.map(({ extendedProperties }) => decodeLink(extendedProperties?.private?.['link'])?.installation);

describe('install without an installation id', () => {
  it('begins where there are no pairs of another installation', () => {
    const world = new World();
    world.installations = [];
    world.directus.create(TALK);
    world.calendar.edit('e1', { ...EVENT, summary: 'Other' });
    expect(installNow(world)).toEqual([]);
    expect(told).toEqual([]);
    expect(world.directus.items()).toHaveLength(2);
    expect(installationsOf(world)).toEqual(['new00001', 'new00001']);
  });

  it('[IN2] asks where there are some, and links nothing before the answer, however often it is run', () => {
    const world = lost();
    world.directus.create({ ...TALK, name: 'New' });
    for (let i = 0; i < 2; i++)
      expect(installNow(world)).toEqual([
        expect.stringMatching(
          /^Your items and calendars hold 3 pairs of installation inst0001\..*adoptPairs.*startAnew/s,
        ),
      ]);
    expect(world.calls().filter((call) => ['insert', 'patch', 'cancel', 'apply', 'watch'].includes(call))).toEqual([]);
    expect(world.installations).toEqual([]);
  });

  it('[IN3] [WH11] goes on with them once they are adopted: no pair is made twice, and their marks are written anew once', () => {
    const world = lost();
    world.directus.update(1, { name: 'Edited meanwhile' });
    expect(adoptNow(world)).toMatchObject({
      done: true,
      text: expect.stringMatching(/3 pairs of installation inst0001/),
    });
    expect(world.installations).toEqual(['new00001', 'inst0001']);
    expect(installNow(world)).toEqual([]);
    expect(world.calendar.live.map(({ summary }) => summary).sort()).toEqual(['Edited meanwhile', 'Talk 1', 'Talk 2']);
    expect(world.directus.items()).toHaveLength(3);
    expect(installationsOf(world)).toEqual(['new00001', 'new00001', 'new00001']);
    world.installations = ['new00001'];
    world.calls();
    reconcileAll(world.app());
    expect(world.calls()).toEqual(['list', 'list']);
  });

  it('deletes the item of an adopted pair whose event was deleted in between', () => {
    const world = lost();
    world.calendar.remove(String(world.directus.item(2)!['event']));
    adoptNow(world);
    installNow(world);
    reconcileAll(world.app());
    expect(world.directus.items().map(({ id }) => id)).toEqual([1, 3]);
  });

  it('[IN3] leaves them to that installation where a person starts anew, and the status says so', () => {
    const world = lost();
    world.installations = ['new00001'];
    expect(installNow(world)).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/3 pairs of another installation/)]);
    catchUpAll(wholeApp(world));
    expect(installationsOf(world)).toEqual(['inst0001', 'inst0001', 'inst0001']);
    const { healthy, problems } = statusOf(wholeApp(world), {});
    expect(healthy).toBe(false);
    expect(problems).toEqual([expect.stringMatching(/3 of them are pairs of installation inst0001: .*adoptPairs/)]);
    adoptNow(world);
    reconcileAll(world.app());
    catchUpAll(world.app());
    expect(statusOf(wholeApp(world), {})).toMatchObject({ healthy: true, problems: [] });
  });
});

describe('adoptPairs', () => {
  it('adopts nothing where there is nothing to adopt', () => {
    const world = started();
    expect(adoptNow(world)).toMatchObject({ done: false });
    expect(world.installations).toEqual(['inst0001']);
  });

  it('does not choose between several installations, and says how a person does', () => {
    const world = lost();
    const [first] = world.calendar.live;
    const link = first!.extendedProperties!.private!['link']!.replace('inst0001', 'other123');
    world.calendar.edit(first!.id, { extendedProperties: { private: { link } } });
    expect(adoptNow(world)).toEqual({
      done: false,
      text: expect.stringMatching(/several installations: .*"new00001"/),
    });
    expect(world.installations).toEqual([]);
  });
});

describe('a script on which install has to run again', () => {
  it('[IN1] does nothing by itself, mails its owner, and its status says what to do', () => {
    const world = lost();
    expect(isInstalled(world.app())).toBe(false);
    expect(world.mails).toMatchObject([{ text: expect.stringMatching(/Run install/) }]);
    expect(statusOf(wholeApp(world), {})).toMatchObject({
      healthy: false,
      problems: [expect.stringMatching(/INSTALLATION_ID is missing/)],
    });
  });

  it('[Z1] does as little where the zone of a calendar is kept nowhere, and runs once the binding names one', () => {
    const world = new World();
    world.zones = {};
    expect(isInstalled(world.app())).toBe(false);
    expect(world.mails).toMatchObject([
      { text: expect.stringMatching(/No zone is kept of the calendar "primary".*Run install/) },
    ]);
    world.bindings[0]!.timeZone = 'Europe/Berlin';
    expect(isInstalled(world.app())).toBe(true);
  });

  it.each(['goOn', 'compare'])('refuses %s', (action) => {
    const request = { v: PROTOCOL, version: '1.0.0', id: 'ask', secret: SECRET, print: 'any', action, seen: 1 };
    const answer = answerPost(JSON.stringify(request), [SECRET], '1.0.0', () => lost().app());
    expect(answer).toMatchObject({ ok: false, code: 'NOT_SET' });
  });
});
