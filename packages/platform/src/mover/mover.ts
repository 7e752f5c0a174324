/** Moving data for one pod: what the sidecar's `fetch` and `store` do in a cluster. All paths are this machine's. */
export interface MoveOrder {
  /**
   * `sync`: one pass over what is stored while the program runs. `keep`: the last one, of a run that is taken away and whose other
   * results nobody wants.
   */
  readonly what: "fetch" | "store" | "sync" | "keep";
  /**
   * What `/opt/ml` of the pod is. But for a `sync` no process of the pod runs meanwhile; what earlier ones left there is not trusted.
   */
  readonly ml: string;
  /** The folder with the plan. */
  readonly plan: string;
  /** The file that takes the lines of the log, and the one that takes why it failed. Programs see neither. */
  readonly log: string;
  readonly terminationLog: string;
  /** The file that remembers what a `sync` has stored. */
  readonly memory?: string;
  /** The user that what is brought shall belong to, where it is another than the home's. */
  readonly owner?: number | undefined;
  /** All that runs in the pod is that user, so that a link to a file of the home's is as good as read-only. */
  readonly mayLink?: boolean;
}

/** Moves data for pods of this machine. */
export interface Mover {
  /**
   * Resolves with an exit code as the sidecar's program would have ended with: 0, or 1 with the reason in the log and as the
   * termination message, or 137 where the move itself ended whoever did it, twice. Rejects once the signal is given or the
   * mover is closed, when nothing is moved any more. Carrying out an order again is harmless.
   */
  move(order: MoveOrder, signal: AbortSignal): Promise<number>;
}
