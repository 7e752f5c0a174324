import { createInterface } from "node:readline";
import { kubectl } from "../../scripts/tools.ts";
import type { Home } from "../../test/e2e/support/home.ts";

/** Bench jobs that take longer have been lost. */
const PATIENCE_MS = 1_800_000;

/**
 * Resolves when all of these jobs are Completed, by one watch: `kubectl wait` looks at one name after the other, and takes a tenth of a
 * second for each. Throws when one ends otherwise.
 */
export async function untilCompleted(
  home: Home,
  {
    resource,
    status,
    names,
  }: { readonly resource: string; readonly status: string; readonly names: readonly string[] },
): Promise<void> {
  const left = new Set(names);
  const columns = `custom-columns=NAME:.metadata.name,STATUS:.status.${status}`;
  const watch = home.spawn(await kubectl(), ["get", resource, "--watch", "--output", columns]);
  const patience = setTimeout(() => watch.kill(), PATIENCE_MS);
  try {
    if (watch.stdout === null) throw new Error("kubectl has no output");
    for await (const line of createInterface(watch.stdout)) {
      const [name = "", now] = line.split(/\s+/);
      if (now === "Failed" || now === "Stopped") throw new Error(`${name} is ${now}`);
      if (now === "Completed") left.delete(name);
      if (left.size === 0) return;
    }
    throw new Error(`kubectl has ended before ${left.size} of ${names.length} jobs`);
  } finally {
    clearTimeout(patience);
    watch.kill();
  }
}
