import type { MetricWriter } from "#monitoring/metric-writer.ts";
import type { LedgerCall } from "../ledger-call.ts";

/** A call that may write measurements too. */
export interface MonitoringCall extends LedgerCall {
  readonly writer: MetricWriter;
  /** Throws AccessDenied where the caller may not write measurements. */
  mayPut(): Promise<void>;
}
