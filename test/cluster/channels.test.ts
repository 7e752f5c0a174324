/** Channels that are read while they come, as a native sidecar of a real kubelet feeds them. */
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelFiles } from "../e2e/support/model-files.ts";
import { isOver, RunBench } from "./support/run-bench.ts";

const BUCKET = "bench";

let bench: RunBench;
let namespace: string;
beforeAll(async () => {
  bench = await RunBench.open();
  namespace = await bench.namespace();
  for (const [Key, Body] of [
    ["data/train/a", "one\n"],
    ["data/train/b", "two\n"],
    ["data/never/a", "never\n"],
  ] as const)
    await bench.buckets.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
});
afterAll(() => bench.close());

const channel = (name: string, as: "stream" | "view") => ({
  name: `Channel "${name}"`,
  to: `input/data/${name}`,
  from: {
    s3Uri: `s3://${BUCKET}/data/${name}`,
    s3DataType: "S3Prefix",
    distribution: "FullyReplicated",
    compression: "None",
  } as const,
  as,
});

const READ = `cd /opt/ml/input/data && ls > /opt/ml/model/before && cat train_0 > /opt/ml/model/zero &&
head -c 1 < train_1 > /opt/ml/model/one && cat train_2 > /opt/ml/model/two`;

test("a program reads epochs, ends one early and never opens a channel, and its pod ends all the same", async () => {
  const inputs = [channel("train", "stream"), channel("never", "stream")];
  const run = await bench.start(namespace, "pipes", READ, { inputs });
  const { phase, results, message } = await bench.until(run, isOver, 180);
  expect([phase, message]).toEqual(["succeeded", "The program ended and its results are stored"]);
  expect(await modelFiles(bench.buckets, results?.stored["model"] ?? "")).toEqual({
    before: "never_0\ntrain_0\n",
    zero: "one\ntwo\n",
    one: "o",
    two: "one\ntwo\n",
  });
});

test("FastFile is a copy there, which the run says", async () => {
  const script = "cat /opt/ml/input/data/train/a > /opt/ml/model/a; sleep 3";
  const run = await bench.start(namespace, "fast", script, { inputs: [channel("train", "view")] });
  const running = await bench.until(run, ({ phase }) => phase === "running" || phase === "succeeded", 180);
  expect(running.message).toContain("FastFile copies here");
  expect((await bench.until(run, isOver, 180)).phase).toBe("succeeded");
});
