import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import type { Ledger } from "../ledger.ts";
import { type LedgerOnTrial, ledgerSteps, runLedgerModel } from "../ledger-model.contract.ts";
import { ledgerOver } from "../ledger-over.ts";
import { LedgerDatabase } from "./ledger-database.ts";
import { localEngine } from "./local-engine.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-ledger-model-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One that is killed leaves its files as they are: a copy of them is what the next one finds. */
class OnFiles implements LedgerOnTrial {
  ledger: Ledger;
  #path: string;
  readonly #left: Ledger[] = [];

  constructor() {
    this.#path = newPath();
    this.ledger = openAt(this.#path);
  }

  async again(how: "closed" | "killed"): Promise<Ledger> {
    if (how === "closed") {
      await this.ledger.close();
    } else {
      this.#left.push(this.ledger);
      const copy = newPath();
      for (const end of ["", "-wal"])
        if (existsSync(this.#path + end)) copyFileSync(this.#path + end, copy + end);
      this.#path = copy;
    }
    return openAt(this.#path);
  }

  async close(): Promise<void> {
    for (const ledger of [...this.#left, this.ledger]) await ledger.close();
  }
}

let paths = 0;
const newPath = (): string => join(folder, `${paths++}.sqlite`);
const openAt = (path: string): Ledger =>
  ledgerOver(localEngine(new LedgerDatabase(path), { commitEveryMs: 0 }));

test("A ledger on SQLite holds what was appended, each once and in order, through ends, kills and retention", async () => {
  const property = fc.asyncProperty(ledgerSteps, async (commands) => {
    const real = new OnFiles();
    try {
      await runLedgerModel(commands, real);
    } finally {
      await real.close();
    }
  });
  await fc.assert(property, modelRuns(10));
});
