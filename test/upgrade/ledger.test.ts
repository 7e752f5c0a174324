import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../packages/lib/src/clock.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { createPostgresLedger } from "../../packages/platform/src/ledger/postgres/create-postgres-ledger.ts";
import { createSqliteLedger } from "../../packages/platform/src/ledger/sqlite/create-sqlite-ledger.ts";
import {
  type PostgresServer,
  startPostgres,
} from "../../packages/platform/src/ledger/testing/postgres-server.ts";
import { fill, type LedgerFacts, readFacts } from "./support/ledger-facts.ts";
import type { World } from "./support/read-world.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

describe.each(readdirSync(FIXTURES))("a PostgreSQL ledger of %s", (fixture) => {
  const before = JSON.parse(readFileSync(join(FIXTURES, fixture, "ledger.json"), "utf8")) as LedgerFacts;
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await startPostgres();
    url = await server.database(readFileSync(join(FIXTURES, fixture, "ledger.sql"), "utf8"));
  });
  afterAll(() => server.close());

  test("says what it said, takes the same facts again as the same, and new ones after them", async () => {
    const ledger = await createPostgresLedger({ url, clock: systemClock });
    try {
      const facts = await readFacts(ledger);
      expect(facts.logs).toEqual(before.logs);
      expect(facts.subjects).toMatchObject(before.subjects.map(withoutPrices));
      await fill(ledger);
      expect(await readFacts(ledger)).toEqual(facts);
      const open = before.logs.find(({ closed }) => !closed);
      if (open === undefined) throw new Error("the fixture has no open stream");
      await ledger.appendLog(open.stream, open.lines.length, [{ at: new Date(), text: "new" }]);
      expect(await ledger.logLength(open.stream)).toBe(open.lines.length + 1);
    } finally {
      await ledger.close();
    }
  });
});

/** How a price is said is the seam's; older ones said 0 where they knew none. */
function withoutPrices<T extends { readonly costs: readonly object[] }>(subject: T): T {
  const costs = subject.costs.map((cost) =>
    Object.fromEntries(Object.entries(cost).filter(([name]) => !/price|currency/i.test(name))),
  );
  return { ...subject, costs };
}

describe.each(readdirSync(FIXTURES))("the SQLite ledger of a state folder of %s", (fixture) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-upgrade-"));
    const archive = join(FIXTURES, fixture, "state.tar.gz");
    execFileSync("tar", ["xpf", archive, "--no-same-owner", "-C", folder, "./db"]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("holds the metrics that its jobs' status tells", async () => {
    const world = JSON.parse(readFileSync(join(FIXTURES, fixture, "world.json"), "utf8")) as World;
    const job = world.objects.find(({ metadata }) => metadata.name === "abalone-xgboost");
    const { name, uid } = job?.metadata ?? { name: "", uid: "" };
    const ledger = await createSqliteLedger({ path: join(folder, "db/ledger.sqlite"), log: silentLog });
    try {
      const subject = { namespace: "default", kind: "TrainingJob", name, uid };
      const [last] = await ledger.lastMetrics([subject]);
      const metrics = job?.status?.finalMetricDataList ?? [];
      expect(metrics.length).toBeGreaterThan(0);
      for (const { metricName, value } of metrics)
        expect(last).toContainEqual(expect.objectContaining({ name: metricName, value }));
      const { points: series } = await ledger.readMetrics(subject, { name: "train:rmse", limit: 100 });
      expect(series).toHaveLength(10);
    } finally {
      await ledger.close();
    }
  });
});
