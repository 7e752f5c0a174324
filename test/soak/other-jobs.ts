import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateProcessingJobCommand,
  CreateTransformJobCommand,
  DescribeProcessingJobCommand,
  DescribeTransformJobCommand,
} from "@aws-sdk/client-sagemaker";
import { become, persist } from "./persist.ts";
import type { Soak } from "./soak.ts";

const BUCKET = "abalone-example";
const MACHINE = "ml.m5.large" as const;
const ENDS = ["Completed", "Failed", "Stopped"];
const ROW = "2,0.645,0.515,0.15,1.212,0.515,0.2055,0.385";

/** A request that was carried out, and whose answer was lost, is refused when it is sent again. */
async function create(soak: Soak, name: string, send: () => Promise<unknown>): Promise<void> {
  await persist(soak, `creating ${name}`, async () => {
    try {
      await send();
    } catch (error) {
      if ((error as Error).name !== "ResourceInUse") throw error;
    }
  });
}

async function textOf(soak: Soak, key: string): Promise<string> {
  const { Body } = await soak.aws.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return (await Body?.transformToString()) ?? "";
}

/** A processing job on two hosts that each say when they were started and then count; it completes, and each host has counted once. */
export async function processOnTwoHosts(soak: Soak, name: string, ticks: number): Promise<void> {
  const host = `$(sed 's/.*"current_host": *"\\([^"]*\\)".*/\\1/' /opt/ml/config/resourceconfig.json)`;
  const program = `h=${host}; for t in $(seq ${ticks}); do echo $t >> /opt/ml/processing/output/$h; sleep 0.1; done`;
  const command = new CreateProcessingJobCommand({
    ProcessingJobName: name,
    RoleArn: "arn:aws:iam::123456789012:role/soak",
    AppSpecification: { ImageUri: "slipway.dev/script", ContainerEntrypoint: ["/bin/sh", "-c", program] },
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: "counted",
          S3Output: {
            S3Uri: `s3://${BUCKET}/soak/${name}`,
            LocalPath: "/opt/ml/processing/output",
            S3UploadMode: "EndOfJob",
          },
        },
      ],
    },
    ProcessingResources: { ClusterConfig: { InstanceCount: 2, InstanceType: MACHINE, VolumeSizeInGB: 1 } },
  });
  await create(soak, name, () => soak.aws.sagemaker.send(command));
  const ended = await become(soak, `the end of ${name}`, 120 + ticks / 10, async () => {
    const seen = await soak.aws.sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
    return ENDS.includes(seen.ProcessingJobStatus ?? "") ? seen : undefined;
  });
  if (ended === undefined) return;
  if (ended.ProcessingJobStatus !== "Completed")
    return soak.violated(`${name} is ${ended.ProcessingJobStatus}: ${ended.FailureReason}`);
  const expected = Array.from({ length: ticks }, (_, index) => index + 1).join(" ");
  for (const host of ["algo-1", "algo-2"]) {
    const counted = await persist(soak, `what ${name} counted`, () => textOf(soak, `soak/${name}/${host}`));
    if (counted.trim().split("\n").join(" ") !== expected)
      soak.violated(`${host} of ${name} counted ${counted.trim().split("\n").join(" ")}`);
  }
  soak.counts.processed += 1;
}

/** Rows for `transform`, in a few objects. */
export async function putRows(soak: Soak, objects: number, rows: number): Promise<void> {
  for (let number = 0; number < objects; number++)
    await soak.aws.s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `soak-rows/${number}.csv`,
        Body: `${ROW},\n`.repeat(rows),
      }),
    );
}

/** A transform job that asks row by row; it completes, and each object has an answer for each of its rows. */
export async function transform(
  soak: Soak,
  name: string,
  { objects, rows }: { readonly objects: number; readonly rows: number },
): Promise<void> {
  const command = new CreateTransformJobCommand({
    TransformJobName: name,
    ModelName: "abalone-model",
    BatchStrategy: "SingleRecord",
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/soak-rows/` } },
      ContentType: "text/csv",
      SplitType: "Line",
    },
    TransformOutput: { S3OutputPath: `s3://${BUCKET}/soak/${name}`, AssembleWith: "Line" },
    TransformResources: { InstanceType: MACHINE, InstanceCount: 1 },
  });
  await create(soak, name, () => soak.aws.sagemaker.send(command));
  const ended = await become(soak, `the end of ${name}`, 180, async () => {
    const seen = await soak.aws.sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: name }));
    return ENDS.includes(seen.TransformJobStatus ?? "") ? seen : undefined;
  });
  if (ended === undefined) return;
  if (ended.TransformJobStatus !== "Completed")
    return soak.violated(`${name} is ${ended.TransformJobStatus}: ${ended.FailureReason}`);
  for (let number = 0; number < objects; number++) {
    const answers = await persist(soak, `answers of ${name}`, () =>
      textOf(soak, `soak/${name}/${number}.csv.out`),
    );
    const lines = answers.trimEnd().split("\n");
    if (lines.length !== rows || new Set(lines).size !== 1)
      soak.violated(`${name} has ${lines.length} answers to the ${rows} rows of ${number}.csv`);
  }
  soak.counts.transformed += 1;
}
