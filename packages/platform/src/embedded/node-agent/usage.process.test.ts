import type { PodUsage } from "@slipway/model/kubernetes/pod-usage.ts";
import { afterEach, expect, it } from "vitest";
import type { NodeAgentOptions } from "./create-node-agent.ts";
import { podOf, shell } from "./testing/pods.ts";
import { createWorld, sleep, type World } from "./testing/world.ts";

const MIB = 2 ** 20;
/** Takes a second of a processor in a child's child, which is gone by the time it says so. */
const BUSY = `sh -c "perl -e 'do { (\\$user, \\$system) = times } while \\$user + \\$system < 1' & wait"; echo done; sleep 60`;
const LARGE = `perl -e 'my $x = ""; $x .= "x" x (1 << 20) for 1 .. 96; $| = 1; print "done\\n"; sleep 60'`;

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

async function untilDone(here: World, name: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50))
    if ((await here.log(name, "main")).includes("done")) return;
  throw new Error(`${name} was not done`);
}

it.each<Partial<NodeAgentOptions>>([
  { groups: "auto" },
  { groups: "none" },
  { groups: "none", sandbox: "none" },
])("a node tells what pods take of processors and memory: %o", async (options) => {
  const here = await begin(options);
  await here.create(podOf("busy", [shell("main", BUSY)]));
  await here.create(podOf("large", [shell("main", LARGE), shell("beside", "sleep 60")]));
  const pod = await here.until("busy", ({ status }) => status?.phase === "Running");
  const started = Date.parse(pod.status?.containerStatuses?.[0]?.state?.running?.startedAt ?? "");
  await here.until("large", ({ status }) => status?.phase === "Running");
  const [first] = await usagesOf(here, ["busy", "large"]);
  const looked = Date.now();
  await Promise.all(["busy", "large"].map((name) => untilDone(here, name)));
  const [busy, large] = await usagesOf(here, ["busy", "large"]);
  const seconds = [
    ((first?.processors ?? Number.NaN) * (looked - started)) / 1_000,
    ((busy?.processors ?? Number.NaN) * (Date.now() - looked)) / 1_000,
  ];
  // That it started is told in whole seconds.
  expect((seconds[0] ?? 0) + (seconds[1] ?? 0)).toBeGreaterThan(0.6);
  expect((seconds[0] ?? 0) + (seconds[1] ?? 0)).toBeLessThan(2.5);
  await sleep(500);
  const [idle] = await usagesOf(here, ["busy", "large"]);
  expect(idle?.processors).toBeLessThan(0.1);
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
