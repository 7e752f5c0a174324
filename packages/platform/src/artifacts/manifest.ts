import { text } from "node:stream/consumers";
import type { Artifacts } from "./artifacts.ts";
import { findArtifact } from "./find-artifact.ts";

/** What an upload leaves last: once it is there, everything it names is there whole. */
export interface Manifest {
  readonly version: 1;
  readonly run: string;
  readonly modelUri?: string;
  readonly dataUri?: string;
  /** What the program told of itself. */
  readonly facts: Readonly<Record<string, string>>;
  readonly uploadedAt: string;
}

const MAX_BYTES = 64 * 1024;

/** Reads the manifest of a run; undefined when it is not there, or is another run's. */
export async function readManifest(
  artifacts: Artifacts,
  uri: string,
  run: string,
): Promise<Manifest | undefined> {
  const info = await findArtifact(artifacts, uri);
  if (info === undefined || info.size > MAX_BYTES) return undefined;
  const { body } = await artifacts.get(info.bucket, info.key);
  const manifest = JSON.parse(await text(body)) as Manifest;
  return manifest.run === run ? manifest : undefined;
}
