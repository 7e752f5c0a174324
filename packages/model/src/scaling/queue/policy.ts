/** As many workers as the work needs: ceil((waiting + in flight) / target), at once, and less only by workers that are idle. */
export interface QueuePolicy {
  readonly type: "QueueBacklog";
  readonly name: string;
  /** The signal of the messages that wait. */
  readonly waiting: string;
  /** The signal of those that workers have in hand and have not acknowledged; absent where `waiting` counts them too. */
  readonly inFlight?: string;
  /** Messages per worker; more than 0. */
  readonly target: number;
  /** It scales in to no less than was needed within so many seconds; absent means 300. */
  readonly stabilizationSeconds?: number;
}
