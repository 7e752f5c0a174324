import type { Resource } from "@slipway/model";
import {
  type KeptUsage,
  keptRecordsPath,
  type RecordsAbout,
} from "@slipway/model/kubernetes/kept-records.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const JOB = "/apis/sagemaker.services.k8s.aws/v1alpha1/namespaces/default/trainingjobs/churn";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

const job: Resource = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "churn", namespace: "default" },
  spec: { trainingJobName: "churn" },
};
const keep = (about: RecordsAbout, answer: object, query = ""): void => {
  const path = keptRecordsPath({ namespace: "default", kind: "TrainingJob", name: "churn" }, about);
  home.kubernetes.records.set(path + query, answer);
};

const machines = { instanceType: "ml.p3.2xlarge", instanceCount: 2 };
const usage: KeptUsage = {
  attempts: [
    {
      ...{ attempt: 1, run: "churn-1", ...machines, runtime: "pods", outcome: "lost" },
      ...{ startedAt: "2026-11-01T00:00:00.123Z", finishedAt: "2026-11-01T00:01:00.123Z" },
      ...{ failureClass: "preempted", message: "The node was low on memory\nand more" },
    },
    {
      ...{ attempt: 2, run: "churn-2", ...machines, runtime: "sagemaker", outcome: "succeeded" },
      ...{ startedAt: "2026-11-01T00:05:00Z", finishedAt: "2026-11-01T00:07:30Z" },
    },
  ],
  costs: [60, 150].map((billableSeconds) => ({ at: "2026-11-01T00:07:30Z", ...machines, billableSeconds })),
};

describe("describe", () => {
  test("tells of a job's tries and what they used", async () => {
    home.kubernetes.put(JOB, job);
    keep("usage", usage);
    const { stdout } = await home.cli("describe", "churn");
    expect(stdout).toContain(`Attempts:
  TRY   STATE       STARTED                TOOK    MACHINES                         REASON
  1     lost        2026-11-01T00:00:00Z   60s     2 x ml.p3.2xlarge                preempted: The node was low on memory
  2     succeeded   2026-11-01T00:05:00Z   2m30s   2 x ml.p3.2xlarge in sagemaker
Usage:          420 machine-seconds of ml.p3.2xlarge, 1 lost try among them
`);
    const data = JSON.parse((await home.cli("describe", "churn", "-o", "json")).stdout);
    expect({ attempts: data.attempts, costs: data.costs }).toEqual(usage);
  });

  test("leaves that out where the home does not tell it", async () => {
    home.kubernetes.put(JOB, job);
    const { exitCode, stdout } = await home.cli("describe", "churn");
    expect([exitCode, stdout.includes("Attempts")]).toEqual([0, false]);
  });
});

describe("metrics", () => {
  const at = "2026-11-01T00:06:00.000Z";
  const point = (name: string, step: number, value: number | null) => ({ name, step, value, at });
  const brief = (name: string, last: ReturnType<typeof point>, labels?: object) => ({
    ...{ name, last, ...(labels && { labels }) },
    parts: [{ from: at, count: 50, sum: 60, min: 0.123456789, max: 3 }],
  });
  beforeEach(() => {
    keep("metrics", {
      metrics: [
        brief("loss", point("loss", 49, 0.5)),
        brief("loss", point("loss", 49, null), { host: "algo-2" }),
        { name: 'a "b", c', last: point('a "b", c', 1, 1), parts: [] },
      ],
    });
  });

  test("are told in brief, as a table, as csv and as data, also of a job that is gone", async () => {
    expect(
      (await home.cli("metrics", "tj/churn")).stdout,
    ).toBe(`METRIC              STEP   LAST   MIN        MAX   POINTS
loss                49     0.5    0.123457   3     50
loss{host=algo-2}   49     NaN    0.123457   3     50
a "b", c            1      1      NaN        NaN   0
`);
    expect(
      (await home.cli("metrics", "tj/churn", "-o", "csv")).stdout,
    ).toBe(`metric,step,last,min,max,points,time
loss,49,0.5,0.123456789,3,50,${at}
loss{host=algo-2},49,,0.123456789,3,50,${at}
"a ""b"", c",1,1,,,0,${at}
`);
    const { stdout } = await home.cli("metrics", "tj/churn", "--metric", "loss", "-o", "json");
    expect(JSON.parse(stdout).metrics).toEqual([
      { name: "loss", step: 49, value: 0.5, min: 0.123456789, max: 3, count: 50, at },
      ...[{ name: "loss", labels: { host: "algo-2" }, step: 49, value: null }].map((one) => ({
        ...{ ...one, min: 0.123456789, max: 3, count: 50, at },
      })),
    ]);
  });

  test("are told point by point, page after page", async () => {
    keep("points", { points: [point("loss", 1, 2), point("loss", 2, 1)], next: at });
    keep("points", { points: [point("loss", 3, null)] }, `?after=${at}`);
    expect((await home.cli("metrics", "tj/churn", "--points", "-o", "csv")).stdout).toBe(
      `time,step,metric,value\n${at},1,loss,2\n${at},2,loss,1\n${at},3,loss,\n`,
    );
    const table = (await home.cli("metrics", "tj/churn", "--points")).stdout.split("\n");
    expect(table[1]?.split(/ +/)).toEqual([at, "1", "loss", "2"]);
    const { stdout } = await home.cli("metrics", "tj/churn", "--points", "-o", "jsonpath={.points[*].step}");
    expect(stdout).toBe("1 2 3");
  });

  test("that there are none says so, with the job's state", async () => {
    home.kubernetes.put(JOB, job);
    keep("metrics", { metrics: [] });
    const { exitCode, stdout, stderr } = await home.cli("metrics", "churn");
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("No metric was found in the log so far. churn is ");
    home.kubernetes.put(JOB, undefined);
    expect((await home.cli("metrics", "tj/churn")).exitCode).toBe(3);
  });

  test("are those of what runs to its end, and of nothing else", async () => {
    const { exitCode, stderr } = await home.cli("metrics", "model/churn");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("a Model has no metrics");
    home.kubernetes.put(JOB, job);
    expect((await home.cli("describe", "tj/churn", "-o", "csv")).stderr).toMatch(/-o csv: .*slipway metrics/);
  });
});
