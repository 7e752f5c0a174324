import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { SlipwayError } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { type Manifest, readManifest } from "#artifacts/manifest.ts";
import { parseS3Uri } from "#artifacts/s3-uri.ts";
import { marksOf, type Places } from "../places.ts";
import type { StorePlan } from "../plan.ts";
import { ownFolder } from "./own-folder.ts";
import { hasFiles, packFolder } from "./pack-folder.ts";
import { readFacts } from "./read-facts.ts";

export interface UploadContext {
  readonly artifacts: Artifacts;
  readonly places: Places;
  readonly say: (line: string) => void;
  /** Goes on where the store was away for a while. */
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Uploads model and output and then the manifest, which makes them exist. Done before by a run that broke off: does nothing. */
export async function uploadResults({ run, outputs }: StorePlan, context: UploadContext): Promise<void> {
  const { artifacts, places, say, retry } = context;
  if ((await retry(() => readManifest(artifacts, outputs.manifestUri, run))) !== undefined) {
    say("The results are stored already");
    return;
  }
  const model = await ownFolder(places.ml, "model", say);
  const data = await ownFolder(places.ml, "output/data", say);
  const failure = await failureFile(places);
  const hasModel = await hasFiles(model);
  const hasData = failure !== undefined || (await hasFiles(data));
  if (hasModel) {
    await upload(outputs.modelUri, () => packFolder(model, {}, say), context);
  }
  if (hasData) {
    const extra = failure === undefined ? {} : { failure };
    await upload(outputs.dataUri, () => packFolder(data, extra, say), context);
  }
  const manifest: Manifest = {
    version: 1,
    run,
    ...(hasModel ? { modelUri: outputs.modelUri } : {}),
    ...(hasData ? { dataUri: outputs.dataUri } : {}),
    facts: await readFacts(marksOf(places).facts, say),
    uploadedAt: new Date().toISOString(),
  };
  const body = Buffer.from(JSON.stringify(manifest));
  const { bucket, key } = placeOf(outputs.manifestUri);
  await retry(() => artifacts.put(bucket, key, body, { contentType: "application/json" }));
}

async function upload(
  uri: string,
  pack: () => Readable,
  { artifacts, say, retry }: UploadContext,
): Promise<void> {
  const { bucket, key } = placeOf(uri);
  const started = Date.now();
  const { size } = await retry(() => artifacts.put(bucket, key, pack(), { contentType: "application/gzip" }));
  say(`Uploaded ${uri}, ${size} bytes in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** SageMaker's archive of output holds what the program wrote as its reason for failing. */
async function failureFile({ ml }: Places): Promise<string | undefined> {
  const path = join(ml, "output", "failure");
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true && found.size > 0 ? path : undefined;
}

function placeOf(uri: string): { readonly bucket: string; readonly key: string } {
  const place = parseS3Uri(uri);
  if (place !== undefined && place.key !== "") return place;
  throw new SlipwayError("SLIP-SIDECAR-005", `${JSON.stringify(uri)} is not the S3 URI of an object.`);
}
