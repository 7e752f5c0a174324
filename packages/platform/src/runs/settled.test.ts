import { type Condition, defined, STOP_ANNOTATION } from "@slipway/model";
import { expect, test } from "vitest";
import type { Running } from "./run-record.ts";
import { isSettled } from "./settled.ts";

const done = (type: string, change: Partial<Condition> = {}): Condition => ({
  type,
  status: "True",
  reason: "Done",
  message: "",
  observedGeneration: 2,
  ...change,
});
const reported = [done("OutputsCollected"), done("ACK.ResourceSynced")];

const run = (status: Running["status"], metadata: Partial<Running["metadata"]> = {}): Running => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "job-a", generation: 2, ...metadata },
  ...defined({ status }),
});
const ended = (conditions: readonly Condition[], record = {}) =>
  run({ slipway: { run: "job-a-1", phase: "succeeded", ...record }, conditions });

test("a run that is over, its outputs collected and its end told, is settled, however it ended", () => {
  for (const phase of ["succeeded", "failed", "stopped"])
    expect(isSettled(ended([...reported, done("Measured")], { phase })), phase).toBe(true);
});

test("so is one that is remembered as it began, and one that an earlier release has ended without", () => {
  expect(isSettled(ended(reported, { runtime: "pods", begun: {} }))).toBe(true);
  expect(isSettled(ended(reported, { runtime: "pods" }))).toBe(true);
});

test("a run without metrics owes none", () => {
  expect(isSettled(ended(reported))).toBe(true);
});

test.each([
  ["has not begun", run(undefined)],
  ["goes on", ended(reported, { phase: "running" })],
  ["was lost and is cleared away", ended(reported, { clearing: { at: "", failure: {} } })],
  ["has outputs to collect", ended([done("ACK.ResourceSynced")])],
  [
    "could not collect them",
    ended([done("OutputsCollected", { status: "False" }), done("ACK.ResourceSynced")]),
  ],
  ["has its end to tell", ended([done("OutputsCollected"), done("ACK.ResourceSynced", { status: "False" })])],
  ["has lines that nobody has read", ended([...reported, done("Measured", { status: "False" })])],
  ["was changed since", ended(reported.map((condition) => ({ ...condition, observedGeneration: 1 })))],
  ["was refused", run({ conditions: [done("ACK.Terminal")] }, { annotations: { [STOP_ANNOTATION]: "" } })],
])("a run that %s is not", (_, object) => {
  expect(isSettled(object)).toBe(false);
});
