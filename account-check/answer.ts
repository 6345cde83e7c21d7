// What the answer to a question is made of, and why there may be none.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };

/** Google refused a step that only prepares the question: there is no answer, and this says why. */
export class Unanswerable extends Error {
  override readonly name = 'Unanswerable';
}
