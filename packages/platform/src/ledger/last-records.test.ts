import type { Resource } from "@slipway/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetLast, keepLast, readLast } from "./last-records.ts";
import type { Ledger } from "./ledger.ts";
import { createMemoryLedger } from "./sqlite/create-memory-ledger.ts";

const NAMED = { namespace: "ns", kind: "TrainingJob", name: "Mixed-Case" };
const at = new Date("2026-03-01T12:00:00Z");

const job = (uid: string, more: object = {}): Resource =>
  ({
    apiVersion: "v1",
    kind: "TrainingJob",
    metadata: {
      name: "j",
      namespace: "ns",
      uid,
      finalizers: ["f"],
      deletionTimestamp: "2026-03-01T12:00:00Z",
    },
    spec: { trainingJobName: "Mixed-Case", ...more },
  }) as unknown as Resource;

let ledger: Ledger;
beforeEach(() => {
  ledger = createMemoryLedger();
});
afterEach(() => ledger.close());

const uidOf = async () => (await readLast(ledger, { ...NAMED, name: "mixed-case" }))?.metadata.uid;

test("the object that had the name last is told as it was first kept, without its deletion", async () => {
  expect(await readLast(ledger, NAMED)).toBeUndefined();
  await keepLast(ledger, NAMED, { object: job("1"), at });
  await keepLast(ledger, NAMED, { object: job("1", { changed: true }), at });
  expect(await readLast(ledger, NAMED)).toMatchObject({
    metadata: { name: "j", uid: "1" },
    spec: { trainingJobName: "Mixed-Case" },
  });
  expect(Object.keys((await readLast(ledger, NAMED))?.metadata ?? {})).toEqual(["name", "namespace", "uid"]);
  await keepLast(ledger, NAMED, { object: job("2"), at });
  expect(await uidOf()).toBe("2");
});

test("what is forgotten is not told, whichever was written first, nor what came before it", async () => {
  await keepLast(ledger, NAMED, { object: job("1"), at });
  await forgetLast(ledger, NAMED, { object: job("2"), at });
  await keepLast(ledger, NAMED, { object: job("2"), at });
  expect(await uidOf()).toBeUndefined();
});

test("an object of more than 256 KiB leaves no record", async () => {
  await keepLast(ledger, NAMED, { object: job("1", { long: "x".repeat(300_000) }), at });
  expect(await uidOf()).toBeUndefined();
});
