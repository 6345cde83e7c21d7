// What a question is.
import type { Json } from './answer';
import type { Desk } from './desk';
import type { Setting } from './settings';

export interface Question {
  /** Stays the same for ever: answers of different days are compared by it. */
  id: string;
  /** One plain sentence. */
  asks: string;
  needs?: Setting;
  /** How long it may take at Google; 45 where nothing is said. */
  seconds?: number;
  /**
   * The answer holds no ids, etags or moments, but what follows from them ("same", "kept"), so that it can be compared.
   * Whatever it throws becomes the answer.
   */
  ask: (desk: Desk) => Json;
}
