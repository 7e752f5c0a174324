import { CreateTransformJobCommand } from "@aws-sdk/client-sagemaker";
import { BUCKET, create, ended, put, textOf, triedOnce } from "../any-job.ts";
import { persist } from "../persist.ts";
import type { Soak } from "../soak.ts";
import type { KindOfJob } from "./kind-of-job.ts";

const ROW = "2,0.645,0.515,0.15,1.212,0.515,0.2055,0.385,";
/** What models of this machine are asked, and those in containers, which begin a process for each row. */
export const MANY = { prefix: "soak-rows", objects: 3, rows: 200 } as const;
export const FEW = { prefix: "soak-few", objects: 2, rows: 20 } as const;

export async function putRows(soak: Soak): Promise<void> {
  for (const { prefix, objects, rows } of [MANY, FEW])
    for (let number = 0; number < objects; number++)
      await put(soak, `${prefix}/${number}.csv`, `${ROW}\n`.repeat(rows));
}

export const transform: KindOfJob = async (soak, name) => {
  if (await ask(soak, { name, model: "abalone-model", of: MANY })) soak.counts.transformed += 1;
};

/** Asks a model row by row. Whether the job has completed; each object has an answer for each of its rows. */
export async function ask(
  soak: Soak,
  asked: { readonly name: string; readonly model: string; readonly of: typeof MANY | typeof FEW },
): Promise<boolean> {
  const { name, model, of } = asked;
  const command = new CreateTransformJobCommand({
    TransformJobName: name,
    ModelName: model,
    BatchStrategy: "SingleRecord",
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/${of.prefix}/` } },
      ContentType: "text/csv",
      SplitType: "Line",
    },
    TransformOutput: { S3OutputPath: `s3://${BUCKET}/soak/${name}`, AssembleWith: "Line" },
    TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
  });
  await create(soak, name, () => soak.aws.sagemaker.send(command));
  const job = { kind: "transformjob", name } as const;
  if ((await ended(soak, { ...job, seconds: 180 })) === undefined) return false;
  for (let number = 0; number < of.objects; number++) {
    const key = `soak/${name}/${number}.csv.out`;
    const answers = await persist(soak, `answers of ${name}`, () => textOf(soak, key));
    const lines = answers.trimEnd().split("\n");
    if (lines.length !== of.rows || new Set(lines).size !== 1)
      soak.violated(`${name} has ${lines.length} answers to the ${of.rows} rows of ${number}.csv`);
  }
  await triedOnce(soak, job);
  return true;
}
