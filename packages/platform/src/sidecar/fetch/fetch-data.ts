import type { S3Data } from "@slipway/model/run-plan.ts";
import { makeFolder } from "#lib/tar/inside.ts";
import { type DataObject, type DataSource, dataObjects } from "./data-objects.ts";
import { download } from "./download.ts";
import { inParallel } from "./in-parallel.ts";

export interface FetchContext extends DataSource {
  /** `/opt/ml`. */
  readonly ml: string;
  /** Whether asking again may help. */
  readonly isPassing: (error: unknown) => boolean;
}

const WIDTH = 8;

/** Copies all objects into `folder`, several at once, and says how much that was. */
export async function fetchData(data: S3Data, folder: string, context: FetchContext): Promise<string> {
  const { artifacts, ml, retry } = context;
  await makeFolder(ml, folder, "SLIP-SIDECAR-002");
  const started = Date.now();
  let files = 0;
  let bytes = 0;
  const one = async (object: DataObject): Promise<void> => {
    const done = await retry(() =>
      download(artifacts, object, { folder, gunzip: data.compression === "Gzip" }),
    );
    files += 1;
    bytes += done.bytes;
  };
  await inParallel(dataObjects(data, context), WIDTH, one);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  return `${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes in ${seconds} s`;
}
