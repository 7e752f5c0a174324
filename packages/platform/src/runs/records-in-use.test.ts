import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { beforeEach, expect, test } from "vitest";
import { trainingJob } from "#controllers/testing/objects.ts";
import type { Subject } from "#ledger/ledger.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { recordsInUse } from "./records-in-use.ts";

const apiVersion = "slipway.dev/v1alpha1";
const THEN = new Date("2026-03-01T00:00:00Z");
const BEFORE = "2026-02-01T00:00:00Z";
const AFTER = "2026-03-02T00:00:00Z";

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
  return () => workshop.close();
});

const metadata = (name: string) => ({ name, namespace: "default" });

async function aFlow(name: string): Promise<Subject> {
  const made = await workshop.hands.create(flowKind, {
    apiVersion,
    kind: "Flow",
    metadata: metadata(name),
    spec: { steps: [{ name: "one", run: { command: ["true"] } }] },
  });
  return { ...metadata(name), kind: "Flow", uid: made.metadata.uid ?? "" };
}

async function aRun(name: string, status: FlowRun["status"] = {}): Promise<Subject> {
  const made = await workshop.hands.create(flowRunKind, {
    apiVersion,
    kind: "FlowRun",
    metadata: metadata(name),
    spec: { flow: "nightly" },
  });
  await workshop.hands.replace(flowRunKind, { ...made, status }, "status");
  return { ...metadata(name), kind: "FlowRun", uid: made.metadata.uid ?? "" };
}

const isInUse = async (subject: Subject): Promise<boolean> =>
  (await recordsInUse(workshop.cache, THEN))(subject);

test.each([
  ["of a run that has not begun", {}, true],
  ["of one that goes on", { phase: "Running", version: "v", flowUID: "f" }, true],
  ["of one that was over after that", { phase: "Failed", completionTime: AFTER }, true],
  ["of one that was over before", { phase: "Succeeded", completionTime: BEFORE }, false],
] as const)("Records %s: %o", async (_, status, isKept) => {
  expect(await isInUse(await aRun("nightly-1", status))).toBe(isKept);
});

test("Records of a run stay while another that goes on from it is not over", async () => {
  const first = await aRun("nightly-1", { phase: "Failed", completionTime: BEFORE });
  await aRun("nightly-2", { phase: "Failed", retryOfUID: first.uid, completionTime: AFTER });
  expect(await isInUse(first)).toBe(false);
  await aRun("nightly-3", { phase: "Running", retryOfUID: first.uid });
  expect(await isInUse(first)).toBe(true);
});

test("Versions of a Flow stay while it or any run of it is there", async () => {
  const flow = await aFlow("nightly");
  expect(await isInUse(flow)).toBe(true);
  await workshop.hands.remove(flowKind, "default/nightly");
  await aFlow("nightly");
  expect(await isInUse(flow)).toBe(false);
  await aRun("nightly-1", { phase: "Failed", flowUID: flow.uid, completionTime: BEFORE });
  expect(await isInUse(flow)).toBe(true);
});

test.each([
  ["running", true],
  ["succeeded", false],
] as const)("Records of a job that is %s: in use %s", async (phase, isKept) => {
  const made = await workshop.hands.create(trainingJobKind, trainingJob("abalone"));
  await workshop.hands.replace(trainingJobKind, { ...made, status: { slipway: { phase } } }, "status");
  const uid = made.metadata.uid ?? "";
  expect(await isInUse({ ...metadata("abalone"), kind: "TrainingJob", uid })).toBe(isKept);
});

test("Records of other objects are kept for no one", async () => {
  const run = await aRun("nightly-1");
  expect(await isInUse({ ...run, uid: "another" })).toBe(false);
  expect(await isInUse({ ...run, kind: "TrainingJob" })).toBe(false);
});
