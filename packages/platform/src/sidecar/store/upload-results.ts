import { relative } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { defined, SlipwayError } from "@slipway/model";
import { MOST_TOLD_BYTES, type RunOutput, type RunPlan } from "@slipway/model/run-plan.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { type Manifest, readManifest } from "#artifacts/manifest.ts";
import { fitsMessage, resultsMessage, type ToldResults } from "#artifacts/results-message.ts";
import { readPart } from "#lib/read-part.ts";
import { placeOf } from "../place-of.ts";
import { marksOf, type Places } from "../places.ts";
import { NamesLeftOut } from "../sync/names-left-out.ts";
import type { SyncMemory } from "../sync/sync-memory.ts";
import { syncOutput } from "../sync/sync-output.ts";
import { countOf } from "../sync/sync-pass.ts";
import { OUTPUT, objectAt } from "./object-at.ts";
import { ownFiles } from "./own-files.ts";
import { ownFolder } from "./own-folder.ts";
import { hasFiles, packFolder } from "./pack-folder.ts";
import { putManifest } from "./put-manifest.ts";
import { readFacts } from "./read-facts.ts";
import { RunParts } from "./run-parts.ts";
import { type StoredOutput, uploadArtifact } from "./upload-artifact.ts";
import { uploadFiles } from "./upload-files.ts";

export interface UploadContext {
  readonly artifacts: Artifacts;
  readonly places: Pick<Places, "ml">;
  readonly say: (line: string) => void;
  /** Makes a text the termination message. */
  tell(message: string): Promise<void>;
  /** Goes on where the store was away for a while. */
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
  /** What was stored while the program ran. */
  readonly memory: SyncMemory;
}

/**
 * Uploads each output and then says so: by the manifest, which makes them exist, or by what `tell` is given. Done before by a run that
 * broke off: does nothing. A plan that says neither stores nothing. Of a run of several hosts each stores its part, and who is last
 * joins them.
 */
export async function uploadResults(plan: RunPlan, context: UploadContext): Promise<void> {
  if (plan.manifestUri !== undefined) return uploadWithManifest(plan, plan.manifestUri, context);
  if (plan.told === undefined) return;
  const uploaded = await uploadAll(plan, context);
  const { ml } = context.places;
  const { engine } = await factsOf(ml, context.say);
  const told = await readTold(ml, { told: plan.told, isWhole: plan.toldUri !== undefined });
  await context.tell(
    await messageOf(plan, { ...uploaded, facts: { ...defined({ engine }), ...told } }, context),
  );
}

/** What is too long to be told is stored, and it is told where. */
async function messageOf(
  { run, toldUri }: RunPlan,
  results: ToldResults,
  context: UploadContext,
): Promise<string> {
  if (toldUri === undefined || fitsMessage(results)) return resultsMessage(results);
  await putManifest(toldUri, { run, ...results }, context);
  return resultsMessage({ stored: {}, facts: {}, manifest: toldUri });
}

async function uploadWithManifest(plan: RunPlan, manifestUri: string, context: UploadContext): Promise<void> {
  const { artifacts, say, retry } = context;
  const { run } = plan;
  const isThere = async () => (await retry(() => readManifest(artifacts, manifestUri, run))) !== undefined;
  const parts = plan.host.count > 1 ? new RunParts({ plan, manifestUri, context }) : undefined;
  if (await isThere()) {
    say("The results are stored already");
    return parts?.remove();
  }
  const own = () => storeOwn(plan, context, parts);
  if (parts === undefined) return putManifest(manifestUri, { run, ...(await own()) }, context);
  await parts.storeOnce(own);
  const joined = await parts.join();
  if (joined !== undefined) await putManifest(manifestUri, { run, ...joined }, context);
  // Another host may have been last meanwhile; a part that came after that is for nobody.
  if (joined !== undefined || (await isThere())) await parts.remove();
}

/** What this host's program left. */
async function storeOwn(
  plan: RunPlan,
  context: UploadContext,
  parts: RunParts | undefined,
): Promise<Pick<Manifest, "stored" | "facts" | "digests">> {
  const outputs = parts === undefined ? plan.outputs : plan.outputs.map((output) => parts.partOf(output));
  const uploaded = await uploadAll({ outputs }, { ...context, isPart: parts !== undefined });
  return { ...uploaded, facts: await factsOf(context.places.ml, context.say) };
}

/** The URI of each output that there was something of, by its name, and the digest where it has one. */
async function uploadAll(
  { outputs }: Pick<RunPlan, "outputs">,
  context: UploadContext & { readonly isPart?: boolean },
): Promise<Pick<Manifest, "stored" | "digests">> {
  const stored: Record<string, string> = {};
  const digests: Record<string, string> = {};
  for (const output of outputs) {
    const found = output.form === "artifact" ? await keepArtifact(output, context) : undefined;
    if (found !== undefined) digests[output.name] = found.digest;
    if (found !== undefined) stored[output.name] = found.uri;
    else if (output.form !== "artifact" && (await upload(output, context))) stored[output.name] = output.to;
  }
  return { stored, ...(Object.keys(digests).length === 0 ? {} : { digests }) };
}

async function keepArtifact(output: RunOutput, context: UploadContext): Promise<StoredOutput | undefined> {
  const started = Date.now();
  const names = namesLeftOut(output, context);
  const found = await uploadArtifact(output, context.places.ml, { ...context, leaveOut: names.add });
  names.tellMore();
  if (found !== undefined) context.say(uploaded(found.uri, found.bytes, started));
  return found;
}

const uploaded = (uri: string, bytes: number, since: number): string =>
  `Uploaded ${uri}, ${bytes} bytes in ${((Date.now() - since) / 1000).toFixed(1)} s`;

async function factsOf(ml: string, say: (line: string) => void): Promise<Manifest["facts"]> {
  const [file] = Object.values(await ownFiles(ml, [relative(ml, marksOf({ ml }).facts)]));
  return file === undefined ? {} : readFacts(file, say);
}

const TOLD_BYTES = 1024;

/** The whole characters of each file's first KiB; or whole files, of which SLIP-SIDECAR-009 says that they are too large. */
async function readTold(
  ml: string,
  { told, isWhole }: { readonly told: NonNullable<RunPlan["told"]>; readonly isWhole: boolean },
): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  let left = MOST_TOLD_BYTES;
  for (const [name, path] of Object.entries(told)) {
    const [file] = Object.values(await ownFiles(ml, [path]));
    const most = isWhole ? left + 1 : TOLD_BYTES;
    const bytes = file === undefined ? undefined : readPart(file, { from: "start", bytes: most });
    if (bytes === undefined) continue;
    left -= bytes.length;
    if (isWhole && left < 0)
      throw new SlipwayError(
        "SLIP-SIDECAR-009",
        `The results have more than ${MOST_TOLD_BYTES / 1024} KiB together, with that of ${name}`,
      );
    texts[name] = new StringDecoder("utf8").write(bytes);
  }
  return texts;
}

/** Whether there was something to store. */
async function upload(
  output: RunOutput,
  context: UploadContext & { readonly isPart?: boolean },
): Promise<boolean> {
  const { places, say, isPart = false } = context;
  if (output.when === "continuous") return (await syncLast(output, context)).found > 0;
  const folder = await ownFolder(places.ml, output.from, say);
  const also = await ownFiles(places.ml, output.also ?? []);
  if (Object.keys(also).length === 0 && !(await hasFiles(folder))) return false;
  const started = Date.now();
  const names = namesLeftOut(output, context);
  const leaveOut = names.add;
  const size =
    output.form === "files"
      ? await uploadFiles({ folder, also }, placeOf(output.to, OUTPUT), { ...context, leaveOut })
      : await uploadArchive(output.to, () => packFolder(folder, also, { leaveOut, end: !isPart }), context);
  names.tellMore();
  say(uploaded(output.to, size, started));
  return true;
}

const namesLeftOut = ({ from }: RunOutput, { memory, say }: UploadContext): NamesLeftOut =>
  new NamesLeftOut({ from, memory, say, isLast: true });

/** What the passes while the program ran have left. */
export async function syncLast(
  output: RunOutput,
  { artifacts, places: { ml }, say, retry, memory }: Omit<UploadContext, "tell">,
): ReturnType<typeof syncOutput> {
  const started = Date.now();
  const pass = await syncOutput(output, { artifacts, ml, memory, say, retry, isLast: true });
  memory.keep(say);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (pass.stored > 0)
    say(`Uploaded ${output.to}, ${countOf(pass.stored)}, ${pass.bytes} bytes in ${seconds} s`);
  return pass;
}

async function uploadArchive(
  uri: string,
  pack: () => Parameters<Artifacts["put"]>[2],
  { artifacts, retry }: UploadContext,
): Promise<number> {
  const { bucket, key } = objectAt(uri);
  return (await retry(() => artifacts.put(bucket, key, pack(), { contentType: "application/gzip" }))).size;
}
