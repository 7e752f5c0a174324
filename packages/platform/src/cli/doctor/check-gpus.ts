import { findGpus } from "#lib/gpus/find-gpus.ts";
import type { Gpu } from "#lib/gpus/gpu.ts";
import { type Finding, ok, warning } from "./finding.ts";

const NAME = "GPUs";
const PATIENCE_MS = 10_000;

/** What jobs whose instance type has GPUs are given; their load is measured by nvidia-smi alone. */
export async function checkGpus(
  environment: Readonly<Record<string, string | undefined>>,
  root = "/",
): Promise<Finding> {
  const gpus = await findGpus({ root, environment }, { patienceMs: PATIENCE_MS });
  if (gpus.length === 0) return ok(NAME, "none: instance types that have some run on the CPU");
  const found = [...new Set(gpus.map(described))].map(
    (name) => `${gpus.filter((gpu) => described(gpu) === name).length} x ${name}`,
  );
  const untold = gpus.some(({ vendor, memoryBytes }) => vendor === "nvidia" && memoryBytes === undefined);
  return untold
    ? warning(
        NAME,
        `${found.join(", ")}, and nvidia-smi does not answer`,
        "Jobs get their GPUs, whose load and memory nobody measures: see what `nvidia-smi` says.",
      )
    : ok(NAME, found.join(", "));
}

function described({ name, memoryBytes }: Gpu): string {
  return memoryBytes === undefined ? name : `${name} (${(memoryBytes / 2 ** 30).toFixed(0)} GiB)`;
}
