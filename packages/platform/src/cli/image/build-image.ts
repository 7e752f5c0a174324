import { mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";
import { configOf, type DescribedLayer, indexOf, manifestOf } from "./describe-image.ts";
import type { NodeProgram } from "./find-node.ts";
import type { LayerEntry } from "./layer-entry.ts";
import { type Layer, layersOf } from "./layers.ts";
import { type BaseImage, readBase } from "./read-base.ts";
import type { ImageReference } from "./reference.ts";
import { type TarOptions, writeTar } from "./write-tar.ts";

export interface BuildOptions {
  readonly packageFolder: string;
  readonly version: string;
  readonly node: NodeProgram;
  readonly reference: ImageReference;
  /** An OCI archive to build on. */
  readonly base: string | undefined;
  /** Replaced once the image is whole; untouched until then. */
  readonly file: string;
  /** Of every file in it. */
  readonly time: Date;
  readonly signal: AbortSignal;
}

export interface BuiltImage {
  readonly digest: string;
  /** Of the archive. */
  readonly bytes: number;
}

/**
 * Makes the image of a built Slipway as an OCI Image Layout in one tar file. The same files, Node and time give the same
 * digest. Layers wait on the disk, beside the file, and never in memory.
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  const { packageFolder, node, reference } = options;
  const layers = await layersOf(packageFolder, { node, onBase: options.base !== undefined });
  return inDrafts(options, async (folder) => {
    const base = await baseOf(options, folder);
    const written = await writeLayers(layers, options, folder);
    const facts = { ...options, ...node, base, layers: written };
    const config = configOf(facts);
    const manifest = manifestOf(config, facts);
    const contents: readonly LayerEntry[] = [
      { name: "oci-layout", type: "text", text: JSON.stringify({ imageLayoutVersion: "1.0.0" }) },
      { name: "index.json", type: "text", text: indexOf(manifest, node.architecture, reference).text },
      ...[config, manifest].map(({ digest, text }) => ({ name: blob(digest), type: "text", text }) as const),
      ...(base?.layers ?? []).map(({ descriptor, file }) => blobOf(descriptor.digest, file)),
      ...written.map(({ tar }) => blobOf(tar.digest, tar.file)),
    ];
    const { size, file } = await writeTar(contents, draft(options, { folder, name: "archive", gzip: false }));
    await rename(file, options.file);
    return { digest: manifest.digest, bytes: size };
  });
}

async function baseOf(options: BuildOptions, folder: string): Promise<BaseImage | undefined> {
  if (options.base === undefined) return undefined;
  const { architecture } = options.node;
  return readBase(options.base, { folder, architecture, signal: options.signal });
}

async function writeLayers(
  layers: readonly Layer[],
  options: BuildOptions,
  folder: string,
): Promise<readonly DescribedLayer[]> {
  const written: DescribedLayer[] = [];
  for (const [index, { title, entries }] of layers.entries()) {
    const to = draft(options, { folder, name: `layer-${index}`, gzip: true });
    written.push({ title, tar: await writeTar(entries, to) });
  }
  return written;
}

function draft(
  { time, signal }: BuildOptions,
  { folder, name, gzip }: { readonly folder: string; readonly name: string; readonly gzip: boolean },
): TarOptions {
  return { time, signal, gzip, file: join(folder, name) };
}

const blob = (digest: string): string => `blobs/${digest.replace(":", "/")}`;

const blobOf = (digest: string, path: string): LayerEntry => ({ name: blob(digest), type: "file", path });

/** Gives a folder beside the file, on whose disk the image has to fit anyway; nothing of it stays. */
async function inDrafts<T>(
  { file, signal }: Pick<BuildOptions, "file" | "signal">,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(dirname(file), `.${basename(file)}-`));
    return await work(folder);
  } catch (error) {
    if (signal.aborted || isSlipwayError(error)) throw error;
    const why = wordsOf(error);
    throw new SlipwayError("SLIP-IMAGE-005", `the image cannot be written to ${file}: ${why}`, {
      cause: error,
    });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
