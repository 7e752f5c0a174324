/**
 * `npm run soak [-- --minutes 60] [--kills 100] [--seed 1]`: uses a home for a long time, or until its server was killed so often, while that
 * is killed again and again, and ends with exit code 1 when something did not hold. CI runs the short form of it (test/e2e/soak.alone.test.ts).
 */
import { parseArgs } from "node:util";
import { runSoak } from "../test/soak/run-soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    kills: { type: "string" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const times = values.kills === undefined ? undefined : Number(values.kills);
if (!(minutes > 0) || !Number.isInteger(seed) || !(times === undefined || times > 0)) {
  process.stderr.write("usage: npm run soak [-- --minutes NUMBER] [--kills NUMBER] [--seed WHOLE-NUMBER]\n");
  process.exit(2);
}

const tell = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};
tell(`soak of ${minutes} minutes with seed ${seed}`);
const report = await runSoak({
  seconds: minutes * 60,
  seed,
  // Who wants many kills wants them soon; memory is looked at in long lives.
  killing:
    times === undefined
      ? { least: 4, most: 30, calm: { every: 10, seconds: 240 } }
      : { least: 2, most: 15, times },
  load: 20,
  lanes: 4,
  tell,
});
process.stdout.write(`${JSON.stringify({ seed, minutes, ...report }, null, 2)}\n`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
