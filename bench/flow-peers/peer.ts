/** `process`: each step starts the same program. `nothing`: steps without work of their own. */
export type StepKind = "process" | "nothing";

export interface Chain {
  readonly kind: StepKind;
  readonly steps: number;
}

/** Something that runs chains of steps, each behind the one before. */
export interface Peer {
  /** It runs before and after what it is asked to run. */
  readonly stands: boolean;
  /** The steps that it has. */
  readonly kinds: readonly StepKind[];
  /** All that it keeps. */
  readonly folder: string;
  /** Resolves when the chain has succeeded. */
  run(chain: Chain): Promise<void>;
  stop(): Promise<void>;
}
