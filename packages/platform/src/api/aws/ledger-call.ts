import type { Ledger } from "#ledger/ledger.ts";
import type { Call } from "./call.ts";

/** A call that reads what the home has written down, beside its objects. */
export interface LedgerCall extends Call {
  readonly ledger: Ledger;
}
