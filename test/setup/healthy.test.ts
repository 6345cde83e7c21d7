// "Healthy" is earned: whatever needs a person, or waits, makes the status say something else for as long as it lasts.
import { release } from '../../src/app/go-on';
import type { Failure } from '../../src/ports';
import { answerPost } from '../../src/requests';
import { statusOf, type Status } from '../../src/setup/status';
import { calendarChanged, catchUpAll, reconcileAll } from '../../src/app/work';
import { makeDue } from '../../src/sync/due';
import { PROTOCOL } from '../../src/core/message';
import { addLines } from '../../src/sync/report';
import { EVENT, TALK, World } from '../fakes';
import { SECRET } from '../fakes/fake-directus';
import { wholeApp } from '../fakes/prerequisites';
import { started } from '../fakes/started';
import { NEXT_DAY } from '../../src/sync/next-day';

const MINUTE_MS = 60_000;
const DOWN: Failure = { kind: 'unavailable', status: 503, reason: null, message: 'down' };
const REFUSED: Failure = {
  kind: 'invalid',
  status: 400,
  reason: null,
  message: 'Directus refused it (FAILED_VALIDATION)',
};

/** What makes the status unhealthy, what ends it, and what the status says meanwhile. */
interface Situation {
  changes?: object;
  begins(world: World): void;
  /** Undefined: it ends by itself with the next catch-up. */
  ends?(world: World): void;
  /** In a problem, or the reason of a failure; or what of the status tells it. */
  told: RegExp | ((status: Status) => boolean);
  /** Fields that Directus has lost. */
  lacking?: (world: World) => string[];
}

/** Twelve pairs, so that the brake has something to hold back; item 1 and its event are played with. */
const PAIRS = 12;
const first = (world: World): string => String(world.directus.item(1)!['event']).replace('-', '');

const SITUATIONS: Record<string, Situation> = {
  'an event that belongs to somebody else now': {
    begins: (world) => world.calendar.edit(first(world), { organizer: {} }),
    ends: (world) => world.calendar.edit(first(world), { organizer: { self: true } }),
    told: /Not served: 1 pair /,
  },
  'an event that another installation has linked': {
    begins: (world) => relink(world, 'inst0001', 'other123'),
    ends: (world) => relink(world, 'other123', 'inst0001'),
    told: /Not served: 1 pair .*other123.*adoptPairs/,
  },
  'a lost installation id': {
    begins: (world) => void (world.installations = []),
    ends: (world) => void (world.installations = ['inst0001']),
    told: /INSTALLATION_ID is missing/,
  },
  'a calendar that cannot be listed': {
    begins: (world) => void (world.calendar.refuse = (call) => (call === 'list' ? DOWN : undefined)),
    ends: (world) => void (world.calendar.refuse = () => undefined),
    told: ({ bindings }) => !bindings[0]!.toDirectus.upToDate,
  },
  'a calendar that could not be compared': {
    begins(world) {
      world.calendar.refuse = (call) => (call === 'list' ? DOWN : undefined);
      reconcileAll(world.app());
    },
    ends(world) {
      world.calendar.refuse = () => undefined;
      world.advance(10 * MINUTE_MS);
    },
    told: /Calendar "primary" could not be read since/,
  },
  'a Directus that gives no answer': {
    begins: (world) => void (world.directus.refuse = () => DOWN),
    ends(world) {
      world.directus.refuse = () => undefined;
      world.advance(10 * MINUTE_MS);
    },
    told: ({ bindings }) => !bindings[0]!.toGoogle.upToDate,
  },
  'a value that Directus refuses': {
    begins(world) {
      world.directus.refuse = (action) => (action === 'apply' ? REFUSED : undefined);
      world.calendar.edit(first(world), { summary: 'Not to be taken' });
    },
    ends(world) {
      world.directus.refuse = () => undefined;
      world.calendar.edit(first(world), { summary: 'To be taken' });
    },
    told: /FAILED_VALIDATION/,
  },
  'an item that cannot be an event': {
    begins: (world) => world.directus.update(1, { ends: '2020-01-01T00:00:00.000Z' }),
    ends: (world) => world.directus.update(1, { ends: TALK.ends }),
    told: /the end .* is before the start/,
  },
  'an event whose details are hidden': {
    begins: (world) => world.calendar.edit('secret', { ...EVENT, start: undefined, end: undefined }),
    ends: (world) => world.calendar.edit('secret', EVENT),
    told: /hidden/,
  },
  'a mapped field that is missing': {
    begins: () => undefined,
    lacking: ({ binding }) => [binding.fields.summary!],
    told: /has no field "name"/,
  },
  'a column that keeps no moment': {
    begins: (world) => retype(world, 'dateTime'),
    ends: (world) => retype(world, 'timestamp'),
    told: /starts is of the type dateTime/,
  },
  'a value that Directus stores otherwise than sent': {
    begins(world) {
      world.directus.stores = (values) => ('name' in values ? { ...values, name: 'CUT' } : values);
      world.calendar.edit(first(world), { summary: 'A title that is cut' });
    },
    ends(world) {
      world.directus.stores = (values) => values;
      world.directus.update(1, { name: 'Mended' });
    },
    told: /stored other values than the events have/,
  },
  'deletions that the brake holds back': {
    begins(world) {
      for (let key = 1; key <= PAIRS; key++) world.directus.delete(key);
    },
    ends: (world) => void release(world.app(), MINUTE_MS),
    told: /The brake holds back 12 deletions/,
  },
  'a report that is full': {
    changes: { onConflict: 'directus' },
    begins(world) {
      const line = (i: number) => ({
        at: '',
        binding: `b${i % 5}`,
        kind: 'conflict',
        key: `${i}`,
        lost: { text: 'x'.repeat(5000) },
      });
      addLines(
        world.app(),
        Array.from({ length: 60 }, (_, i) => line(i)),
      );
      world.directus.update(1, { text: 'Ours'.repeat(1000) });
      world.calendar.edit(first(world), { description: 'Theirs'.repeat(1000) });
    },
    ends(world) {
      world.state.report.clear();
      world.advance(MINUTE_MS);
    },
    told: /report is full/,
  },
  'looks that are late': {
    begins: (world) => world.advance(31 * MINUTE_MS),
    told: ({ bindings: [binding] }) => !binding!.toGoogle.upToDate && !binding!.toDirectus.upToDate,
  },
  'a signal that waits': {
    begins(world) {
      world.lockIsTaken = true;
      calendarChanged(world.app(), 'primary');
    },
    ends: (world) => void (world.lockIsTaken = false),
    told: ({ bindings: [binding] }) => !binding!.toDirectus.upToDate,
  },
  'a comparison that is due': {
    begins: (world) => makeDue(world.app()),
    told: ({ reconcile }) => reconcile.due,
  },
  'flows that were made from other bindings': {
    begins(world) {
      const signal = JSON.stringify({ ...world.directus.signal([1]), print: 'another' });
      answerPost(signal, [SECRET], '1.0.0', () => world.app());
    },
    ends(world) {
      answerPost(JSON.stringify(world.directus.signal([1])), [SECRET], '1.0.0', () => world.app());
    },
    told: /made from other bindings/,
  },
  'what waits for Google’s next day': {
    begins: (world) => world.state.set(NEXT_DAY, { since: world.now, until: world.now + MINUTE_MS, at: world.now }),
    ends(world) {
      world.advance(2 * MINUTE_MS);
      catchUpAll(world.app());
    },
    told: ({ putOff }) => putOff !== null,
  },
};

/** The start's column is made anew. */
function retype(world: World, starts: string): void {
  world.directus.types = { ...world.directus.types, starts };
  world.cached.clear();
}

function relink(world: World, from: string, to: string): void {
  const { id, extendedProperties } = world.calendar.events.get(first(world))!;
  const link = extendedProperties!.private!['link']!.replace(from, to);
  world.calendar.edit(id, { extendedProperties: { private: { ...extendedProperties!.private, link } } });
  reconcileAll(world.app());
}

function paired(changes: object = {}): World {
  const world = started(changes);
  for (let i = 0; i < PAIRS; i++) world.directus.create({ ...TALK, name: `Talk ${i}` });
  catchUpAll(world.app());
  reconcileAll(world.app());
  catchUpAll(world.app());
  return world;
}

/** The script's clockwork comes by; without an id it does nothing. */
function pass(world: World): void {
  if (world.installations.length > 0 && !world.lockIsTaken) catchUpAll(world.app());
}

function look(world: World, lacking: readonly string[] = []): Status {
  return statusOf(wholeApp(world, lacking), {});
}

function saidBy({ problems, bindings }: Status): string {
  return [...problems, ...bindings.flatMap(({ failures }) => failures.map(({ reason }) => reason))].join('\n');
}

it.each(Object.entries(SITUATIONS))('[SU3] %s: not healthy while it lasts, and healthy after it', (_, situation) => {
  const { changes, begins, ends, told, lacking = () => [] } = situation;
  const world = paired(changes);
  expect({ ...look(world), said: saidBy(look(world)) }).toMatchObject({ healthy: true, said: '' });

  world.advance(MINUTE_MS);
  begins(world);
  // What the clockwork itself ends is looked at before it comes by.
  if (!ends) expect(look(world, lacking(world)).healthy).toBe(false);
  else pass(world);
  const during = look(world, lacking(world));
  expect(during.healthy).toBe(false);
  if (typeof told === 'function') expect(told(during)).toBe(true);
  else expect(saidBy(during)).toMatch(told);

  ends?.(world);
  pass(world);
  world.advance(MINUTE_MS);
  pass(world);
  const after = look(world);
  expect({ healthy: after.healthy, said: saidBy(after) }).toEqual({ healthy: true, said: '' });
});

it('asks of a status need no installed script', () => {
  const world = paired();
  world.installations = [];
  const request = { v: PROTOCOL, version: '1.0.0', id: 'ask', secret: SECRET, print: 'any', action: 'status' };
  const answer = answerPost(JSON.stringify(request), [SECRET], '1.0.0', () => wholeApp(world));
  expect(answer).toMatchObject({ ok: true, status: { healthy: false } });
});
