/** `status.slipway` of a ScalingPolicy: what AWS has no word for. */
export interface SlipwayStatus {
  /** What it waits for. */
  readonly message?: string;
}
