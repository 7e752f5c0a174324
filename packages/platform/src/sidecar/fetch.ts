import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import type { RunInput, RunPlan } from "@slipway/model/run-plan.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { isThere } from "#lib/is-there.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { fetchArchive } from "./fetch/fetch-archive.ts";
import { type FetchContext, fetchData } from "./fetch/fetch-data.ts";
import { inside } from "./fetch/inside.ts";
import { type Environment, marksOf, type Places, placesOf, storeOptions } from "./places.ts";
import { podWords } from "./pod-words.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { retrying } from "./retrying.ts";
import { report, sidecarFailure } from "./sidecar-failure.ts";

/** How long a store may be away before the job fails for it. */
const PATIENCE_MS = 10 * 60_000;
/** How long the other sidecar may take to start. */
const STORE_START_MS = 30_000;
/** Folders of the contract that the program writes to, whoever it runs as. */
const WRITABLE = ["model", "output", "output/data", "output/.slipway", "checkpoints"];

/** The sidecar program `fetch`: lays out `/opt/ml` as the plan says, or says why it cannot. Returns the exit code. */
export async function fetchMain(env: Environment): Promise<number> {
  // The first process of a container ignores signals that it does not handle.
  process.once("SIGTERM", () => process.exit(143));
  const places = placesOf(env);
  try {
    const plan = await readRunPlan(places.plan);
    await layOut(plan, places, env);
    await markFetched(places, plan.manifestUri !== undefined && podWords(env) === undefined);
    return 0;
  } catch (error) {
    await report(sidecarFailure(error), places.terminationLog);
    return 1;
  }
}

async function layOut(plan: RunPlan, places: Places, env: Environment): Promise<void> {
  const { ml } = places;
  // A container that is started again starts anew.
  for (const to of ["input", ...plan.inputs.map((input) => input.to)])
    await removeTree(inside(ml, to, "SLIP-SIDECAR-005"));
  await mkdir(join(ml, "input", "data"), { recursive: true });
  await mkdir(join(ml, "input", "config"), { recursive: true });
  for (const [path, text] of Object.entries(plan.files)) await writeConfig(ml, path, text);
  if (plan.inputs.length > 0) {
    const { S3Artifacts } = await import("#artifacts/s3/s3-artifacts.ts");
    const artifacts = new S3Artifacts(storeOptions(env));
    await fetchAll(plan, places, artifacts);
    artifacts.close();
  }
  for (const folder of WRITABLE) {
    await mkdir(join(ml, folder), { recursive: true });
    await chmod(join(ml, folder), 0o777);
  }
}

async function fetchAll({ inputs, host }: RunPlan, { ml }: Places, artifacts: Artifacts): Promise<void> {
  const { isPassing } = await import("#artifacts/s3/s3-failure.ts");
  const say = (line: string) => console.log(line);
  const retry: FetchContext["retry"] = (work) =>
    retrying(work, { deadline: Date.now() + PATIENCE_MS, isPassing, say });
  for (const input of inputs) {
    const what = "archive" in input.from ? input.name : `${input.name} (${input.from.s3Uri})`;
    say(await named(what, fetchInput(input, { artifacts, host, ml, retry })));
  }
}

/** Brings an input to its folder, and says how much that was. */
async function fetchInput({ name, to, from, as }: RunInput, context: FetchContext): Promise<string> {
  const folder = inside(context.ml, to, "SLIP-SIDECAR-005");
  if (as !== "copy")
    throw new SlipwayError("SLIP-SIDECAR-005", `The plan asks for a ${as}; only copies are made.`);
  if (!("archive" in from)) return `${name}: ${await fetchData(from, folder, context)}`;
  await context.retry(() => fetchArchive(context.artifacts, from.archive, folder));
  return `${name}: unpacked ${from.archive} into /opt/ml/${to}`;
}

async function writeConfig(ml: string, path: string, text: string): Promise<void> {
  const place = inside(ml, path, "SLIP-SIDECAR-005");
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, text, { mode: 0o644 });
}

/** Puts what it is about before an error's message. */
async function named<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = sidecarFailure(error);
    throw new SlipwayError(failure.code, `${what}: ${failure.message}`, {
      details: failure.details,
      cause: failure,
    });
  }
}

/** The program may end within milliseconds: it starts only when `store`, where there is one, can hear of it. */
async function markFetched(places: Places, storeListens: boolean): Promise<void> {
  const marks = marksOf(places);
  await writeFile(marks.fetched, "");
  if (!storeListens) return;
  for (const until = Date.now() + STORE_START_MS; Date.now() < until; await sleep(20)) {
    if (await isThere(marks.storeReady)) return;
  }
  throw new SlipwayError("SLIP-SIDECAR-005", "The sidecar that stores the results has not started.");
}
