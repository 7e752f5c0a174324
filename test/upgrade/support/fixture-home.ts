import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTrainingJobCommand, StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { awsClients } from "../../e2e/support/aws-clients.ts";
import { EXAMPLE, eventually, Home, ok } from "../../e2e/support/home.ts";
import { nodePool, servingObjects, xgboostJob } from "./fixture-jobs.ts";
import { readWorld } from "./read-world.ts";

const PROGRAMS = join(import.meta.dirname, "../programs");
const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
/** Lines of the example's data: enough to learn from, and small. */
const LINES = 300;
const YEARS = "87600h";

/** What is made again, or is nobody's but the machine's. */
const LEFT_OUT = [
  "./reserve",
  "./artifacts/reserve",
  "./environments",
  "./answers",
  "./cache",
  "./trash",
  "./tmp",
];

/**
 * Uses a home for all that there is, kills its server in the middle of it, and leaves in `folder`: `state.tar.gz`, the state folder
 * as the kill left it; `world.json`, what its doors had said before; `plans.json`, what its pods carry.
 */
export async function makeHomeFixture(folder: string): Promise<void> {
  const home = await Home.up();
  try {
    await bringData(home);
    await finishJobs(home);
    await serveModel(home);
    await startJobs(home);
    const world = await readWorld(home);
    const plans = await plansOf(home);
    home.kill();
    await ended(home, "uploading");
    pack(home.state, join(folder, "state.tar.gz"));
    write(folder, "world.json", world);
    write(folder, "plans.json", plans);
  } finally {
    await home.down();
  }
}

async function bringData(home: Home): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "slipway-fixture-data-"));
  try {
    cpSync(join(EXAMPLE, "data"), data, { recursive: true });
    rmSync(join(data, "README.md"));
    for (const channel of readdirSync(data)) cut(join(data, channel));
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", data, "s3://abalone-example/"));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function cut(folder: string): void {
  for (const name of readdirSync(folder)) {
    const lines = readFileSync(join(folder, name), "utf8").split("\n").slice(0, LINES);
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  }
}

/** One of each end: completed by each algorithm and through each door, failed, stopped. */
async function finishJobs(home: Home): Promise<void> {
  await apply(home, xgboostJob({ name: "abalone-xgboost", rounds: 10 }), nodePool());
  await train(home, "scripted", "ticking", "--hp", "ticks=20");
  await train(home, "broken", "breaking");
  await train(home, "halted", "ticking", "--hp", "ticks=100000");
  await createThroughAws(home);
  await logged(home, "halted", "tick 3 ");
  await awsClients(home).sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "halted" }));
  const names = ["abalone-xgboost", "scripted", "broken", "halted"].map((name) => `trainingjob/${name}`);
  for (const name of names) await home.slipway("wait", name, "--timeout", "3m");
}

/** With a name that no object can have. */
async function createThroughAws(home: Home): Promise<void> {
  const { sagemaker } = awsClients(home);
  await sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: "From-AWS-API",
      RoleArn: "arn:aws:iam::123456789012:role/sagemaker-execution",
      AlgorithmSpecification: {
        TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
        TrainingInputMode: "File",
      },
      HyperParameters: { objective: "reg:squarederror", num_round: "5" },
      InputDataConfig: [
        {
          ChannelName: "train",
          ContentType: "text/libsvm",
          DataSource: {
            S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://abalone-example/train/" },
          },
        },
      ],
      OutputDataConfig: { S3OutputPath: "s3://abalone-example/models/" },
      ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m4.xlarge", VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    }),
  );
  const wanted = "jsonpath={.items[?(@.spec.trainingJobName=='From-AWS-API')].status.trainingJobStatus}";
  await eventually("the end of From-AWS-API", 120, async () => {
    const status = await ok(home.kubectl("get", "trainingjobs", "-o", wanted));
    return status === "Completed" ? true : undefined;
  });
}

async function serveModel(home: Home): Promise<void> {
  await apply(home, ...servingObjects());
  await ok(
    home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, "--timeout=180s"),
  );
}

/**
 * One that may go on for years, one whose time is up whenever the fixture is opened, and one that ends soon after the server, and
 * then uploads to a door that is not there.
 */
async function startJobs(home: Home): Promise<void> {
  await train(home, "running", "ticking", "--hp", "ticks=100000", "--max-runtime", YEARS);
  await train(home, "overdue", "ticking", "--hp", "ticks=100000", "--max-runtime", "5m");
  await train(home, "uploading", "ticking", "--hp", "ticks=300", "--max-runtime", YEARS);
  for (const name of ["running", "overdue", "uploading"]) await logged(home, name, "tick 3 ");
}

/** Waits for the end of the job's program, which nobody but its supervisor sees. */
async function ended(home: Home, job: string): Promise<void> {
  const pods = join(home.state, "pods");
  const isOf = (uid: string) => recordOf(join(pods, uid)).includes(`"${job}-`);
  const folder = readdirSync(pods).find(isOf);
  if (folder === undefined) throw new Error(`${job} has no pod's folder`);
  await eventually(`the end of ${job}`, 120, async () =>
    readdirSync(join(pods, folder, "state")).some((name) => name.startsWith("algorithm.0.end"))
      ? true
      : undefined,
  );
}

function recordOf(podFolder: string): string {
  const path = join(podFolder, "pod.json");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

async function plansOf(home: Home): Promise<object> {
  const text = await ok(
    home.kubectl("get", "secrets", "--field-selector=type=slipway.dev/plan", "-o", "json"),
  );
  const { items } = JSON.parse(text) as {
    items: { metadata: { name: string }; data: Record<string, string> }[];
  };
  const decoded = (data: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(data).map(([name, value]) => [
        name,
        JSON.parse(Buffer.from(value, "base64").toString()),
      ]),
    );
  return Object.fromEntries(items.map(({ metadata, data }) => [metadata.name, decoded(data)]));
}

async function apply(home: Home, ...objects: readonly object[]): Promise<void> {
  for (const object of objects) await ok(home.kubectlWith(JSON.stringify(object), "apply", "-f", "-"));
}

async function train(
  home: Home,
  name: string,
  program: string,
  ...options: readonly string[]
): Promise<void> {
  await ok(home.slipway("train", join(PROGRAMS, program), "--name", name, ...options));
}

async function logged(home: Home, name: string, text: string): Promise<void> {
  await eventually(`"${text}" in the log of ${name}`, 120, async () =>
    (await home.slipway("logs", `trainingjob/${name}`)).stdout.includes(text) ? true : undefined,
  );
}

function pack(state: string, archive: string): void {
  const excluded = LEFT_OUT.map((path) => `--exclude=${path}`);
  const flags = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--exclude=*.sock"];
  const { status, stderr } = spawnSync("tar", [
    "cf",
    archive,
    "--use-compress-program=gzip -9",
    ...flags,
    ...excluded,
    "-C",
    state,
    ".",
  ]);
  // 1: a file was read while a program wrote to it.
  if (status !== 0 && status !== 1) throw new Error(`tar failed: ${stderr}`);
}

function write(folder: string, name: string, content: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 1)}\n`);
}
