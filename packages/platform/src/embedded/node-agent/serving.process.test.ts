import { join } from "node:path";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { images } from "./testing/images.ts";
import { podOf, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const PROGRAM = join(import.meta.dirname, "testing", "serve.mjs");
const isReady = (pod: Pod) =>
  pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
const portOf = (pod: Pod) => Number(pod.metadata.annotations?.["slipway.dev/port"]);

function servingPod(name: string): Pod {
  return podOf(
    name,
    [
      {
        name: "model",
        image: "serve",
        env: [{ name: "NAME", value: name }],
        ports: [{ name: "http", containerPort: 8080 }],
        readinessProbe: { httpGet: { path: "/ping", port: "http" }, periodSeconds: 1 },
      },
    ],
    { restartPolicy: "Always" },
  );
}

describe("pods that serve", () => {
  let world: World;
  const known = {
    images: (image: string) =>
      image === "serve"
        ? { process: { argv: [process.execPath, PROGRAM], readable: [process.execPath, PROGRAM] } }
        : images(image),
  };
  beforeEach(async () => {
    world = await createWorld(known);
  });
  afterEach(() => world.end());

  it("answer side by side, each on a port of its own, though both want 8080", async () => {
    await world.create(servingPod("one"));
    await world.create(servingPod("two"));
    const [one, two] = [await world.until("one", isReady), await world.until("two", isReady)];
    expect(one.status?.podIP).toBe("127.0.0.1");
    expect(portOf(one)).not.toBe(portOf(two));
    for (const pod of [one, two]) {
      const answer = await fetch(`http://127.0.0.1:${portOf(pod)}/`);
      expect(await answer.text()).toBe(`${pod.metadata.name} on ${portOf(pod)}\n`);
    }
  });

  it("go on serving without an agent, and stay ready and on their port under the next one", async () => {
    await world.create(servingPod("steady"));
    const before = await world.until("steady", isReady);
    await world.agent.stop();
    expect((await fetch(`http://127.0.0.1:${portOf(before)}/`)).status).toBe(200);
    const unready: unknown[] = [];
    const watching = new AbortController();
    const from = (
      await world.store.list({ group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true })
    ).revision;
    void (async () => {
      const pods = { group: "", version: "v1", kind: "Pod" as const, plural: "pods", namespaced: true };
      for await (const change of world.store.watch<Pod>(pods, from, watching.signal))
        if (change.type !== "bookmark" && !isReady(change.object)) unready.push(change.object.status);
    })();
    await world.anotherAgent().start();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const after = await world.until("steady", isReady);
    watching.abort();
    expect(unready).toEqual([]);
    expect(portOf(after)).toBe(portOf(before));
    expect(after.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });

  it("are ended by an eviction and started again by the next agent", async () => {
    await world.create(servingPod("evicted"));
    const before = await world.until("evicted", isReady);
    await world.agent.evict("services");
    await expect(fetch(`http://127.0.0.1:${portOf(before)}/`)).rejects.toThrow();
    await world.agent.stop();
    await world.anotherAgent().start();
    const after = await world.until(
      "evicted",
      (pod) => isReady(pod) && pod.status?.containerStatuses?.[0]?.restartCount === 1,
    );
    expect(stateOf(after, "model")?.running).toBeDefined();
    expect((await fetch(`http://127.0.0.1:${portOf(after)}/`)).status).toBe(200);
  });
});
