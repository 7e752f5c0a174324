import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { isThere } from "#lib/is-there.ts";
import { removeTree } from "#lib/remove-tree.ts";
import type { Host } from "./fetch/channel-objects.ts";
import { fetchArchive } from "./fetch/fetch-archive.ts";
import { type ChannelContext, fetchChannel } from "./fetch/fetch-channel.ts";
import { inside } from "./fetch/inside.ts";
import { type Environment, marksOf, type Places, placesOf, storeOptions } from "./places.ts";
import { type FetchPlan, readFetchPlan } from "./plan.ts";
import { podWords } from "./pod-words.ts";
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
    const plan = await readFetchPlan(places.plan);
    await layOut(plan, places, env);
    await markFetched(places, podWords(env) === undefined);
    return 0;
  } catch (error) {
    await report(sidecarFailure(error), places.terminationLog);
    return 1;
  }
}

async function layOut(plan: FetchPlan, places: Places, env: Environment): Promise<void> {
  const { ml } = places;
  // A container that is started again starts anew.
  await removeTree(join(ml, "input"));
  await mkdir(join(ml, "input", "data"), { recursive: true });
  await mkdir(join(ml, "input", "config"), { recursive: true });
  for (const [path, text] of Object.entries(plan.files)) await writeConfig(ml, path, text);
  if (plan.inputs.length > 0 || plan.source !== undefined || plan.model !== undefined) {
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

async function fetchAll(plan: FetchPlan, { ml }: Places, artifacts: Artifacts): Promise<void> {
  const { isPassing } = await import("#artifacts/s3/s3-failure.ts");
  const say = (line: string) => console.log(line);
  const retry: ChannelContext["retry"] = (work) =>
    retrying(work, { deadline: Date.now() + PATIENCE_MS, isPassing, say });
  const archives = { code: plan.source, model: plan.model };
  for (const [folder, uri] of Object.entries(archives)) {
    if (uri === undefined) continue;
    await named(
      `The archive for /opt/ml/${folder}`,
      retry(() => fetchArchive(artifacts, uri, join(ml, folder))),
    );
    say(`Unpacked ${uri} into /opt/ml/${folder}`);
  }
  const context = { artifacts, host: hostOf(plan), data: join(ml, "input", "data"), retry };
  for (const input of plan.inputs) {
    say(await named(`Channel "${input.channel}" (${input.s3Uri})`, fetchChannel(input, context)));
  }
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

function hostOf({ files }: FetchPlan): Host {
  const config = JSON.parse(files["input/config/resourceconfig.json"] ?? "{}") as {
    readonly current_host?: string;
    readonly hosts?: readonly string[];
  };
  const hosts = config.hosts ?? [];
  return { index: Math.max(hosts.indexOf(config.current_host ?? ""), 0), count: Math.max(hosts.length, 1) };
}

/** The program may end within milliseconds: it starts only when `store`, where there is one, can hear of it. */
async function markFetched(places: Places, storeRuns: boolean): Promise<void> {
  const marks = marksOf(places);
  await writeFile(marks.fetched, "");
  if (!storeRuns || !(await isThere(join(places.plan, "store.json")))) return;
  for (const until = Date.now() + STORE_START_MS; Date.now() < until; await sleep(20)) {
    if (await isThere(marks.storeReady)) return;
  }
  throw new SlipwayError("SLIP-SIDECAR-005", "The sidecar that stores the results has not started.");
}
