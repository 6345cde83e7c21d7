// How much may be written at once, and in a minute, into one calendar.
import type { BatchPart } from '../../src/google/batch';
import { TIMED, type Desk } from '../desk';
import { must, type Outcome } from '../outcome';
import type { Json } from '../answer';
import type { Question } from '../question';
import { sendBatches, type CalendarEvent } from '../ways';

/** Whatever was used before is out of a minute's count. */
const QUIET_MS = 65_000;
const PARTS = 50;
const ROUNDS = [1, 2, 4, 8, 10];

export const BURST: readonly Question[] = [
  {
    id: 'creations-at-once',
    asks: `How many events go into one calendar, in ${ROUNDS.join(', ')} batches of ${PARTS} at once, before one is refused?`,
    seconds: 150,
    ask: (desk) => {
      Utilities.sleep(QUIET_MS);
      let created = 0;
      for (const batches of ROUNDS) {
        const answers = sendBatches(Array.from({ length: batches }, () => creations(desk)));
        created += answers.filter(({ told }) => told === 'ok').length;
        if (refusals(answers).length > 0)
          return { created: roundedTo(PARTS, created), batchesAtOnce: batches, refused: refusals(answers) };
      }
      return { created, refused: [] };
    },
  },
  {
    id: 'patches-a-minute',
    asks: 'How many patches in batches go through before the minute is spent: six hundred, or a third of it?',
    seconds: 220,
    ask: (desk) => {
      Utilities.sleep(QUIET_MS);
      const made = sendBatches([1, 2, 3, 4].map(() => creations(desk)));
      const ids = made.map((outcome) => must(outcome, 'making the events').id!);
      Utilities.sleep(QUIET_MS);
      let patched = 0;
      for (let round = 1; round <= 4; round++) {
        const answers = sendBatches(inBatches(ids.map((id) => desk.patch(id, { summary: `Round ${round}` }))));
        patched += answers.filter(({ told }) => told === 'ok').length;
        if (refusals(answers).length > 0) return { patched: roundedTo(10, patched), refused: refusals(answers) };
      }
      return { patched, refused: [] };
    },
  },
];

function creations(desk: Desk): BatchPart[] {
  return Array.from({ length: PARTS }, () => desk.creation({ summary: 'Burst', ...TIMED }));
}

function inBatches(parts: readonly BatchPart[]): BatchPart[][] {
  return Array.from({ length: Math.ceil(parts.length / PARTS) }, (_, i) => parts.slice(i * PARTS, (i + 1) * PARTS));
}

function refusals(answers: readonly Outcome<CalendarEvent>[]): Json[] {
  return [...new Set(answers.map(({ told }) => told).filter((told) => told !== 'ok'))].sort();
}

function roundedTo(step: number, count: number): number {
  return Math.round(count / step) * step;
}
