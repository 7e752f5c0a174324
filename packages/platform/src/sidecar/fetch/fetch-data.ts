import { chmod, utimes } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isSlipwayError } from "@slipway/model";
import type { S3Data } from "@slipway/model/s3-data.ts";
import type { Shown } from "#artifacts/artifacts.ts";
import { makeFolder } from "#lib/tar/inside.ts";
import { fileTimeOf } from "../sync/file-time.ts";
import { type DataObject, type DataSource, dataObjects } from "./data-objects.ts";
import { type Downloaded, download } from "./download.ts";
import { inParallel } from "./in-parallel.ts";
import { restorable } from "./restorable.ts";

export interface FetchContext extends DataSource {
  /** `/opt/ml`. */
  readonly ml: string;
  /** Whether asking again may help. */
  readonly isPassing: (error: unknown) => boolean;
}

const WIDTH = 8;

/** How data is brought to its folder. */
interface Way {
  readonly folder: string;
  readonly isView: boolean;
  readonly restores?: boolean | undefined;
}

/**
 * Brings all objects into `folder`, several at once, and says how much that was. What is only to be viewed is not copied where the
 * store is on this machine and allows it; `restores` as the plan's input does.
 */
export async function fetchData(
  data: S3Data,
  { folder, isView, restores = false }: Way,
  context: FetchContext,
): Promise<string> {
  const { artifacts, ml, retry } = context;
  await makeFolder(ml, folder, "SLIP-SIDECAR-002");
  const started = Date.now();
  let files = 0;
  let bytes = 0;
  const shown: Record<Shown, number> = { link: 0, clone: 0, copy: 0 };
  const one = async (object: DataObject): Promise<void> => {
    const done = await retry(() =>
      download(artifacts, object, { folder, gunzip: data.compression === "Gzip", isView }),
    );
    if (restores) await restored(done, folder);
    files += 1;
    bytes += done.bytes;
    shown[done.as] += 1;
  };
  const objects = dataObjects(data, context);
  await inParallel(restores ? restorableOf(objects) : objects, WIDTH, one);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const how = isView ? ` (${howShown(shown)})` : "";
  return `${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes in ${seconds} s${how}`;
}

/** As its program left it, which may run as another user this time and goes on to write there. */
async function restored({ place, info }: Downloaded, folder: string): Promise<void> {
  const changedAt = (fileTimeOf(info.metadata) ?? info.lastModified.getTime()) / 1_000;
  await utimes(place, changedAt, changedAt);
  await chmod(place, 0o666);
  const parts = relative(folder, dirname(place)).split("/").filter(Boolean);
  for (const depth of parts.keys()) await chmod(join(folder, ...parts.slice(0, depth + 1)), 0o777);
}

async function* restorableOf(objects: AsyncIterable<DataObject>): AsyncGenerator<DataObject> {
  const all: DataObject[] = [];
  try {
    for await (const object of objects) all.push(object);
  } catch (error) {
    // Where nothing is stored yet there is nothing to restore.
    if (!isSlipwayError(error, "SLIP-SIDECAR-001")) throw error;
  }
  yield* restorable(all);
}

const WORDS: readonly (readonly [Shown, string])[] = [
  ["link", "linked"],
  ["clone", "cloned"],
  ["copy", "copied"],
];

/** E.g. "3 linked, 1 copied". */
const howShown = (shown: Readonly<Record<Shown, number>>): string =>
  WORDS.filter(([as]) => shown[as] > 0)
    .map(([as, word]) => `${shown[as]} ${word}`)
    .join(", ") || "nothing";
