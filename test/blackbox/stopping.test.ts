import { join } from "node:path";
import { DescribeTrainingJobCommand, StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { type AwsClients, awsClients } from "../e2e/support/aws-clients.ts";
import { eventually, type Home, ok, ROOT } from "../e2e/support/home.ts";
import { modelFiles } from "../e2e/support/model-files.ts";
import { testWith } from "./support/only-where.ts";
import { openHome, TARGET } from "./support/target-home.ts";

const PROGRAM = join(ROOT, "test/e2e/fixtures/stopping");

describe(`a program that is to stop (${TARGET})`, () => {
  let home: Home;
  let aws: AwsClients;
  beforeAll(async () => {
    home = await openHome();
    aws = awsClients(home);
  });
  afterAll(() => home.down());

  const described = (job: string) =>
    aws.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job }));
  const model = async (job: string) =>
    modelFiles(aws.s3, (await described(job)).ModelArtifacts?.S3ModelArtifacts ?? "");
  const stopped = async (job: string): Promise<void> => {
    const { code, stderr } = await home.slipway("wait", `trainingjob/${job}`, "--timeout", "2m");
    expect(code, stderr).toBe(103);
  };

  testWith("ownCode", "by stop_training_job: it hears SIGTERM, and what it left is uploaded", async () => {
    await ok(home.slipway("train", PROGRAM, "--name", "stops"));
    await eventually("the program to run", 60, async () =>
      (await home.slipway("logs", "trainingjob/stops")).stdout.includes("training\n") ? true : undefined,
    );
    await aws.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stops" }));
    await stopped("stops");
    const job = await described("stops");
    expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
    expect(await model("stops")).toEqual({ checkpoint: "begun\nstopped by SIGTERM\n" });
    expect(await ok(home.slipway("logs", "trainingjob/stops"))).toContain("saved what there is");
  });

  testWith("ownCode", "by its time limit: MaxRuntimeExceeded, and what it left is uploaded", async () => {
    await ok(home.slipway("train", PROGRAM, "--name", "too-long", "--max-runtime", "6s"));
    await stopped("too-long");
    const job = await described("too-long");
    expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "MaxRuntimeExceeded" });
    expect((await model("too-long"))["checkpoint"]).toContain("begun\n");
  });
});
