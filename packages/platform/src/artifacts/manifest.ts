import { text } from "node:stream/consumers";
import { defined } from "@slipway/model";
import type { Artifacts } from "./artifacts.ts";
import { findArtifact } from "./find-artifact.ts";

/** What an upload leaves last: once it is there, everything it names is there whole. */
export interface Manifest {
  readonly version: 2;
  readonly run: string;
  /** The `s3://` URI of each output that there was, by its name. */
  readonly stored: Readonly<Record<string, string>>;
  /** What the program told of itself. */
  readonly facts: Readonly<Record<string, string>>;
  /** Of each output that was stored with one. */
  readonly digests?: Readonly<Record<string, string>>;
  readonly uploadedAt: string;
}

/** As Slipway 0.1 left it. */
interface Manifest1 extends Omit<Manifest, "version" | "stored"> {
  readonly version: 1;
  readonly modelUri?: string;
  readonly dataUri?: string;
}

/** Texts of 32 KiB as JSON, of which each byte may become six. */
const MAX_BYTES = 512 * 1024;

/** Reads the manifest of a run, also an older one; undefined when it is not there, or is another run's. */
export async function readManifest(
  artifacts: Artifacts,
  uri: string,
  run: string,
): Promise<Manifest | undefined> {
  const info = await findArtifact(artifacts, uri);
  if (info === undefined || info.size > MAX_BYTES) return undefined;
  const { body } = await artifacts.get(info.bucket, info.key);
  const manifest = JSON.parse(await text(body)) as Manifest | Manifest1;
  if (manifest.run !== run) return undefined;
  return manifest.version === 1 ? fromVersion1(manifest) : manifest;
}

function fromVersion1({ modelUri, dataUri, ...manifest }: Manifest1): Manifest {
  return { ...manifest, version: 2, stored: defined({ model: modelUri, data: dataUri }) };
}
