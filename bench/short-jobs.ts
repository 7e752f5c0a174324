import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXAMPLE, Home, ok } from "../test/e2e/support/home.ts";
import { diagnostics } from "./support/diagnostics.ts";
import { table } from "./support/table.ts";

const JOBS = 100;

/** A hundred short training jobs, applied at once, until the last model is stored. */
export async function benchShortJobs(): Promise<string> {
  const home = await Home.up();
  try {
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
    const one = readFileSync(join(EXAMPLE, "training.yaml"), "utf8").replace(
      'num_round: "50"',
      'num_round: "5"',
    );
    const all = Array.from({ length: JOBS }, (_, i) => one.replaceAll("abalone-xgboost", `short-${i}`)).join(
      "\n---\n",
    );
    writeFileSync(join(folder, "jobs.yaml"), all);
    const before = await diagnostics(home.state);
    const start = performance.now();
    await ok(home.kubectl("apply", "-f", join(folder, "jobs.yaml")));
    await ok(
      home.kubectl(
        "wait",
        "--for=jsonpath={.status.trainingJobStatus}=Completed",
        "trainingjobs",
        "--all",
        "--timeout=1800s",
      ),
    );
    const seconds = (performance.now() - start) / 1_000;
    const after = await diagnostics(home.state);
    const bare = bareProcess();
    return [
      "## A hundred short training jobs",
      "",
      `${JOBS} XGBoost jobs of 5 rounds on Abalone, applied by one \`kubectl apply\`, until the last one is Completed. The peer is one bare Node process that does nothing, started as often as the jobs start processes (three each) and one after another.`,
      "",
      table(
        ["", "all", "a job", "times the peer"],
        [
          ["seconds", seconds, seconds / JOBS, seconds / (3 * JOBS * bare)],
          [
            "server's CPU seconds",
            after.cpuSeconds - before.cpuSeconds,
            (after.cpuSeconds - before.cpuSeconds) / JOBS,
            (after.cpuSeconds - before.cpuSeconds) / (3 * JOBS * bare),
          ],
          ["event-loop delay p99, ms", after.eventLoopDelayMs.p99, "", ""],
          ["server's resident MB after", after.rssBytes / 1e6, "", ""],
        ],
      ),
    ].join("\n");
  } finally {
    await home.down();
  }
}

function bareProcess(): number {
  const start = performance.now();
  for (let i = 0; i < 20; i++) execFileSync(process.execPath, ["-e", "0"]);
  return (performance.now() - start) / 20_000;
}
