import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSampleBucket, SAMPLE_BUCKET, SAMPLE_MARK } from "#api/s3/sample-bucket.ts";
import type { ObjectStore } from "#artifacts/object-store.ts";
import { isThere } from "#lib/is-there.ts";
import type { Log } from "#lib/log.ts";
import { PACKAGE_FOLDER } from "../program-files.ts";

/** Beside the program once installed; at the repository's root when run from the sources. */
const PLACES = ["examples", "../../examples"];
const PREFIX = "datasets/tabular/uci_abalone";
const FILES = ["train/abalone.train_0", "train/abalone.train_1", "validation/abalone.validation"];

/**
 * Makes the bucket that AWS's XGBoost walkthrough copies the Abalone files from, or completes it, unless there is somebody's own of the
 * name. A home without the files, or without room for them, goes on without it.
 */
export async function offerSampleFiles(store: ObjectStore, log: Log): Promise<void> {
  try {
    const present = await store.bucket(SAMPLE_BUCKET);
    if (present !== undefined && !isSampleBucket(present)) return;
    const folder = await abaloneFolder();
    if (folder === undefined) return;
    if (present === undefined) await store.createBucket(SAMPLE_BUCKET, { documents: SAMPLE_MARK });
    for (const name of FILES) {
      const key = `${PREFIX}/${name}`;
      if ((await store.version(SAMPLE_BUCKET, key)) === undefined)
        await store.put(SAMPLE_BUCKET, key, await readFile(join(folder, name)));
    }
  } catch (error) {
    log.warn("the sample files cannot be offered", { bucket: SAMPLE_BUCKET, error });
  }
}

async function abaloneFolder(): Promise<string | undefined> {
  for (const place of PLACES) {
    const folder = join(PACKAGE_FOLDER, place, "abalone/data");
    if (await isThere(folder)) return folder;
  }
  return undefined;
}
