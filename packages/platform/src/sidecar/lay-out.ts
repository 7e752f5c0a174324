import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defined, SlipwayError } from "@slipway/model";
import { isStreamed, pipeOf, type RunInput, type RunPlan } from "@slipway/model/run-plan.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { inside, makeFolder, makeParents } from "#lib/tar/inside.ts";
import { fetchArchive } from "./fetch/fetch-archive.ts";
import { fetchArtifact } from "./fetch/fetch-artifact.ts";
import { type FetchContext, fetchData } from "./fetch/fetch-data.ts";
import { patiently } from "./open-source.ts";
import { named } from "./sidecar-failure.ts";
import type { Source } from "./source.ts";
import { prepareStream } from "./stream/prepare-stream.ts";

/** Where programs leave their last words, and Slipway its marks. */
const OUTPUT = ["output", "output/.slipway"];
/** Folders of the training contract that the program writes to. */
const TRAINING = ["model", "output/data", "checkpoints"];
const CODE = "SLIP-SIDECAR-005";

export interface LayOutOptions {
  readonly ml: string;
  /** Asked for where there is something to bring. */
  source(): Promise<Source>;
  readonly say: (line: string) => void;
}

/**
 * Lays out `/opt/ml` as the plan says. A container that is started again starts anew; what its program left meanwhile is not
 * trusted: no link of it is followed, and one that is in the way fails with SLIP-SIDECAR-005.
 */
export async function layOut(plan: RunPlan, options: LayOutOptions): Promise<void> {
  const { ml, source } = options;
  for (const to of [
    "input",
    ...plan.inputs.map((input) => (isStreamed(input) ? pipeOf(input, 0) : input.to)),
  ]) {
    const place = inside(ml, to, CODE);
    await makeParents(ml, place, CODE);
    await removeTree(place);
  }
  for (const folder of ["input/data", "input/config"]) await makeFolder(ml, join(ml, folder), CODE);
  for (const [path, text] of Object.entries(plan.files)) await writeConfig(ml, path, text);
  if (plan.inputs.length > 0) await fetchAll(plan, await source(), options);
  for (const folder of [...OUTPUT, ...(plan.folders ?? TRAINING).flatMap(withAllAbove)]) {
    const place = inside(ml, folder, CODE);
    await makeParents(ml, place, CODE);
    await makeFolder(ml, place, CODE);
    await chmod(place, 0o777);
  }
}

/** A folder that the program writes to lies in others in which it may make more. */
function withAllAbove(folder: string): readonly string[] {
  const parts = folder.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

async function fetchAll(
  { inputs, host }: RunPlan,
  { artifacts, isPassing }: Source,
  { ml, say }: LayOutOptions,
): Promise<void> {
  const retry = patiently(isPassing, say);
  for (const input of inputs) {
    const what = "archive" in input.from ? input.name : `${input.name} (${input.from.s3Uri})`;
    say(await named(what, fetchInput(input, { artifacts, host, isPassing, ml, retry })));
  }
}

/** Brings an input to its folder, and says how much that was. */
async function fetchInput(input: RunInput, context: FetchContext): Promise<string> {
  const { name, to, from, as, share, restores, digest } = input;
  const own = { ...context, ...defined({ host: share }) };
  if (isStreamed(input)) return prepareStream(input, own);
  if (digest !== undefined && !("archive" in from))
    return `${name}: ${await fetchArtifact({ from, to, digest }, own)}`;
  const { ml } = context;
  const folder = inside(ml, to, CODE);
  if (as !== "stream" && !("archive" in from)) {
    const way = { folder, isView: as === "view", restores };
    return `${name}: ${await fetchData(from, way, own)}`;
  }
  if (as !== "copy" || !("archive" in from))
    throw new SlipwayError(CODE, `The plan asks for a ${as} of an archive.`);
  await context.retry(() => fetchArchive(context.artifacts, from.archive, { ml, folder }));
  return `${name}: unpacked ${from.archive} into /opt/ml/${to}`;
}

async function writeConfig(ml: string, path: string, text: string): Promise<void> {
  const place = inside(ml, path, CODE);
  await makeParents(ml, place, CODE);
  await rm(place, { force: true });
  await writeFile(place, text, { mode: 0o644, flag: "wx" });
}
