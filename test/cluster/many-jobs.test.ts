/** Many jobs at once, and a drain among them, on the one small node of the test cluster. SLIPWAY_MANY_JOBS=200 is the long form. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isGated } from "../../packages/platform/src/runtimes/pods/start-gate.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { EXAMPLE, eventually, ok } from "../e2e/support/home.ts";

const JOBS = Number(process.env["SLIPWAY_MANY_JOBS"] ?? 40);
/** Starts at once on one node (docs/adr/0023). */
const AT_ONCE = 4;
/** A job's share of the node while it starts and ends, on a machine that has much else to do. */
const SECONDS_A_JOB = 12;

const MANIFEST = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
/** A shell script in the place of what the manifest trains, which takes a processor longer than all that is looked at here. */
const jobOf = (name: string, script: string): string =>
  MANIFEST.replaceAll("abalone-xgboost", name).replace(
    /trainingImage: .*/,
    `trainingImage: slipway.test/busybox:1\n    containerEntrypoint: ["sh", "-c", ${JSON.stringify(script)}]`,
  );

describe("in a cluster of one small node", () => {
  let home: ClusterHome;
  beforeAll(async () => {
    home = await ClusterHome.shared();
    await home.putAbaloneData();
    await home.cluster.apply({
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "many" },
      spec: { instanceTypes: ["pooled"], capacity: { cpu: "100m", memory: "256Mi" } },
    });
  });
  afterAll(async () => {
    await home.cluster.run(["delete", "nodepool", "many"]);
    await home.down();
  });

  const list = async <T>(...what: readonly string[]): Promise<readonly T[]> =>
    (JSON.parse(await ok(home.kubectl("get", ...what, "-o", "json"))) as { readonly items: readonly T[] })
      .items;
  const statusOf = (name: string, field: string) =>
    ok(home.kubectl("get", "trainingjob", name, "-o", `jsonpath={.status.${field}}`));

  const together = `${JOBS} jobs applied together, half of them by a NodePool, all end, and no more start at once than may`;
  test(together, { timeout: (JOBS * SECONDS_A_JOB + 180) * 1_000 }, async () => {
    const script = "cat /opt/ml/input/data/*/* >/opt/ml/model/file";
    const files = Array.from({ length: JOBS }, (_, index) => {
      const file = jobOf(`many-${index}`, script);
      return index % 2 === 0 ? file : file.replace(/instanceType: .*/, "instanceType: pooled");
    });
    await ok(home.kubectlWith(files.join("\n---\n"), "apply", "-f", "-"));
    const most = { starting: 0, running: 0 };
    const ready = new Set<string>();
    await eventually("all jobs to be over", JOBS * SECONDS_A_JOB, async () => {
      const pods = await list<Pod>("pods", "--selector=slipway.dev/run");
      most.starting = Math.max(most.starting, pods.filter(isStarting).length);
      most.running = Math.max(most.running, pods.filter(({ status }) => status?.phase === "Running").length);
      for (const node of await list<NodeLike>("nodes"))
        for (const { type, status } of node.status.conditions) ready.add(`${type}=${status}`);
      const jobs = await list<JobLike>("trainingjobs");
      const over = jobs.filter(({ status }) => !["", "InProgress"].includes(status?.trainingJobStatus ?? ""));
      return over.length === JOBS ? true : undefined;
    });
    const jobs = await list<JobLike>("trainingjobs");
    expect(new Set(jobs.map(({ status }) => status?.trainingJobStatus))).toEqual(new Set(["Completed"]));
    // As many of each of the two kinds may have waited for a machine, and found one together.
    expect(most.starting).toBeLessThanOrEqual(3 * AT_ONCE);
    expect([...ready].sort()).toEqual([
      "DiskPressure=False",
      "MemoryPressure=False",
      "PIDPressure=False",
      "Ready=True",
    ]);
    await ok(home.kubectl("delete", "trainingjobs", "--all", "--timeout=120s"));
  });

  const drained =
    "a job whose node is drained is tried again under the same names at every look, and completes";
  test(drained, { timeout: 600_000 }, async () => {
    const script = [
      "f=/opt/ml/checkpoints/n; n=$(cat $f || echo 0); echo starts at $n; trap 'exit 9' TERM",
      "while [ $n -lt 20 ]; do sleep 1 & wait $!; n=$((n+1)); echo $n >$f.new; mv $f.new $f; done",
      "echo model >/opt/ml/model/file",
    ].join("; ");
    const keeping = jobOf("drained", script).replace(
      /^spec:\n/m,
      "spec:\n  checkpointConfig: { s3URI: 's3://abalone-example/checkpoints/drained' }\n",
    );
    await ok(home.kubectlWith(keeping, "apply", "-f", "-"));
    const secondary = () => statusOf("drained", "secondaryStatus");
    await eventually("the program to run", 120, async () =>
      (await secondary()) === "Training" ? true : undefined,
    );
    const [first = ""] = (await statusOf("drained", "slipway.pods[0]")).split(" ");
    const [node] = await list<{ readonly metadata: { readonly name: string } }>("nodes");
    const name = node?.metadata.name ?? "";
    const flags = ["--pod-selector=slipway.dev/run", "--force", "--delete-emptydir-data", "--timeout=150s"];
    try {
      await home.cluster.ok("drain", name, ...flags);
      await eventually("the loss to be told", 30, async () =>
        (await statusOf("drained", "slipway.attempt")) === "2" ? true : undefined,
      );
      expect(["Interrupted", "Starting"]).toContain(await secondary());
      expect(await statusOf("drained", "slipway.lost.class")).toBe("preempted");
    } finally {
      await home.cluster.ok("uncordon", name);
    }
    await eventually("the second try to complete", 120, async () =>
      (await statusOf("drained", "trainingJobStatus")) === "Completed" ? true : undefined,
    );
    const second = await statusOf("drained", "slipway.pods[0]");
    expect(second).not.toBe(first);
    expect(second).toContain("try-2");
    const said = await ok(home.slipway("logs", "trainingjob/drained"));
    expect(Number(/starts at (\d+)/.exec(said)?.[1])).toBeGreaterThan(0);
    await ok(home.kubectl("delete", "trainingjobs", "--all", "--timeout=120s"));
  });
});

/** Let go by the queue, and not at its program yet. */
function isStarting(pod: Pod): boolean {
  const program = pod.status?.containerStatuses?.find(({ name }) => name === "algorithm")?.state;
  const unschedulable = pod.status?.conditions?.some(({ reason }) => reason === "Unschedulable") === true;
  const over = ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");
  return (
    !isGated(pod) &&
    !over &&
    !unschedulable &&
    program?.running === undefined &&
    program?.terminated === undefined
  );
}

interface JobLike {
  readonly status?: { readonly trainingJobStatus?: string };
}

interface NodeLike {
  readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] };
}
