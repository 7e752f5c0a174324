import { expect, test } from "vitest";
import type { Resource } from "../resource.ts";
import { KINDS } from "./all.ts";
import { stateOf } from "./object-state.ts";

const object = (kind: string, status: object, spec: object = {}): Resource => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind,
  metadata: { name: "x" },
  spec,
  status,
});
const terminal = (reason: string, message: string) => ({
  conditions: [{ type: "ACK.Terminal", status: "True", reason, message }],
});
const serving = (endpointConfigName: string) => ({
  endpointStatus: "InService",
  slipway: { endpointConfigName },
});
const foreign = (apiVersion: string, kind: string, status: object): Resource => ({
  ...object(kind, status),
  apiVersion,
});

test.each<readonly [string, Resource, string, string, string]>([
  ["a job nobody has looked at", object("TrainingJob", {}), "working", "Pending", ""],
  [
    "a job that runs",
    object("TrainingJob", {
      trainingJobStatus: "InProgress",
      secondaryStatus: "Downloading",
      slipway: { message: "Fetching data" },
    }),
    "working",
    "InProgress/Downloading",
    "Fetching data",
  ],
  [
    "a finished job whose spec asks for something else",
    object("TrainingJob", { trainingJobStatus: "Completed", ...terminal("Changed", "undo it") }),
    "done",
    "Completed",
    "undo it",
  ],
  [
    "a model whose spec does",
    object("Model", terminal("Changed", "undo it")),
    "failed",
    "Refused",
    "undo it",
  ],
  [
    "a job that failed",
    object("TrainingJob", { trainingJobStatus: "Failed", secondaryStatus: "Failed", failureReason: "why" }),
    "failed",
    "Failed",
    "why",
  ],
  [
    "a job that was stopped",
    object("TrainingJob", { trainingJobStatus: "Stopped" }),
    "stopped",
    "Stopped",
    "",
  ],
  [
    "what is refused as it stands",
    object("Model", terminal("Invalid", "no image")),
    "failed",
    "Refused",
    "no image",
  ],
  [
    "an endpoint that serves what it was asked for",
    object("Endpoint", serving("new"), { endpointConfigName: "new" }),
    "done",
    "InService",
    "",
  ],
  [
    "an endpoint that still serves what it did before",
    object("Endpoint", serving("old"), { endpointConfigName: "new" }),
    "working",
    "InService",
    "",
  ],
  [
    "an endpoint whose update failed",
    object("Endpoint", { ...serving("old"), ...terminal("Failed", ""), failureReason: "no memory" }),
    "failed",
    "InService",
    "no memory",
  ],
  [
    "a definition that is known",
    object("Model", { conditions: [{ type: "ACK.ResourceSynced", status: "True" }] }),
    "done",
    "Ready",
    "",
  ],
  ["a pod that ended well", foreign("v1", "Pod", { phase: "Succeeded" }), "done", "Succeeded", ""],
  [
    "a kind that nobody knows",
    foreign("example.com/v1", "TrainingJob", {
      conditions: [{ type: "Ready", status: "False", message: "a while" }],
    }),
    "working",
    "NotReady",
    "a while",
  ],
])("%s is told by its state, its word and a sentence", (_, of, state, word, sentence) => {
  expect(stateOf(KINDS, of)).toEqual({ state, word, sentence });
});

test("an endpoint that failed for another spec is working on this one", () => {
  const conditions = (["ACK.ResourceSynced", "ACK.Terminal"] as const).map((type) => ({
    ...{ type, status: "True", reason: "Failed", message: "it broke", observedGeneration: 1 },
  }));
  const status = { endpointStatus: "Failed", failureReason: "it broke", conditions };
  const at = (generation: number): Resource => {
    const endpoint = object("Endpoint", status, { endpointConfigName: "b" });
    return { ...endpoint, metadata: { ...endpoint.metadata, generation } };
  };
  expect(stateOf(KINDS, at(1)).state).toBe("failed");
  expect(stateOf(KINDS, at(2)).state).toBe("working");
});
