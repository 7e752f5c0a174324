import { expect, test } from "vitest";
import { fuzzHome } from "./fuzz-home.ts";
import { runFuzz } from "./run-fuzz.ts";

/** One for every change, so that what turns red is the change; `npm run fuzz` draws others. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 8);
const REQUESTS = 5_000;

test(`${REQUESTS} requests beside real ones (seed ${SEED}) break no door and hold nobody up`, async () => {
  const { home, target } = await fuzzHome();
  const server = home.pid;
  try {
    const report = await runFuzz(target, {
      seed: SEED,
      requests: REQUESTS,
      tell: (line) => process.stderr.write(`${line}\n`),
    });
    process.stderr.write(`${JSON.stringify({ seed: SEED, ...report })}\n`);
    expect(report.violations).toEqual([]);
    expect(home.pid).toBe(server);
  } finally {
    await home.down();
  }
});
