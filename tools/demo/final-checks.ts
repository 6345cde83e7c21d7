// What must hold after all scenes: nothing exists twice, and looking again changes nothing.
import type { Stage } from './stage';

export interface Check {
  what: string;
  /** Undefined: it holds. */
  problem: string | undefined;
}

export async function finalChecks(stage: Stage): Promise<Check[]> {
  return [await oneToOne(stage), await sameValues(stage), await quiet(stage)];
}

/** Each item has one event and each event one item. */
async function oneToOne({ sides }: Stage): Promise<Check> {
  const [items, events] = await Promise.all([sides.readItems(), sides.readEvents()]);
  const named = items.map(({ eventId }) => eventId);
  const problems = [
    ...items
      .filter(({ eventId }) => !events.some(({ id }) => id === eventId))
      .map(({ key }) => `item ${key} has no event`),
    ...events.filter(({ id }) => !named.includes(id)).map(({ id }) => `event ${id} has no item`),
    ...named.filter((id, i) => named.indexOf(id) !== i).map((id) => `two items name the event ${id}`),
  ];
  return {
    what: `nothing exists twice or alone: ${items.length} items and ${events.length} events, linked one to one`,
    problem: words(problems),
  };
}

async function sameValues({ sides }: Stage): Promise<Check> {
  const [items, events] = await Promise.all([sides.readItems(), sides.readEvents()]);
  const different = items.filter((item) => {
    const event = events.find(({ id }) => id === item.eventId);
    return event && JSON.stringify(valuesOf(item)) !== JSON.stringify(valuesOf(event));
  });
  return {
    what: 'every pair has the same title, description, start and end on both sides',
    problem: words(different.map(({ key }) => `item ${key} differs from its event`)),
  };
}

/** A catch-up and a full comparison of all pairs must not write anywhere. */
async function quiet(stage: Stage): Promise<Check> {
  const { google, admin } = stage.sandbox;
  await stage.settle();
  const activity = await admin.newestActivityId();
  const { writes } = google.calendar.stats();
  for (const name of ['catchUp', 'reconcile']) await google.host.run(name);
  await stage.settle();
  const written = google.calendar.stats().writes - writes;
  const active = (await admin.newestActivityId()) - activity;
  return {
    what: 'a further look at both sides, and a comparison of all pairs, write nothing',
    problem: words([
      ...(written > 0 ? [`${written} writes to Google`] : []),
      ...(active > 0 ? [`${active} new entries in Directus' activity`] : []),
    ]),
  };
}

function valuesOf({
  summary,
  description,
  start,
  end,
}: {
  summary: string;
  description: string;
  start: string;
  end: string;
}) {
  return [summary, description, start, end];
}

function words(problems: readonly string[]): string | undefined {
  return problems.length === 0 ? undefined : problems.slice(0, 5).join('; ') + (problems.length > 5 ? '; …' : '');
}
