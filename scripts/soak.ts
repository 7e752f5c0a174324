/**
 * `npm run soak [-- --minutes 60] [--seed 1]`: uses a home for a long time while its server is killed again and again, and
 * ends with exit code 1 when something did not hold. CI runs the short form of it (test/e2e/soak.test.ts).
 */
import { parseArgs } from "node:util";
import { runSoak } from "../test/soak/run-soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write("usage: npm run soak [-- --minutes NUMBER] [--seed WHOLE-NUMBER]\n");
  process.exit(2);
}

const tell = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};
tell(`soak of ${minutes} minutes with seed ${seed}`);
const report = await runSoak({
  seconds: minutes * 60,
  seed,
  killing: { least: 4, most: 30, calm: { every: 10, seconds: 240 } },
  load: 20,
  tell,
});
process.stdout.write(`${JSON.stringify({ seed, minutes, ...report }, null, 2)}\n`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
