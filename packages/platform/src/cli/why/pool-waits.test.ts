import type { FlowRun, PooledTry } from "@slipway/model/kinds/flow-run/index.ts";
import type { HeldPlace, Pool } from "@slipway/model/kinds/pool/index.ts";
import { expect, test } from "vitest";
import { waitOf } from "./pool-waits.ts";

const apiVersion = "slipway.dev/v1alpha1";
const since = "2026-11-30T03:00:00Z";
const run: FlowRun = {
  ...{ apiVersion, kind: "FlowRun", metadata: { name: "nightly-2", uid: "u2" }, spec: { flow: "nightly" } },
};
const asks: PooledTry = { pool: "gpu", step: "train", name: "try", slots: 1, priority: 0, since };
const held = (name: string, step: string, runUID = "u1"): HeldPlace => ({
  ...{ run: "nightly-1", runUID, step, name, slots: 1, since },
});
const pool = (slots: number, holders: readonly HeldPlace[], waiting = 0): Pool => ({
  ...{ apiVersion, kind: "Pool", metadata: { name: "gpu" }, spec: { slots } },
  status: { usedSlots: holders.length, holders, waiting },
});

test("a step that waits for its pool tells who has the slots", () => {
  const taken = pool(2, [held("try", "train"), held("b", "fit[3]")], 4);
  expect(waitOf(asks, taken, run)).toBe(
    "a slot of pool gpu: 2 of 2 are taken by train of flowrun/nightly-1, fit[3] of flowrun/nightly-1; 4 steps wait for it",
  );
  const many = pool(
    5,
    ["a", "b", "c", "d", "e"].map((name) => held(name, name)),
    1,
  );
  expect(waitOf(asks, many, run)).toMatch(/c of flowrun\/nightly-1 and 2 more$/);
});

test("one that has its slots does not wait, and others say what they lack", () => {
  expect(waitOf(asks, pool(1, [held("try", "train", "u2")]), run)).toBeUndefined();
  expect(waitOf(asks, undefined, run)).toContain("there is no such Pool");
  expect(waitOf({ ...asks, slots: 3 }, pool(2, []), run)).toContain(
    "3 slots of pool gpu, which has 2 in all",
  );
});
