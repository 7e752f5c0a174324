import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { parseRunPlan, parseRunPlan1 } from "@slipway/model/parse-run-plan.ts";
import { PLAN_FILE, PLAN_FILES_1, type RunPlan } from "@slipway/model/run-plan.ts";
import { readIfThere } from "#lib/read-if-there.ts";

/** The plan of this pod, also one that an older Slipway wrote. Throws SLIP-SIDECAR-005 when there is none that can be read. */
export async function readRunPlan(folder: string): Promise<RunPlan> {
  const plan = textOf(folder, PLAN_FILE);
  if (plan !== undefined) return parseRunPlan(plan);
  const fetch = textOf(folder, PLAN_FILES_1.fetch);
  if (fetch !== undefined) return parseRunPlan1(fetch, textOf(folder, PLAN_FILES_1.store));
  throw new SlipwayError("SLIP-SIDECAR-005", `The plan ${PLAN_FILE} cannot be read: it is missing.`);
}

function textOf(folder: string, name: string): string | undefined {
  try {
    return readIfThere(join(folder, name));
  } catch (cause) {
    throw new SlipwayError("SLIP-SIDECAR-005", `The plan ${name} cannot be read.`, { cause });
  }
}
