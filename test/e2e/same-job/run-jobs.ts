import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { awsClients } from "../support/aws-clients.ts";
import { eventually, type Home, ok } from "../support/home.ts";
import { modelFiles } from "../support/model-files.ts";

/** What a program found: each fact's value. */
export type PrintOut = Readonly<Record<string, string>>;

export interface Outcome {
  /** Of each program: the training job's two hosts, the processing job's one, and source code where it was run. */
  readonly seen: Readonly<
    Record<"algo-1" | "algo-2" | "processing", PrintOut> & { readonly source?: PrintOut }
  >;
  /** All that the jobs have made, but for the print-outs. */
  readonly results: Readonly<Record<string, unknown>>;
}

const FOLDER = import.meta.dirname;
const BUCKET = "same";
/** The image that the files name: a process on one machine. */
const IMAGE = "slipway.dev/script";
const PATIENCE_S = 240;

/**
 * Runs the files as they stand, but for the image that training.yaml and processing.yaml name, and gives what came of them. `source`:
 * source.yaml as well, whose image is no engine's container. Bucket and objects are made anew each time, so that one home may run
 * them twice.
 */
export async function runJobs(
  home: Home,
  { image = IMAGE, source = true }: { readonly image?: string; readonly source?: boolean } = {},
): Promise<Outcome> {
  const { s3 } = awsClients(home);
  await seed(home, s3);
  for (const file of ["training.yaml", "processing.yaml", ...(source ? ["source.yaml"] : [])]) {
    const text = readFileSync(join(FOLDER, file), "utf8");
    const named = file === "source.yaml" ? text : text.replaceAll(IMAGE, image);
    await ok(home.kubectlWith(named, "apply", "-f", "-"));
  }
  const training = await ended(home, "trainingjob/same", "trainingJobStatus");
  const processing = await ended(home, "processingjob/same", "processingJobStatus");
  const model = await modelFiles(s3, training.modelArtifacts.s3ModelArtifacts);
  const output = await modelFiles(s3, `s3://${BUCKET}/jobs/same/output/output.tar.gz`);
  const sourced = source ? await ended(home, "trainingjob/source", "trainingJobStatus") : undefined;
  const seenBySource = sourced && (await modelFiles(s3, `s3://${BUCKET}/jobs/source/output/output.tar.gz`));
  const printed = (text = "") => facts(text.replaceAll(image, IMAGE));
  const outcome = {
    seen: {
      "algo-1": printed(output["algo-1"]),
      "algo-2": printed(output["algo-2"]),
      processing: printed(await text(s3, "processed/seen")),
      ...(seenBySource && { source: facts(seenBySource["seen"] ?? "") }),
    },
    results: {
      model,
      ...(sourced && { source: await modelFiles(s3, sourced.modelArtifacts.s3ModelArtifacts) }),
      metrics: training.finalMetricDataList.map(({ metricName, value }) => [metricName, value]),
      checkpoints: [await text(s3, "checkpoints/step-algo-1"), await text(s3, "checkpoints/step-algo-2")],
      processed: await text(s3, "processed/joined"),
      message: processing.exitMessage,
    },
  };
  const all = ["trainingjob/same", "processingjob/same", ...(source ? ["trainingjob/source"] : [])];
  await ok(home.kubectl("delete", ...all));
  return outcome;
}

async function seed(home: Home, s3: S3Client): Promise<void> {
  await home.aws("s3", "rb", "--force", `s3://${BUCKET}`);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const busybox = execFileSync("which", ["busybox"], { encoding: "utf8" }).trim();
  const sources = ["source.sh", "enter.sh", "probe.sh"];
  const objects: Readonly<Record<string, string | Uint8Array>> = {
    "code/enter.sh": readFileSync(join(FOLDER, "enter.sh")),
    "code/probe.sh": readFileSync(join(FOLDER, "probe.sh")),
    "code/busybox": readFileSync(busybox),
    "source.tar.gz": execFileSync("tar", ["cz", "-C", FOLDER, ...sources, "-C", dirname(busybox), "busybox"]),
    "train/a.txt": "one\n",
    "train/sub/b c.txt": "two\n",
    "sharded/1": "first\n",
    "sharded/2": "second\n",
    "packed/a.gz": gzipSync("packed\n"),
    "fast/a": "fast\n",
    "checkpoints/step": "3\n",
  };
  for (const [Key, Body] of Object.entries(objects))
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
}

interface Status {
  readonly failureReason?: string;
  readonly exitMessage?: string;
  readonly modelArtifacts: { readonly s3ModelArtifacts: string };
  readonly finalMetricDataList: readonly { readonly metricName: string; readonly value: number }[];
}

async function ended(home: Home, job: string, field: string): Promise<Status> {
  const status = await eventually(`the end of ${job}`, PATIENCE_S, async () => {
    const { status = {} } = JSON.parse(await ok(home.kubectl("get", job, "-o", "json")));
    return ["Completed", "Failed", "Stopped"].includes(status[field]) ? status : undefined;
  });
  if (status[field] === "Completed") return status;
  const log = await home.slipway("logs", job);
  throw new Error(`${job}: ${status[field]}: ${status.failureReason}\n${log.stdout}`);
}

async function text(s3: S3Client, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return (await Body?.transformToString()) ?? "";
}

function facts(text: string): PrintOut {
  const lines = text.trimEnd().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("\t");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
