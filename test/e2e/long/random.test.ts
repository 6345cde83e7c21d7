// Random people and random failures on the real Directus: in the end both sides agree, and every edit is accounted for.
// The simulation plays far more of them; this holds its Directus against the real one.
import fc from 'fast-check';
import type { Fault } from '../../../sandbox/faults';
import { eventOf, itemOf, startTestBed, type TestBed } from '../harness';

const SEED = 20261125;
const STEPS = 45;

type Deed =
  | 'create item'
  | 'edit item'
  | 'delete item'
  | 'create event'
  | 'edit event'
  | 'delete event'
  | 'look'
  | 'wait'
  | 'fault';

const step = fc.record({
  deed: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Deed>('create item', 'create event') },
    { weight: 6, arbitrary: fc.constantFrom<Deed>('edit item', 'edit event') },
    { weight: 1, arbitrary: fc.constantFrom<Deed>('delete item', 'delete event') },
    { weight: 3, arbitrary: fc.constantFrom<Deed>('look', 'wait', 'fault') },
  ),
  which: fc.nat(20),
});

/** Of the Calendar API only what writes: the test's own looks are not to be hit. */
const WRITES = '^(POST|PUT|PATCH) ';
/** Each strikes once or twice, as things fail in life. */
const FAULTS: readonly Fault[] = [
  { target: 'webapp', drop: true, times: 1 },
  { target: 'webapp', cutAfterSend: true, times: 1 },
  { target: 'push', drop: true, times: 2 },
  { target: 'push', duplicate: true, times: 2 },
  { target: 'calendar', match: WRITES, status: 503, times: 1 },
  { target: 'calendar', match: WRITES, status: 403, reason: 'rateLimitExceeded', times: 2 },
  { target: 'calendar', match: WRITES, kill: 'after', times: 1 },
  { target: 'calendar', match: WRITES, kill: 'before', after: 1, times: 1 },
  { target: 'calendar', match: WRITES, cutAfterSend: true, times: 1 },
  { target: 'urlfetch', kill: 'after', times: 1 },
  { target: 'urlfetch', cutAfterSend: true, match: 'directus', times: 1 },
];

/** What a person typed as a title; each is unique. */
class Edits {
  readonly typed: string[] = [];
  /** Titles that somebody typed over, or deleted, at Google: read and written in one go, so that it is known. */
  readonly seen = new Set<string>();

  next(): string {
    const title = `Title ${this.typed.length + 1}`;
    this.typed.push(title);
    return title;
  }
}

async function take(bed: TestBed, edits: Edits, deed: Deed, which: number): Promise<void> {
  const items = bed.items();
  const pick = <T>(list: readonly T[]): T | undefined => list[which % Math.max(1, list.length)];
  if (deed === 'wait') return bed.quiet();
  if (deed === 'fault') return bed.google.faults.add(FAULTS[which % FAULTS.length]!);
  if (deed === 'look') return void (await bed.google.host.runTrigger('catchUp'));
  if (deed === 'create item') return void (await items.createOne(itemOf(edits.next(), 1 + which)));
  if (deed === 'create event') return void bed.ui.create('primary', eventOf(edits.next(), 1 + which));
  if (deed.endsWith('item')) {
    const item = pick(await items.readByQuery({ sort: ['id'] }));
    if (!item) return;
    if (deed === 'edit item') await items.updateOne(Number(item['id']), { name: edits.next() });
    else await items.deleteOne(Number(item['id']));
    return;
  }
  const event = pick(await bed.pairs.ownEvents());
  if (!event) return;
  edits.seen.add(event.summary ?? '');
  if (deed === 'edit event') bed.ui.edit('primary', event.id, { summary: edits.next() });
  else bed.ui.remove('primary', event.id);
}

interface RevisionRow {
  item: string;
  data: { name?: string | null };
  activity: { user: string | null } | null;
}

/** Titles that a person's save in Directus replaced, and the last ones of items that are gone: Directus tells both. */
async function seenInDirectus(bed: TestBed): Promise<Set<string>> {
  const query = 'filter[collection][_eq]=collection1&fields=item,data,activity.user&sort=id&limit=-1';
  const revisions = await bed.sandbox.admin.request<RevisionRow[]>('GET', `/revisions?${query}`);
  const present = new Set((await bed.items().readByQuery()).map((item) => String(item['id'])));
  const seen = new Set<string>();
  const last = new Map<string, string>();
  for (const { item, data, activity } of revisions) {
    const [before, name] = [last.get(item), data.name];
    if (typeof name !== 'string' || name === before) continue;
    if (before !== undefined && activity?.user) seen.add(before);
    last.set(item, name);
  }
  for (const [item, name] of last) if (!present.has(item)) seen.add(name);
  return seen;
}

test('random edits on both sides, with failures all along, end equal on both sides, and no edit is missing', async () => {
  const bed = await startTestBed({ bindings: [{ brake: { deletions: 10_000, share: 1 } }] });
  try {
    const edits = new Edits();
    for (const { deed, which } of fc.sample(step, { seed: SEED, numRuns: STEPS })) await take(bed, edits, deed, which);
    bed.google.faults.clear();
    await bed.quiet();
    // Failures wait for their next try; a look and a comparison after that find everything.
    for (const minutes of [5, 30, 120]) {
      await bed.advance(minutes * 60_000);
      await bed.trigger('catchUp');
    }
    await bed.trigger('reconcile');

    await bed.pairs.expectInSync();
    const final = (await bed.pairs.all()).map(({ item }) => item['name']);
    const known = new Set([...(await bed.lostTitles()), ...final, ...edits.seen, ...(await seenInDirectus(bed))]);
    expect(edits.typed.filter((title) => !known.has(title))).toEqual([]);
    expect(edits.typed.length).toBeGreaterThan(STEPS / 3);
    const { writes } = await bed.cost(() => bed.trigger('reconcile'));
    expect(writes).toBe(0);
  } finally {
    await bed.close();
  }
}, 300_000);
