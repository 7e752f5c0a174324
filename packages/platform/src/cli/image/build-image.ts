import { mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { configOf, type DescribedLayer, type Document, indexOf, manifestOf } from "./describe-image.ts";
import type { NodeProgram } from "./find-node.ts";
import type { LayerEntry } from "./layer-entry.ts";
import { layersOf } from "./layers.ts";
import type { ImageReference } from "./reference.ts";
import { type TarOptions, writeTar } from "./write-tar.ts";

export interface BuildOptions {
  readonly packageFolder: string;
  readonly version: string;
  readonly node: NodeProgram;
  readonly reference: ImageReference;
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
  const layers = await layersOf(options.packageFolder, options.node);
  return inDrafts(options, async (drafts) => {
    const draft = (name: string, gzip: boolean): TarOptions => ({
      ...{ time: options.time, signal: options.signal },
      ...{ file: join(drafts, name), gzip },
    });
    const described: DescribedLayer[] = [];
    for (const [index, { title, entries }] of layers.entries())
      described.push({ title, tar: await writeTar(entries, draft(`layer-${index}`, true)) });
    const facts = { ...options, ...options.node, layers: described };
    const config = configOf(facts);
    const manifest = manifestOf(config, facts);
    const index = indexOf(manifest, options.node.architecture, options.reference);
    const { size, file } = await writeTar(
      [
        { name: "oci-layout", type: "text", text: JSON.stringify({ imageLayoutVersion: "1.0.0" }) },
        { name: "index.json", type: "text", text: index.text },
        ...[config, manifest].map(documentBlob),
        ...described.map(layerBlob),
      ],
      draft("archive", false),
    );
    await rename(file, options.file);
    return { digest: manifest.digest, bytes: size };
  });
}

const blob = (digest: string): string => `blobs/${digest.replace(":", "/")}`;

const documentBlob = ({ digest, text }: Document): LayerEntry => ({ name: blob(digest), type: "text", text });

const layerBlob = ({ tar }: DescribedLayer): LayerEntry => ({
  name: blob(tar.digest),
  type: "file",
  path: tar.file,
});

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
    const why = error instanceof Error ? error.message : String(error);
    throw new SlipwayError("SLIP-IMAGE-005", `the image cannot be written to ${file}: ${why}`, {
      cause: error,
    });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
