import { writeFile } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import { wordsOf } from "#lib/words-of.ts";
import { retrying } from "./retrying.ts";
import type { Source } from "./source.ts";
import { uploadResults } from "./store/upload-results.ts";

/** Below the hour that the pod's grace period gives to uploads. */
const PATIENCE_MS = 55 * 60_000;

/** Uploads what the program left, and tries for the better part of an hour where the store is away; then SLIP-SIDECAR-006. */
export async function storeResults(
  plan: RunPlan,
  how: Source & {
    readonly ml: string;
    readonly say: (line: string) => void;
    /** The file whose text becomes the container's termination message. */
    readonly terminationLog: string;
  },
): Promise<void> {
  const { artifacts, isPassing, ml, say, terminationLog } = how;
  const tell = (message: string) => writeFile(terminationLog, message);
  const deadline = Date.now() + PATIENCE_MS;
  const retry = <T>(work: () => Promise<T>) => retrying(work, { deadline, isPassing, say });
  try {
    await uploadResults(plan, { artifacts, places: { ml }, say, tell, retry });
  } catch (error) {
    if (!isPassing(error)) throw error;
    const why = wordsOf(error);
    throw new SlipwayError(
      "SLIP-SIDECAR-006",
      `The results could not be uploaded in ${PATIENCE_MS / 60_000} minutes: ${why}`,
      { cause: error },
    );
  }
}
