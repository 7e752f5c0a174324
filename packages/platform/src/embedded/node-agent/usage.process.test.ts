import { availableParallelism } from "node:os";
import type { PodUsage } from "@slipway/model/kubernetes/pod-usage.ts";
import { afterEach, expect, it } from "vitest";
import type { NodeAgentOptions } from "./create-node-agent.ts";
import { podOf, shell } from "./testing/pods.ts";
import { createWorld, sleep, type World } from "./testing/world.ts";

const MIB = 2 ** 20;
/** Keeps two processors busy, one of them by a child's child; nothing of it outlives the pod. */
const BUSY = `(while :; do :; done) & sh -c 'perl -e "1 while 1" & wait' & wait`;
const LARGE = `perl -e 'my $x = "x" x (96 << 20); print "made\\n"; sleep 60'`;

let world: World | undefined;
afterEach(() => world?.end());

async function begin(options: Partial<NodeAgentOptions>): Promise<World> {
  world = await createWorld(options);
  return world;
}

async function usagesOf(here: World, names: readonly string[]): Promise<readonly PodUsage[]> {
  const pods = await Promise.all(
    names.map((name) => here.until(name, ({ status }) => status?.phase === "Running")),
  );
  const found = await here.agent.usages(pods);
  return pods.map(({ metadata }) => found.get(metadata.uid ?? "") ?? {});
}

it.each<Partial<NodeAgentOptions>>([
  { groups: "auto" },
  { groups: "none" },
  { groups: "none", sandbox: "none" },
])("a node tells what pods take of processors and memory: %o", async (options) => {
  const here = await begin(options);
  await here.create(podOf("busy", [shell("main", BUSY)]));
  await here.create(podOf("large", [shell("main", LARGE), shell("beside", "sleep 60")]));
  await here.until("large", ({ status }) => status?.phase === "Running");
  for (const end = Date.now() + 30_000; Date.now() < end && (await here.log("large", "main")).length === 0; )
    await sleep(50);
  await usagesOf(here, ["busy", "large"]);
  const began = Date.now();
  await sleep(2_000);
  const [busy, large] = await usagesOf(here, ["busy", "large"]);
  // Others use the machine too: two loops get a part of two processors, and no more than those.
  const most = Math.min(2, availableParallelism());
  expect(Date.now() - began).toBeGreaterThan(1_900);
  expect(busy?.processors).toBeGreaterThan(most / 8);
  expect(busy?.processors).toBeLessThan(most * 1.1);
  expect(large?.processors).toBeLessThan(0.1);
  expect(large?.memoryBytes).toBeGreaterThan(95 * MIB);
  expect(large?.memoryBytes).toBeLessThan(160 * MIB);
  expect(busy?.memoryBytes).toBeLessThan(64 * MIB);
  expect(busy?.gpus).toBeUndefined();
});

it("tells nothing of pods that it does not run, and of a new one what it took since it started", async () => {
  const here = await begin({ sandbox: "none" });
  await here.create(podOf("one", [shell("main", "sleep 60")]));
  const pod = await here.until("one", ({ status }) => status?.phase === "Running");
  const other = { ...pod, metadata: { ...pod.metadata, uid: "other" } };
  expect([...(await here.agent.usages([other])).keys()]).toEqual([]);
  expect((await here.agent.usages([pod])).get(pod.metadata.uid ?? "")?.processors).toBeLessThan(0.5);
});
