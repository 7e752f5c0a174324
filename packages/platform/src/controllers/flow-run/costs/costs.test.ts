import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appendCost, readCosts } from "#ledger/costs.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FlowBench } from "../testing/flow-bench.ts";

const run = { command: ["true"] };
const gpu = { ...run, instanceType: "ml.g5.xlarge" };
const spec = {
  trainingJobName: "job",
  roleARN: "arn:aws:iam::123456789012:role/any",
  algorithmSpecification: { trainingImage: "slipway.dev/script", trainingInputMode: "File" },
  outputDataConfig: { s3OutputPath: "s3://models/out" },
  resourceConfig: { instanceType: "ml.p3.2xlarge", instanceCount: 2, volumeSizeInGB: 1 },
  stoppingCondition: { maxRuntimeInSeconds: 60 },
};
const price = { perHour: 3.6, currency: "EUR" };

describe("a run's costs", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
    await bench.workshop.hands.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "gpus" },
      spec: { instanceTypes: ["ml.g5.xlarge"], price },
    } as never);
  });
  afterEach(async () => {
    // Of no namespace: on a cluster the next test would find it.
    await bench.workshop.hands.remove(nodePoolKind, "/gpus");
    await bench.close();
  });

  /** The step's machine is had for so many seconds. */
  async function machineFor(seconds: number, how: "succeeded" | "failed" = "succeeded", name = "nightly-1") {
    const key = `default/${bench.runs.started.at(-1)?.name}` as const;
    bench.runs.enter(key, "running");
    bench.workshop.clock.advance(seconds * 1_000);
    const failure = { class: "user-code", message: "it broke" } as const;
    bench.runs.enter(key, how, how === "failed" ? { failure } : {});
    await bench.look(name);
  }

  test("are of every try at every step, by what machines it had and what their pool said", async () => {
    await bench.run({
      steps: [
        { name: "a", run: gpu, retry: { limits: { "user-code": 1 }, backoffSeconds: 1 } },
        { name: "b", needs: ["a"], run },
        { name: "c", needs: ["b"], pass: {} },
      ],
    });
    await machineFor(90, "failed");
    expect((await bench.status()).usage).toBeUndefined();
    bench.workshop.clock.advance(1_000);
    await bench.look();
    bench.kill();
    await machineFor(10);
    await machineFor(5);
    expect(await bench.status()).toMatchObject({
      phase: "Succeeded",
      usage: [
        { instanceType: "ml.g5.xlarge", machineSeconds: 100, price },
        { instanceType: "ml.m5.large", machineSeconds: 5 },
      ],
    });
    const costs = await readCosts(bench.ledger, subjectOf(await bench.get(flowRunKind, "nightly-1")));
    expect(costs.map(({ attempt, billableSeconds }) => [attempt, billableSeconds])).toEqual([
      [1, 90],
      [2, 10],
      [1, 5],
    ]);
  });

  test("are none where no step had a machine", async () => {
    await bench.run({ steps: [{ name: "a", pass: {} }] });
    expect((await bench.status()).usage).toEqual([]);
  });

  test("are those too of jobs and of flows' runs that its steps make", async () => {
    const inner: FlowDefinition = { steps: [{ name: "work", run: gpu }] };
    const manifest = { apiVersion: "sagemaker.services.k8s.aws/v1alpha1", kind: "TrainingJob", spec };
    await bench.flow("inner", inner);
    await bench.run({
      steps: [
        { name: "train", resource: { manifest } },
        { name: "prep", needs: ["train"], flow: { name: "inner" } },
      ],
    } as FlowDefinition);
    const [job] = await bench.all(trainingJobKind);
    if (job === undefined) throw new Error("there is no job");
    const machines = { instanceType: "ml.p3.2xlarge", instanceCount: 2 };
    await appendCost(bench.ledger, subjectOf(job), {
      ...{ at: new Date(0), attempt: 1, run: "r", ...machines, billableSeconds: 30 },
    });
    await bench.tell(trainingJobKind, job.metadata.name, { trainingJobStatus: "Completed" });
    const child =
      (await bench.all(flowRunKind)).find(({ spec }) => spec.flow === "inner")?.metadata.name ?? "";
    await bench.look(child);
    await machineFor(7, "succeeded", child);
    await bench.look();
    expect((await bench.status()).usage).toEqual([
      { instanceType: "ml.p3.2xlarge", machineSeconds: 60 },
      { instanceType: "ml.g5.xlarge", machineSeconds: 7, price },
    ]);
  });
});
