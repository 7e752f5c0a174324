import { SlipwayError } from "@slipway/model";
import { type Engine, type OperationName, READS } from "../operations.ts";
import { GroupCommit } from "./group-commit.ts";
import type { LedgerDatabase, Outcome, Work } from "./ledger-database.ts";
import { ledgerError } from "./ledger-error.ts";

const DROPS: ReadonlySet<OperationName> = new Set(["retainStep", "dropFacts", "forgetStep", "dropAnswers"]);

/** Carries operations out on the calling thread: reads at once, writes in groups. */
export function localEngine(database: LedgerDatabase, options: { readonly commitEveryMs: number }): Engine {
  const group = new GroupCommit(database, options.commitEveryMs);
  let closed = false;
  const perform = async (name: OperationName, work: Work): Promise<unknown> => {
    if (closed) throw closedLedger();
    const outcome = READS.has(name) ? database.alone(work) : await group.submit(work);
    if (DROPS.has(name)) shrink(database);
    return unwrap(outcome);
  };
  return {
    call: ((name: OperationName, ...args: readonly unknown[]) =>
      perform(name, (operations) =>
        (operations[name] as (...args: readonly unknown[]) => unknown)(...args),
      )) as Engine["call"],
    close: async () => {
      if (closed) return;
      closed = true;
      group.flush();
      database.close();
    },
  };
}

export function closedLedger(): SlipwayError {
  return new SlipwayError("SLIP-LEDGER-006", "the ledger is closed and takes nothing any more");
}

function unwrap(outcome: Outcome): unknown {
  if ("error" in outcome) throw ledgerError(outcome.error);
  return outcome.value;
}

/** A disk that is too full to be tidied up is no reason to fail what was dropped already. */
function shrink(database: LedgerDatabase): void {
  try {
    database.shrink();
  } catch {
    // the pages stay free inside the file and are used again
  }
}
