/**
 * `npm run fuzz [-- --requests 100000] [--seed 1]`: sends requests beside real ones to all doors of a home of its own, and ends with
 * exit code 1 when something did not hold. CI runs the short form of it (test/fuzz/fuzz.test.ts).
 */
import { parseArgs } from "node:util";
import { fuzzHome } from "../test/fuzz/fuzz-home.ts";
import { runFuzz } from "../test/fuzz/run-fuzz.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const requests = Number(values.requests);
const seed = Number(values.seed);
if (!(requests > 0) || !Number.isInteger(seed)) {
  process.stderr.write("usage: npm run fuzz [-- --requests NUMBER] [--seed WHOLE-NUMBER]\n");
  process.exit(2);
}

const tell = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};
tell(`${requests} requests with seed ${seed}`);
const { home, target } = await fuzzHome();
try {
  const report = await runFuzz(target, { seed, requests, tell });
  process.stdout.write(`${JSON.stringify({ seed, requests, ...report }, null, 2)}\n`);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
} finally {
  await home.down();
}
