import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTrainingJobCommand, ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { findCondition } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { subjectOf } from "../../../packages/platform/src/runs/subject-of.ts";
import { ACCOUNT, Moto, REGION } from "../support/moto.ts";
import { SageMakerHome } from "./sagemaker-home.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/abalone/training.yaml");
const KEY = "default/abalone-xgboost";
const ARN = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:training-job/abalone-xgboost`;

/** What moto 5.2.1 does not play, and what does instead: a row that is no longer true fails. */
const MOTO_LACKS = [
  { operation: "stop_training_job", input: { TrainingJobName: "a" }, instead: "the scripted AWS" },
  { operation: "delete_training_job", input: { TrainingJobName: "a" }, instead: "the scripted AWS" },
  {
    operation: "update_endpoint",
    input: { EndpointName: "a", EndpointConfigName: "b" },
    instead: "the scripted AWS",
  },
] as const;

describe("a training job in SageMaker", () => {
  let moto: Moto;
  let home: SageMakerHome;
  beforeAll(async () => {
    moto = await Moto.up();
    for (const [name, value] of Object.entries(moto.env)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await moto.down();
  });
  beforeEach(async () => {
    await moto.reset();
    home = await SageMakerHome.up();
    await home.namespace("default", moto.annotations);
  });
  afterEach(() => home.down());

  const job = (annotations: Readonly<Record<string, string>> = {}): TrainingJob => {
    const read = parse(readFileSync(EXAMPLE, "utf8")) as TrainingJob;
    return { ...read, metadata: { ...read.metadata, namespace: "default", annotations } };
  };
  const apply = (given: TrainingJob) => home.store.create(trainingJobKind, given);
  const completed = () =>
    home.until(
      trainingJobKind,
      KEY,
      (one) => findCondition(one?.status?.conditions, "Measured")?.reason === "AllRead",
    );
  const described = () =>
    moto.boto3("sagemaker", "describe_training_job", { TrainingJobName: "abalone-xgboost" });

  test("is made as its file says, and its end comes back in AWS's words", async () => {
    const { metadata } = await apply(job());
    const { status } = (await completed()) ?? {};
    expect(status).toMatchObject({
      trainingJobStatus: "Completed",
      secondaryStatus: "Completed",
      ackResourceMetadata: { arn: ARN, ownerAccountID: ACCOUNT, region: REGION },
      modelArtifacts: { s3ModelArtifacts: "s3://abalone-example/models/abalone-xgboost/output/model.tar.gz" },
      finalMetricDataList: [{ metricName: "train:progress", value: 100 }],
      slipway: { runtime: "sagemaker", phase: "succeeded" },
    });
    expect(findCondition(status?.conditions, "ACK.ResourceSynced")).toMatchObject({
      status: "True",
      message: "TrainingJob is in Completed status.",
    });
    const answer = await described();
    expect(answer).toMatchObject({
      TrainingJobName: "abalone-xgboost",
      RoleArn: "arn:aws:iam::123456789012:role/sagemaker-execution",
      HyperParameters: job().spec.hyperParameters,
      AlgorithmSpecification: {
        TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
        TrainingInputMode: "File",
      },
      InputDataConfig: [
        {
          ChannelName: "train",
          ContentType: "text/libsvm",
          CompressionType: "None",
          DataSource: {
            S3DataSource: {
              S3DataType: "S3Prefix",
              S3Uri: "s3://abalone-example/train/",
              S3DataDistributionType: "FullyReplicated",
            },
          },
        },
        { ChannelName: "validation" },
      ],
      OutputDataConfig: { S3OutputPath: "s3://abalone-example/models/" },
      ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m4.xlarge", VolumeSizeInGB: 5 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    });
    const { Tags } = (await moto.boto3("sagemaker", "list_tags", { ResourceArn: ARN })) as { Tags: object[] };
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: "slipway.dev/uid", Value: metadata.uid },
        { Key: "services.k8s.aws/namespace", Value: "default" },
      ]),
    );
  });

  test("brings its log and its metrics back from CloudWatch", async () => {
    const at = Date.now() - 60_000;
    const lines = Array.from(
      { length: 3 },
      (_, round) => `[${round}]#011train-rmse:${9 - round}.5#011validation-rmse:${9 - round}`,
    );
    await moto.print(
      "abalone-xgboost/algo-1-1700000000",
      lines.map((message, round) => ({ timestamp: at + Math.floor(round / 2), message })),
    );
    await apply(job());
    const done = await completed();
    const [pod = ""] = done?.status?.slipway?.pods ?? [];
    expect(pod).toMatch(/^abalone-xgboost-.*-algo-1-1700000000$/);
    const [found] = await home.ledger.findLogs({ namespace: "default", pod });
    const log = found && (await home.ledger.readLog(found, { from: 0, limit: 10 }));
    expect(log).toMatchObject({ closed: true, lines: lines.map((text, index) => ({ text, index })) });
    if (done === undefined) throw new Error("there is no job");
    const { points: metrics } = await home.ledger.readMetrics(subjectOf(done), {
      name: "train:rmse",
      limit: 10,
    });
    expect(metrics.map(({ value }) => value)).toEqual([9.5, 8.5, 7.5]);
  });

  test("whose name somebody else has is refused, and theirs is left alone", async () => {
    await moto.sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName: "abalone-xgboost",
        RoleArn: "arn:aws:iam::123456789012:role/theirs",
        AlgorithmSpecification: { TrainingImage: "theirs", TrainingInputMode: "File" },
        OutputDataConfig: { S3OutputPath: "s3://theirs" },
        ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
        StoppingCondition: {},
      }),
    );
    const before = await described();
    await apply(job());
    const refused = await home.until(
      trainingJobKind,
      KEY,
      (one) => findCondition(one?.status?.conditions, "ACK.Terminal")?.status === "True",
    );
    expect(findCondition(refused?.status?.conditions, "ACK.Terminal")?.message).toMatch(
      /^SLIP-SAGEMAKER-001: .*training-job\/abalone-xgboost/,
    );
    expect(refused?.status).toMatchObject({ trainingJobStatus: "Failed" });
    await home.store.remove(trainingJobKind, KEY);
    await home.until(trainingJobKind, KEY, (one) => one === undefined);
    expect(await described()).toEqual(before);
  });

  test.each([
    { where: "by its own annotation", own: { "services.k8s.aws/deletion-policy": "retain" }, namespace: {} },
    {
      where: "by its namespace's annotation",
      own: {},
      namespace: { "sagemaker.services.k8s.aws/deletion-policy": "retain" },
    },
  ])("that is retained $where is deleted here and stays there", async ({ own, namespace }) => {
    await home.namespace("default", { ...moto.annotations, ...namespace });
    await apply(job(own));
    await completed();
    await home.store.remove(trainingJobKind, KEY);
    await home.until(trainingJobKind, KEY, (one) => one === undefined);
    expect(await described()).toMatchObject({ TrainingJobStatus: "Completed" });
  });

  test.each(MOTO_LACKS)(
    "is played by $instead where moto has no $operation",
    async ({ operation, input }) => {
      await expect(moto.boto3("sagemaker", operation, input)).rejects.toThrow(/500|parse/);
    },
  );

  // moto 5.2.1 has no DeleteTrainingJob: it keeps the record, as AWS does where ACK's own controller deletes the object.
  test("is deleted here also where AWS keeps the record of jobs that are over", async () => {
    await apply(job());
    await completed();
    await home.store.remove(trainingJobKind, KEY);
    await home.until(trainingJobKind, KEY, (one) => one === undefined);
    const { TrainingJobSummaries } = await moto.sagemaker.send(new ListTrainingJobsCommand({}));
    expect(TrainingJobSummaries).toHaveLength(1);
  });
});
