import { writeFile } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import { wordsOf } from "#lib/words-of.ts";
import { retrying } from "./retrying.ts";
import type { Source } from "./source.ts";
import { syncLast, type UploadContext, uploadResults } from "./store/upload-results.ts";
import { SyncMemory } from "./sync/sync-memory.ts";

/** Below the hour that the pod's grace period gives to uploads. */
const PATIENCE_MS = 55 * 60_000;

interface Storing extends Source {
  readonly ml: string;
  readonly say: (line: string) => void;
  /** What was stored while the program ran; absent where nothing was. */
  readonly memory?: SyncMemory | undefined;
}

/** Uploads what the program left, and tries for the better part of an hour where the store is away; then SLIP-SIDECAR-006. */
export async function storeResults(
  plan: RunPlan,
  how: Storing & {
    /** The file whose text becomes the container's termination message. */
    readonly terminationLog: string;
  },
): Promise<void> {
  const { terminationLog } = how;
  const tell = (message: string) => writeFile(terminationLog, message);
  await patiently(how, (context) => uploadResults(plan, { ...context, tell }));
}

/** The last pass over what is stored while the program runs, where nothing else of the run is wanted: it is taken away. */
export async function storeContinuous({ outputs }: RunPlan, how: Storing): Promise<void> {
  await patiently(how, async (context) => {
    for (const output of outputs.filter(({ when }) => when === "continuous")) await syncLast(output, context);
  });
}

async function patiently(
  { artifacts, isPassing, ml, say, memory = new SyncMemory() }: Storing,
  work: (context: Omit<UploadContext, "tell">) => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const retry = <T>(one: () => Promise<T>) => retrying(one, { deadline, isPassing, say });
  try {
    await work({ artifacts, places: { ml }, say, retry, memory });
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
