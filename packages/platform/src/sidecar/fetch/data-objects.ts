import { SlipwayError } from "@slipway/model";
import type { HostPlace } from "@slipway/model/run-plan.ts";
import type { S3Data } from "@slipway/model/s3-data.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { pages } from "#lib/pages.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { placeOf } from "../place-of.ts";
import { fromStore } from "./from-store.ts";
import { shareOf } from "./share-of.ts";

/** An object of the data, and the path it gets below the folder that takes it. */
export interface DataObject {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  /** Known from a listing; a manifest says none. */
  readonly size?: number;
  /** As the size. */
  readonly storedAt?: Date;
}

export interface DataSource {
  readonly artifacts: Artifacts;
  readonly host: HostPlace;
  /** Goes on where a store was away for a while. */
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

const DATA = { code: "SLIP-SIDECAR-001", expected: "an S3 URI, s3://BUCKET/PREFIX" } as const;
const PAGE = 1000;
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** All objects that this host gets, in key order or shuffled. Throws SLIP-SIDECAR-001 when there is none, SLIP-SIDECAR-004 for a bad manifest. */
export function dataObjects(input: S3Data, source: DataSource, epoch = 0): AsyncGenerator<DataObject> {
  const objects = input.s3DataType === "ManifestFile" ? ofManifest(input, source) : ofPrefix(input, source);
  return shareOf(objects, input, { host: source.host, epoch });
}

async function* ofPrefix(input: S3Data, { artifacts, retry }: DataSource): AsyncGenerator<DataObject> {
  const { bucket, key: prefix } = placeOf(input.s3Uri, DATA);
  const read = (from: { readonly after?: string }) =>
    retry(() => artifacts.list(bucket, { prefix, limit: PAGE, ...from }));
  for await (const page of pages(read)) {
    for (const { key, size, lastModified } of page.items) {
      // A key that ends with a slash is a folder that somebody made in a console.
      if (!key.endsWith("/"))
        yield { bucket, key, size, storedAt: lastModified, path: pathBelow(prefix, key) };
    }
  }
}

/** `data/train` is a folder to `data/train/x` (so x), and the start of a name to `data/train2` (so train2) and to itself. */
function pathBelow(prefix: string, key: string): string {
  if (key.startsWith(`${prefix}/`)) return key.slice(prefix.length + 1);
  return key.slice(prefix.lastIndexOf("/") + 1);
}

async function* ofManifest(input: S3Data, { artifacts, retry }: DataSource): AsyncGenerator<DataObject> {
  const { bucket, key } = placeOf(input.s3Uri, DATA);
  const [head, ...names] = parse(await retry(() => manifestText({ bucket, key }, artifacts, input)), input);
  const prefix = typeof head === "object" && head !== null && "prefix" in head ? head.prefix : undefined;
  const base = typeof prefix === "string" ? parseS3Uri(prefix) : undefined;
  if (base === undefined)
    throw notValid(input, 'its first element must be an object whose "prefix" is an s3:// URI');
  for (const name of names) {
    if (typeof name !== "string" || name === "")
      throw notValid(input, "all elements but the first must be keys relative to the prefix");
    yield { bucket: base.bucket, key: base.key + name, path: name };
  }
}

function parse(text: string, input: S3Data): readonly unknown[] {
  try {
    const manifest: unknown = JSON.parse(text);
    if (Array.isArray(manifest)) return manifest;
  } catch {
    // said below
  }
  throw notValid(input, "it is not a JSON array");
}

async function manifestText(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  artifacts: Artifacts,
  input: S3Data,
): Promise<string> {
  const { info, body } = await artifacts.get(bucket, key);
  if (info.size > MAX_MANIFEST_BYTES) {
    body.destroy();
    throw notValid(input, `it has ${info.size} bytes, at most ${MAX_MANIFEST_BYTES} are read`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of fromStore(body, { bucket, key })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const notValid = (input: S3Data, why: string): SlipwayError =>
  new SlipwayError("SLIP-SIDECAR-004", `The manifest ${input.s3Uri} is not valid: ${why}.`);
