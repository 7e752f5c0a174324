import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { SlipwayError } from "@slipway/model";
import { isThere } from "#lib/is-there.ts";
import { blobFile, unpackArchive } from "./unpack-archive.ts";

/** What OCI calls a descriptor: a blob by its digest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Of an OCI Image Configuration, what an image built on it has to know. */
export interface BaseConfig {
  readonly architecture: string;
  readonly os: string;
  readonly config?: {
    readonly Env?: readonly string[];
    readonly Labels?: Readonly<Record<string, string>>;
  };
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history?: readonly object[];
}

export interface BaseLayer {
  readonly descriptor: Descriptor;
  readonly file: string;
}

/** An image to build on: its layers, as files, and what is said of them. */
export interface BaseImage {
  readonly config: BaseConfig;
  readonly layers: readonly BaseLayer[];
}

interface Pointer extends Descriptor {
  readonly platform?: { readonly os: string; readonly architecture: string };
}

const LARGEST_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** Reads the archive's one image for the architecture, with every digest checked. Its layers are put into the folder. */
export async function readBase(
  file: string,
  to: { readonly folder: string; readonly architecture: string; readonly signal: AbortSignal },
): Promise<BaseImage> {
  try {
    const index = await unpackArchive(file, to);
    if (index === undefined) throw new Error("it has no index.json, as an OCI archive has");
    const manifest = await manifestOf(JSON.parse(index) as { manifests?: readonly Pointer[] }, to);
    const config = await document<BaseConfig>(manifest.config, to.folder);
    if (config.os !== "linux" || config.architecture !== to.architecture)
      throw new Error(`it is for ${config.os}/${config.architecture}, expected linux/${to.architecture}`);
    const layers = manifest.layers.map((layer) => ({
      descriptor: layer,
      file: blobFile(to.folder, layer.digest),
    }));
    for (const { descriptor } of layers) await checked(descriptor, to.folder);
    return { config, layers };
  } catch (error) {
    if (to.signal.aborted) throw error;
    throw new SlipwayError("SLIP-IMAGE-006", `${file} is no image to build on: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** An index may hold an image for each platform, or be an index of such. */
async function manifestOf(
  index: { readonly manifests?: readonly Pointer[] },
  to: { readonly folder: string; readonly architecture: string },
): Promise<Manifest> {
  const suits = ({ platform }: Pointer): boolean =>
    platform === undefined || (platform.os === "linux" && platform.architecture === to.architecture);
  const [found, another] = (index.manifests ?? []).filter(suits);
  if (found === undefined) throw new Error(`it holds no image for linux/${to.architecture}`);
  if (another !== undefined) throw new Error("it holds several images, expected one");
  const read = await document<Manifest | { readonly manifests: readonly Pointer[] }>(found, to.folder);
  return "manifests" in read ? manifestOf(read, to) : read;
}

async function document<T>(descriptor: Descriptor, folder: string): Promise<T> {
  if (descriptor.size > LARGEST_DOCUMENT_BYTES) throw new Error(`${descriptor.digest} is too large`);
  return JSON.parse(await readFile(await checked(descriptor, folder), "utf8")) as T;
}

/** The file of a blob that is what its digest says. */
async function checked({ digest, size }: Descriptor, folder: string): Promise<string> {
  const file = blobFile(folder, digest);
  if (!/^sha256:[0-9a-f]{64}$/.test(digest) || !(await isThere(file)))
    throw new Error(`${digest} is missing in it`);
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  if (`sha256:${hash.digest("hex")}` !== digest || bytes !== size) throw new Error(`${digest} is damaged`);
  return file;
}
