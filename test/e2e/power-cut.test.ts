import { expect, test } from "vitest";
import { canCutPower, cutPower } from "../soak/power-cut.ts";

/** The short form of `node scripts/power-cut.ts`. */
test.runIf(canCutPower())(
  "after a power cut at any moment everything acknowledged is there, and nothing is refused",
  async () => {
    const lines: string[] = [];
    const missing = await cutPower({ rounds: 5, seed: 8, tell: (line) => lines.push(line) });
    expect(missing).toEqual([]);
    expect(lines).toHaveLength(5);
  },
);
