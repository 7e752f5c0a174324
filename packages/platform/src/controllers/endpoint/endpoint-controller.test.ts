import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCondition, type Key, type Kind, keyOf, type Resource } from "@slipway/model";
import { type Endpoint, type EndpointStatus, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointStatus } from "@slipway/model/kinds/endpoint/view.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import type { Controller } from "#reconcile/controller.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { FakeServing } from "#runtimes/fake/fake-serving.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import {
  endpoint,
  endpointConfig,
  IDENTITY,
  model,
  productionVariant,
  trainingJob,
} from "../testing/objects.ts";
import { endpointController } from "./endpoint-controller.ts";

const KEY = "default/endpoint-a";
type ConditionType = "ACK.ResourceSynced" | "ACK.Terminal" | "ACK.ReferencesResolved" | "Ready";

describe("an endpoint", () => {
  let workshop: Workshop;
  let serving: FakeServing;
  let artifacts: FolderArtifacts;
  let folder: string;
  let controller: Controller;
  beforeEach(async () => {
    workshop = await openWorkshop();
    serving = new FakeServing();
    folder = await mkdtemp(join(tmpdir(), "slipway-endpoint-"));
    artifacts = await FolderArtifacts.open(folder, workshop.clock);
    controller = endpointController({ serving, artifacts, identity: IDENTITY });
  });
  afterEach(async () => {
    await workshop.close();
    await artifacts.close();
    await rm(folder, { recursive: true });
  });

  const put = async <R extends Resource>(kind: Kind<R>, object: R): Promise<void> => {
    const present = await workshop.hands.get(kind, keyOf(object));
    if (present === undefined) await workshop.hands.create(kind, object);
    else await workshop.hands.replace(kind, { ...object, metadata: present.metadata }, "object");
  };
  const putData = async (key = "out/model.tar.gz") => {
    if (!(await artifacts.bucketExists("bucket-a"))) await artifacts.createBucket("bucket-a");
    await artifacts.put("bucket-a", key, Buffer.from("model"));
  };
  const look = () => settle(controller, KEY, workshop);
  const status = async (): Promise<EndpointStatus> =>
    (await workshop.hands.get(endpointKind, KEY))?.status ?? {};
  const condition = async (type: ConditionType) => findCondition((await status()).conditions, type);
  const change = (spec: Partial<Endpoint["spec"]>) => put(endpointKind, endpoint("endpoint-a", spec));
  /** An endpoint in service, as `config` says. */
  const serve = async (config = endpointConfig("config-a")): Promise<void> => {
    await put(modelKind, model("model-a"));
    await put(endpointConfigKind, config);
    await putData();
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    serving.becomeReady(KEY);
    await look();
  };

  test("goes on serving what it did when its configuration or model is changed in place", async () => {
    const begun = { slipway: { runtime: "pods", begun: { productionVariants: "0000000000" } } };
    await serve();
    const { length } = serving.applied;
    const config = await workshop.hands.get(endpointConfigKind, "default/config-a");
    await workshop.hands.replace(endpointConfigKind, { ...config, status: begun } as never, "status");
    await look();
    expect(serving.applied).toHaveLength(length);
    expect((await status()).endpointStatus).toBe("InService");
    expect((await condition("ACK.ReferencesResolved"))?.message).toMatch(
      /EndpointConfig config-a is refused as it stands/,
    );
  });

  test("is handed over with what is to be captured, and tells it as DescribeEndpoint does", async () => {
    const config = endpointConfig("config-a");
    const dataCaptureConfig = {
      initialSamplingPercentage: 10,
      destinationS3URI: "s3://bucket-a/captured",
      captureOptions: [{ captureMode: "Input" as const }],
    };
    await serve({ ...config, spec: { ...config.spec, dataCaptureConfig } });
    expect(serving.applied.at(-1)?.capture).toMatchObject({
      destination: "s3://bucket-a/captured",
      percent: 10,
      input: true,
      output: false,
    });
    expect((await status()).dataCaptureConfig).toMatchObject({
      captureStatus: "Started",
      currentSamplingPercentage: 10,
    });
  });

  test("tells how it answers later once it serves so, and no more once it does not", async () => {
    const asyncInferenceConfig = { outputConfig: { s3OutputPath: "s3://bucket-a/answers" } };
    await serve(endpointConfig("config-a", { asyncInferenceConfig }));
    expect((await status()).asyncInferenceConfig).toEqual(asyncInferenceConfig);
    await put(endpointConfigKind, endpointConfig("config-b"));
    await change({ endpointConfigName: "config-b" });
    await look();
    await look();
    expect((await status()).asyncInferenceConfig).toBeUndefined();
  });

  test("is refused where it is to answer later by a model of several containers", async () => {
    const image = "my/own:1";
    const several = { primaryContainer: undefined, containers: [{ image }, { image }] };
    const { primaryContainer: _, ...spec } = { ...model("model-a").spec, ...several };
    await put(modelKind, { ...model("model-a"), spec });
    const asyncInferenceConfig = { outputConfig: { s3OutputPath: "s3://bucket-a/answers" } };
    await put(endpointConfigKind, endpointConfig("config-a", { asyncInferenceConfig }));
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    const { endpointStatus, failureReason } = await status();
    expect([endpointStatus, failureReason]).toEqual([
      "Failed",
      expect.stringMatching(/^SLIP-RUN-022: asyncInferenceConfig .* variant AllTraffic is not$/),
    ]);
    expect(serving.applied).toEqual([]);
  });

  test("whose name is changed is Terminal and not in sync", async () => {
    await serve();
    await change({ endpointName: "another" });
    await look();
    expect((await condition("ACK.Terminal"))?.message).toMatch(/fields have been modified: endpointName\. /);
    expect((await condition("ACK.ResourceSynced"))?.status).toBe("False");
  });

  test("waits for its configuration, its model and that one's data in turn, and goes on by itself", async () => {
    await put(endpointKind, endpoint("endpoint-a"));
    const waits = async (sentence: RegExp): Promise<void> => {
      expect((await look()).recheckAfterMs).toBeLessThanOrEqual(5_000);
      const { endpointStatus, slipway } = await status();
      expect([endpointStatus, slipway?.message]).toEqual(["Creating", expect.stringMatching(sentence)]);
      expect(serving.applied).toEqual([]);
    };
    await waits(/^Waiting up to 10 minutes: EndpointConfig config-a does not exist$/);
    await put(endpointConfigKind, endpointConfig("config-a"));
    await waits(/^Waiting up to 10 minutes: Model model-a of variant AllTraffic does not exist$/);
    await put(modelKind, model("model-a"));
    await waits(
      /^Waiting up to 10 minutes: the data of Model model-a, s3:\/\/bucket-a\/out\/model.tar.gz, is not there, and no TrainingJob/,
    );
    await artifacts.createBucket("bucket-a");
    await waits(/^Waiting up to 10 minutes: the data of Model model-a/);
    await putData();
    await look();
    expect(serving.applied).toHaveLength(1);
    expect((await status()).slipway?.message).toBe("Waiting for the variants to answer");
  });

  test("is in service when its variants answer, with every field in SageMaker's words", async () => {
    await serve(
      endpointConfig("config-a", {
        productionVariants: [
          productionVariant("blue", { initialInstanceCount: 2, initialVariantWeight: 3 }),
          productionVariant("green"),
        ],
      }),
    );
    const { conditions, ...rest } = await status();
    const deployedImages = [{ specifiedImage: "slipway.dev/xgboost" }];
    expect(rest).toEqual({
      ackResourceMetadata: {
        arn: "arn:aws:sagemaker:us-east-1:123456789012:endpoint/endpoint-a",
        ownerAccountID: "123456789012",
        region: "us-east-1",
      },
      creationTime: "2026-01-01T00:00:00Z",
      lastModifiedTime: "2026-01-01T00:00:00Z",
      endpointStatus: "InService",
      productionVariants: [
        {
          variantName: "blue",
          currentInstanceCount: 2,
          desiredInstanceCount: 2,
          currentWeight: 3,
          desiredWeight: 3,
          deployedImages,
        },
        {
          variantName: "green",
          currentInstanceCount: 1,
          desiredInstanceCount: 1,
          currentWeight: 1,
          desiredWeight: 1,
          deployedImages,
        },
      ],
      slipway: {
        message: "All variants answer",
        endpointConfigName: "config-a",
        images: { blue: "slipway.dev/xgboost", green: "slipway.dev/xgboost" },
        runtime: "pods",
        begun: { endpointName: expect.anything() },
        pods: { blue: ["endpoint-a-blue-0"], green: ["endpoint-a-green-0"] },
      },
    });
    expect(conditions?.map(({ type, status }) => [type, status])).toEqual([
      ["ACK.ReferencesResolved", "True"],
      ["ACK.ResourceSynced", "True"],
      ["Ready", "True"],
    ]);
  });

  test("serves a model from the files that a training job without compression leaves, once there are some", async () => {
    const s3DataSource = {
      s3URI: "s3://bucket-a/out/model",
      s3DataType: "S3Prefix",
      compressionType: "None",
    } as const;
    const { spec, ...rest } = model("model-a");
    const { modelDataURL: _, ...container } = spec.primaryContainer ?? {};
    const primaryContainer = { ...container, modelDataSource: { s3DataSource } };
    await put(modelKind, { ...rest, spec: { ...spec, primaryContainer } });
    await put(endpointConfigKind, endpointConfig("config-a"));
    await putData("out/model.tar.gz");
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    expect((await status()).slipway?.message).toContain("s3://bucket-a/out/model/, is not there");
    await putData("out/model/weights.bin");
    await look();
    expect(serving.applied[0]?.variants[0]?.containers[0]?.modelUri).toBe("s3://bucket-a/out/model/");
  });

  test("gives the runtime what each variant is made of", async () => {
    await serve();
    expect(serving.applied).toEqual([
      {
        name: "endpoint-a",
        namespace: "default",
        endpointName: "endpoint-a",
        owner: expect.objectContaining({ kind: "Endpoint" }),
        variants: [
          {
            name: "AllTraffic",
            role: "production",
            containers: [
              {
                image: "slipway.dev/xgboost",
                modelUri: "s3://bucket-a/out/model.tar.gz",
                env: { LOG_LEVEL: "debug" },
              },
            ],
            instanceType: "ml.m5.large",
            capacity: { fixed: 1 },
            weight: 1,
            startupSeconds: 240,
          },
        ],
      },
    ]);
  });

  // The conditions in ACK's own words: sagemaker-controller's unit test data, endpoint/readone/observed.
  test("says in ACK's words whether it is final", async () => {
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    expect(await condition("ACK.ResourceSynced")).toMatchObject({
      status: "False",
      message: "Endpoint is in Creating status.",
    });
    await serve();
    expect(await condition("ACK.ResourceSynced")).toMatchObject({
      status: "True",
      message: "Endpoint is in InService status.",
    });
  });

  test("is Failed in the container's words when nothing ever answered, and in ACK's for good", async () => {
    await serve();
    await workshop.hands.remove(endpointKind, KEY);
    await look();
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    serving.fail(KEY, "Container model keeps ending (exit code 1): ImportError: no module named xgboost");
    await look();
    const { endpointStatus, failureReason } = await status();
    expect([endpointStatus, failureReason]).toEqual([
      "Failed",
      "Container model keeps ending (exit code 1): ImportError: no module named xgboost",
    ]);
    expect(await condition("ACK.ResourceSynced")).toMatchObject({
      status: "True",
      message: "Endpoint is in Failed status.",
    });
    expect(await condition("ACK.Terminal")).toMatchObject({
      status: "True",
      message: "Endpoint status reached terminal state: Failed. Check the FailureReason.",
    });
  });

  test("leaves nothing of its failure behind when it answers after all", async () => {
    await serve();
    serving.fail(KEY, "out of memory");
    await look();
    serving.becomeReady(KEY);
    await look();
    expect((await status()).endpointStatus).toBe("InService");
    expect((await status()).failureReason).toBeUndefined();
    expect(await condition("ACK.Terminal")).toBeUndefined();
  });

  test("says why it cannot be handed to the runtime, and is tried again", async () => {
    await put(modelKind, model("model-a"));
    await put(endpointConfigKind, endpointConfig("config-a"));
    await putData();
    await put(endpointKind, endpoint("endpoint-a"));
    serving.nextApplyError = new Error("deployments are forbidden: exceeded quota");
    expect(await look()).toEqual({ next: "retry" });
    const { endpointStatus, slipway } = await status();
    expect([endpointStatus, slipway?.message]).toEqual([
      "Creating",
      "deployments are forbidden: exceeded quota",
    ]);
    await look();
    expect((await status()).slipway?.message).toBe("Waiting for the variants to answer");
  });

  describe("that gets another configuration", () => {
    const OTHER = endpointConfig("config-b", {
      productionVariants: [productionVariant("AllTraffic", { modelName: "model-b" })],
    });
    const update = async (): Promise<void> => {
      await put(modelKind, model("model-b", { primaryContainer: { image: "my/own:2" } }));
      await put(endpointConfigKind, OTHER);
      await change({ endpointConfigName: "config-b" });
      workshop.clock.advance(60_000);
      // The first pass writes down what is asked for, by which the object is another and it goes again.
      await look();
      await look();
    };
    beforeEach(() => serve());

    test("is Updating until that answers, and names the one that answers meanwhile", async () => {
      await update();
      expect(await status()).toMatchObject({
        endpointStatus: "Updating",
        lastModifiedTime: "2026-01-01T00:01:00Z",
        slipway: { endpointConfigName: "config-a" },
      });
      // ACK's own tests ask for it (test_endpoint.py).
      expect((await workshop.hands.get(endpointKind, KEY))?.metadata.annotations).toEqual({
        "sagemaker.services.k8s.aws/last-endpoint-config-for-update": "config-b",
      });
      expect(await condition("ACK.ResourceSynced")).toMatchObject({
        status: "False",
        message: "Endpoint is in Updating status.",
      });
      serving.becomeReady(KEY);
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "InService",
        slipway: { endpointConfigName: "config-b", images: { AllTraffic: "my/own:2" } },
      });
    });

    test("waits with a sentence when that does not exist yet", async () => {
      await change({ endpointConfigName: "config-z" });
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "Updating",
        slipway: { message: expect.stringContaining("config-z"), endpointConfigName: "config-a" },
      });
    });

    // As SageMaker and ACK have it (its unit test data, endpoint/update/observed), so that it can be updated again.
    test("stays in service with the old one when that fails, and says so", async () => {
      await update();
      serving.fail(KEY, "Failed to download model data");
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "InService",
        failureReason: "Failed to download model data",
        slipway: { endpointConfigName: "config-a" },
      });
      const message =
        "api error EndpointUpdateError: unable to update endpoint. check FailureReason. latest EndpointConfigName is config-a";
      expect(await condition("ACK.ResourceSynced")).toMatchObject({ status: "False", message });
      expect(await condition("ACK.Terminal")).toMatchObject({ status: "True", message });
    });

    test("mends a failed update with the next one", async () => {
      await update();
      serving.fail(KEY, "Failed to download model data");
      await look();
      await change({ endpointConfigName: "config-a" });
      await look();
      serving.becomeReady(KEY);
      await look();
      expect((await status()).endpointStatus).toBe("InService");
      expect((await status()).failureReason).toBeUndefined();
      expect(await condition("ACK.Terminal")).toBeUndefined();
    });
  });

  test("follows an edit of its configuration's weights", async () => {
    await serve();
    await put(
      endpointConfigKind,
      endpointConfig("config-a", {
        productionVariants: [productionVariant("AllTraffic", { initialVariantWeight: 5 })],
      }),
    );
    await look();
    const { endpointStatus, productionVariants } = await status();
    expect([endpointStatus, productionVariants?.[0]?.currentWeight]).toEqual(["InService", 5]);
  });

  test("stays in service while a pod is replaced, and says how many answer", async () => {
    await serve();
    serving.loseReadiness(KEY);
    await look();
    const { endpointStatus, productionVariants, slipway } = await status();
    expect(endpointStatus).toBe("InService");
    expect(productionVariants).toMatchObject([{ currentInstanceCount: 0, desiredInstanceCount: 1 }]);
    expect(slipway?.message).toMatch(/Waiting/);
    expect((await condition("ACK.ResourceSynced"))?.status).toBe("True");
  });

  test("keeps serving when its configuration is deleted, as in SageMaker", async () => {
    await serve();
    await workshop.hands.remove(endpointConfigKind, "default/config-a");
    await look();
    expect((await status()).endpointStatus).toBe("InService");
    expect(await condition("ACK.ResourceSynced")).toMatchObject({ status: "True" });
    expect(await condition("ACK.ReferencesResolved")).toMatchObject({
      status: "False",
      message: expect.stringContaining("config-a"),
    });
  });

  test("uses the model that has the name, not a younger one that was refused for it", async () => {
    await put(modelKind, model("older", { modelName: "model-a" }));
    await put(modelKind, model("model-a", { primaryContainer: { image: "wrong" } }));
    const refused = await workshop.hands.get(modelKind, "default/model-a");
    if (refused === undefined) throw new Error("the model is gone");
    const conditions = [{ type: "ACK.Terminal", status: "True" }] as const;
    await workshop.hands.replace(modelKind, { ...refused, status: { conditions } }, "status");
    await put(endpointConfigKind, endpointConfig("config-a"));
    await putData();
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    expect(serving.applied[0]?.variants[0]?.containers[0]?.image).toBe("slipway.dev/xgboost");
  });

  const refuse = async (kind: Kind, key: Key, message: string): Promise<void> => {
    const found = await workshop.hands.get(kind, key);
    if (found === undefined) throw new Error(`no ${key}`);
    const conditions = message === "" ? [] : [{ type: "ACK.Terminal", status: "True", message }];
    await workshop.hands.replace(kind, { ...found, status: { conditions } } as Resource, "status");
  };

  describe("whose parts are refused", () => {
    const WHY = "SLIP-RUN-002: dataCaptureConfig is not served yet";

    test.each([
      [
        "configuration",
        endpointConfigKind,
        "default/config-a",
        /^SLIP-RUN-022: EndpointConfig config-a is refused/,
      ],
      ["model", modelKind, "default/model-a", /^SLIP-RUN-022: Model model-a is refused/],
    ] as const)(
      "is Failed for its %s's sake, with the reason, until that is mended",
      async (_, kind, key, says) => {
        await put(modelKind, model("model-a"));
        await put(endpointConfigKind, endpointConfig("config-a"));
        await putData();
        await put(endpointKind, endpoint("endpoint-a"));
        await refuse(kind, key, WHY);
        await look();
        const { endpointStatus, failureReason } = await status();
        expect([endpointStatus, failureReason]).toEqual(["Failed", expect.stringMatching(says)]);
        expect(failureReason).toContain(WHY);
        expect(await condition("ACK.Terminal")).toMatchObject({ status: "True", message: failureReason });
        expect(await condition("ACK.ResourceSynced")).toMatchObject({
          message: "Endpoint is in Failed status.",
        });
        expect(workshop.recorded).toContainEqual(
          expect.objectContaining({ type: "Warning", reason: "Failed", message: failureReason }),
        );
        await refuse(kind, key, "");
        await look();
        expect((await status()).endpointStatus).toBe("Creating");
        expect((await status()).failureReason).toBeUndefined();
        expect(await condition("ACK.Terminal")).toBeUndefined();
      },
    );

    test("by its image alone, an algorithm that is not served, is Failed with the algorithm's name", async () => {
      const image = "174872318107.dkr.ecr.us-west-2.amazonaws.com/kmeans:1";
      await put(modelKind, model("model-a", { primaryContainer: { image } }));
      await put(endpointConfigKind, endpointConfig("config-a"));
      await put(endpointKind, endpoint("endpoint-a"));
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "Failed",
        failureReason: expect.stringMatching(
          /^SLIP-RUN-022: The image of Model model-a is SageMaker's built-in algorithm kmeans, which is not served/,
        ),
      });
      expect(serving.has(KEY)).toBe(false);
    });

    test("after it was handed over leaves nothing running", async () => {
      await put(modelKind, model("model-a"));
      await put(endpointConfigKind, endpointConfig("config-a"));
      await putData();
      await put(endpointKind, endpoint("endpoint-a"));
      await look();
      expect(serving.has(KEY)).toBe(true);
      await refuse(modelKind, "default/model-a", WHY);
      await look();
      expect((await status()).endpointStatus).toBe("Failed");
      expect(serving.has(KEY)).toBe(false);
    });

    test("after it served goes on serving", async () => {
      await serve();
      await refuse(modelKind, "default/model-a", WHY);
      await look();
      expect(await status()).toMatchObject({ endpointStatus: "InService" });
      expect((await status()).failureReason).toBeUndefined();
    });

    // As SageMaker has it: the old configuration stays in service, and Describe says why the new one is not.
    test("by an update stays in service with what it had, and says why", async () => {
      await serve();
      await put(endpointConfigKind, endpointConfig("config-b"));
      await refuse(endpointConfigKind, "default/config-b", WHY);
      await change({ endpointConfigName: "config-b" });
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "InService",
        failureReason: expect.stringContaining(WHY),
        slipway: { endpointConfigName: "config-a" },
      });
      expect(await condition("ACK.ResourceSynced")).toMatchObject({
        status: "False",
        message: expect.stringContaining("latest EndpointConfigName is config-a"),
      });
      const found = await workshop.hands.get(endpointKind, KEY);
      expect(endpointStatus(found as Endpoint)).toBe("InService");
    });
  });

  describe("whose parts do not come", () => {
    const MINUTES = 60_000;

    test("is Failed after ten minutes of nobody making them, and goes on when they are there", async () => {
      await put(endpointKind, endpoint("endpoint-a"));
      await look();
      workshop.clock.advance(9 * MINUTES);
      await look();
      expect((await status()).endpointStatus).toBe("Creating");
      workshop.clock.advance(1 * MINUTES);
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "Failed",
        failureReason: "SLIP-RUN-023: EndpointConfig config-a does not exist",
      });
      await serve();
      expect((await status()).endpointStatus).toBe("InService");
      expect((await status()).failureReason).toBeUndefined();
    });

    const JOB = "s3://bucket-a/out/job-a/output/model.tar.gz";
    const waitForJob = async (jobStatus: object) => {
      await put(trainingJobKind, trainingJob("job-a"));
      const job = await workshop.hands.get(trainingJobKind, "default/job-a");
      await workshop.hands.replace(trainingJobKind, { ...job, status: jobStatus } as never, "status");
      await put(modelKind, model("model-a", { primaryContainer: { image: "i", modelDataURL: JOB } }));
      await put(endpointConfigKind, endpointConfig("config-a"));
      await put(endpointKind, endpoint("endpoint-a"));
      await look();
    };

    test("waits for a job that writes them as long as that takes", async () => {
      await waitForJob({ trainingJobStatus: "InProgress" });
      workshop.clock.advance(600 * MINUTES);
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "Creating",
        slipway: {
          message: `Waiting: the data of Model model-a, ${JOB}, is not there yet: TrainingJob job-a, which writes it, is InProgress`,
        },
      });
    });

    test("fails with the job that was to write them", async () => {
      await waitForJob({ trainingJobStatus: "Failed", failureReason: "AlgorithmError: no such file" });
      expect(await status()).toMatchObject({
        endpointStatus: "Failed",
        failureReason: `SLIP-RUN-022: the data of Model model-a, ${JOB}, is not there, and TrainingJob job-a, which was to write it, is Failed: AlgorithmError: no such file`,
      });
    });
  });

  describe("that cannot work here", () => {
    const ROLLOUT: Partial<Endpoint["spec"]> = {
      deploymentConfig: {
        rollingUpdatePolicy: {
          maximumBatchSize: { type_: "CAPACITY_PERCENT", value: 80 },
          waitIntervalInSeconds: 60,
        },
      },
    };

    test("is refused with the code and the field, and taken back when it is mended", async () => {
      await put(endpointKind, endpoint("endpoint-a", ROLLOUT));
      await look();
      expect(await status()).toMatchObject({
        endpointStatus: "Failed",
        failureReason: expect.stringMatching(
          /deploymentConfig.rollingUpdatePolicy.maximumBatchSize.*between 5 and 50 percent/,
        ),
      });
      await change({ deploymentConfig: undefined as never });
      await look();
      expect((await status()).endpointStatus).toBe("Creating");
      expect((await status()).failureReason).toBeUndefined();
      expect(await condition("ACK.Terminal")).toBeUndefined();
    });

    test("but served before goes on serving", async () => {
      await serve();
      await change(ROLLOUT);
      await look();
      expect((await status()).endpointStatus).toBe("InService");
      expect((await status()).failureReason).toMatch(/deploymentConfig/);
      expect(await condition("ACK.Terminal")).toMatchObject({ status: "True" });
    });
  });

  test("that is deleted takes its machinery with it before it goes", async () => {
    await serve();
    await workshop.hands.remove(endpointKind, KEY);
    await look();
    expect(serving.has(KEY)).toBe(false);
    expect(await workshop.hands.get(endpointKind, KEY)).toBeUndefined();
  });

  test("keeps its variants' environment out of its status and its events", async () => {
    await put(
      modelKind,
      model("model-a", { primaryContainer: { image: "a", environment: { TOKEN: "hunter2" } } }),
    );
    await put(endpointConfigKind, endpointConfig("config-a"));
    await put(endpointKind, endpoint("endpoint-a"));
    await look();
    serving.becomeReady(KEY);
    await look();
    expect(JSON.stringify([await status(), workshop.recorded])).not.toContain("hunter2");
  });

  test("is woken by what it is made of and, while it waits, by finished jobs, and by nothing else", async () => {
    await put(modelKind, model("model-a"));
    await put(endpointConfigKind, endpointConfig("config-a"));
    await put(endpointConfigKind, endpointConfig("config-of-others", { productionVariants: [] }));
    await put(endpointKind, endpoint("endpoint-a"));
    await put(endpointKind, endpoint("endpoint-b", { endpointConfigName: "config-of-others" }));
    const waits = await look();
    expect(waits.recheckAfterMs).toBeDefined();
    const woken = async (kind: Kind, changed: Resource) => {
      const cache = createCache({ ...workshop, store: workshop.hands });
      await Promise.all([cache.of(endpointKind), cache.of(endpointConfigKind)]);
      const watch = controller.watches.find((one) => one.kind.kind === kind.kind);
      const keys = [...((await watch?.keysFor(changed, { ...workshop, cache })) ?? [])];
      await cache.close();
      return keys;
    };
    const elsewhere = { namespace: "elsewhere" };
    const ended = (trainingJobStatus: "InProgress" | "Completed") => ({
      ...trainingJob("job-a"),
      status: { trainingJobStatus },
    });
    expect(await woken(modelKind, model("model-a"))).toEqual([KEY]);
    expect(await woken(modelKind, model("model-of-others"))).toEqual([]);
    expect(await woken(modelKind, model("model-a", {}, elsewhere))).toEqual([]);
    expect(await woken(endpointConfigKind, endpointConfig("config-a"))).toEqual([KEY]);
    expect(await woken(endpointConfigKind, endpointConfig("config-b"))).toEqual([]);
    expect(await woken(trainingJobKind, ended("Completed"))).toEqual([KEY, "default/endpoint-b"]);
    expect(await woken(trainingJobKind, ended("InProgress"))).toEqual([]);
    await putData();
    await look();
    expect(await woken(trainingJobKind, ended("Completed"))).toEqual(["default/endpoint-b"]);
  });
});
