import { createHash } from "node:crypto";
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { DescribeTrainingJobCommand, ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { awsClients } from "../../e2e/support/aws-clients.ts";
import { type Home, ok } from "../../e2e/support/home.ts";

export interface WorldObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: object;
  readonly status?: {
    readonly trainingJobStatus?: string;
    readonly failureReason?: string;
    readonly finalMetricDataList?: readonly { readonly metricName: string; readonly value: number }[];
  };
}

interface Described {
  readonly TrainingJobStatus: string;
}

/** What a home's doors say of all that it holds. */
export interface World {
  readonly objects: readonly WorldObject[];
  /** What `slipway logs` prints, by a job's object name. */
  readonly logs: Readonly<Record<string, string>>;
  /** DescribeTrainingJob's answers, by AWS name. */
  readonly described: Readonly<Record<string, Described>>;
  /** SHA-256 of each object of each bucket, by `bucket/key`. */
  readonly artifacts: Readonly<Record<string, string>>;
}

const KINDS = [
  "trainingjobs",
  "models",
  "endpointconfigs",
  "endpoints.sagemaker.services.k8s.aws",
  "nodepools",
] as const;

export async function readWorld(home: Home): Promise<World> {
  const text = await ok(home.kubectl("get", KINDS.join(","), "-o", "json"));
  const objects = (JSON.parse(text) as { items: WorldObject[] }).items;
  const jobs = objects.filter(({ kind }) => kind === "TrainingJob").map(({ metadata }) => metadata.name);
  const logs: Record<string, string> = {};
  for (const job of jobs) logs[job] = await ok(home.slipway("logs", `trainingjob/${job}`));
  return { objects, logs, described: await describeJobs(home), artifacts: await readArtifacts(home) };
}

async function describeJobs(home: Home): Promise<Record<string, Described>> {
  const { sagemaker } = awsClients(home);
  const described: Record<string, Described> = {};
  const { TrainingJobSummaries = [] } = await sagemaker.send(
    new ListTrainingJobsCommand({ MaxResults: 100 }),
  );
  for (const { TrainingJobName } of TrainingJobSummaries) {
    const { $metadata, ...job } = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
    described[TrainingJobName ?? ""] = JSON.parse(JSON.stringify(job)) as Described;
  }
  return described;
}

async function readArtifacts(home: Home): Promise<Record<string, string>> {
  const { s3 } = awsClients(home);
  const found: Record<string, string> = {};
  for (const { Name: Bucket = "" } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = "" } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      found[`${Bucket}/${Key}`] = createHash("sha256").update(bytes).digest("hex");
    }
  }
  return found;
}
