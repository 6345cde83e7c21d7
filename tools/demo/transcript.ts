// The demo's live text: what was done where, what arrived, and what it cost.
import type { Paint } from '../terminal/paint';
import { costInWords, type Cost } from './costs';

export type Side = 'Directus' | 'Google';

/** One change and what came of it. */
export interface StepResult {
  title: string;
  seconds: number;
  cost: Cost;
  /** What had not arrived when the time was over; undefined: everything arrived. */
  missing: string | undefined;
}

/** Widest cell of the first column of the table. */
const TITLE_WIDTH = 52;

export class Transcript {
  private scenes = 0;

  constructor(
    private readonly write: (line: string) => void,
    private readonly paint: Paint,
  ) {}

  line(text = ''): void {
    this.write(text);
  }

  heading(text: string): void {
    this.write('');
    this.write(this.paint('bold', text));
  }

  scene(title: string): void {
    this.scenes += 1;
    this.heading(`${this.scenes}. ${title}`);
  }

  did(where: Side, does: string): void {
    this.write(`  ${this.paint('cyan', where.padEnd(8))}   ${does}`);
  }

  note(text: string): void {
    this.write(this.paint('dim', `             ${text}`));
  }

  arrived(where: Side, { missing, seconds, cost }: StepResult, what: string): void {
    const side = this.paint('cyan', where.padEnd(8));
    if (missing === undefined) {
      this.write(`  ${side} ${this.paint('green', '✓')} ${what} after ${seconds.toFixed(1)} s`);
      this.note(costInWords(cost));
    } else {
      this.write(`  ${side} ${this.paint('red', '✗')} ${what}: not after ${seconds.toFixed(0)} s. ${missing}`);
      this.note(costInWords(cost));
    }
  }

  check(what: string, problem: string | undefined): void {
    if (problem === undefined) this.write(`  ${this.paint('green', '✓')} ${what}`);
    else this.write(`  ${this.paint('red', '✗')} ${what}: ${problem}`);
  }

  table(results: readonly StepResult[]): void {
    this.write(row('', 'seconds', 'executions', 'Calendar', 'units', 'Directus'));
    for (const { title, seconds, cost, missing } of results) {
      const { executions, calendarCalls, quotaUnits, directusCalls } = cost;
      const cells = [seconds.toFixed(1), executions, calendarCalls, quotaUnits, directusCalls];
      const mark = missing === undefined ? this.paint('green', '✓') : this.paint('red', '✗');
      this.write(`${mark} ${row(title, ...cells).slice(2)}`);
    }
    this.note('Calendar and Directus: HTTP requests of the script. Units: Google gives 600 in any minute.');
  }
}

function row(title: string, ...cells: (string | number)[]): string {
  return `  ${title.padEnd(TITLE_WIDTH)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
}
