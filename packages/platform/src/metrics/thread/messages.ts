import type { MetricDefinition, MetricValue } from "../metric-reading.ts";

/** What the thread is started with. */
export interface WorkerData {
  /** See `progress.ts`. */
  readonly progress: SharedArrayBuffer;
}

export interface Slice {
  readonly definitions: readonly MetricDefinition[];
  readonly texts: readonly string[];
}

/** A definition of the slice by its place, and why it is not to be tried again. */
export interface Guilty {
  readonly definition: number;
  readonly why: string;
}

export interface SliceRead {
  readonly read: number;
  readonly values: readonly MetricValue[];
  readonly guilty: readonly Guilty[];
  /** Milliseconds of processor time that each definition took. */
  readonly spent: readonly number[];
}
