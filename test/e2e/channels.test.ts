import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  type Channel,
  CreateProcessingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeProcessingJobCommand,
  StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AwsClients, awsClients } from "./support/aws-clients.ts";
import { eventually, Home } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";
import { ScriptJobs } from "./support/script-jobs.ts";

const PATIENCE_S = 120;
const BUCKET = "channels";
const PIPED = { TrainingImage: "slipway.dev/script", TrainingInputMode: "Pipe" } as const;

describe("channels of a job, by the AWS door", { timeout: PATIENCE_S * 2_000 }, () => {
  let home: Home;
  let aws: AwsClients;
  let jobs: ScriptJobs;
  const blocks = Array.from({ length: 8 }, (_, at) => Buffer.alloc(1 << 20, at));

  beforeAll(async () => {
    home = await Home.withPython();
    aws = awsClients(home);
    jobs = new ScriptJobs(aws, { bucket: BUCKET, folder: join(import.meta.dirname, "channels") });
    await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    for (const [at, block] of blocks.entries()) await put(`data/train/${at}`, block);
    await put("data/never/a", Buffer.from("a"));
  }, 300_000);
  afterAll(async () => {
    await home.down();
  });

  const put = (Key: string, Body: Buffer) => aws.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));

  const channel = (ChannelName: string, more: Partial<Channel> = {}): Channel => ({
    ChannelName,
    DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/data/${ChannelName}/` } },
    ...more,
  });

  const begin = (
    name: string,
    program: string,
    InputDataConfig: Channel[],
    more: Partial<CreateTrainingJobCommandInput> = {},
  ) => jobs.begin(name, program, { AlgorithmSpecification: PIPED, InputDataConfig, ...more });
  const described = (name: string) => jobs.described(name);
  const ended = (name: string) => jobs.ended(name, PATIENCE_S);

  it("streams a channel to an unmodified program, epoch after epoch, and lets another one be", async () => {
    await begin("pipe", "read_pipe.py", [channel("train"), channel("never")]);
    const job = await ended("pipe");
    expect(job.FailureReason ?? "").toBe("");
    expect(job.TrainingJobStatus).toBe("Completed");
    const files = await modelFiles(aws.s3, job.ModelArtifacts?.S3ModelArtifacts ?? "");
    const seen = JSON.parse(files["seen.json"] ?? "");
    const whole = Buffer.concat(blocks);
    const all = [whole.length, createHash("sha256").update(whole).digest("hex")];
    expect(seen).toMatchObject({ before: ["never_0", "train_0"], epochs: [all, all], after: all });
    expect(seen.config.train).toEqual({
      TrainingInputMode: "Pipe",
      S3DistributionType: "FullyReplicated",
      RecordWrapperType: "None",
    });
  });

  it("stops a program that waits for more than there is", async () => {
    await begin("waits", "wait_for_ever.py", [channel("train")]);
    await eventually("its program", PATIENCE_S, async () =>
      (await described("waits")).SecondaryStatus === "Training" ? true : undefined,
    );
    await aws.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "waits" }));
    expect((await ended("waits")).TrainingJobStatus).toBe("Stopped");
  });

  it("fails a job whose channel breaks off, though its program took that for the end", async () => {
    const lines = [`{"source-ref":"s3://${BUCKET}/data/train/0"}`, `{"source-ref":"s3://${BUCKET}/no/such"}`];
    await put("data/broken.manifest", Buffer.from(lines.join("\n")));
    await begin("breaks", "read_once.py", [
      channel("train", {
        DataSource: {
          S3DataSource: {
            S3DataType: "AugmentedManifestFile",
            S3Uri: `s3://${BUCKET}/data/broken.manifest`,
            AttributeNames: ["source-ref"],
          },
        },
      }),
    ]);
    const job = await ended("breaks");
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toContain("no/such");
  });

  it("gives a program all of its data though its home is killed while it reads", async () => {
    await begin("killed", "read_slowly.py", [channel("train")]);
    await eventually("its program", PATIENCE_S, async () =>
      (await described("killed")).SecondaryStatus === "Training" ? true : undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    home.kill();
    await home.start();
    const job = await ended("killed");
    expect([job.TrainingJobStatus, job.FailureReason]).toEqual(["Completed", undefined]);
    const files = await modelFiles(aws.s3, job.ModelArtifacts?.S3ModelArtifacts ?? "");
    expect(files["digest"]).toBe(createHash("sha256").update(Buffer.concat(blocks)).digest("hex"));
  });

  it("shows files in FastFile mode that a hostile program cannot change what is stored by", async () => {
    await begin("fast", "look_at_files.py", [channel("train", { InputMode: "FastFile" })]);
    const job = await ended("fast");
    expect([job.TrainingJobStatus, job.FailureReason]).toEqual(["Completed", undefined]);
    const files = await modelFiles(aws.s3, job.ModelArtifacts?.S3ModelArtifacts ?? "");
    const { sizes, changed } = JSON.parse(files["seen.json"] ?? "");
    expect(sizes).toEqual(Object.fromEntries(blocks.map(({ length }, at) => [at, length])));
    // Where the program is another user than the home's the files are links, and it may do nothing to them.
    if (process.getuid?.() === 0 && process.platform === "linux") expect(changed).toEqual([]);
    for (const [at, block] of blocks.entries()) {
      const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `data/train/${at}` }));
      expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(block)).toBe(true);
    }
  });

  it("streams an input of a processing job beside its path", async () => {
    const S3Input = {
      S3Uri: `s3://${BUCKET}/data/never/`,
      LocalPath: "/opt/ml/processing/in/never",
      S3DataType: "S3Prefix",
      S3InputMode: "Pipe",
    } as const;
    const command = 'cat "$0"_0 "$0"_1 >/opt/ml/output/message';
    await aws.sagemaker.send(
      new CreateProcessingJobCommand({
        ProcessingJobName: "piped",
        RoleArn: "arn:aws:iam::123456789012:role/jobs",
        AppSpecification: {
          ImageUri: "slipway.dev/script",
          ContainerEntrypoint: ["/bin/sh", "-c", command, S3Input.LocalPath],
        },
        ProcessingInputs: [{ InputName: "never", S3Input }],
        ProcessingResources: {
          ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
        },
      }),
    );
    const job = await eventually("the end of piped", PATIENCE_S, async () => {
      const seen = await aws.sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: "piped" }));
      return seen.ProcessingJobStatus === "InProgress" ? undefined : seen;
    });
    expect([job.ProcessingJobStatus, job.FailureReason, job.ExitMessage]).toEqual([
      "Completed",
      undefined,
      "aa",
    ]);
  });

  it("stores results as they are where the job asks for no compression", async () => {
    const OutputDataConfig = { S3OutputPath: `s3://${BUCKET}/out/`, CompressionType: "NONE" } as const;
    await begin("files", "write_files.py", [channel("never")], { OutputDataConfig });
    const job = await ended("files");
    expect([job.TrainingJobStatus, job.ModelArtifacts?.S3ModelArtifacts]).toEqual([
      "Completed",
      `s3://${BUCKET}/out/files/output/model/`,
    ]);
    const { Contents = [] } = await aws.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "out/files/output/" }),
    );
    expect(Contents.map(({ Key }) => Key?.slice("out/files/output/".length))).toEqual([
      "data/notes.txt",
      "model/serve.py",
      "model/sub/weights.bin",
      "slipway-manifest.json",
    ]);
  });
});
