import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BatchPlan } from "@slipway/model/batch/batch-plan.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { POD_GROUP } from "@slipway/model/kubernetes/pod-group.ts";
import { type Pod, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { parseRunPlan } from "@slipway/model/parse-run-plan.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Store } from "#store/store.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { runSpec } from "../runs.contract.ts";
import type { RunRef, RunSpec, Runs } from "../runs.ts";
import { withHosts } from "./host-names.ts";
import { podName } from "./host-pod.ts";
import { AGENT, KUBELET, type NodeWays } from "./node-ways.ts";
import { createPodRuns } from "./pod-runs.ts";
import { container, Machinery } from "./testing/machinery.ts";

const clock = new ManualClock();
let world: {
  readonly artifacts: Artifacts;
  store: Store;
  runs: (ways?: NodeWays) => Runs;
  machinery: Machinery;
  spec: RunSpec;
  close(): Promise<void>;
};

beforeEach(async () => {
  const { store, close } = await createMemoryStore({ clock });
  const ledger = createMemoryLedger();
  const folder = await mkdtemp(join(tmpdir(), "slipway-hosts-"));
  const artifacts = await FolderArtifacts.open(folder, clock);
  await artifacts.createBucket("bucket-a");
  const owner = await store.create(modelKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "owner", namespace: "default" },
    spec: { modelName: "owner" },
  });
  const hosts = ["algo-1", "algo-2", "algo-3"].map((name, index) => ({
    name,
    group: index === 0 ? "head" : "workers",
    instanceType: "ml.m5.large",
  }));
  world = {
    artifacts,
    store,
    machinery: new Machinery(store),
    runs: (ways = AGENT) =>
      createPodRuns({ store, cache: listedCache(store), ledger, artifacts, clock, ways: { ...ways } }),
    spec: { ...runSpec(owner, "run"), hosts },
    close: async () => {
      await artifacts.close();
      await ledger.close();
      await close();
      await rm(folder, { recursive: true });
    },
  };
});
afterEach(() => world.close());

const pods = async (): Promise<readonly Pod[]> => (await world.store.list(podKind)).items;
const podOf = (host: string) => world.machinery.pod(`default/${podName("run", host)}`);
const ref = (): RunRef => world.spec;
const AT = (second: number) => `2026-01-01T00:00:0${second}Z`;

async function report(host: string, phase: "Running" | "Succeeded" | "Failed", exitCode = 0): Promise<void> {
  const state =
    phase === "Running"
      ? { running: { startedAt: AT(2) } }
      : { terminated: { exitCode, startedAt: AT(2), finishedAt: AT(5) } };
  await world.machinery.report(await podOf(host), {
    phase,
    containerStatuses: [container("algorithm", { state })],
  });
}

async function planOf(secret: string) {
  const found = await world.store.get(secretKind, `default/${secret}`);
  return parseRunPlan(Buffer.from(found?.data?.["plan.json"] ?? "", "base64").toString());
}

test("A run is a pod a host, each with its name, its plan and its place, which start together", async () => {
  const { runs, spec } = world;
  await runs().start(spec);
  const made = await pods();
  expect(made.map(({ metadata, spec }) => [metadata.name, spec.hostname])).toEqual([
    ["run-algo-1", "algo-1"],
    ["run-algo-2", "algo-2"],
    ["run-algo-3", "algo-3"],
  ]);
  for (const { metadata } of made)
    expect(metadata.annotations).toMatchObject({ [POD_GROUP.name]: "run", [POD_GROUP.size]: "3" });
  const plans = await Promise.all(["run-plan", "run-plan-algo-2", "run-plan-algo-3"].map(planOf));
  expect(plans.map(({ host }) => host)).toEqual([0, 1, 2].map((index) => ({ index, count: 3 })));
  expect(JSON.parse(plans[1]?.files["input/config/resourceconfig.json"] ?? "")).toEqual({
    current_host: "algo-2",
    current_instance_type: "ml.m5.large",
    current_group_name: "workers",
    hosts: ["algo-1", "algo-2", "algo-3"],
    instance_groups: [
      { instance_group_name: "head", instance_type: "ml.m5.large", hosts: ["algo-1"] },
      { instance_group_name: "workers", instance_type: "ml.m5.large", hosts: ["algo-2", "algo-3"] },
    ],
    network_interface_name: "lo",
  });
});

test("What a kill left half made is completed, and what is there stays as it is", async () => {
  const { runs, spec, store } = world;
  await runs().start(spec);
  const [first] = await pods();
  for (const name of ["run-algo-2", "run-algo-3"]) await store.remove(podKind, `default/${name}`);
  await store.remove(secretKind, "default/run-plan-algo-3");
  await runs().start(spec);
  expect((await pods()).length).toBe(3);
  expect((await pods())[0]?.metadata.uid).toBe(first?.metadata.uid);
  expect((await planOf("run-plan-algo-3")).host.index).toBe(2);
});

test("A channel of some groups is brought to their hosts alone, and shared among those", async () => {
  const { runs, spec } = world;
  const from = {
    s3Uri: "s3://a/b",
    s3DataType: "S3Prefix",
    distribution: "ShardedByS3Key",
    compression: "None",
  } as const;
  const input = { name: "train", to: "input/data/train", from, as: "copy" } as const;
  await runs().start({
    ...spec,
    inputs: [
      { ...input, groups: ["workers"] },
      { ...input, name: "all" },
    ],
  });
  const plans = await Promise.all(["run-plan", "run-plan-algo-2", "run-plan-algo-3"].map(planOf));
  expect(plans.map(({ inputs }) => inputs.map(({ name, share }) => [name, share]))).toEqual([
    [["all", undefined]],
    [
      ["train", { index: 0, count: 2 }],
      ["all", undefined],
    ],
    [
      ["train", { index: 1, count: 2 }],
      ["all", undefined],
    ],
  ]);
});

test("One host's failure is the run's once the others, which are stopped for it, have ended", async () => {
  const { runs, spec } = world;
  await runs().start(spec);
  for (const host of ["algo-1", "algo-2", "algo-3"]) await report(host, "Running");
  expect(await runs().observe(ref())).toMatchObject({ phase: "running", message: "The program runs" });
  await report("algo-2", "Failed", 3);
  const failing = await runs().observe(ref());
  expect(failing).toMatchObject({ phase: "running", failure: { class: "user-code", exitCode: 3 } });
  await runs().stop(ref());
  const deadlines = (await pods()).map(({ spec: { activeDeadlineSeconds } }) => activeDeadlineSeconds);
  expect(deadlines).toEqual([1, undefined, 1]);
  for (const host of ["algo-1", "algo-3"])
    await world.machinery.report(await podOf(host), { phase: "Failed", reason: "DeadlineExceeded" });
  expect(await runs().observe(ref())).toMatchObject({ phase: "failed", failure: { exitCode: 3 } });
});

test("A run that is stopped while some of its pods wait for a machine is stopped", async () => {
  const { runs, spec } = world;
  await runs().start(spec);
  await report("algo-1", "Running");
  await runs().stop(ref());
  expect((await pods()).map(({ metadata }) => metadata.name)).toEqual(["run-algo-1"]);
  expect((await runs().observe(ref())).phase).toBe("running");
  await world.machinery.report(await podOf("algo-1"), { phase: "Failed", reason: "DeadlineExceeded" });
  expect((await runs().observe(ref())).phase).toBe("stopped");
});

test("A run one of whose pods somebody deletes is lost", async () => {
  const { runs, spec, store } = world;
  await runs().start(spec);
  for (const host of ["algo-1", "algo-2", "algo-3"]) await report(host, "Running");
  await store.remove(podKind, "default/run-algo-2", { gracePeriodSeconds: 0 });
  expect(await runs().observe(ref())).toMatchObject({ phase: "failed", failure: { class: "node-lost" } });
});

test("Results that are told are those of all hosts, the first host's words before the others'", async () => {
  const { runs, spec } = world;
  const { manifestUri: _, ...told } = spec;
  await runs().start({ ...told, told: { exitMessage: "output/message" } });
  const say = async (host: string, stored: object, exitMessage: string) => {
    await report(host, "Succeeded");
    const message = JSON.stringify({ stored, facts: { exitMessage } });
    const state = { terminated: { exitCode: 0, startedAt: AT(2), finishedAt: AT(5), message } };
    await world.machinery.report(await podOf(host), {
      initContainerStatuses: [container("store", { state })],
    });
  };
  await say("algo-2", { out: "s3://b/out" }, "second");
  await say("algo-1", {}, "first");
  await report("algo-3", "Running");
  expect((await runs().observe(ref())).results).toBeUndefined();
  await say("algo-3", {}, "third");
  expect(await runs().observe(ref())).toMatchObject({
    phase: "succeeded",
    results: { stored: { out: "s3://b/out" }, facts: { exitMessage: "first" } },
  });
});

test("What is told of digests, and what was too long to be told, is read back", async () => {
  const { runs, spec, artifacts } = world;
  const { manifestUri: _, hosts, ...told } = spec;
  await runs().start({ ...told, hosts: hosts.slice(0, 1), told: {}, toldUri: "s3://bucket-a/told.json" });
  const say = async (results: object) => {
    await report("algo-1", "Succeeded");
    const message = JSON.stringify(results);
    const state = { terminated: { exitCode: 0, startedAt: AT(2), finishedAt: AT(5), message } };
    await world.machinery.report(await podOf("algo-1"), {
      initContainerStatuses: [container("store", { state })],
    });
    return (await runs().observe(ref())).results;
  };
  const results = { stored: { a: "s3://bucket-a/a/" }, digests: { a: "sha256:1" }, facts: { b: "2" } };
  expect(await say(results)).toEqual(results);
  const manifest = { version: 2, run: "run", uploadedAt: "", ...results };
  await artifacts.put("bucket-a", "told.json", Buffer.from(JSON.stringify(manifest)));
  expect(await say({ stored: {}, facts: {}, manifest: "s3://bucket-a/told.json" })).toEqual(results);
});

test("A program's folders elsewhere are parts of /opt/ml, and its secrets stand in the pod by their names", async () => {
  const { runs, spec } = world;
  await runs().start({ ...spec, mounts: { "/airflow/xcom": "output/x" }, secrets: ["db", "api"] });
  const { containers, initContainers = [] } = (await podOf("algo-1")).spec;
  const main = containers.find(({ name }) => name === "algorithm");
  expect(main?.volumeMounts).toContainEqual({ name: "ml", mountPath: "/airflow/xcom", subPath: "output/x" });
  expect(main?.envFrom).toEqual([{ secretRef: { name: "db" } }, { secretRef: { name: "api" } }]);
  expect(initContainers.flatMap(({ envFrom = [] }) => envFrom)).toEqual([]);
});

test("Removing a run takes away all of its pods and plans", async () => {
  const { runs, spec, store } = world;
  await runs().start(spec);
  expect(await runs().remove(ref())).toBe("gone");
  expect(await pods()).toEqual([]);
  expect((await store.list(secretKind)).items).toEqual([]);
});

test("On a kubelet the pods are told where all of them are once that is known, for fetch to write it", async () => {
  const { runs, spec, machinery } = world;
  await runs(KUBELET).start(spec);
  const program = (await podOf("algo-1")).spec.containers.find(({ name }) => name === "algorithm");
  expect(program?.volumeMounts).toContainEqual({
    name: "hosts",
    mountPath: "/etc/hosts",
    subPath: "hosts",
    readOnly: true,
  });
  expect(program?.volumeMounts).toContainEqual({ name: "shared-memory", mountPath: "/dev/shm" });
  await machinery.report(await podOf("algo-1"), { podIP: "10.0.0.1" });
  await machinery.report(await podOf("algo-2"), { podIP: "10.0.0.2" });
  expect(withHosts(await pods())).toEqual([]);
  await machinery.report(await podOf("algo-3"), { podIP: "10.0.0.3" });
  const told = withHosts(await pods());
  expect(told.map(({ metadata }) => JSON.parse(metadata.annotations?.["slipway.dev/hosts"] ?? ""))).toEqual(
    Array.from({ length: 3 }, () => ({ "algo-1": "10.0.0.1", "algo-2": "10.0.0.2", "algo-3": "10.0.0.3" })),
  );
  expect(withHosts(told)).toEqual([]);
});

test("Hosts of a batch, which do not call each other, have no names, and on a kubelet mount no file of them", async () => {
  const { runs, spec } = world;
  const { manifestUri: _, ...told } = spec;
  const batch: BatchPlan = {
    data: {
      s3Uri: "s3://b/in/",
      s3DataType: "S3Prefix",
      distribution: "ShardedByS3Key",
      compression: "None",
    },
    to: "s3://b/out/",
    split: "Line",
    assemble: "None",
    timeoutSeconds: 600,
    retries: 3,
    madeBy: "digest",
    passesOver: false,
  };
  await runs(KUBELET).start({ ...told, batch });
  for (const { spec } of await pods()) {
    const containers = [...(spec.initContainers ?? []), ...spec.containers];
    expect(containers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["fetch", "algorithm", "transform"]),
    );
    expect(containers.flatMap(({ volumeMounts = [] }) => volumeMounts)).not.toContainEqual(
      expect.objectContaining({ mountPath: "/etc/hosts" }),
    );
    expect(spec.volumes).not.toContainEqual(expect.objectContaining({ name: "hosts" }));
    expect(spec.hostname).toBeUndefined();
  }
});
