import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const limits = (memory: string) => ({ resources: { limits: { memory } } });

/** A child of the program takes memory, so that the whole tree has to be seen; perl is in every Debian and on macOS. */
const HOG = `perl -e '@a = (); for (;;) { push @a, "x" x (8 << 20); select(undef, undef, undef, 0.02) }' & wait $!; exit 7`;

describe.each(["auto", "none"] as const)("a container with a memory limit, sandbox %s", (sandbox) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ sandbox });
  });
  afterAll(() => world.end());

  it("is killed for its processes' memory, and says so as a kubelet does", async () => {
    await world.create(podOf("hungry", [shell("main", HOG, limits("64Mi"))]));
    const pod = await world.until("hungry", isOver);
    expect(pod.status?.phase).toBe("Failed");
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
  });

  it("is left alone below it", async () => {
    await world.create(podOf("modest", [shell("main", "sleep 1; echo done", limits("64Mi"))]));
    const pod = await world.until("modest", isOver);
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ reason: "Completed", exitCode: 0 });
  });

  it("is watched by the next agent when the one that started it is gone", async () => {
    await world.create(podOf("later", [shell("main", `sleep 2; ${HOG}`, limits("64Mi"))]));
    await world.until("later", (pod) => stateOf(pod, "main")?.running !== undefined);
    await world.agent.stop();
    const next = world.anotherAgent();
    await next.start();
    const pod = await world.until("later", isOver);
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
  });
});
