// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, type FlowRunSpec, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { readStepEnds } from "#ledger/step-records.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { flowController } from "../flow/flow-controller.ts";
import { flowRunController } from "./flow-run-controller.ts";
import { noBuckets } from "./testing/bucket-names.ts";

const apiVersion = "slipway.dev/v1alpha1";

const flowWith = (command: string): FlowDefinition => ({
  parameters: [
    { name: "day", type: "date" },
    { name: "rate", type: "number", default: 0.1 },
  ],
  steps: [
    { name: "prepare", run: { command: ["prep"], results: [{ name: "rows" }] } },
    {
      name: "train",
      run: {
        command: [command],
        args: [
          "${{ steps.prepare.results.rows }}",
          "${{ parameters.rate }}",
          "${{ run.date }}",
          "${{ run.name }}",
        ],
        results: [{ name: "auc" }],
      },
    },
    { name: "publish", needs: ["train"], run: { command: ["publish"] } },
  ],
});

describe("a run of one step alone", () => {
  let workshop: Workshop;
  let runs: FakeRuns;
  let ledger: Ledger;
  let controller: ReturnType<typeof flowRunController>;
  beforeEach(async () => {
    workshop = await openWorkshop();
    runs = new FakeRuns(workshop.clock);
    ledger = createMemoryLedger();
    controller = flowRunController({ runs, ledger, artifacts: noBuckets() });
    await workshop.hands.create(flowKind, {
      apiVersion,
      kind: "Flow",
      metadata: { name: "nightly", namespace: "default" },
      spec: flowWith("old"),
    });
    await settle(flowController({ ledger }), "default/nightly", workshop);
    await make("first", { parameters: { day: "2025-12-24" }, scheduledTime: "2025-12-24T23:00:00Z" });
    await end("prepare", "succeeded");
    await end("train", "failed");
    workshop.clock.advance(2 * 86_400_000);
  });
  afterEach(async () => {
    await workshop.close();
    await ledger.close();
  });

  const look = (name: string) => settle(controller, `default/${name}`, workshop);
  const make = async (name: string, spec: Partial<FlowRunSpec>): Promise<void> => {
    await workshop.hands.create(flowRunKind, {
      apiVersion,
      kind: "FlowRun",
      metadata: { name, namespace: "default" },
      spec: { flow: "nightly", ...spec },
    });
    await look(name);
  };
  const found = async (name: string): Promise<FlowRun> => {
    const object = await workshop.hands.get(flowRunKind, `default/${name}`);
    if (object === undefined) throw new Error(`there is no run ${name}`);
    return object;
  };
  const end = async (step: string, how: "succeeded" | "failed", run = "first"): Promise<void> => {
    const key = runs.started.findLast(({ name }) => name.startsWith(`${run}-${step}-`))?.name;
    const failure = { class: "user-code", message: "it broke" } as const;
    const results = { stored: {}, facts: { rows: "32", auc: "0.9" } };
    runs.enter(`default/${key}`, how, how === "failed" ? { failure } : { results });
    await look(run);
  };
  const refusal = async (name: string): Promise<string | undefined> =>
    (await found(name)).status?.conditions?.find(({ type }) => type === "Accepted")?.message;

  test("is done as the flow has it now, on what the other run gave it, and leaves that run as it is", async () => {
    const before = await found("first");
    const ends = await readStepEnds(ledger, subjectOf(before));
    await make("again", {
      spin: { run: "first", step: "train", definition: flowWith("new") },
      parameters: { rate: 0.5 },
    });
    const [, , started, ...more] = runs.started;
    expect(more).toEqual([]);
    expect(started).toMatchObject({ entrypoint: ["new"], args: ["32", "0.5", "2025-12-24", "again"] });
    // Another process goes on with it.
    controller = flowRunController({ runs, ledger, artifacts: noBuckets() });
    await end("train", "succeeded", "again");
    const run = await found("again");
    expect(run.status).toMatchObject({
      phase: "Succeeded",
      parameters: { day: "2025-12-24", rate: 0.5 },
      steps: { success: 1, failed: 0 },
    });
    expect(run.status?.slot).toBeUndefined();
    expect(await readStepEnds(ledger, subjectOf(run))).toMatchObject([
      { path: "train", results: { auc: 0.9 } },
    ]);
    expect(await found("first")).toEqual(before);
    expect(await readStepEnds(ledger, subjectOf(before))).toEqual(ends);
    const flow = await workshop.hands.get(flowKind, "default/nightly");
    expect(flow?.status?.version).toBe(before.status?.version);
  });

  test("is done as that run has it where nothing else is said, and is not tried again", async () => {
    await make("again", { spin: { run: "first", step: "train" } });
    expect(runs.started[2]).toMatchObject({
      entrypoint: ["old"],
      args: ["32", "0.1", "2025-12-24", "again"],
    });
    await end("train", "failed", "again");
    expect((await found("again")).status).toMatchObject({ phase: "Failed", message: "train: it broke" });
    await make("third", { spin: { run: "again", step: "train" } });
    expect(await refusal("third")).toBe("again is of one step alone: name first");
    await make("fourth", { retryOf: "again" });
    expect(await refusal("fourth")).toBe("The run again is of one step alone: spin that again");
  });

  test.each<[Partial<FlowRunSpec>, string]>([
    [{ spin: { run: "other", step: "train" } }, "There is no run other"],
    [{ spin: { run: "first", step: "trian" } }, "The flow has no step trian: did you mean train?"],
    [
      { spin: { run: "first", step: "publish" } },
      "publish has no inputs in first: train before it did not succeed",
    ],
    [{ spin: { run: "first", step: "train" }, version: "sha256:1" }, "leave version out, or spin"],
    [
      { spin: { run: "first", step: "train" }, parameters: { rat: 1 } },
      "rat: is not known: did you mean rate?",
    ],
    [
      { spin: { run: "first", step: "a", definition: { steps: [{ name: "a", run: {}, needs: ["b"] }] } } },
      'steps[0].needs[0]: needs "b", and there is no such step beside it',
    ],
    [
      { flow: "weekly", spin: { run: "first", step: "train" } },
      "first is a run of the flow nightly, not of weekly",
    ],
  ])("is refused for %j", async (spec, words) => {
    await make("again", spec);
    expect(await refusal("again")).toContain(words);
    expect((await found("again")).status).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining(words),
      completionTime: expect.any(String),
    });
    expect(runs.started).toHaveLength(2);
  });
});
