import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { ledgerSteps, runLedgerModel } from "../ledger-model.contract.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { createPostgresLedger } from "./create-postgres-ledger.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

// The database is not the ledger's process: a kill of that one leaves nothing but connections that end.
test("A ledger on PostgreSQL holds what was appended, each once and in order, through ends and retention", async () => {
  const property = fc.asyncProperty(ledgerSteps, async (commands) => {
    const url = await server.database();
    const open = () => createPostgresLedger({ url, clock: systemClock });
    const real = {
      ledger: await open(),
      again: async () => {
        await real.ledger.close();
        return open();
      },
    };
    try {
      await runLedgerModel(commands, real);
    } finally {
      await real.ledger.close();
    }
  });
  await fc.assert(property, { ...modelRuns(4), timeout: 60_000, interruptAfterTimeLimit: 150_000 });
});
