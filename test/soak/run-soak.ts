import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fakeNvidiaSmi } from "../../packages/lib/src/testing/fake-gpus.ts";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import { type AwsClients, awsClients } from "../e2e/support/aws-clients.ts";
import { FOREIGN_IMAGE, FOREIGN_MODEL } from "../e2e/support/foreign-image.ts";
import { EXAMPLE, Home, ok } from "../e2e/support/home.ts";
import { Witness } from "../e2e/support/witness.ts";
import { put } from "./any-job.ts";
import { deployLoop } from "./deploy-loop.ts";
import { createJob, proveJob } from "./jobs.ts";
import { type Killing, killLoop } from "./kill-loop.ts";
import { proveAllAreFree } from "./kinds/gpu.ts";
import { putRows } from "./kinds/transform.ts";
import { applyLoop, deleteLoop, otherLoops, trainLoop } from "./loops.ts";
import { invokeLoop } from "./predictions.ts";
import { proveDatabases } from "./prove-databases.ts";
import { provePods } from "./prove-pods.ts";
import { Soak, sleep } from "./soak.ts";
import { Traces } from "./traces.ts";
import { type Taken, watchLoop } from "./watch-loop.ts";

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly killing: Killing;
  /** Predictions per second. */
  readonly load: number;
  /** How many jobs of the kinds beside plain training run at once. */
  readonly lanes: number;
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

const FIXTURES = join(import.meta.dirname, "../e2e/fixtures");
const KINDS =
  "trainingjobs,processingjobs,transformjobs,models,endpointconfigs,endpoints.sagemaker.services.k8s.aws,configmaps";

/** What a home of a soak stands on: a container engine, a machine with GPUs, and who hears what its programs tell. */
interface Ground {
  readonly engine: TestEngine;
  readonly witness: Witness;
  /** A folder with a stand-in for nvidia-smi. */
  readonly smi: string;
}

/** Uses a home of its own for some time, kills its server again and again, and tells what did not hold. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const ground = { ...(await prepareGround()), witness: new Witness() };
  try {
    return await onGround(ground, options);
  } finally {
    ground.witness.close();
    await ground.engine.stop();
    rmSync(ground.smi, { recursive: true, force: true });
  }
}

async function prepareGround(): Promise<Omit<Ground, "witness">> {
  const engine = await startEngine();
  await engine.makeImage(FOREIGN_IMAGE, FOREIGN_MODEL);
  const smi = mkdtempSync(join(tmpdir(), "slipway-soak-smi-"));
  fakeNvidiaSmi(smi);
  return { engine, smi };
}

async function onGround({ engine, witness, smi }: Ground, options: SoakOptions): Promise<SoakReport> {
  const home = new Home(undefined, { ...engine.env, PATH: `${smi}${delimiter}${process.env["PATH"]}` });
  await home.start();
  try {
    const aws = awsClients(home);
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    const sources = { counting: await send(aws, "counting"), stepping: await send(aws, "stepping") };
    const parts = { home, aws, engine, witness, sources, witnessUrl: await witness.listen() };
    const soak = new Soak({ ...parts, ...options });
    await prepare(soak);
    const traces = new Traces(soak);
    const taken = await use(soak, options);
    await putAway(soak, traces).catch((error: unknown) => soak.violated(String(error)));
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

/** Puts a program where jobs find it. */
function send(aws: AwsClients, program: string): Promise<string> {
  const archive = execFileSync("tar", ["cz", "-C", join(FIXTURES, program), "train.py"]);
  return put({ aws }, `soak-source/${program}.tar.gz`, archive);
}

/** An endpoint that serves, and all that jobs read. */
async function prepare(soak: Soak): Promise<void> {
  const { home } = soak;
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
  await putRows(soak);
  await put(soak, "soak-words/words", "one two\n");
  await ok(home.slipway("wait", "endpoint.sagemaker.services.k8s.aws/abalone-endpoint", "--timeout", "3m"));
  soak.tell("an endpoint serves; the soak begins");
}

async function use(soak: Soak, options: SoakOptions): Promise<Taken> {
  const loops = [
    trainLoop(soak, "soaked"),
    otherLoops(soak, options.lanes),
    deleteLoop(soak),
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
async function putAway(soak: Soak, traces: Traces): Promise<void> {
  const { home, witness } = soak;
  await provePods(soak);
  for (const sentence of witness.shared) soak.violated(sentence);
  await ok(home.kubectl("delete", KINDS, "--all", "--timeout=120s"));
  await traces.proveGone();
  await proveAllAreFree(soak, "on-all-gpus");
  await ok(home.slipway("down", "--all"));
  proveDatabases(soak);
  await home.start();
  const last = { name: "last", ticks: 3 };
  await createJob(soak, last);
  await proveJob(soak, last);
}
