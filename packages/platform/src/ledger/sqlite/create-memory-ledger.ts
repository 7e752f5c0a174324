import type { Ledger } from "../ledger.ts";
import { ledgerOver } from "../ledger-over.ts";
import { LedgerDatabase } from "./ledger-database.ts";
import { localEngine } from "./local-engine.ts";

/** The same ledger in memory and on the calling thread: for tests of what stands on the seam. */
export function createMemoryLedger(): Ledger {
  return ledgerOver(localEngine(new LedgerDatabase(":memory:"), { commitEveryMs: 0 }));
}
