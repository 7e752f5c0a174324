/** A request on its way to containers, as whoever waits for its answer has it. */
export interface Carrying {
  /** Never throws: whoever waits for the answer is told. */
  start(): void;
  /** Goes on after the answer's `flush` has asked for a pause. */
  resume(): void;
  /**
   * Nobody waits for the answer any more, which is told nothing more. `enough`: whoever waited has read all of it that he wanted, which
   * is as good as the whole.
   */
  abandon(enough?: boolean): void;
}
