import type { Ledger } from "./ledger.ts";

/** What may go: whatever is older than `cutoff` (milliseconds since 1970), and the oldest until `maxBytes` fit. */
export interface RetentionBounds {
  readonly cutoff: number;
  readonly maxBytes: number;
  /** Before it, even the memory that something was there may go: who re-sends it then is believed. */
  readonly forgetBefore: number;
}

type Asked = Omit<Ledger, "followLog" | "onGrowth" | "retain" | "close">;

/** What holds the facts carries out, each as one transaction. */
export type Operations = {
  readonly [K in keyof Asked]: (...args: Parameters<Asked[K]>) => Awaited<ReturnType<Asked[K]>>;
} & {
  readonly retainStep: (bounds: RetentionBounds) => number;
  readonly retainEnd: (bounds: RetentionBounds) => void;
};
export type OperationName = keyof Operations;

/** Carries operations out somewhere: on this thread, another, or a server. Rejects with a SlipwayError. */
export interface Engine {
  call<N extends OperationName>(
    name: N,
    ...args: Parameters<Operations[N]>
  ): Promise<ReturnType<Operations[N]>>;
  /** Finishes what was asked for; resolves once everything is let go. Calls after it are refused. */
  close(): Promise<void>;
}
