import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { createPostgresLedger } from "../../../packages/platform/src/ledger/postgres/create-postgres-ledger.ts";
import { startPostgres } from "../../../packages/platform/src/ledger/testing/postgres-server.ts";
import { fill, readFacts } from "./ledger-facts.ts";

/** Leaves in `folder` `ledger.sql`, tables and rows of a PostgreSQL ledger, and `ledger.json`, what it says. */
export async function makeLedgerFixture(folder: string): Promise<void> {
  const server = await startPostgres();
  try {
    const url = await server.database();
    const ledger = await createPostgresLedger({ url, clock: systemClock });
    await fill(ledger);
    writeFileSync(join(folder, "ledger.json"), `${JSON.stringify(await readFacts(ledger), null, 1)}\n`);
    await ledger.close();
    writeFileSync(join(folder, "ledger.sql"), dump(url));
  } finally {
    await server.close();
  }
}

/** SQL that any PostgreSQL takes: without psql's commands, and without settings that an older server does not know. */
function dump(url: string): string {
  const flags = ["--rows-per-insert=200", "--no-owner", "--no-privileges", "--dbname", url];
  const text = execFileSync(pgDump(), flags, { encoding: "utf8" });
  return text
    .split("\n")
    .filter((line) => !/^(\\|SET |--|$)/.test(line))
    .join("\n");
}

function pgDump(): string {
  const root = "/usr/lib/postgresql";
  const [newest] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return join(root, newest ?? "", "bin/pg_dump");
}
