import type { MetricWriter } from "#monitoring/metric-writer.ts";
import type { LedgerCall } from "../ledger-call.ts";
import type { AnsweringVariants } from "./answering-variants.ts";

/** A call that may write measurements too. */
export interface MonitoringCall extends LedgerCall {
  readonly writer: MetricWriter;
  readonly answering: AnsweringVariants;
  /** Throws AccessDenied where the caller may not write measurements. */
  mayPut(): Promise<void>;
}
