import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeFact } from "./supervisor/facts.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { processesWith } from "./testing/processes.ts";
import { createWorld, type World } from "./testing/world.ts";

const limits = (memory: string) => ({ resources: { limits: { memory } } });

/** Takes memory without end; perl is in every Debian and on macOS. */
const HOG = `perl -e '@a = (); for (;;) { push @a, "x" x (8 << 20); select(undef, undef, undef, 0.02) }'`;
/** A child of the program does, in a session of its own. */
const PARENT = `${HOG.replace("-e '", "-MPOSIX=setsid -e 'setsid; ")} & wait $!; exit 7`;
/** A process does that its parent has left behind. */
const ORPHAN = `(${HOG} &) ; sleep 1000`;
/** Eight processes have the same 40 MiB by a fork, and write to none of it. */
const WORKERS = `perl -e '$a = "x" x (40 << 20); for (1 .. 7) { fork or last } sleep 2'; echo done`;

const KILLED = { reason: "OOMKilled", exitCode: 137 };

// Reasons and exit codes as a kubelet of Kubernetes 1.34 writes them.
describe.each(["auto", "none"] as const)("a container with a memory limit, sandbox %s", (sandbox) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ sandbox });
  });
  afterAll(() => world.end());
  const running = (name: string) => world.until(name, (pod) => stateOf(pod, "main")?.running !== undefined);
  const ended = async (name: string) => stateOf(await world.until(name, isOver), "main")?.terminated;

  it.each([
    ["a child of it", PARENT],
    ["what a child of it left behind", ORPHAN],
  ])("is killed for the memory of %s", async (what, script) => {
    const name = `hungry-${what.length}`;
    const { metadata } = await world.create(podOf(name, [shell("main", script, limits("64Mi"))]));
    expect(await ended(name)).toMatchObject(KILLED);
    expect((await world.pod(name))?.status?.phase).toBe("Failed");
    await expect.poll(() => processesWith(metadata.uid ?? "?")).toEqual([]);
  });

  it("is left alone below its limit", async () => {
    await world.create(podOf("modest", [shell("main", "sleep 1; echo done", limits("64Mi"))]));
    expect(await ended("modest")).toMatchObject({ reason: "Completed", exitCode: 0 });
  });

  it("has memory that its processes share counted once", async () => {
    await world.create(podOf("workers", [shell("main", WORKERS, limits("128Mi"))]));
    expect(await ended("workers")).toMatchObject({ reason: "Completed", exitCode: 0 });
  });

  it("leaves the pod's other containers alone, and is started again as its pod wants", async () => {
    const again = `if [ -e "$TMPDIR/again" ]; then exit 0; fi; touch "$TMPDIR/again"; ${HOG}`;
    const containers = [shell("main", again, limits("64Mi")), shell("other", "sleep 3; echo done")];
    await world.create(podOf("again", containers, { restartPolicy: "OnFailure" }));
    const pod = await world.until("again", isOver);
    const [main, other] = pod.status?.containerStatuses ?? [];
    expect(pod.status?.phase).toBe("Succeeded");
    expect(main).toMatchObject({
      restartCount: 1,
      state: { terminated: { reason: "Completed" } },
      lastState: { terminated: KILLED },
    });
    expect(other).toMatchObject({ restartCount: 0, state: { terminated: { reason: "Completed" } } });
  });

  it("is watched by the next agent when the one that started it is gone", async () => {
    await world.create(podOf("later", [shell("main", `sleep 2; ${HOG}`, limits("64Mi"))]));
    await running("later");
    await world.agent.stop();
    await world.anotherAgent().start();
    expect(await ended("later")).toMatchObject(KILLED);
  });
});

describe("an agent that was killed between what it wrote down and what it was to do", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.end());

  it("leaves a later one to do it, also when the program needs less by then", async () => {
    const { metadata } = await world.create(podOf("spared", [shell("main", "sleep 1000", limits("64Mi"))]));
    await world.until("spared", (pod) => stateOf(pod, "main")?.running !== undefined);
    await world.agent.stop();
    const folder = join(world.stateDir, "pods", metadata.uid ?? "?");
    await writeFact(folder, "main.0.oom", "70000000 67108864");
    await world.anotherAgent().start();
    const pod = await world.until("spared", isOver);
    expect(stateOf(pod, "main")?.terminated).toMatchObject(KILLED);
  });
});
