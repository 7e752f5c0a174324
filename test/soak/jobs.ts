import { CreateTrainingJobCommand, type CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { ok } from "../e2e/support/home.ts";
import { modelFiles } from "../e2e/support/model-files.ts";
import { BUCKET, create, ended, ROLE, triedOnce } from "./any-job.ts";
import { persist } from "./persist.ts";
import type { Soak } from "./soak.ts";

export interface Job {
  readonly name: string;
  /** The program prints a line and sleeps a tenth of a second for each. */
  readonly ticks: number;
  readonly machine?: "ml.m5.large" | "ml.g5.xlarge" | "ml.g5.12xlarge";
}

/** Creates a job of a program in Python by the AWS door. Resolves when it is acknowledged. */
export async function createTraining(
  soak: Soak,
  name: string,
  more: Pick<CreateTrainingJobCommandInput, "HyperParameters"> & Partial<CreateTrainingJobCommandInput>,
): Promise<void> {
  const command = new CreateTrainingJobCommand({
    TrainingJobName: name,
    RoleArn: ROLE,
    AlgorithmSpecification: { TrainingImage: "slipway.dev/script", TrainingInputMode: "File" },
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/soak-models/` },
    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
    ...more,
  });
  await create(soak, name, () => soak.aws.sagemaker.send(command));
}

/** Creates a job that counts. */
export async function createJob(soak: Soak, { name, ticks, machine = "ml.m5.large" }: Job): Promise<void> {
  await createTraining(soak, name, {
    HyperParameters: {
      ticks: String(ticks),
      witness: soak.witnessUrl,
      sagemaker_program: "train.py",
      sagemaker_submit_directory: soak.sources.counting,
    },
    ResourceConfig: { InstanceCount: 1, InstanceType: machine, VolumeSizeInGB: 5 },
  });
}

/** Waits for the job's end and holds it against what must be: it completed, ran once, and said each line once. */
export async function proveJob(soak: Soak, job: Job): Promise<boolean> {
  const { name, ticks } = job;
  const seen = await ended(soak, { kind: "trainingjob", name, seconds: 120 + ticks / 10 });
  if (seen === undefined) return false;
  const model = await persist(soak, `the model of ${name}`, () =>
    modelFiles(soak.aws.s3, seen.modelArtifacts ?? ""),
  );
  const starts = (model["starts"] ?? "").trim().split("\n").length;
  if (starts !== 1) soak.violated(`${name} was started ${starts} times in one place`);
  if (soak.witness.starts(name) !== 1)
    soak.violated(`${name} told of ${soak.witness.starts(name)} starts: ${soak.witness.of(name).join("; ")}`);
  await proveLog(
    soak,
    name,
    Array.from({ length: ticks }, (_, tick) => tick),
  );
  await triedOnce(soak, { kind: "trainingjob", name });
  return true;
}

/** The log has each line `tick N` once and in its order. */
export async function proveLog(soak: Soak, name: string, expected: readonly number[]): Promise<void> {
  const log = await persist(soak, `the log of ${name}`, () =>
    ok(soak.home.slipway("logs", `trainingjob/${name}`)),
  );
  const lines = [...log.matchAll(/^tick (\d+)\b/gm)].map(([, tick]) => Number(tick));
  if (lines.join() !== expected.join())
    soak.violated(`the log of ${name} is not its ${expected.length} lines: ${lines.join()}`);
}

/** Deletes objects, those of the names that are there; resolves when that is acknowledged. */
export async function deleteObject(soak: Soak, kind: string, ...names: readonly string[]): Promise<void> {
  await persist(soak, `deleting ${kind} ${names.join(", ")}`, () =>
    ok(soak.home.kubectl("delete", kind, ...names, "--wait=false", "--ignore-not-found")),
  );
}
