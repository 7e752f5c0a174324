/**
 * `npm run soak:flows [-- --kills 1000] [--seed 1]`: kills with -9 whatever runs of a home that runs flows (its server, programs of steps, what keeps them), and
 * ends with exit code 1 when a step was lost or run twice, or a teardown left undone. CI runs the short form of it (test/e2e/soak-flows.alone.test.ts).
 */
import { parseArgs } from "node:util";
import { runFlowSoak } from "../test/soak/flows/run-flow-soak.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!(kills > 0) || !Number.isInteger(seed)) {
  process.stderr.write("usage: npm run soak:flows [-- --kills NUMBER] [--seed WHOLE-NUMBER]\n");
  process.exit(2);
}

const tell = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};
tell(`${kills} kills with seed ${seed}`);
const report = await runFlowSoak({ kills, seed, pause: { least: 100, most: 1_500 }, lanes: 3, tell });
process.stdout.write(`${JSON.stringify({ seed, ...report }, null, 2)}\n`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
