import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { ok } from "../e2e/support/home.ts";
import { modelFiles } from "../e2e/support/model-files.ts";
import { become, persist } from "./persist.ts";
import type { Soak } from "./soak.ts";

export interface Job {
  readonly name: string;
  /** The program prints a line and sleeps a tenth of a second for each. */
  readonly ticks: number;
}

/** Creates a job by the AWS door; `source` is where its program lies. Resolves when it is acknowledged. */
export async function createJob(soak: Soak, job: Job, source: string): Promise<void> {
  const command = new CreateTrainingJobCommand({
    TrainingJobName: job.name,
    RoleArn: "arn:aws:iam::123456789012:role/soak",
    AlgorithmSpecification: { TrainingImage: "slipway.dev/script", TrainingInputMode: "File" },
    HyperParameters: {
      ticks: String(job.ticks),
      sagemaker_program: "train.py",
      sagemaker_submit_directory: source,
    },
    OutputDataConfig: { S3OutputPath: "s3://slipway-default/soak/" },
    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
  });
  await persist(soak, `creating ${job.name}`, async () => {
    try {
      await soak.aws.sagemaker.send(command);
    } catch (error) {
      // An earlier try was carried out, and its answer lost.
      if ((error as Error).name !== "ResourceInUse") throw error;
    }
  });
}

/** Waits for the job's end and holds it against what must be: it completed, ran once, and said each line once. */
export async function proveJob(soak: Soak, job: Job): Promise<void> {
  const describe = new DescribeTrainingJobCommand({ TrainingJobName: job.name });
  const ended = await become(soak, `the end of ${job.name}`, 120 + job.ticks / 10, async () => {
    const seen = await soak.aws.sagemaker.send(describe);
    return ["Completed", "Failed", "Stopped"].includes(seen.TrainingJobStatus ?? "") ? seen : undefined;
  });
  if (ended === undefined) return;
  if (ended.TrainingJobStatus !== "Completed") {
    soak.violated(`${job.name} is ${ended.TrainingJobStatus}: ${ended.FailureReason}`);
    return;
  }
  const uri = ended.ModelArtifacts?.S3ModelArtifacts ?? "";
  const model = await persist(soak, `the model of ${job.name}`, () => modelFiles(soak.aws.s3, uri));
  const starts = (model["starts"] ?? "").trim().split("\n").length;
  if (starts !== 1) soak.violated(`${job.name} was started ${starts} times`);
  const log = await persist(soak, `the log of ${job.name}`, () => logOf(soak, job.name));
  const lines = [...log.matchAll(/^tick (\d+) /gm)].map(([, tick]) => Number(tick));
  const expected = Array.from({ length: job.ticks }, (_, tick) => tick);
  if (lines.join() !== expected.join())
    soak.violated(`the log of ${job.name} is not its ${job.ticks} lines: ${lines.join()}`);
  soak.counts.completed += 1;
}

const logOf = (soak: Soak, job: string): Promise<string> =>
  ok(soak.home.slipway("logs", `trainingjob/${job}`));

/** Deletes an object; resolves when that is acknowledged. */
export async function deleteObject(soak: Soak, kind: string, name: string): Promise<void> {
  await persist(soak, `deleting ${kind}/${name}`, () =>
    ok(soak.home.kubectl("delete", kind, name, "--wait=false", "--ignore-not-found")),
  );
}
