/** A part of a fleet: so many instances of each variant, or a share of them, 0 to 1. */
export type CapacitySize = { readonly instances: number } | { readonly share: number };

/**
 * How what an endpoint serves is replaced, as SageMaker's deployment guardrails have it
 * (docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html). Times are milliseconds.
 */
export interface UpdatePolicy {
  /**
   * `beside`: the new fleet is brought up whole, and requests move there by `steps`. `batches`: a batch at a time is brought up, gets its
   * share of the requests, and takes the place of as many of the old fleet.
   */
  readonly fleets: "beside" | "batches";
  /** Sizes of what moves at a time: one that is followed by all the rest, or the same until all has moved; absent means all at once. */
  readonly steps?: { readonly first: CapacitySize } | { readonly each: CapacitySize };
  /** How long every share is watched before the next one, and the whole before the old fleet goes. */
  readonly bakeMs: number;
  /** How long the old fleet stays after that; of batches nothing does. */
  readonly terminationWaitMs: number;
  /** Of batches: how much of the old fleet comes back at a time. */
  readonly rollback?: CapacitySize;
  /** An update that takes longer is rolled back. */
  readonly timeoutMs?: number;
}

/** Where nothing is asked for: one instance after the other, each as soon as it answers. */
export const ONE_BY_ONE: UpdatePolicy = {
  fleets: "batches",
  steps: { each: { instances: 1 } },
  bakeMs: 0,
  terminationWaitMs: 0,
};
