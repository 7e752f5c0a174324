import { findCondition, isTrue, type Key, STOP_ANNOTATION } from "@slipway/model";
import {
  type ProcessingJob,
  type ProcessingJobStatus,
  processingJobKind,
} from "@slipway/model/kinds/processing-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAttempts } from "#ledger/attempts.ts";
import { readCosts } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import type { Controller } from "#reconcile/controller.ts";
import type { Verdict } from "#reconcile/pass-tools.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { IDENTITY, processingJob } from "../testing/objects.ts";
import { processingJobController } from "./processing-job-controller.ts";

const KEY = "default/job-a";

describe("a processing job", () => {
  let workshop: Workshop;
  let runs: FakeRuns;
  let ledger: Ledger;
  let controller: Controller;
  beforeEach(async () => {
    workshop = await openWorkshop();
    runs = new FakeRuns(workshop.clock);
    ledger = createMemoryLedger();
    controller = processingJobController({ runs, ledger, identity: IDENTITY });
  });
  afterEach(async () => {
    await workshop.close();
    await ledger.close();
  });

  const look = (): Promise<Verdict> => settle(controller, KEY, workshop);
  const job = async (): Promise<ProcessingJob> => {
    const found = await workshop.hands.get(processingJobKind, KEY);
    if (found === undefined) throw new Error("there is no job");
    return found;
  };
  const status = async (): Promise<ProcessingJobStatus> => (await job()).status ?? {};
  const run = (): Key => `default/${runs.started[0]?.name}`;
  const create = async (spec: Partial<ProcessingJob["spec"]> = {}): Promise<void> => {
    await workshop.hands.create(processingJobKind, processingJob("job-a", spec));
    await look();
  };
  const enter = async (
    ...[phase, ending]: Parameters<FakeRuns["enter"]> extends [Key, ...infer R] ? R : never
  ) => {
    workshop.clock.advance(1_000);
    runs.enter(run(), phase, ending);
    return look();
  };

  test("ends with its times and the program's message", async () => {
    await create();
    expect((await status()).processingJobStatus).toBe("InProgress");
    await enter("downloading");
    await enter("running");
    workshop.clock.advance(60_000);
    await enter("uploading");
    expect((await status()).processingJobStatus).toBe("InProgress");
    await enter("succeeded", { results: { stored: {}, facts: { exitMessage: "50 rows" } } });
    const { conditions, slipway: _, ...rest } = await status();
    expect(rest).toEqual({
      ackResourceMetadata: {
        arn: "arn:aws:sagemaker:us-east-1:123456789012:processing-job/job-a",
        ownerAccountID: "123456789012",
        region: "us-east-1",
      },
      creationTime: "2026-01-01T00:00:00Z",
      processingJobStatus: "Completed",
      exitMessage: "50 rows",
      processingStartTime: "2026-01-01T00:00:01Z",
      processingEndTime: "2026-01-01T00:01:04Z",
      lastModifiedTime: "2026-01-01T00:01:04Z",
    });
    expect(isTrue(conditions, "ACK.ResourceSynced") && isTrue(conditions, "Ready")).toBe(true);
    expect(findCondition(conditions, "ACK.ResourceSynced")?.message).toBe(
      "ProcessingJob is in Completed status.",
    );
    const subject = subjectOf(await job());
    expect(await readAttempts(ledger, subject)).toMatchObject([
      { outcome: "succeeded", instanceType: "ml.m5.large" },
    ]);
    expect(await readCosts(ledger, subject)).toMatchObject([{ billableSeconds: 63 }]);
  });

  // https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
  test("gives the runtime all that SageMaker's contract promises the program", async () => {
    await create({ environment: { A: "b" }, tags: [{ key: "team", value: "red" }] });
    const [spec] = runs.started;
    expect(spec).toMatchObject({
      image: "slipway.dev/script",
      args: ["run", "--", "python3", "/opt/ml/processing/input/code/split.py", "--share", "0.2"],
      env: { A: "b" },
      resourceConfig: "config/resourceconfig.json",
      inputs: [{ to: "processing/input/code", from: { s3Uri: "s3://bucket-a/code/split.py" }, as: "copy" }],
      outputs: [
        {
          name: "train",
          from: "processing/output/train",
          to: "s3://bucket-a/out/train",
          form: "files",
          when: "end",
        },
      ],
      folders: ["processing", "processing/output/train"],
      told: { exitMessage: "output/message" },
      hosts: [{ name: "algo-1", instanceType: "ml.m5.large" }],
      volumeGibibytes: 5,
    });
    expect(spec?.manifestUri).toBeUndefined();
    expect(JSON.parse(spec?.files["config/processingjobconfig.json"] ?? "")).toEqual({
      ProcessingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:processing-job/job-a",
      ProcessingJobName: "job-a",
      RoleArn: "arn:aws:iam::123456789012:role/execution",
      AppSpecification: {
        ImageUri: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/split.py"],
        ContainerArguments: ["--share", "0.2"],
      },
      Environment: { A: "b" },
      ProcessingInputs: [
        {
          InputName: "code",
          AppManaged: false,
          S3Input: {
            S3Uri: "s3://bucket-a/code/split.py",
            LocalPath: "/opt/ml/processing/input/code/",
            S3DataType: "S3Prefix",
            S3InputMode: "File",
            S3DataDistributionType: "FullyReplicated",
            S3CompressionType: "None",
          },
        },
      ],
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: "train",
            AppManaged: false,
            S3Output: {
              S3Uri: "s3://bucket-a/out/train",
              LocalPath: "/opt/ml/processing/output/train",
              S3UploadMode: "EndOfJob",
            },
          },
        ],
      },
      ProcessingResources: {
        ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 5 },
      },
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    });
  });

  test.each([
    ["an image of nobody's with its own entrypoint", { imageURI: "mine:1" }, { image: "mine:1" }],
    [
      "an entrypoint and arguments as Docker takes them",
      { imageURI: "mine:1", containerEntrypoint: ["a", "b"], containerArguments: ["c"] },
      { image: "mine:1", entrypoint: ["a", "b"], args: ["c"] },
    ],
    [
      "arguments alone, which leave the image its entrypoint",
      { imageURI: "mine:1", containerArguments: ["c"] },
      { image: "mine:1", args: ["c"] },
    ],
    [
      "a command that needs no Python, without a program of ours around it",
      { imageURI: "slipway.dev/script", containerEntrypoint: ["true"] },
      { image: "slipway.dev/script", entrypoint: ["true"] },
    ],
    [
      "a shell script, which calls its Python by name",
      { imageURI: "slipway.dev/script", containerEntrypoint: ["/bin/bash", "/opt/ml/processing/a.sh"] },
      { image: "slipway.dev/script", args: ["run", "--", "/bin/bash", "/opt/ml/processing/a.sh"] },
    ],
  ] as const)("runs %s", async (_, appSpecification, expected) => {
    await create({ appSpecification });
    const { image, entrypoint, args } = runs.started[0] ?? {};
    expect({ image, entrypoint, args }).toEqual({ entrypoint: undefined, args: undefined, ...expected });
  });

  test("says whose fault a failure is, with the exit code, and tells the message all the same", async () => {
    await create();
    await enter("running");
    await enter("failed", {
      failure: { class: "user-code", message: "no such column", exitCode: 3 },
      results: { stored: {}, facts: { exitMessage: "half way" } },
    });
    expect(await status()).toMatchObject({
      processingJobStatus: "Failed",
      failureReason: "AlgorithmError: no such column, exit code: 3",
      exitMessage: "half way",
    });
  });

  test("stops when it is asked to", async () => {
    await create();
    runs.slowToStop = true;
    await enter("running");
    const found = await job();
    const annotations = { [STOP_ANNOTATION]: "2026-01-01T00:00:00Z" };
    await workshop.hands.replace(
      processingJobKind,
      { ...found, metadata: { ...found.metadata, annotations } },
      "object",
    );
    await look();
    expect((await status()).processingJobStatus).toBe("Stopping");
    await enter("stopped");
    expect((await status()).processingJobStatus).toBe("Stopped");
  });

  test("is stopped when its time is up, by default after a day", async () => {
    await create();
    await enter("running");
    workshop.clock.advance(86_400_000);
    await look();
    expect((await status()).processingJobStatus).toBe("Stopped");
    expect(runs.stopAsked).toHaveLength(1);
  });

  const [given] = processingJob("a").spec.processingInputs ?? [];
  test.each([
    [
      "a path outside of /opt/ml/processing",
      { processingInputs: [{ ...given, s3Input: { ...given?.s3Input, localPath: "/etc" } }] },
      /^SLIP-RUN-004: spec\.processingInputs\[0\]\.s3Input\.localPath: /,
    ],
    [
      "a path that climbs out",
      {
        processingInputs: [
          { ...given, s3Input: { ...given?.s3Input, localPath: "/opt/ml/processing/../model" } },
        ],
      },
      /^SLIP-RUN-004: spec\.processingInputs\[0\]\.s3Input\.localPath: /,
    ],
    [
      "two inputs of one name",
      {
        processingInputs: [
          given,
          { ...given, s3Input: { ...given?.s3Input, localPath: "/opt/ml/processing/b" } },
        ],
      },
      /^SLIP-RUN-004: spec\.processingInputs\[1\]\.inputName: Duplicate value/,
    ],
    [
      "an input of no source",
      { processingInputs: [{ inputName: "a" }] },
      /^SLIP-RUN-004: spec\.processingInputs\[0\]: exactly one of s3Input, datasetDefinition/,
    ],
    [
      "a query of Athena's",
      {
        processingInputs: [
          {
            inputName: "a",
            datasetDefinition: { localPath: "/opt/ml/processing/a", dataDistributionType: "FullyReplicated" },
          },
        ],
      },
      /^SLIP-RUN-002: processingInputs\[0\]\.datasetDefinition is served by AWS alone/,
    ],
    [
      "an image of a framework without a command",
      { appSpecification: { imageURI: processingJob("a").spec.appSpecification.imageURI } },
      /^SLIP-RUN-002: appSpecification\.containerEntrypoint is missing: /,
    ],
    [
      "several instances",
      {
        processingResources: {
          clusterConfig: { instanceType: "ml.m5.large", instanceCount: 2, volumeSizeInGB: 5 },
        },
      },
      /^SLIP-RUN-002: processingResources\.clusterConfig\.instanceCount is 2/,
    ],
  ] as const)("is refused for %s, and starts nothing", async (_, spec, reason) => {
    await create(spec as Partial<ProcessingJob["spec"]>);
    const { conditions, processingJobStatus, failureReason } = await status();
    expect(findCondition(conditions, "ACK.Terminal")).toMatchObject({
      status: "True",
      message: expect.stringMatching(reason),
    });
    expect([processingJobStatus, failureReason]).toEqual(["Failed", expect.stringMatching(reason)]);
    expect(runs.started).toEqual([]);
  });
});
