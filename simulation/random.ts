// Chance by a seed: the same seed makes the same choices, whatever else draws beside it.
import { seededRandom } from '../sandbox/faults';

/** Chooses one of a list; undefined of an empty one. */
export type Choose = <T>(list: readonly T[]) => T | undefined;

export function chooseBy(random: () => number): Choose {
  return (list) => list[Math.floor(random() * list.length)];
}

export class Random {
  private readonly draw: () => number;

  constructor(seed: number) {
    this.draw = seededRandom(seed);
  }

  /** From 0 (included) to 1 (left out). */
  next(): number {
    return this.draw();
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    return Math.floor(this.draw() * count);
  }

  chance(probability: number): boolean {
    return this.draw() < probability;
  }

  bytes(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => this.below(256));
  }

  uuid(): string {
    const digits = [...this.bytes(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const variant = '89ab'.charAt(this.below(4));
    const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
    return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
  }
}
