import type { ErrorCause } from "../errors/slipway-error.ts";

/** What is wrong with a field of a spec, worded as Kubernetes words it. */
export interface SpecCause extends ErrorCause {
  /** SageMaker's own sentence, where it is known; doors that speak AWS say this one. */
  readonly aws?: string;
}
