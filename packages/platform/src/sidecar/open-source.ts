import type { S3Artifacts } from "#artifacts/s3/s3-artifacts.ts";
import { type Environment, storeOptions } from "./places.ts";
import { retrying } from "./retrying.ts";
import type { Source } from "./source.ts";

/** The object store of the pod's environment. Loaded only when it is asked for, since it costs most of a sidecar's start; whoever has it closes it. */
export async function openSource(env: Environment): Promise<Source & { readonly artifacts: S3Artifacts }> {
  const { S3Artifacts } = await import("#artifacts/s3/s3-artifacts.ts");
  const { isPassing } = await import("#artifacts/s3/s3-failure.ts");
  return { artifacts: new S3Artifacts(storeOptions(env)), isPassing };
}

/** How long a store may be away before a job fails for it. */
const PATIENCE_MS = 10 * 60_000;

/** Goes on where the store was away for a while; each piece of work may wait as long. */
export const patiently =
  (isPassing: Source["isPassing"], say: (line: string) => void) =>
  <T>(work: () => Promise<T>): Promise<T> =>
    retrying(work, { deadline: Date.now() + PATIENCE_MS, isPassing, say });
