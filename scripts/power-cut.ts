/**
 * `node scripts/power-cut.ts [--rounds 100] [--seed 1]`, as root on Linux: cuts the power of a home's disk at random moments of
 * load, again and again, and ends with exit code 1 when something that was acknowledged is gone. CI runs five rounds of it.
 */
import { parseArgs } from "node:util";
import { canCutPower, cutPower } from "../test/soak/power-cut.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
if (!canCutPower()) {
  tell("this needs root, loop devices and mkfs.ext4");
  process.exit(2);
}
tell(`seed ${values.seed}`);
const missing = await cutPower({ rounds: Number(values.rounds), seed: Number(values.seed), tell });
for (const each of missing) tell(`MISSING ${each}`);
process.exitCode = missing.length === 0 ? 0 : 1;
