// One thing that Directus lacks, as both front doors and the doctor tell it.

/** A call of Directus' API: path below its address, body as JSON. */
export interface Call {
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body: unknown;
}

export type StepCode =
  | 'COLLECTION_MISSING'
  | 'TRACKING_OFF'
  | 'FIELD_MISSING'
  | 'FIELD_TYPE'
  | 'NOT_UNIQUE'
  | 'COPIED_WITH_ITEMS'
  | 'BOOKMARK_MISSING'
  | 'FLOW_MISSING'
  | 'FLOW_INACTIVE'
  | 'FLOW_DIFFERS'
  | 'FLOW_DOUBLED';

/** Something that is not as the sync needs it. */
export interface Step {
  code: StepCode;
  /** What is wrong, a sentence. */
  finding: string;
  /** What the calls do, or, where there are none, what a person is to do. */
  remedy: string;
  /** In this order; none where a program must not decide. */
  calls: readonly Call[];
}
