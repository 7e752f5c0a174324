import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { expect, it } from "vitest";
import { podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld } from "./testing/world.ts";

const NAMES = Array.from({ length: 10 }, (_, n) => `leaving-${n}`);

it.each([0, 5, 20])(
  "A home ends while pods are just being removed, %i ms after the first has gone",
  async (ms) => {
    const world = await createWorld({ sandbox: "none", node: { name: "slipway", places: { runs: 40 } } });
    try {
      for (const name of NAMES) await world.create(podOf(name, [shell("main", "sleep 1000")]));
      for (const name of NAMES) await world.until(name, (pod) => stateOf(pod, "main")?.running !== undefined);
      await Promise.all(
        NAMES.map((name) => world.store.remove(podKind, `default/${name}`, { gracePeriodSeconds: 1 })),
      );
      const gone = async () => (await Promise.all(NAMES.map((name) => world.pod(name)))).includes(undefined);
      await expect.poll(gone, { interval: 1 }).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await world.agent.evict("all");
    } finally {
      await world.end();
    }
  },
);
