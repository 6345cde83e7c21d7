// Whether anything is left to do: every entry point runs once more, and nothing may be written on either side.
import type { TestBed } from './harness';

/** Everything that a write on either side would change. */
async function written(bed: TestBed): Promise<string[]> {
  const { bindings } = bed.sandbox;
  const calendars = [...new Set(bindings.map(({ calendar }) => calendar))];
  const collections = [...new Set(bindings.map(({ collection }) => collection))];
  const lines: string[] = [];
  for (const calendar of calendars)
    for (const { id, etag } of await bed.pairs.events(calendar, { showDeleted: true }))
      lines.push(`${calendar}: event ${id} ${etag}`);
  for (const collection of collections)
    lines.push(`${collection}: ${await bed.pairs.activities(collection)} activities`);
  for (const { id } of await bed.control<{ id: string }[]>('GET', '/channels')) lines.push(`channel ${id}`);
  return lines.sort();
}

/** Runs every entry point again; fails with what they wrote. */
export async function expectNothingLeft(bed: TestBed, runs: readonly string[] = ENTRY_POINTS): Promise<void> {
  await bed.quiet();
  const before = await written(bed);
  for (const name of runs) {
    await bed.google.host.run(name);
    await bed.quiet();
  }
  expect(await written(bed)).toEqual(before);
}

const ENTRY_POINTS = ['catchUp', 'reconcile', 'renewChannels', 'install', 'syncNow'];
