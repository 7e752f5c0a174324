import { expect, it } from "vitest";
import { type Database, openDatabase } from "#lib/sqlite.ts";
import { SharedCommit } from "./shared-commit.ts";

function opened() {
  const db = openDatabase(":memory:", { mode: "relaxed" });
  db.exec("CREATE TABLE numbers(n INTEGER PRIMARY KEY)");
  const add = db.prepare("INSERT INTO numbers VALUES (?)");
  let transactions = 0;
  const counting: Database = {
    ...db,
    transaction: (work) => {
      transactions += 1;
      return db.transaction(work);
    },
  };
  return {
    commits: new SharedCommit(counting),
    add: (n: number) => () => {
      add.run(n);
      return n;
    },
    numbers: () =>
      db
        .prepare("SELECT n FROM numbers")
        .all<{ n: number }>()
        .map(({ n }) => n),
    transactions: () => transactions,
  };
}

it("makes one commit of what comes together", async () => {
  const { commits, add, numbers, transactions } = opened();
  expect(await Promise.all([3, 1, 2].map((n) => commits.run(add(n))))).toEqual([3, 1, 2]);
  expect([numbers(), transactions()]).toEqual([[1, 2, 3], 1]);
});

it("does what can be done where one cannot, and nothing of that one", async () => {
  const { commits, add, numbers } = opened();
  const half = () => {
    add(8)();
    throw new Error("refused");
  };
  const all = await Promise.allSettled([commits.run(add(1)), commits.run(half), commits.run(add(2))]);
  expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(numbers()).toEqual([1, 2]);
});

it("takes more than one commit may hold", async () => {
  const { commits, add, numbers, transactions } = opened();
  const many = Array.from({ length: 1_000 }, (_, n) => n);
  expect(await Promise.all(many.map((n) => commits.run(add(n))))).toEqual(many);
  expect(numbers()).toEqual(many);
  expect(transactions()).toBeLessThan(many.length / 10);
});
