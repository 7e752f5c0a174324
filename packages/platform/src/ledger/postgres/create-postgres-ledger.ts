import type { Clock } from "#lib/clock.ts";
import type { Ledger } from "../ledger.ts";
import { ledgerOver } from "../ledger-over.ts";
import { LogGrowth } from "../log-growth.ts";
import { hearGrowth } from "./hear-growth.ts";
import { PostgresEngine } from "./postgres-engine.ts";

/**
 * Opens the ledger in a PostgreSQL database, and makes or updates its tables first. Any number of processes may do so at
 * once. `url` holds a password and appears in no error.
 */
export async function createPostgresLedger(options: {
  readonly url: string;
  readonly clock: Clock;
}): Promise<Ledger> {
  const engine = new PostgresEngine(options);
  try {
    await engine.migrate();
  } catch (error) {
    await engine.close();
    throw error;
  }
  const growth = new LogGrowth();
  const ears = hearGrowth({ ...options, growth });
  const ledger = ledgerOver(engine, growth);
  return {
    ...ledger,
    close: async () => {
      await ears.close();
      await ledger.close();
    },
  };
}
