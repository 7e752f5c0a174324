import { expect, test } from "vitest";
import { runSoak } from "../soak/run-soak.ts";

/** The short form of `npm run soak`; the seed changes from day to day, and a failure names it. */
const SEED = Math.floor(Date.now() / 86_400_000);

test(`a home is used while its server is killed again and again (seed ${SEED}): nothing is lost, and nothing is done twice`, async () => {
  const lines: string[] = [];
  const report = await runSoak({
    seconds: 35,
    seed: SEED,
    killing: { least: 2, most: 8 },
    load: 20,
    lanes: 2,
    tell: (line) => void lines.push(line),
  });
  expect(report.violations, lines.join("\n")).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(2);
  expect(report.counts.completed).toBeGreaterThanOrEqual(2);
  const { processed, transformed, contained, onGpu, spot } = report.counts;
  expect(processed + transformed + contained + onGpu + spot).toBeGreaterThanOrEqual(2);
  expect(report.counts.deleted).toBeGreaterThanOrEqual(2);
  expect(report.counts.deployed).toBeGreaterThanOrEqual(1);
  expect(report.counts.answered).toBeGreaterThanOrEqual(100);
});
