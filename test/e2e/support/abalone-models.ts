import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateModelCommand } from "@aws-sdk/client-sagemaker";
import { parse } from "yaml";
import { awsClients } from "./aws-clients.ts";
import { EXAMPLE, type Home, ok } from "./home.ts";

export const ABALONE_BUCKET = "abalone-example";
const ROLE = "arn:aws:iam::123456789012:role/slipway";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1";

/** Stores the example's data, and trains a model of it for each name, in so many rounds. */
export async function trainAbalone(
  home: Home,
  rounds: Readonly<Record<string, number>>,
  { patienceSeconds }: { readonly patienceSeconds: number },
): Promise<void> {
  await ok(home.aws("s3", "mb", `s3://${ABALONE_BUCKET}`));
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), `s3://${ABALONE_BUCKET}/`));
  for (const [name, count] of Object.entries(rounds)) {
    const text = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
    const job = parse(text.replace('num_round: "50"', `num_round: "${count}"`)) as { readonly spec: object };
    const named = { ...job, metadata: { name }, spec: { ...job.spec, trainingJobName: name } };
    await ok(home.kubectlWith(JSON.stringify(named), "apply", "-f", "-"));
    await ok(home.slipway("wait", `trainingjob/${name}`, "--timeout", `${patienceSeconds}s`));
  }
}

/** A Model of what a job of that name left, or of another key of the bucket. */
export async function abaloneModel(
  home: Home,
  name: string,
  key = `models/${name}/output/model.tar.gz`,
): Promise<void> {
  const PrimaryContainer = { Image: IMAGE, ModelDataUrl: `s3://${ABALONE_BUCKET}/${key}` };
  await awsClients(home).sagemaker.send(
    new CreateModelCommand({ ModelName: name, ExecutionRoleArn: ROLE, PrimaryContainer }),
  );
}
