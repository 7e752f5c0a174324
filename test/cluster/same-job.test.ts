/** One job file on a real kubelet beside the sandbox of this machine; test/e2e/same-job.test.ts has the other homes. */
import { expect, test } from "vitest";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { unlisted } from "../e2e/same-job/differences.ts";
import { runJobs } from "../e2e/same-job/run-jobs.ts";
import { Home } from "../e2e/support/home.ts";
import { BUSYBOX } from "./support/pods.ts";

async function inSandbox() {
  const home = await Home.up();
  try {
    return await runJobs(home, { source: false });
  } finally {
    await home.down();
  }
}

async function onCluster() {
  const home = await ClusterHome.shared();
  try {
    return await runJobs(home, { image: BUSYBOX, source: false });
  } finally {
    await home.down();
  }
}

test("one file gives the same results, and its programs see the same but for what docs/adr/0066 lists", async () => {
  const sandbox = await inSandbox();
  const cluster = await onCluster();
  expect(cluster.results).toEqual(sandbox.results);
  expect(unlisted({ sandbox, cluster })).toEqual([]);
});
