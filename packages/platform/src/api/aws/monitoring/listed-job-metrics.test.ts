import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { KindCopy } from "#store/reflector/kind-copy.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { listedJobMetrics } from "./listed-job-metrics.ts";
import type { ListedMetric } from "./listed-metric.ts";

const jobNamed = (name: string): TrainingJob =>
  ({
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { namespace: "team", name, uid: name, resourceVersion: "1" },
    spec: {
      trainingJobName: name,
      roleARN: "arn:aws:iam::123456789012:role/r",
      algorithmSpecification: { trainingInputMode: "File" },
      outputDataConfig: { s3OutputPath: "s3://bucket-a/out" },
      resourceConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 1 },
      stoppingCondition: {},
    },
  }) satisfies TrainingJob;

async function collected(metrics: AsyncIterable<ListedMetric>): Promise<readonly ListedMetric[]> {
  const found: ListedMetric[] = [];
  for await (const metric of metrics) found.push(metric);
  return found;
}

test("Metrics of many jobs come by a few questions, each once from any place on", async () => {
  const copy = new KindCopy<TrainingJob>({ where: undefined, log: silentLog });
  const ledger = createMemoryLedger();
  for (let i = 0; i < 450; i++) {
    const name = `job-${String(i).padStart(3, "0")}`;
    copy.listed(jobNamed(name), "1000000");
    if (i % 149 !== 0) continue;
    const points = ["loss", "rate"].map((metric) => ({ name: metric, value: 1, at: new Date(i * 1_000) }));
    const subject = { namespace: "team", kind: "TrainingJob", name, uid: name };
    await ledger.appendMetrics(subject, "test", { from: 0, to: 2 }, points);
  }
  let questions = 0;
  const { lastMetrics } = ledger;
  ledger.lastMetrics = (subjects) => {
    questions += 1;
    return lastMetrics(subjects);
  };
  const call = { cache: { of: async () => copy }, ledger, namespace: "team" } as unknown as LedgerCall;
  const found = await collected(listedJobMetrics(trainingJobFacts)(call, {}));
  expect(questions).toBe(3);
  const told = found.map(({ metric }) => `${metric.dimensions["TrainingJobName"]} ${metric.name}`);
  const jobs = ["job-000", "job-149", "job-298", "job-447"];
  expect(told).toEqual(jobs.flatMap((job) => [`${job} loss`, `${job} rate`]));
  const after = found[3]?.place ?? [];
  const rest = await collected(listedJobMetrics(trainingJobFacts)(call, { after }));
  expect(rest.map(({ metric }) => metric.dimensions["TrainingJobName"])).toEqual([
    "job-298",
    "job-298",
    "job-447",
    "job-447",
  ]);
});

test("What is measured of a job's instances is listed by its host alone", async () => {
  const copy = new KindCopy<TrainingJob>({ where: undefined, log: silentLog });
  const ledger = createMemoryLedger();
  copy.listed(jobNamed("job"), "1000000");
  const points = [
    { name: "GPUUtilization", value: 90, at: new Date(1_000), labels: { Host: "algo-1" } },
    { name: "GPUUtilization", value: 80, at: new Date(2_000), labels: { Host: "algo-2" } },
    { name: "loss", value: 1, at: new Date(3_000) },
  ];
  const subject = { namespace: "team", kind: "TrainingJob", name: "job", uid: "job" };
  await ledger.appendMetrics(subject, "test", { from: 0, to: 3 }, points);
  const call = { cache: { of: async () => copy }, ledger, namespace: "team" } as unknown as LedgerCall;
  const found = await collected(listedJobMetrics(trainingJobFacts)(call, {}));
  expect(found.map(({ metric }) => [metric.name, metric.dimensions])).toEqual([
    ["GPUUtilization", { Host: "job/algo-1" }],
    ["GPUUtilization", { Host: "job/algo-2" }],
    ["loss", { TrainingJobName: "job" }],
  ]);
});
