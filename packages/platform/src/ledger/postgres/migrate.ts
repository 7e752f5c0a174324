import { SlipwayError } from "@slipway/model";
import type { Queries } from "./queries.ts";
import { MIGRATIONS } from "./schema.ts";

/** Any number that nobody else takes in this database: who starts at the same time waits here. */
const LOCK = 7_533_926_100;

/** Brings the database to this version, in one transaction; one of a newer version is refused, untouched. */
export async function migrate(queries: Queries): Promise<void> {
  await queries.run("SELECT pg_advisory_xact_lock($1)", [LOCK]);
  await queries.run("CREATE TABLE IF NOT EXISTS slipway_ledger (version integer NOT NULL)");
  const found = (await queries.one<{ version: number }>("SELECT version FROM slipway_ledger"))?.version;
  if (found !== undefined && found > MIGRATIONS.length) {
    throw new SlipwayError(
      "SLIP-LEDGER-004",
      `the ledger has schema version ${found}; this Slipway knows versions up to ${MIGRATIONS.length}`,
    );
  }
  for (const sql of MIGRATIONS.slice(found ?? 0)) await queries.run(sql);
  if (found === undefined) await queries.run("INSERT INTO slipway_ledger VALUES ($1)", [MIGRATIONS.length]);
  else await queries.run("UPDATE slipway_ledger SET version = $1", [MIGRATIONS.length]);
}
