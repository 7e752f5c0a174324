import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defined, type Key } from "@slipway/model";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { namespaceKind, type Pod, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { parseRunPlan } from "@slipway/model/parse-run-plan.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { isAwaited } from "../refusal.ts";
import { type RunsHarness, runSpec, runsContract } from "../runs.contract.ts";
import type { RunRef, RunSpec } from "../runs.ts";
import { podName } from "./host-pod.ts";
import { CLUSTER_MACHINES, oneMachine } from "./machines.ts";
import { AGENT, KUBELET, type NodeWays } from "./node-ways.ts";
import { createPodRuns } from "./pod-runs.ts";
import { container, Machinery } from "./testing/machinery.ts";

const AT = (second: number): string => `2026-01-01T00:00:0${second}Z`;
const podOf = ({ namespace, name }: Pick<RunRef, "namespace" | "name">): Key =>
  `${namespace}/${podName(name, "algo-1")}`;

const host = (instanceType: string) => ({ name: "algo-1", group: "homogeneousCluster", instanceType });

async function harness(ways: NodeWays = AGENT) {
  const clock = new ManualClock();
  const { store, close } = await createMemoryStore({ clock });
  const ledger = createMemoryLedger();
  const folder = await mkdtemp(join(tmpdir(), "slipway-runs-"));
  const artifacts = await FolderArtifacts.open(folder, clock);
  await artifacts.createBucket("bucket-a");
  const machinery = new Machinery(store);
  const owner = await store.create(modelKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "owner", namespace: "default" },
    spec: { modelName: "owner" },
  });
  /** What the sidecar `store` leaves last. */
  const upload = (run: Pick<RunRef, "name">) =>
    artifacts.put(
      "bucket-a",
      "out/slipway-manifest.json",
      Buffer.from(
        JSON.stringify({
          version: 2,
          run: run.name,
          stored: { model: "s3://bucket-a/out/model.tar.gz" },
          facts: { engine: "tester 1" },
          uploadedAt: AT(9),
        }),
      ),
    );
  const fetched = (exitCode: number, message?: string) =>
    container("fetch", {
      state: {
        terminated: {
          exitCode,
          startedAt: AT(1),
          finishedAt: AT(2),
          ...defined({ message }),
        },
      },
    });
  const parts: RunsHarness = {
    runs: createPodRuns({
      store,
      cache: listedCache(store),
      ledger,
      artifacts,
      ways: { ...ways, imagePatienceMs: 0 },
      clock,
    }),
    owner,
    reach: async (id, phase) => {
      const pod = await machinery.pod(podOf(id));
      if (phase === "downloading")
        await machinery.report(pod, {
          phase: "Pending",
          initContainerStatuses: [container("fetch", { state: { running: { startedAt: AT(1) } } })],
        });
      else
        await machinery.report(pod, {
          phase: "Running",
          initContainerStatuses: [
            fetched(0),
            container("store", { started: true, state: { running: { startedAt: AT(2) } } }),
          ],
          containerStatuses: [container("algorithm", { state: { running: { startedAt: AT(3) } } })],
        });
    },
    end: async (id, ending) => {
      if ("uploaded" in ending && ending.uploaded) await upload(id);
      await machinery.report(await machinery.pod(podOf(id)), {
        phase: ending.exitCode === 0 ? "Succeeded" : "Failed",
        containerStatuses: [
          container("algorithm", {
            state: {
              terminated: {
                exitCode: ending.exitCode,
                startedAt: AT(3),
                finishedAt: AT(5),
                ...("message" in ending ? { message: `${ending.message}\n` } : {}),
              },
            },
          }),
        ],
      });
    },
    failInput: async (id, message) => {
      await machinery.report(await machinery.pod(podOf(id)), {
        phase: "Failed",
        initContainerStatuses: [fetched(1, message)],
      });
    },
    refuseImage: async (id, message) => {
      await machinery.report(await machinery.pod(podOf(id)), {
        phase: "Pending",
        containerStatuses: [
          container("algorithm", { state: { waiting: { reason: "ErrImagePull", message } } }),
        ],
      });
    },
    settleStop: async (id, what) => {
      const pod = await store.get(podKind, podOf(id));
      if (pod === undefined || !isAsked(pod, ways)) return;
      if (what?.uploaded === true) await upload(id);
      // A kubelet leaves a phase that is final already as it is.
      if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return;
      await machinery.report(pod, {
        phase: "Failed",
        reason: "DeadlineExceeded",
        message: "Pod was active on the node longer than the specified deadline",
      });
    },
    settleRemoval: () => machinery.collect("default"),
    print: async (id, ...lines) => {
      const { namespace = "", name, uid = "" } = (await machinery.pod(podOf(id))).metadata;
      const stream = { namespace, pod: name, uid, container: "algorithm" };
      const from = await ledger.logLength(stream);
      await ledger.appendLog(
        stream,
        from,
        lines.map((text) => ({ at: clock.now(), text })),
      );
    },
    close: async () => {
      await close();
      await ledger.close();
      await artifacts.close();
      await rm(folder, { recursive: true });
    },
  };
  return { ...parts, clock, store, machinery, upload };
}

/** What a node goes by. */
function isAsked({ spec, metadata }: Pod, ways: NodeWays): boolean {
  if (spec.activeDeadlineSeconds === 1) return true;
  return !ways.heedsMainGrace && metadata.annotations?.["slipway.dev/stop"] !== undefined;
}

runsContract("the pods runtime", harness);
runsContract("the pods runtime on kubelets", () => harness(KUBELET));

describe("a run's pod", () => {
  let bench: Awaited<ReturnType<typeof harness>>;
  beforeEach(async () => {
    bench = await harness();
  });
  afterEach(() => bench.close());
  const REF = { name: "run-1", namespace: "default" } as const;
  const start = async (change: Partial<RunSpec> = {}): Promise<RunRef> => {
    await bench.runs.start({ ...runSpec(bench.owner, REF.name), ...change });
    return { ...REF, owner: bench.owner };
  };

  test("carries no hyperparameters: they may hold credentials, and stand in a Secret", async () => {
    const pod = await bench.machinery.pod(podOf(await start()));
    expect(JSON.stringify(pod)).not.toContain("password");
    const plan = await bench.store.get(secretKind, "default/run-1-plan");
    const { files } = parseRunPlan(Buffer.from(plan?.data?.["plan.json"] ?? "", "base64").toString());
    expect(files["input/config/hyperparameters.json"]).toBe('{"password":"x"}');
    expect(JSON.parse(files["input/config/resourceconfig.json"] ?? "")).toMatchObject({
      current_host: "algo-1",
      current_instance_type: "ml.m5.large",
      hosts: ["algo-1"],
    });
  });

  test("takes dollars as they stand, though Kubernetes gives them a meaning", async () => {
    const spec = {
      env: { Z: "pa$$word", A: "$(Z)" },
      entrypoint: ["sh", "-c", "echo $$ $(A) $HOME"],
      args: ["$(A)"],
    };
    const pod = await bench.machinery.pod(podOf(await start(spec)));
    const [algorithm] = pod.spec.containers;
    expect(algorithm?.env?.filter(({ name }) => name.length === 1)).toEqual([
      { name: "A", value: "$$(Z)" },
      { name: "Z", value: "pa$$$$word" },
    ]);
    expect(algorithm?.command?.at(-1)).toBe("echo $$$$ $$(A) $$HOME");
    expect(algorithm?.args).toEqual(["$$(A)"]);
  });

  test("is made also when a crash left the plan without it", async () => {
    await start();
    await bench.store.remove(podKind, podOf(REF));
    expect((await bench.runs.observe(await start())).phase).toBe("pending");
  });

  test("is not run again when its end was seen but not remembered", async () => {
    const id = await start();
    await bench.reach(id, "running");
    await bench.end(id, { exitCode: 0, uploaded: true });
    await start();
    expect((await bench.runs.observe(id)).phase).toBe("succeeded");
  });

  test("leaves neither pod nor plan behind when it is removed", async () => {
    const id = await start();
    await bench.runs.remove(id);
    expect((await bench.store.list(podKind, { namespace: "default" })).items).toEqual([]);
    expect((await bench.store.list(secretKind, { namespace: "default" })).items).toEqual([]);
  });

  test("does not take the results of another run for its own", async () => {
    const id = await start();
    await bench.upload({ name: "run-of-yesterday" });
    await bench.reach(id, "running");
    await bench.end(id, { exitCode: 0, uploaded: false });
    expect((await bench.runs.observe(id)).failure?.class).toBe("output");
  });

  test("is preempted when the cluster takes it away", async () => {
    const id = await start();
    await bench.reach(id, "running");
    await bench.machinery.report(await bench.machinery.pod(podOf(id)), {
      phase: "Failed",
      conditions: [
        {
          type: "DisruptionTarget",
          status: "True",
          reason: "PreemptionByScheduler",
          message: "default-scheduler: preempting to accommodate a higher priority pod",
        },
      ],
      containerStatuses: [
        container("algorithm", { state: { terminated: { exitCode: 143, reason: "Error" } } }),
      ],
    });
    expect((await bench.runs.observe(id)).failure).toEqual({
      class: "preempted",
      message: "default-scheduler: preempting to accommodate a higher priority pod",
    });
  });

  test("is stopped by a deadline that a real cluster lets us bring forward", async () => {
    const id = await start();
    await bench.reach(id, "running");
    await bench.runs.stop(id);
    expect((await bench.machinery.pod(podOf(id))).spec.activeDeadlineSeconds).toBe(1);
  });

  test("says how much the run may keep on its disk", async () => {
    const { spec } = await bench.machinery.pod(podOf(await start({ volumeGibibytes: 5 })));
    expect(spec.volumes).toContainEqual({ name: "ml", emptyDir: { sizeLimit: "5Gi" } });
  });
});

describe("a run on an instance type that no node pool describes", () => {
  const machine = oneMachine({ memory: 14 * 2 ** 30, hasAccelerators: false, gpus: async () => ({}) });

  test("says what its machine lacks while it goes on, and when its memory was not enough", async () => {
    const bench = await harness({ ...AGENT, machines: machine });
    const run = { ...runSpec(bench.owner, "run-1"), hosts: [host("ml.g5.2xlarge")] };
    await bench.runs.start(run);
    const lacks =
      "(ml.g5.2xlarge has 32 GiB of memory, and this machine gives a program at most 14.0 GiB; ml.g5.2xlarge has 1 GPU, and this machine has none: the program runs without)";
    expect((await bench.runs.observe(run)).message).toContain(lacks);
    await bench.reach(run, "running");
    expect((await bench.runs.observe(run)).message).toBe(`The program runs ${lacks}`);
    const pod = await bench.machinery.pod(podOf(run));
    expect(pod.spec.containers.at(-1)?.resources?.limits).toEqual({ memory: `${14 * 1024}Mi` });
    await bench.machinery.report(pod, {
      phase: "Failed",
      containerStatuses: [
        container("algorithm", { state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }),
      ],
    });
    expect((await bench.runs.observe(run)).failure).toMatchObject({
      class: "out-of-memory",
      message: expect.stringContaining(lacks),
    });
    await bench.close();
  });

  test("asks on a cluster for the GPUs that its type has and a node offers, and says when others have them", async () => {
    const gpus = async () => ({ "nvidia.com/gpu": 8 });
    const bench = await harness({
      ...KUBELET,
      startsInTurn: false,
      machines: { ...CLUSTER_MACHINES, gpus },
    });
    const run = { ...runSpec(bench.owner, "run-1"), hosts: [host("ml.g5.12xlarge")] };
    await bench.runs.start(run);
    const pod = await bench.machinery.pod(podOf(run));
    const program = pod.spec.containers.find(({ name }) => name === "algorithm");
    expect(program?.resources?.requests).toMatchObject({ "nvidia.com/gpu": "4" });
    expect(program?.resources?.limits).toMatchObject({ "nvidia.com/gpu": "4" });
    expect(pod.spec.tolerations).toEqual([
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
    ]);
    const message =
      "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.";
    const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message } as const;
    await bench.machinery.report(pod, {
      phase: "Pending",
      conditions: [{ ...unscheduled, lastTransitionTime: "2026-01-01T00:00:00Z" }],
    });
    expect((await bench.runs.observe(run)).message).toBe(
      "Waiting for a machine: the job asks for 4 nvidia.com/gpu, and others have them: it starts when enough are free",
    );
    await bench.close();
  });

  test("waits on a cluster that knows nothing of it, and leaves nothing behind meanwhile", async () => {
    const bench = await harness(KUBELET);
    const run = { ...runSpec(bench.owner, "run-1"), hosts: [host("gpu")] };
    await expect(bench.runs.start(run)).rejects.toSatisfy(isAwaited);
    expect((await bench.store.list(podKind)).items).toEqual([]);
    expect((await bench.store.list(secretKind)).items).toEqual([]);
    await bench.close();
  });
});

describe("a run's pod on a kubelet", () => {
  let bench: Awaited<ReturnType<typeof harness>>;
  beforeEach(async () => {
    bench = await harness(KUBELET);
  });
  afterEach(() => bench.close());
  const start = async (change: Partial<RunSpec> = {}): Promise<RunRef> => {
    await bench.runs.start({ ...runSpec(bench.owner, "run-1"), ...change });
    return { name: "run-1", namespace: "default", owner: bench.owner };
  };
  const podOfRun = async (change: Partial<RunSpec> = {}) => {
    const { namespace, name } = { ...(await start(change)), ...change };
    return bench.machinery.pod(podOf({ namespace, name }));
  };

  // core/v1 Probe: its own grace counts for the container alone; all else of a pod has the pod's.
  test("gives the program its own grace alone, and uploads a pod that goes on", async () => {
    const { spec } = await podOfRun({ graceSeconds: 7 });
    expect(spec.terminationGracePeriodSeconds).toBe(7);
    const [store, program] = spec.containers;
    expect([store?.name, program?.name]).toEqual(["store", "algorithm"]);
    expect(program?.livenessProbe).toMatchObject({ terminationGracePeriodSeconds: 7 });
    // Who never saw it alive never ends it.
    expect(program?.startupProbe?.failureThreshold).toBe(2_147_483_647);
  });

  const from = {
    s3Uri: "s3://bucket-a/train",
    s3DataType: "S3Prefix",
    distribution: "FullyReplicated",
    compression: "None",
  } as const;
  const channel = (as: "copy" | "view" | "stream") => ({
    name: `Channel "${as}"`,
    to: `input/data/${as}`,
    from,
    as,
  });

  test("has a sidecar that feeds its channels behind the one that fetches, and none without such channels", async () => {
    const sidecars = ({ spec }: Pod) =>
      (spec.initContainers ?? []).map(({ name, restartPolicy }) => [name, restartPolicy]);
    expect(sidecars(await podOfRun({ inputs: [channel("copy"), channel("stream")] }))).toEqual([
      ["fetch", undefined],
      ["stream", "Always"],
    ]);
    expect(sidecars(await podOfRun({ name: "run-2", inputs: [channel("copy")] }))).toEqual([
      ["fetch", undefined],
    ]);
  });

  test("says that FastFile copies there", async () => {
    const advice = async (change: Partial<RunSpec>) =>
      (await podOfRun(change)).metadata.annotations?.["slipway.dev/advice"];
    expect(await advice({ inputs: [channel("view"), channel("copy")] })).toBe(
      'FastFile copies here: the files of Channel "view" are there before the program starts',
    );
    expect(await advice({ name: "run-2", inputs: [channel("copy")] })).toBeUndefined();
  });

  test("is stopped by an annotation while its program runs, and keeps its time for the upload", async () => {
    const id = await start();
    await bench.reach(id, "running");
    await bench.runs.stop(id);
    const { spec, metadata } = await bench.machinery.pod(podOf(id));
    expect(spec.activeDeadlineSeconds).toBeUndefined();
    expect(metadata.annotations?.["slipway.dev/stop"]).toBe(bench.clock.now().toISOString());
  });

  test("is stopped by its deadline before there is a program", async () => {
    const id = await start();
    await bench.reach(id, "downloading");
    await bench.runs.stop(id);
    expect((await bench.machinery.pod(podOf(id))).spec.activeDeadlineSeconds).toBe(1);
  });

  test("is taken away in the end when nothing stops its program", async () => {
    const id = await start();
    await bench.reach(id, "running");
    await bench.runs.stop(id);
    bench.clock.advance(120_000 + 50_000);
    await bench.runs.stop(id);
    expect((await bench.machinery.pod(podOf(id))).metadata.deletionTimestamp).toBeUndefined();
    bench.clock.advance(11_000);
    await bench.runs.stop(id);
    expect((await bench.machinery.pod(podOf(id))).metadata.deletionGracePeriodSeconds).toBe(2);
    expect((await bench.runs.observe(id)).phase).toBe("running");
  });

  test("that is removed gets its program's grace and not an upload's", async () => {
    const id = await start({ graceSeconds: 9 });
    await bench.reach(id, "running");
    await bench.runs.remove(id);
    expect((await bench.machinery.pod(podOf(id))).metadata.deletionGracePeriodSeconds).toBe(9);
  });

  test("that somebody takes away is lost as soon as that is seen, and stopped if that was asked for", async () => {
    const id = await start();
    await bench.reach(id, "running");
    await bench.store.remove(podKind, podOf(id), { gracePeriodSeconds: 120 });
    expect(await bench.runs.observe(id)).toMatchObject({ phase: "failed", failure: { class: "node-lost" } });
  });

  describe("runs as nobody who may nothing", () => {
    const restricted = async (change: Partial<RunSpec>): Promise<boolean> => {
      const { spec } = await podOfRun(change);
      const all = [...(spec.initContainers ?? []), ...spec.containers];
      // The fields that Pod Security Standards ask of `restricted`.
      return (
        spec.securityContext?.runAsNonRoot === true &&
        spec.securityContext.seccompProfile?.type === "RuntimeDefault" &&
        spec.automountServiceAccountToken === false &&
        all.every(
          ({ securityContext }) =>
            securityContext?.allowPrivilegeEscalation === false &&
            securityContext.capabilities?.drop?.includes("ALL") === true &&
            securityContext.capabilities.add === undefined,
        )
      );
    };
    const owner = (user: string) => ({
      ...bench.owner,
      metadata: { ...bench.owner.metadata, annotations: { "slipway.dev/run-as-user": user } },
    });
    const enforce = () =>
      bench.store.apply(
        namespaceKind,
        {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: "default", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
        },
        { manager: "test", force: true },
      );

    test.each(["slipway.dev/xgboost", "slipway.dev/script"])("with %s everywhere", async (image) => {
      expect(await restricted({ image, inputs: [channel("stream")] })).toBe(true);
    });

    test("with another's image where the namespace enforces it, and where a user is named", async () => {
      expect(await restricted({ image: "my/own:1", name: "open" })).toBe(false);
      expect(await restricted({ image: "my/own:1", owner: owner("1000") })).toBe(true);
      const { spec } = await bench.machinery.pod("default/run-1-algo-1");
      expect(spec.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 });
      await bench.runs.remove({ name: "run-1", namespace: "default", owner: bench.owner });
      await enforce();
      expect(await restricted({ image: "my/own:1" })).toBe(true);
    });

    test("or as the image says, when its owner says so", async () => {
      await enforce();
      expect(await restricted({ image: "my/own:1", owner: owner("image") })).toBe(false);
    });

    test.each(["0", "root", "-1", "1.5", ""])("and never as %j, which is refused", async (user) => {
      await expect(start({ owner: owner(user) })).rejects.toMatchObject({ code: "SLIP-RUN-011" });
    });
  });
});
