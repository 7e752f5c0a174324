import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runFlowSoak } from "../soak/flows/run-flow-soak.ts";

/** The short form of `npm run soak:flows`; the seed changes from day to day, and a failure names it. */
const SEED = Math.floor(Date.now() / 86_400_000);
const KILLS = 50;

test(`flows run while whatever carries them is killed ${KILLS} times (seed ${SEED}): no step is lost, none runs twice, every teardown is done`, async () => {
  const lines: string[] = [];
  const pause = { least: 50, most: 700 };
  const report = await runFlowSoak({
    kills: KILLS,
    seed: SEED,
    pause,
    lanes: 3,
    tell: (line) => void lines.push(line),
  });
  expect(report.violations, lines.join("\n")).toEqual([]);
  expect(report.kills.server + report.kills.others).toBeGreaterThanOrEqual(KILLS);
  expect(report.kills.server).toBeGreaterThanOrEqual(2);
  expect(report.runs).toBeGreaterThanOrEqual(3);
  expect(readFileSync(report.file, "utf8").match(/ begin$/gm)).toHaveLength(report.programs);
});
