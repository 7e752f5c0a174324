import type { Ledger } from "../ledger.ts";
import type { RetentionBounds } from "./tables/retention.ts";

type Asked = Omit<Ledger, "followLog" | "retain" | "close">;

/** What the thread that holds the file carries out, each as one transaction. */
export type Operations = {
  readonly [K in keyof Asked]: (...args: Parameters<Asked[K]>) => Awaited<ReturnType<Asked[K]>>;
} & {
  readonly retainStep: (bounds: RetentionBounds) => number;
  readonly retainEnd: (bounds: RetentionBounds) => void;
};
export type OperationName = keyof Operations;

/** Carries operations out somewhere: on this thread or another. Rejects with a SlipwayError. */
export interface Engine {
  call<N extends OperationName>(
    name: N,
    ...args: Parameters<Operations[N]>
  ): Promise<ReturnType<Operations[N]>>;
  /** Finishes what was asked for; resolves once the file is let go. Calls after it are refused. */
  close(): Promise<void>;
}
