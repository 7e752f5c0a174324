import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import { awsClients } from "./support/aws-clients.ts";
import { Home } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";
import { ScriptJobs } from "./support/script-jobs.ts";

const PATIENCE_S = 180;
const BUCKET = "channels";
const PROGRAM = `cd /opt/ml/input/data && cat train_0 train_1 > /opt/ml/model/piped && cat fast/a > /opt/ml/model/fast &&
echo changed > fast/a; exit 0`;

let engine: TestEngine;
let home: Home;
beforeAll(async () => {
  engine = await startEngine();
  await engine.makeImage("reads:1", [`ENTRYPOINT ["/bin/sh", "-c", ${JSON.stringify(PROGRAM)}]`]);
  home = new Home(undefined, engine.env);
  await home.start();
}, 300_000);
afterAll(async () => {
  await home.down();
  await engine.stop();
});

test("a container reads pipes, and files that are its own whatever it does to them", {
  timeout: 400_000,
}, async () => {
  const aws = awsClients(home);
  await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const name of ["train", "fast"])
    await aws.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${name}/a`, Body: `${name}\n` }));
  const jobs = new ScriptJobs(aws, { bucket: BUCKET, folder: "" });
  const channel = (ChannelName: string, InputMode: "Pipe" | "FastFile") => ({
    ChannelName,
    InputMode,
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/${ChannelName}/` } as const,
    },
  });
  await aws.sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: "contained",
      RoleArn: "arn:aws:iam::123456789012:role/jobs",
      AlgorithmSpecification: { TrainingImage: "localhost/reads:1", TrainingInputMode: "File" },
      InputDataConfig: [channel("train", "Pipe"), channel("fast", "FastFile")],
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out/` },
      ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
    }),
  );
  const job = await jobs.ended("contained", PATIENCE_S);
  expect([job.TrainingJobStatus, job.FailureReason]).toEqual(["Completed", undefined]);
  expect(await modelFiles(aws.s3, job.ModelArtifacts?.S3ModelArtifacts ?? "")).toEqual({
    piped: "train\ntrain\n",
    fast: "fast\n",
  });
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "fast/a" }));
  expect(await Body?.transformToString()).toBe("fast\n");
});
