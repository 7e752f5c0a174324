import { CreateModelCommand } from "@aws-sdk/client-sagemaker";
import { FOREIGN_IMAGE } from "../../e2e/support/foreign-image.ts";
import { BUCKET, create, ended, ROLE, triedOnce } from "../any-job.ts";
import { proveStarts } from "../engine-starts.ts";
import { createTraining, proveLog } from "../jobs.ts";
import type { KindOfJob } from "./kind-of-job.ts";
import { ask, FEW } from "./transform.ts";

const TICKS = 60;

/** An image of somebody else's trains, with a GPU or without; every other time what it has made is then asked. */
export const trainingInContainer: KindOfJob = async (soak, name, random) => {
  await createTraining(soak, name, {
    AlgorithmSpecification: { TrainingImage: FOREIGN_IMAGE, TrainingInputMode: "File" },
    HyperParameters: { how: "slow" },
    InputDataConfig: [
      {
        ChannelName: "training",
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/soak-words/` } },
      },
    ],
    ResourceConfig: {
      InstanceCount: 1,
      InstanceType: random.chance(0.3) ? "ml.g5.xlarge" : "ml.m5.large",
      VolumeSizeInGB: 1,
    },
  });
  const job = { kind: "trainingjob", name } as const;
  const trained = await ended(soak, { ...job, seconds: 120 + TICKS / 10 });
  if (trained === undefined) return;
  await proveLog(
    soak,
    name,
    Array.from({ length: TICKS }, (_, tick) => tick + 1),
  );
  await triedOnce(soak, job);
  await proveStarts(soak, name, 1);
  soak.counts.contained += 1;
  if (soak.over || random.chance(0.5)) return;
  const model = new CreateModelCommand({
    ModelName: name,
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: FOREIGN_IMAGE, ModelDataUrl: trained.modelArtifacts },
  });
  await create(soak, `the model ${name}`, () => soak.aws.sagemaker.send(model));
  if (!(await ask(soak, { name: `${name}-asked`, model: name, of: FEW }))) return;
  await proveStarts(soak, `${name}-asked`, 1);
  soak.counts.contained += 1;
};
