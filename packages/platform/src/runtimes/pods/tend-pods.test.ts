import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { countedStore } from "#store/testing/counted-store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { ANNOTATION, KEPT_LOG } from "./layout.ts";
import { tendPods } from "./tend-pods.ts";
import { container, Machinery } from "./testing/machinery.ts";

const AT = "2026-01-01T00:00:10Z";
const ended = { state: { terminated: { exitCode: 0, startedAt: AT, finishedAt: AT } } };

test("a pod whose program has ended is told so once, and pods that are over cost nothing", async () => {
  const { store: hands, cache, close } = await createMemoryStore({ clock: systemClock });
  const machinery = new Machinery(hands);
  const make = async (name: string, phase: "Running" | "Succeeded"): Promise<void> => {
    const pod: Pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default", labels: KEPT_LOG },
      spec: { restartPolicy: "Never", containers: [{ name: "algorithm", image: "i" }] },
    };
    const containerStatuses = [container("algorithm", ended)];
    await machinery.report(await hands.create(podKind, pod), { phase, containerStatuses });
  };
  for (let over = 0; over < 20; over++) await make(`over-${over}`, "Succeeded");
  await make("ending", "Running");
  const counted = countedStore(hands);
  const stop = new AbortController();
  const parts = { store: counted.store, cache, clock: systemClock, log: silentLog, signal: stop.signal };
  const tending = tendPods(parts);
  const told = async (name: string) =>
    (await hands.get(podKind, `default/${name}`))?.metadata.annotations?.[ANNOTATION.ended];
  await expect.poll(() => told("ending")).toBe(AT);
  await make("later", "Running");
  await expect.poll(() => told("later")).toBe(AT);
  stop.abort();
  await tending;
  expect(counted.take()).toEqual({ "replace Pod": 2 });
  await close();
});
