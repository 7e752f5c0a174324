import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresLedger } from "../../packages/platform/src/ledger/postgres/create-postgres-ledger.ts";
import { systemClock } from "../../packages/platform/src/lib/clock.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { EXAMPLE, ok } from "../e2e/support/home.ts";

let home: ClusterHome;
beforeAll(async () => {
  home = await ClusterHome.open();
});
afterAll(() => home.down());

test("the logs of a job's containers are in the ledger by the time it is Completed, and outlive its pod", async () => {
  await ok(home.aws("s3", "mb", "s3://abalone-example"));
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  await ok(home.kubectlWith(readFileSync(join(EXAMPLE, "training.yaml"), "utf8"), "apply", "-f", "-"));
  const completed = "--for=jsonpath={.status.trainingJobStatus}=Completed";
  await ok(home.kubectl("wait", completed, "trainingjob/abalone-xgboost", "--timeout=120s"));
  const pod = await ok(
    home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.slipway.pods[0]}"),
  );
  const told = await ok(home.kubectl("logs", pod, "-c", "algorithm"));
  await ok(home.kubectl("delete", "pod", pod, "--timeout=60s"));
  const ledger = await createPostgresLedger({ url: home.databaseUrl, clock: systemClock });
  try {
    const streams = await ledger.findLogs({ namespace: "default", pod });
    expect(streams.map(({ container }) => container).sort()).toEqual(["algorithm", "fetch", "store"]);
    const algorithm = streams.find(({ container }) => container === "algorithm");
    if (algorithm === undefined) throw new Error("there is no log of the program");
    const { lines, closed } = await ledger.readLog(algorithm, { from: 0, limit: 1_000 });
    expect(lines.map(({ text }) => `${text}\n`).join("")).toBe(told);
    expect(closed).toBe(true);
  } finally {
    await ledger.close();
  }
  expect(
    await ok(
      home.kubectl("get", "trainingjob", "abalone-xgboost", "-o", "jsonpath={.status.trainingJobStatus}"),
    ),
  ).toBe("Completed");
});
