import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GPU_ADVICE } from "@slipway/model/kubernetes/gpu-resources.ts";
import { nodeKind, type Pod } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeMachine } from "#lib/testing/fake-gpus.ts";
import { until } from "#lib/testing/until.ts";
import type { NodeAgentOptions } from "./create-node-agent.ts";
import { howItWorks } from "./sandbox/choose-sandbox.ts";
import { isOver, podOf, shell } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const GPU = "nvidia.com/gpu";
const confinement = await howItWorks({ PATH: process.env["PATH"] ?? "" });
const asking = (count: number) => ({ resources: { limits: { [GPU]: count }, requests: { [GPU]: count } } });
const TELL = 'echo "$CUDA_VISIBLE_DEVICES $NVIDIA_VISIBLE_DEVICES"; cd /dev; echo nvidia*';

describe("a node with GPUs", () => {
  let root: string;
  let world: World | undefined;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-gpu-node-"));
  });
  afterEach(async () => {
    await world?.end();
    rmSync(root, { recursive: true, force: true });
  });

  const begin = async (options: Partial<NodeAgentOptions> = {}): Promise<World> => {
    world = await createWorld({ gpuPlaces: fakeMachine(root), ...options });
    return world;
  };
  const offered = async (here: World) =>
    (await here.store.get(nodeKind, "/slipway"))?.status?.allocatable?.[GPU];

  it("offers them, gives each pod its own, and a pod that asks for more waits until one is free", async () => {
    const here = await begin({ sandbox: "none" });
    expect(await offered(here)).toBe("2");
    const until = (go: string) => `${TELL}; while [ ! -e ${join(root, go)} ]; do sleep 0.05; done`;
    await here.create(podOf("one", [shell("main", until("go-1"), asking(1))]));
    await here.until("one", ({ status }) => status?.phase === "Running");
    await here.create(podOf("two", [shell("main", TELL, asking(1))]));
    await here.create(podOf("none", [shell("main", TELL)]));
    await here.create(podOf("both", [shell("main", TELL, asking(2))]));
    await here.until("two", isOver);
    await here.until("none", isOver);
    const waits = await here.until("both", ({ status }) => (status?.conditions ?? []).length > 0);
    expect(waits.status?.conditions?.[0]?.message).toContain(`Insufficient ${GPU}`);
    writeFileSync(join(root, "go-1"), "");
    await here.until("both", isOver);
    const said = async (name: string) => (await here.log(name, "main"))[0];
    expect(await Promise.all(["one", "two", "none", "both"].map(said))).toEqual([
      "0 GPU-aaaaaaaa-0000",
      "1 GPU-bbbbbbbb-1111",
      "-1 void",
      "0,1 GPU-aaaaaaaa-0000,GPU-bbbbbbbb-1111",
    ]);
  });

  it("is up while nvidia-smi hangs, with what files tell", async () => {
    const gpuPlaces = fakeMachine(root);
    writeFileSync(join(gpuPlaces.smi, "hang"), "");
    const here = await begin({ gpuPlaces, sandbox: "none" });
    expect(await offered(here)).toBe("2");
  });

  it("learns of those that nvidia-smi alone tells of, and lets on who waits for them", async () => {
    const gpuPlaces = { ...fakeMachine(root), root: join(root, "bare") };
    const here = await begin({ gpuPlaces, sandbox: "none" });
    await here.create(podOf("one", [shell("main", TELL, asking(1))]));
    await here.until("one", isOver);
    expect(await offered(here)).toBe("2");
  });

  it("knows after a restart whose they are", async () => {
    const here = await begin({ sandbox: "none" });
    const until = `${TELL}; while [ ! -e ${join(root, "go")} ]; do sleep 0.05; done`;
    await here.create(podOf("one", [shell("main", until, asking(1))]));
    await here.until("one", ({ status }) => status?.phase === "Running");
    await here.agent.stop();
    await here.anotherAgent().start();
    await here.create(podOf("two", [shell("main", TELL, asking(1))]));
    await here.until("two", isOver);
    writeFileSync(join(root, "go"), "");
    await here.until("one", isOver);
    expect((await here.log("two", "main"))[0]).toBe("1 GPU-bbbbbbbb-1111");
  });

  it("measures them for the job that has them, asks nothing for others, and says when they do nothing", async () => {
    const gpuPlaces = fakeMachine(root);
    const calls = () => readFileSync(join(gpuPlaces.smi, "calls"), "utf8").split("\n").length - 1;
    const here = await begin({ gpuPlaces, sandbox: "none", gpuLoad: { everyMs: 20, idleMs: 100 } });
    const waits = `while [ ! -e ${join(root, "go")} ]; do sleep 0.05; done`;
    await here.create(podOf("none", [shell("main", waits)]));
    await here.until("none", ({ status }) => status?.phase === "Running");
    await sleep(200);
    expect(calls()).toBe(1);
    const pod = podOf("both", [shell("main", waits, asking(2))]);
    const owner = { apiVersion: "v1", kind: "TrainingJob", name: "job", uid: "u-1", controller: true };
    await here.create({ ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } });
    const advice = ({ metadata }: Pod) => metadata.annotations?.[GPU_ADVICE];
    const idle = await here.until("both", (one) => advice(one) !== undefined);
    expect(advice(idle)).toMatch(/^its 2 GPUs have been idle for \d+ minutes$/);
    writeFileSync(join(gpuPlaces.smi, "load"), "80\n");
    await here.until("both", (one) => advice(one) === undefined);
    const subject = { namespace: "default", kind: "TrainingJob", name: "job", uid: "u-1" };
    await until(async () => {
      const [last = []] = await here.ledger.lastMetrics([subject]);
      return last.some(({ value }) => value === 160);
    });
    const [last = []] = await here.ledger.lastMetrics([subject]);
    // Of two GPUs: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html, "multiplied by the number of GPUs".
    expect(last.map(({ name, value, labels }) => [name, value, labels])).toEqual([
      ["GPUMemoryUtilization", 80, { Host: "algo-1" }],
      ["GPUUtilization", 160, { Host: "algo-1" }],
    ]);
    const running = await here.until("both", () => true);
    const usages = async () => (await here.agent.usages([running])).get(running.metadata.uid ?? "")?.gpus;
    // The first one is told of the time without load, too.
    await usages();
    await expect.poll(usages, { timeout: 10_000 }).toEqual({ busy: 160, memory: 80 });
    writeFileSync(join(root, "go"), "");
    await here.until("both", isOver);
  });

  it.runIf(confinement !== undefined)("shows in the sandbox a pod's own device files alone", async () => {
    const here = await begin();
    await here.create(podOf("none", [shell("main", TELL)]));
    await here.create(podOf("first", [shell("main", `${TELL}; sleep 3`, asking(1))]));
    await here.until("first", ({ status }) => status?.phase === "Running");
    await here.create(podOf("second", [shell("main", TELL, asking(1))]));
    for (const name of ["none", "first", "second"]) await here.until(name, isOver);
    const logs = await Promise.all(["none", "first", "second"].map((name) => here.log(name, "main")));
    expect(logs).toEqual([
      ["-1 void", "nvidia*"],
      ["0 GPU-aaaaaaaa-0000", "nvidia-uvm nvidia1 nvidiactl"],
      ["0 GPU-bbbbbbbb-1111", "nvidia-uvm nvidia0 nvidiactl"],
    ]);
  });
});
