import type { RunPlan } from "@slipway/model/run-plan.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { SyncContext } from "./sync-output.ts";
import { syncOutput } from "./sync-output.ts";

/**
 * Stores what has changed of all outputs that are stored while their program runs, and says so; where the store is away, that, and the
 * next pass has it. Answers whether anything was stored.
 */
export async function syncPass(
  { outputs }: RunPlan,
  context: Omit<SyncContext, "isLast" | "retry"> & { readonly signal?: AbortSignal },
): Promise<boolean> {
  const { memory, say } = context;
  let stored = 0;
  try {
    for (const output of outputs.filter(({ when }) => when === "continuous")) {
      const pass = await syncOutput(output, { ...context, isLast: false, retry: (work) => work() });
      stored += pass.stored;
      if (pass.stored > 0)
        say(`Stored ${countOf(pass.stored)} of ${output.name}, ${pass.bytes} bytes, at ${output.to}`);
    }
  } catch (error) {
    if (context.signal?.aborted !== true)
      say(`${wordsOf(error)} What has changed is stored at the next look.`);
  }
  memory.keep(say);
  return stored > 0;
}

export const countOf = (files: number): string => `${files} ${files === 1 ? "file" : "files"}`;
