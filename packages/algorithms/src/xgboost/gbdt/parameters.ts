import type { Regularization } from "./leaf.ts";

/** How trees grow; names and meanings as XGBoost's. */
export interface TreeParameters extends Regularization {
  readonly eta: number;
  /** Splits from the root to a leaf; 0: no limit. */
  readonly maxDepth: number;
  /** 0: no limit. */
  readonly maxLeaves: number;
  readonly growPolicy: "depthwise" | "lossguide";
  readonly maxBin: number;
  readonly subsample: number;
  readonly colsampleByTree: number;
  readonly colsampleByLevel: number;
  readonly colsampleByNode: number;
  /** Trees grown side by side in a round. */
  readonly parallelTrees: number;
  readonly seed: number;
}
