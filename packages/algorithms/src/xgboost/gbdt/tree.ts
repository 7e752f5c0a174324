/** A regression tree, one entry a node; node 0 is the root. */
export interface Tree {
  /** Children; -1 at leaves. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** -1 at the root. */
  readonly parent: Int32Array;
  readonly column: Uint32Array;
  /** Values below go left; at leaves: what the leaf adds to the prediction. */
  readonly threshold: Float32Array;
  /** 1 when missing values go left. */
  readonly missingLeft: Uint8Array;
  /** Twice the loss that the split saves; 0 at leaves. */
  readonly lossChange: Float32Array;
  readonly hessian: Float32Array;
  /** The node's own best weight, before the learning rate. */
  readonly weight: Float32Array;
}
