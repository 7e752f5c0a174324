import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../packages/lib/src/clock.ts";
import { connectKubeconfig } from "../packages/lib/src/kubernetes/connect.ts";
import { silentLog } from "../packages/lib/src/log.ts";
import { KEPT } from "../packages/platform/src/main/cluster/kept.ts";
import { runOperator } from "../packages/platform/src/main/cluster/operator.ts";
import { HomeFiles } from "../packages/platform/src/main/cluster/settings.ts";
import { Closers } from "../packages/platform/src/main/common/closers.ts";
import { createKubernetesStore } from "../packages/platform/src/store/kubernetes/create-kubernetes-store.ts";
import { createCache } from "../packages/platform/src/store/reflector/create-cache.ts";
import { up } from "../scripts/cluster/cluster.ts";
import { DEFAULT_STATE } from "../scripts/cluster/places.ts";
import { OwnClusterHome } from "../test/blackbox/support/cluster-home.ts";
import { EXAMPLE, eventually, Home, ok } from "../test/e2e/support/home.ts";
import { median, table } from "./support/table.ts";

const ROUNDS = 8;
const FINISHED = 500;
const MANIFEST = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
const OPERATOR = "deployment/slipway-operator";

/** One job after the other on a laptop and on a cluster, and what an operator asks for and holds. */
export async function benchHomes(): Promise<string> {
  await up(DEFAULT_STATE, (line) => process.stderr.write(`${line}\n`));
  const embedded = await Home.up();
  const laptop = await secondsToTraining(embedded);
  await embedded.down();
  const home = await OwnClusterHome.open();
  try {
    const cluster = await secondsToTraining(home);
    const bare = await secondsToBarePod(home);
    const requests = await requestsPerJob(home);
    const memory = await memoryWithFinishedJobs(home);
    return [
      "## Two homes: from apply to training, requests, memory",
      "",
      `From \`kubectl apply\` of the Abalone job until its program runs, ${ROUNDS} jobs one after the other, medians. The peer is a bare pod of one`,
      "busybox container on the same node, from apply until it runs. The cluster is a real Kubernetes 1.34 on the same two cores.",
      "",
      table(
        ["", "seconds", "times the bare pod"],
        [
          ["laptop", median(laptop), median(laptop) / median(bare)],
          ["cluster", median(cluster), median(cluster) / median(bare)],
          ["bare pod on the cluster", median(bare), 1],
        ],
      ),
      "",
      `The operator's requests to the API server for one job, over ${ROUNDS} jobs one after the other; watches and their renewals apart, which do not`,
      "depend on the jobs.",
      "",
      table(["verb", "requests a job"], requests),
      "",
      `The operator's memory in its container, as the kubelet tells it, without jobs and with ${FINISHED} finished ones.`,
      "",
      table(
        ["", "resident MB"],
        [
          ["no job", memory.none / 1e6],
          [`${FINISHED} finished jobs, listed at its start`, memory.all / 1e6],
        ],
      ),
    ].join("\n");
  } finally {
    await home.down();
  }
}

async function withData(home: Home): Promise<void> {
  await home.aws("s3", "mb", "s3://abalone-example");
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
}

async function secondsToTraining(home: Home): Promise<readonly number[]> {
  await withData(home);
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const name = `bench-${round}`;
    const start = performance.now();
    await ok(home.kubectlWith(MANIFEST.replaceAll("abalone-xgboost", name), "apply", "-f", "-"));
    await ok(waitFor(home, `trainingjob/${name}`, "{.status.slipway.entered.running}"));
    seconds.push((performance.now() - start) / 1_000);
    await finish(home, name);
  }
  return seconds;
}

const waitFor = (home: Home, what: string, path: string) =>
  home.kubectl("wait", `--for=jsonpath=${path}`, what, "--timeout=120s");

async function finish(home: Home, name: string): Promise<void> {
  await ok(waitFor(home, `trainingjob/${name}`, "{.status.trainingJobStatus}=Completed"));
  await ok(home.kubectl("delete", "trainingjob", name, "--timeout=60s"));
}

async function secondsToBarePod(home: Home): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `bare-${round}` },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: "main", image: "slipway.test/busybox:1", command: ["sleep", "60"] }],
      },
    };
    const start = performance.now();
    await ok(home.kubectlWith(JSON.stringify(pod), "apply", "-f", "-"));
    await ok(waitFor(home, `pod/bare-${round}`, "{.status.phase}=Running"));
    seconds.push((performance.now() - start) / 1_000);
    await ok(home.kubectl("delete", "pod", `bare-${round}`, "--force", "--grace-period=0"));
  }
  return seconds;
}

/** The operator in this process, where its requests can be counted; the installed one rests meanwhile. */
async function requestsPerJob(home: OwnClusterHome): Promise<readonly (readonly [string, number])[]> {
  const system = ["--namespace=slipway-system"];
  await home.cluster.ok("scale", OPERATOR, "--replicas=0", ...system);
  const folder = await homeFiles(home);
  const counts = new Map<string, number>();
  const client = await connectKubeconfig(home.cluster.kubeconfig, {
    userAgent: "bench",
    onRequest: ({ method, path, query }) => {
      const verb = query["watch"] === undefined ? (path.endsWith("/log") ? "GET log" : method) : undefined;
      if (verb !== undefined) counts.set(verb, (counts.get(verb) ?? 0) + 1);
    },
  });
  const closers = new Closers();
  const store = createKubernetesStore({ client, clock: systemClock, log: silentLog });
  const files = new HomeFiles(folder);
  const parts = { store, clock: systemClock, log: silentLog };
  const cache = createCache({ ...parts, only: KEPT["operator"] ?? [] });
  closers.add(() => cache.close());
  await runOperator({ ...parts, client, cache, files, closers, buckets: {} });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  counts.clear();
  await secondsToTraining(home);
  await closers.closeAll();
  await client.close();
  rmSync(folder, { recursive: true });
  await home.cluster.ok("scale", OPERATOR, "--replicas=1", ...system);
  const rows = [...counts].map(([verb, count]) => [verb, count / ROUNDS] as const);
  return [...rows.sort(), ["all", rows.reduce((sum, [, count]) => sum + count, 0)]];
}

async function homeFiles(home: OwnClusterHome): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const at = ["--namespace=slipway-system", "-o", "json"];
  const read = async (what: string) =>
    (JSON.parse(await home.cluster.ok("get", what, ...at)) as { data: Record<string, string> }).data;
  const settings = await read("configmap/slipway");
  writeFileSync(join(folder, "settings.json"), settings["settings.json"] ?? "");
  for (const name of ["slipway-database", "slipway-artifacts"])
    for (const [key, value] of Object.entries(await read(`secret/${name}`)))
      writeFileSync(join(folder, key), Buffer.from(value, "base64"), { mode: 0o600 });
  return folder;
}

async function memoryWithFinishedJobs(
  home: OwnClusterHome,
): Promise<{ readonly none: number; readonly all: number }> {
  const none = await freshOperatorBytes(home);
  await ok(home.kubectlWith(MANIFEST.replaceAll("abalone-xgboost", "model-job"), "apply", "-f", "-"));
  await ok(waitFor(home, "trainingjob/model-job", "{.status.trainingJobStatus}=Completed"));
  const finished = JSON.parse(await ok(home.kubectl("get", "trainingjob", "model-job", "-o", "json")));
  await home.cluster.ok("scale", OPERATOR, "--replicas=0", "--namespace=slipway-system");
  const client = await connectKubeconfig(home.cluster.kubeconfig, { userAgent: "bench" });
  const store = createKubernetesStore({ client, clock: systemClock, log: silentLog });
  const { trainingJobKind } = await import("@slipway/model/kinds/training-job/index.ts");
  for (let index = 0; index < FINISHED; index++) {
    const name = `finished-${index}`;
    const metadata = { name, namespace: "default", finalizers: finished.metadata.finalizers };
    const spec = { ...finished.spec, trainingJobName: name };
    const made = await store.create(trainingJobKind, { ...finished, metadata, spec });
    await store.replace(trainingJobKind, { ...made, status: finished.status }, "status");
  }
  await client.close();
  const all = await freshOperatorBytes(home);
  await home.cluster.ok("delete", "trainingjobs", "--all", "--timeout=300s");
  return { none, all };
}

async function freshOperatorBytes(home: OwnClusterHome): Promise<number> {
  const system = ["--namespace=slipway-system"];
  await home.cluster.ok("scale", OPERATOR, "--replicas=0", ...system);
  await home.cluster.ok("scale", OPERATOR, "--replicas=1", ...system);
  await home.cluster.ok("rollout", "status", OPERATOR, "--timeout=60s", ...system);
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  return eventually("the kubelet's figures", 60, async () => {
    const raw = await home.cluster.ok("get", "--raw", "/api/v1/nodes/slipway-node/proxy/stats/summary");
    const { pods } = JSON.parse(raw) as {
      readonly pods: readonly {
        readonly podRef: { readonly name: string };
        readonly containers?: readonly { readonly memory?: { readonly rssBytes?: number } }[];
      }[];
    };
    const operator = pods.filter(({ podRef }) => podRef.name.startsWith("slipway-operator"));
    return operator.at(-1)?.containers?.[0]?.memory?.rssBytes;
  });
}
