import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCondition, isTrue, type Key } from "@slipway/model";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import {
  type TransformJob,
  type TransformJobStatus,
  transformJobKind,
} from "@slipway/model/kinds/transform-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import type { Controller } from "#reconcile/controller.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { IDENTITY, model, transformJob } from "../testing/objects.ts";
import { transformJobController } from "./transform-job-controller.ts";

const KEY = "default/job-a";

describe("a transform job", () => {
  let workshop: Workshop;
  let runs: FakeRuns;
  let ledger: Ledger;
  let artifacts: FolderArtifacts;
  let folder: string;
  let controller: Controller;
  beforeEach(async () => {
    workshop = await openWorkshop();
    runs = new FakeRuns(workshop.clock);
    ledger = createMemoryLedger();
    folder = await mkdtemp(join(tmpdir(), "slipway-transform-"));
    artifacts = await FolderArtifacts.open(folder, workshop.clock);
    await artifacts.createBucket("bucket-a");
    controller = transformJobController({ runs, ledger, artifacts, identity: IDENTITY });
  });
  afterEach(async () => {
    await workshop.close();
    await ledger.close();
    await artifacts.close();
    await rm(folder, { recursive: true });
  });

  const look = () => settle(controller, KEY, workshop);
  const status = async (): Promise<TransformJobStatus> =>
    (await workshop.hands.get(transformJobKind, KEY))?.status ?? {};
  const putData = (body = "model") => artifacts.put("bucket-a", "out/model.tar.gz", Buffer.from(body));
  const putModel = async () => {
    await workshop.hands.create(modelKind, model("model-a"));
    await putData();
  };
  const create = async (
    spec: Partial<TransformJob["spec"]> = {},
    metadata: Partial<TransformJob["metadata"]> = {},
  ) => {
    await workshop.hands.create(transformJobKind, transformJob("job-a", spec, metadata));
    await look();
  };
  const enter = async (
    ...[phase, ending]: Parameters<FakeRuns["enter"]> extends [Key, ...infer R] ? R : never
  ) => {
    workshop.clock.advance(1_000);
    runs.enter(`default/${runs.started.at(-1)?.name}`, phase, ending);
    await look();
  };

  test("ends with its times, and says where the answers are", async () => {
    await putModel();
    await create();
    expect((await status()).transformJobStatus).toBe("InProgress");
    await enter("downloading");
    await enter("running");
    await enter("succeeded", {
      results: { stored: { output: "s3://bucket-a/answers" }, facts: { records: "50" } },
    });
    const { conditions, slipway, ...rest } = await status();
    expect(rest).toEqual({
      ackResourceMetadata: {
        arn: "arn:aws:sagemaker:us-east-1:123456789012:transform-job/job-a",
        ownerAccountID: "123456789012",
        region: "us-east-1",
      },
      creationTime: "2026-01-01T00:00:00Z",
      transformJobStatus: "Completed",
      transformStartTime: "2026-01-01T00:00:01Z",
      transformEndTime: "2026-01-01T00:00:03Z",
    });
    expect(slipway?.facts).toEqual({ records: "50" });
    expect(isTrue(conditions, "ACK.ResourceSynced") && isTrue(conditions, "Ready")).toBe(true);
    expect(findCondition(conditions, "OutputsCollected")?.message).toBe(
      "The answers are below s3://bucket-a/answers",
    );
  });

  // https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
  test("gives the runtime the model's server, and what it is asked", async () => {
    await putModel();
    await create({
      environment: { LOG_LEVEL: "info", A: "b" },
      batchStrategy: "SingleRecord",
      maxPayloadInMB: 3,
      maxConcurrentTransforms: 4,
      modelClientConfig: { invocationsMaxRetries: 1 },
      dataProcessing: { inputFilter: "$[1:]", joinSource: "Input" },
    });
    expect(runs.started[0]).toMatchObject({
      image: "slipway.dev/xgboost",
      args: ["serve"],
      env: {
        LOG_LEVEL: "info",
        A: "b",
        SAGEMAKER_BATCH: "true",
        SAGEMAKER_BATCH_STRATEGY: "SINGLE_RECORD",
        SAGEMAKER_MAX_PAYLOAD_IN_MB: "3",
        SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: "4",
      },
      inputs: [{ to: "model", from: { archive: "s3://bucket-a/out/model.tar.gz" } }],
      outputs: [],
      hosts: [{ name: "algo-1", instanceType: "ml.m5.large" }],
      graceSeconds: 30,
      batch: {
        data: {
          s3Uri: "s3://bucket-a/rows/",
          s3DataType: "S3Prefix",
          distribution: "ShardedByS3Key",
          compression: "None",
        },
        to: "s3://bucket-a/answers",
        contentType: "text/csv",
        split: "Line",
        assemble: "Line",
        strategy: "SingleRecord",
        maxConcurrent: 4,
        maxPayloadMebibytes: 3,
        timeoutSeconds: 600,
        retries: 1,
        processing: { inputFilter: "$[1:]", join: "Input", outputFilter: "$" },
        passesOver: false,
      },
    });
  });

  test("says nothing of what the job leaves to its server", async () => {
    await putModel();
    await create();
    expect(Object.keys(runs.started[0]?.env ?? {}).sort()).toEqual(["LOG_LEVEL", "SAGEMAKER_BATCH"]);
  });

  test("waits for its model and that one's data, and begins when they are there", async () => {
    await create();
    expect(findCondition((await status()).conditions, "Launched")).toMatchObject({
      reason: "Waiting",
      message: expect.stringMatching(/Waiting up to 10 minutes: Model model-a does not exist$/),
    });
    await workshop.hands.create(modelKind, model("model-a"));
    await look();
    expect(findCondition((await status()).conditions, "Launched")?.message).toMatch(
      /s3:\/\/bucket-a\/out\/model\.tar\.gz, is not there/,
    );
    expect(runs.started).toEqual([]);
    await putData();
    await look();
    expect(runs.started).toHaveLength(1);
  });

  test("is refused when its model has not come in ten minutes", async () => {
    await create();
    workshop.clock.advance(600_000);
    await look();
    expect(await status()).toMatchObject({
      transformJobStatus: "Failed",
      failureReason: "SLIP-RUN-023: Model model-a does not exist",
    });
  });

  test("is stopped while it waits", async () => {
    await create({}, { annotations: { "slipway.dev/stop-requested": "2026-01-01T00:00:00Z" } });
    expect((await status()).transformJobStatus).toBe("Stopped");
  });

  test("passes over what is done in its next try, and at once where it is asked to", async () => {
    await putModel();
    await create();
    await enter("running");
    await enter("failed", { failure: { class: "node-lost", message: "the node is gone" } });
    workshop.clock.advance(60_000);
    await look();
    expect(runs.started.map(({ batch }) => batch?.passesOver)).toEqual([false, true]);
    expect(new Set(runs.started.map(({ batch }) => batch?.madeBy)).size).toBe(1);
  });

  test("has answers that follow from the model's data and from how it is asked", async () => {
    await putModel();
    const madeBy = async (name: string, spec: Partial<TransformJob["spec"]> = {}) => {
      const annotations = { "slipway.dev/resume": "true" };
      const job = transformJob(name, spec, { annotations });
      await workshop.hands.create(transformJobKind, job);
      await settle(controller, `default/${name}`, workshop);
      expect(runs.started.at(-1)?.batch?.passesOver).toBe(true);
      return runs.started.at(-1)?.batch?.madeBy;
    };
    const first = await madeBy("job-b");
    expect(
      await madeBy("job-c", {
        transformOutput: { s3OutputPath: "s3://bucket-a/elsewhere", assembleWith: "Line" },
      }),
    ).toBe(first);
    expect(await madeBy("job-d", { environment: { A: "b" } })).not.toBe(first);
    expect(await madeBy("job-e", { dataProcessing: { joinSource: "Input" } })).not.toBe(first);
    await putData("another");
    expect(await madeBy("job-f")).not.toBe(first);
  });

  test("blames the data for what the model does not take", async () => {
    await putModel();
    await create();
    await enter("failed", {
      failure: { class: "input", message: "record 4 (byte 6): the model answered 400" },
    });
    expect((await status()).failureReason).toBe("ClientError: record 4 (byte 6): the model answered 400");
  });

  const s3 = transformJob("a").spec.transformInput.dataSource?.s3DataSource;
  test.each<[string, Partial<TransformJob["spec"]>, RegExp]>([
    [
      "more data a request than AWS takes",
      { maxPayloadInMB: 101 },
      /^SLIP-RUN-004: spec\.maxPayloadInMB: .*at most 100/,
    ],
    [
      "more at once than AWS takes",
      { maxPayloadInMB: 50, maxConcurrentTransforms: 3 },
      /^SLIP-RUN-004: spec\.maxPayloadInMB: /,
    ],
    [
      "an augmented manifest",
      { transformInput: { dataSource: { s3DataSource: { ...s3, s3DataType: "AugmentedManifestFile" } } } },
      /^SLIP-RUN-004: spec\.transformInput\.dataSource\.s3DataSource\.s3DataType: /,
    ],
    [
      "a filter that is none",
      { dataProcessing: { inputFilter: "$..a" } },
      /^SLIP-RUN-004: spec\.dataProcessing\.inputFilter: /,
    ],
    [
      "a name in a row",
      { dataProcessing: { outputFilter: "$.a" } },
      /^SLIP-RUN-004: spec\.dataProcessing\.outputFilter: /,
    ],
    [
      "a join of data of no known form",
      { dataProcessing: { joinSource: "Input" }, transformInput: { dataSource: { s3DataSource: s3 ?? {} } } },
      /^SLIP-RUN-004: spec\.transformInput\.contentType: /,
    ],
    [
      "captured data",
      { dataCaptureConfig: { destinationS3URI: "s3://bucket-a/c" } },
      /^SLIP-RUN-002: dataCaptureConfig is not served/,
    ],
    [
      "answers that go elsewhere than to S3",
      { transformOutput: { s3OutputPath: "https://example.com/x" } },
      /^SLIP-RUN-002: transformOutput\.s3OutputPath /,
    ],
  ])("is refused for %s, and starts nothing", async (_, spec, reason) => {
    await putModel();
    await create(spec);
    const { conditions, transformJobStatus, failureReason } = await status();
    expect(findCondition(conditions, "ACK.Terminal")).toMatchObject({
      status: "True",
      message: expect.stringMatching(reason),
    });
    expect([transformJobStatus, failureReason]).toEqual(["Failed", expect.stringMatching(reason)]);
    expect(runs.started).toEqual([]);
  });
});
