import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsClients } from "./support/aws-clients.ts";
import { eventually, Home, ok, podProcesses } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";

const ROLE = "arn:aws:iam::123456789012:role/slipway";
const HOSTS = join(import.meta.dirname, "fixtures/hosts");

describe("a job of several instances", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
  });
  afterAll(() => home.down());

  const train = (name: string, count: number, ...more: readonly string[]) =>
    ok(home.slipway("train", HOSTS, "--name", name, "--instance-count", String(count), ...more));
  const described = async (name: string) =>
    JSON.parse(await ok(home.aws("sagemaker", "describe-training-job", "--training-job-name", name)));
  const ended = (name: string) =>
    eventually(`the end of ${name}`, 90, async () => {
      const job = await described(name);
      return ["Completed", "Failed", "Stopped"].includes(job.TrainingJobStatus) ? job : undefined;
    });
  const talked = (name: string, tick: number) =>
    eventually("the first ticks", 60, async () =>
      (await home.slipway("logs", `trainingjob/${name}`)).stdout.includes(`tick ${tick} `) ? true : undefined,
    );
  const s3 = () => awsClients(home).s3;
  const put = async (...keys: readonly string[]) => {
    for (const Key of keys) await s3().send(new PutObjectCommand({ Bucket: "shares", Key, Body: Key }));
  };
  const text = async (Key: string): Promise<string> => {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: "shares", Key }));
    return (await Body?.transformToString()) ?? "";
  };
  const apply = (object: object) => {
    const apiVersion = "sagemaker.services.k8s.aws/v1alpha1";
    return ok(home.kubectlWith(JSON.stringify({ apiVersion, ...object }), "apply", "-f", "-"));
  };
  const left = async (name: string): Promise<Readonly<Record<string, string>>> => {
    const { status } = JSON.parse(await ok(home.kubectl("get", "trainingjob", name, "-o", "json")));
    return modelFiles(s3(), status.slipway.stored.model);
  };

  test("killed with -9 in the middle, the server finds all hosts again, which never noticed", async () => {
    await train("talking", 2, "--hp", "ticks=300");
    await talked("talking", 5);
    home.kill();
    const alive = podProcesses(home).length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await home.start();
    expect(alive).toBeGreaterThan(1);
    expect((await ended("talking")).TrainingJobStatus).toBe("Completed");
    expect(await left("talking")).toEqual({
      "algo-1-starts": "start\n",
      "algo-2-starts": "start\n",
      "algo-2-heard": "300",
    });
    const [first = "{}"] =
      (await ok(home.slipway("logs", "trainingjob/talking", "--host", "algo-2"))).match(/^\{.*\}$/m) ?? [];
    expect(JSON.parse(first).name).toBe("algo-2");
    const { attempts, costs } = JSON.parse(
      await ok(home.slipway("describe", "trainingjob/talking", "-o", "json")),
    );
    expect(attempts).toMatchObject([{ attempt: 1, outcome: "succeeded", instanceCount: 2 }]);
    expect(costs).toMatchObject([{ instanceCount: 2 }]);
    const { logStreams } = JSON.parse(
      await ok(
        home.aws(
          ...["logs", "describe-log-streams", "--log-group-name", "/aws/sagemaker/TrainingJobs"],
          ...["--log-stream-name-prefix", "talking/"],
        ),
      ),
    );
    expect(logStreams.map(({ logStreamName }: { logStreamName: string }) => logStreamName)).toEqual([
      expect.stringMatching(/^talking\/algo-1-\d+$/),
      expect.stringMatching(/^talking\/algo-2-\d+$/),
    ]);
  });

  test("ends with the first that fails: the others are told, and what all of them left is stored", async () => {
    await train("failing", 3, "--hp", "ticks=400", "--hp", "fail=algo-2");
    const job = await ended("failing");
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toBe("AlgorithmError: algo-2: heard enough, exit code: 7");
    expect(Object.keys(await left("failing")).sort()).toEqual([
      "algo-1-starts",
      "algo-1-stopped",
      "algo-2-starts",
      "algo-3-starts",
      "algo-3-stopped",
    ]);
  });

  test("processes shares of an input, with results of all hosts below one prefix", async () => {
    await ok(home.aws("s3", "mb", "s3://shares"));
    await put("in/a.txt", "in/b.txt", "in/c.txt");
    const said = [
      'me=$(hostname); grep -q "current_host...$me" /opt/ml/config/resourceconfig.json',
      "for host in algo-1 algo-2; do getent hosts $host; done",
      "ls /opt/ml/processing/in > /opt/ml/processing/out/$me",
    ].join("; ");
    await apply({
      kind: "ProcessingJob",
      metadata: { name: "shares" },
      spec: {
        processingJobName: "shares",
        roleARN: ROLE,
        appSpecification: { imageURI: "slipway.dev/script", containerEntrypoint: ["/bin/sh", "-ec", said] },
        processingInputs: [
          {
            inputName: "in",
            s3Input: {
              ...{ s3URI: "s3://shares/in/", localPath: "/opt/ml/processing/in", s3DataType: "S3Prefix" },
              ...{ s3InputMode: "File", s3DataDistributionType: "ShardedByS3Key" },
            },
          },
        ],
        processingOutputConfig: {
          outputs: [
            {
              outputName: "out",
              s3Output: {
                ...{ s3URI: "s3://shares/out", localPath: "/opt/ml/processing/out" },
                s3UploadMode: "EndOfJob",
              },
            },
          ],
        },
        processingResources: {
          clusterConfig: { instanceCount: 2, instanceType: "ml.m5.large", volumeSizeInGB: 5 },
        },
      },
    });
    await ok(home.slipway("wait", "processingjob/shares", "--timeout", "60s"));
    expect([await text("out/algo-1"), await text("out/algo-2")]).toEqual(["a.txt\nc.txt\n", "b.txt\n"]);
  });

  test("gives groups of instances their names, their channels and their shares", async () => {
    const source = (name: string, groups?: readonly string[]) => ({
      channelName: name,
      dataSource: {
        s3DataSource: {
          ...{ s3DataType: "S3Prefix", s3URI: "s3://shares/in/", s3DataDistributionType: "ShardedByS3Key" },
          ...(groups === undefined ? {} : { instanceGroupNames: groups }),
        },
      },
    });
    const said =
      'cd /opt/ml/input/data; (echo "$SM_CURRENT_INSTANCE_GROUP"; ls -d */*) > /opt/ml/model/$(hostname)';
    await apply({
      kind: "TrainingJob",
      metadata: { name: "groups" },
      spec: {
        trainingJobName: "groups",
        roleARN: ROLE,
        algorithmSpecification: {
          ...{ trainingImage: "slipway.dev/script", trainingInputMode: "File" },
          containerArguments: ["train", "--", "/bin/sh", "-ec", said],
        },
        inputDataConfig: [source("all"), source("work", ["workers"])],
        outputDataConfig: { s3OutputPath: "s3://shares/models" },
        resourceConfig: {
          instanceGroups: [
            { instanceGroupName: "head", instanceType: "ml.m5.large", instanceCount: 1 },
            { instanceGroupName: "workers", instanceType: "ml.c5.large", instanceCount: 2 },
          ],
          volumeSizeInGB: 5,
        },
        stoppingCondition: { maxRuntimeInSeconds: 600 },
      },
    });
    await ok(home.slipway("wait", "trainingjob/groups", "--timeout", "60s"));
    expect(await left("groups")).toEqual({
      "algo-1": "head\nall/a.txt\n",
      "algo-2": "workers\nall/b.txt\nwork/a.txt\nwork/c.txt\n",
      "algo-3": "workers\nall/c.txt\nwork/b.txt\n",
    });
    const { costs } = JSON.parse(await ok(home.slipway("describe", "trainingjob/groups", "-o", "json")));
    expect(costs).toMatchObject([
      { instanceType: "ml.m5.large", instanceCount: 1 },
      { instanceType: "ml.c5.large", instanceCount: 2 },
    ]);
  });

  test("stops as a whole, and is removed as a whole", async () => {
    await train("stopping", 2, "--hp", "ticks=400");
    await talked("stopping", 2);
    await ok(home.aws("sagemaker", "stop-training-job", "--training-job-name", "stopping"));
    expect((await ended("stopping")).TrainingJobStatus).toBe("Stopped");
    // The second may hear that the first has gone before it is told itself.
    const files = Object.keys(await left("stopping"));
    expect(files).toContain("algo-1-stopped");
    expect(files.some((name) => ["algo-2-stopped", "algo-2-heard"].includes(name))).toBe(true);
    await train("removed", 2, "--hp", "ticks=400");
    await talked("removed", 2);
    await ok(home.kubectl("delete", "trainingjobs,processingjobs", "--all", "--timeout=60s"));
    expect(podProcesses(home)).toEqual([]);
    const rest = await ok(home.kubectl("get", "pods,secrets", "-o", "name", "-l", "slipway.dev/run"));
    expect(rest).toBe("");
  });
});
