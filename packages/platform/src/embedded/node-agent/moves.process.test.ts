import { writeFileSync } from "node:fs";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MoveOrder, Mover } from "#mover/mover.ts";
import { images } from "./testing/images.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

/** A mover whose moves end when the test says so. */
class MoverByHand implements Mover {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, (code: number) => void>();
  /** What is under way. */
  readonly now = new Set<string>();

  move(order: MoveOrder, signal: AbortSignal): Promise<number> {
    const { what } = order;
    this.begun.push(what);
    this.now.add(what);
    writeFileSync(order.log, `${what} says this\n`, { flag: "a" });
    return new Promise((resolve, reject) => {
      const over = (settle: () => void) => {
        this.now.delete(what);
        settle();
      };
      signal.addEventListener("abort", () => over(() => reject(signal.reason)));
      this.#ends.set(what, (code) => over(() => resolve(code)));
    });
  }

  async end(what: MoveOrder["what"], code: number): Promise<void> {
    await expect.poll(() => this.now.has(what), { timeout: 10_000, interval: 10 }).toBe(true);
    this.#ends.get(what)?.(code);
  }
}

const volumes = ["ml", "plan"].map((name) => ({ name, emptyDir: {} }));
const mounts = [
  { name: "ml", mountPath: "/opt/ml" },
  { name: "plan", mountPath: "/etc/slipway/plan" },
];
const moving = (what: string, more = {}) => ({
  name: what,
  image: "moves-data",
  args: ["sidecar", what],
  volumeMounts: mounts,
  ...more,
});
const training = (name: string, script: string, more: Partial<Pod["spec"]> = {}) =>
  podOf(name, [shell("main", script)], {
    initContainers: [moving("store", { restartPolicy: "Always" }), moving("fetch")],
    volumes,
    ...more,
  });
const options = {
  images: (image: string) =>
    image === "moves-data"
      ? { process: { argv: ["/bin/sh", "-c", "exit 9"], movesData: true } }
      : images(image),
};

describe("a pod whose data the agent moves", () => {
  let mover: MoverByHand;
  let world: World;
  beforeEach(async () => {
    mover = new MoverByHand();
    world = await createWorld({ ...options, mover });
  });
  afterEach(() => world.end());

  it("has its data before its program, and is over when its results are stored", async () => {
    await world.create(training("job", "echo trained"));
    await world.until("job", (pod) => stateOf(pod, "fetch")?.running !== undefined);
    expect(await world.log("job", "main")).toEqual([]);
    await mover.end("fetch", 0);
    await world.until("job", (pod) => stateOf(pod, "main")?.terminated?.exitCode === 0);
    await expect.poll(() => mover.now.has("store")).toBe(true);
    expect(isOver((await world.pod("job")) as Pod)).toBe(false);
    await mover.end("store", 0);
    const pod = await world.until("job", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
    expect(mover.begun).toEqual(["fetch", "store"]);
    for (const what of ["fetch", "store"]) {
      expect(stateOf(pod, what)?.terminated).toMatchObject({ exitCode: 0, startedAt: expect.any(String) });
      expect(await world.log("job", what)).toEqual([`${what} says this`]);
    }
  });

  it("moves nothing while a sidecar that feeds its program runs: that starts after fetch and ends before store", async () => {
    const log = "while :; do sleep 0.05; done";
    const stream = { ...shell("stream", `trap 'echo fed; exit 0' TERM; ${log}`), restartPolicy: "Always" };
    const { spec, ...pod } = training("job", "sleep 0.3; echo trained");
    await world.create({
      ...pod,
      spec: { ...spec, initContainers: [...(spec.initContainers ?? []), stream] },
    } as Pod);
    await expect.poll(() => mover.now.has("fetch")).toBe(true);
    expect(stateOf((await world.pod("job")) as Pod, "stream")?.running).toBeUndefined();
    await mover.end("fetch", 0);
    await expect.poll(() => mover.now.has("store"), { timeout: 20_000 }).toBe(true);
    await expect.poll(() => world.log("job", "stream")).toEqual(["fed"]);
    await mover.end("store", 0);
    expect((await world.until("job", isOver)).status?.phase).toBe("Succeeded");
  });

  it("has no program and nothing to store when its data cannot be brought", async () => {
    await world.create(training("job", "echo trained"));
    await mover.end("fetch", 1);
    const pod = await world.until("job", isOver);
    expect(pod.status?.phase).toBe("Failed");
    expect(stateOf(pod, "fetch")?.terminated?.exitCode).toBe(1);
    expect(mover.begun).toEqual(["fetch"]);
  });

  it("is taken up again by the next agent, fetch and store alike", async () => {
    await world.create(training("job", "echo trained"));
    await expect.poll(() => mover.now.has("fetch")).toBe(true);
    await world.agent.stop();
    expect(mover.now.size).toBe(0);
    const second = world.anotherAgent();
    await second.start();
    await mover.end("fetch", 0);
    await expect.poll(() => mover.now.has("store"), { timeout: 10_000 }).toBe(true);
    await second.stop();
    await world.anotherAgent().start();
    await mover.end("store", 0);
    expect((await world.until("job", isOver)).status?.phase).toBe("Succeeded");
    expect(mover.begun).toEqual(["fetch", "fetch", "store", "store"]);
    expect(await world.log("job", "main")).toEqual(["trained"]);
  });

  it("stores what its program left when it is stopped", async () => {
    await world.create(training("job", "trap 'exit 0' TERM; while :; do sleep 0.05; done"));
    await mover.end("fetch", 0);
    const pod = await world.until("job", (pod) => stateOf(pod, "main")?.running !== undefined);
    await world.store.replace(podKind, { ...pod, spec: { ...pod.spec, activeDeadlineSeconds: 1 } }, "object");
    await mover.end("store", 0);
    const ended = await world.until("job", isOver);
    expect(stateOf(ended, "store")?.terminated?.exitCode).toBe(0);
  });

  it("moves nothing any more once it is deleted", async () => {
    await world.create(training("job", "echo trained"));
    await expect.poll(() => mover.now.has("fetch")).toBe(true);
    await world.store.remove(podKind, "default/job");
    await world.untilGone("job");
    expect(mover.now.size).toBe(0);
    expect(mover.begun).toEqual(["fetch"]);
  });

  it("breaks off what takes longer than the grace of a pod that is deleted", async () => {
    await world.create(training("job", "echo trained", { terminationGracePeriodSeconds: 1 }));
    await mover.end("fetch", 0);
    await expect.poll(() => mover.now.has("store"), { timeout: 10_000 }).toBe(true);
    await world.store.remove(podKind, "default/job");
    await world.untilGone("job");
    expect(mover.now.size).toBe(0);
  });

  it("has its data moved by programs where another sidecar runs", async () => {
    const sidecar = shell("beside", "while :; do sleep 0.05; done", { restartPolicy: "Always" });
    await world.create(training("job", "echo trained", { initContainers: [sidecar, moving("fetch")] }));
    const pod = await world.until("job", isOver);
    expect(stateOf(pod, "fetch")?.terminated?.exitCode).toBe(9);
    expect(mover.begun).toEqual([]);
  });
});
