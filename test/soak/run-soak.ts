import { join } from "node:path";
import { awsClients } from "../e2e/support/aws-clients.ts";
import { EXAMPLE, Home, ok } from "../e2e/support/home.ts";
import { deployLoop } from "./deploy-loop.ts";
import { createJob, proveJob } from "./jobs.ts";
import { type Killing, killLoop } from "./kill-loop.ts";
import { applyLoop, deleteLoop, otherLoop, trainLoop } from "./loops.ts";
import { invokeLoop } from "./predictions.ts";
import { proveDatabases } from "./prove-databases.ts";
import { proveNothingIsLeft, provePods } from "./prove-pods.ts";
import { Soak, sleep } from "./soak.ts";
import { type Taken, watchLoop } from "./watch-loop.ts";

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly killing: Killing;
  /** Predictions per second. */
  readonly load: number;
  readonly tell: (line: string) => void;
}

export interface SoakReport {
  /** What must not happen and did; empty after a good soak. */
  readonly violations: readonly string[];
  readonly kills: number;
  readonly counts: Soak["counts"];
  /** Seconds of the slowest start. */
  readonly slowestStart: number;
  readonly taken: Taken;
}

const FIXTURE = join(import.meta.dirname, "../e2e/fixtures/counting");
const KINDS =
  "trainingjobs,processingjobs,transformjobs,models,endpointconfigs,endpoints.sagemaker.services.k8s.aws,configmaps";

/** Uses a home of its own for some time, kills its server again and again, and tells what did not hold. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const home = await Home.up();
  const soak = new Soak({ home, aws: awsClients(home), seed: options.seed, tell: options.tell });
  try {
    const source = await prepare(soak);
    const taken = await use(soak, source, options);
    await putAway(soak, source);
    const slowestStart = Math.max(0, ...soak.starts);
    return {
      violations: soak.violations,
      kills: soak.outages.count,
      counts: soak.counts,
      slowestStart,
      taken,
    };
  } finally {
    await home.down();
  }
}

/** An endpoint that serves, and where the program of the jobs lies. */
async function prepare(soak: Soak): Promise<string> {
  const { home } = soak;
  await ok(home.aws("s3", "mb", "s3://abalone-example"));
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
  await ok(home.slipway("train", FIXTURE, "--name", "first", "--hp", "ticks=1", "--follow"));
  await ok(home.slipway("wait", "endpoint.sagemaker.services.k8s.aws/abalone-endpoint", "--timeout", "3m"));
  soak.tell("an endpoint serves; the soak begins");
  const path = "jsonpath={.spec.hyperParameters.sagemaker_submit_directory}";
  return ok(home.kubectl("get", "trainingjob", "first", "-o", path));
}

async function use(soak: Soak, source: string, options: SoakOptions): Promise<Taken> {
  const loops = [
    trainLoop(soak, "soaked", source),
    otherLoop(soak),
    deleteLoop(soak, source),
    deployLoop(soak),
    applyLoop(soak),
    invokeLoop(soak, { endpoint: "abalone-endpoint", perSecond: options.load }),
    killLoop(soak, options.killing),
  ].map(async (loop) => {
    try {
      await loop;
    } catch (error) {
      soak.violated(error instanceof Error ? error.message : String(error));
      soak.stop.abort();
    }
  });
  const watched = watchLoop(soak);
  const end = Date.now() + options.seconds * 1_000;
  while (!soak.over && Date.now() < end) await sleep(200);
  soak.stop.abort();
  await Promise.all(loops);
  return watched;
}

/** Everything is deleted, and nothing may be left; the databases are sound, and the home still works. */
async function putAway(soak: Soak, source: string): Promise<void> {
  const { home } = soak;
  await provePods(soak);
  await ok(home.kubectl("delete", KINDS, "--all", "--timeout=120s"));
  await proveNothingIsLeft(soak);
  await ok(home.slipway("down", "--all"));
  proveDatabases(soak);
  await home.start();
  const last = { name: "last", ticks: 3 };
  await createJob(soak, last, source);
  await proveJob(soak, last);
}
