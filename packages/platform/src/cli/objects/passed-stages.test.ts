import type { Resource } from "@slipway/model";
import { expect, test } from "vitest";
import { PassedStages } from "./passed-stages.ts";

const job = (...stages: readonly string[]): Resource => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "quick" },
  status: {
    secondaryStatusTransitions: stages.map((status) => ({ status, statusMessage: `In ${status}` })),
  },
});

test("a stage that came and went between two looks is told once, the one that goes on is not", () => {
  const passed = new PassedStages();
  expect(passed.since(job("Starting", "Downloading"))).toEqual([]);
  expect(passed.since(job("Starting", "Downloading", "Training", "Uploading"))).toEqual([
    ["InProgress/Training", "In Training"],
  ]);
  expect(passed.since(job("Starting", "Downloading", "Training", "Uploading", "Completed"))).toEqual([]);
});

test("nothing is told of what was before the first look, of a job that begins again, or of what has no stages", () => {
  const passed = new PassedStages();
  expect(passed.since(job("Starting", "Downloading", "Training"))).toEqual([]);
  expect(passed.since(job("Starting"))).toEqual([]);
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "pod" } };
  expect(passed.since(pod)).toEqual([]);
});
