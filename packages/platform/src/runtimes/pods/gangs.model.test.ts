import { keyOf } from "@slipway/model";
import { POD_GROUP, podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { isGated, withoutGate } from "./start-gate.ts";
import { turnOf } from "./start-queue.ts";
import { container } from "./testing/machinery.ts";

const NOW = new Date("2026-01-01T01:00:00Z");

/** A pod of a group, which waits behind its gate. */
function member(group: string, host: number, size: number, nodeSelector?: Record<string, string>): Pod {
  const annotations = size === 1 ? {} : { [POD_GROUP.name]: group, [POD_GROUP.size]: String(size) };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${group}-algo-${host}`,
      namespace: "default",
      creationTimestamp: "2026-01-01T00:59:00Z",
      labels: { "slipway.dev/run": group },
      annotations,
    },
    spec: {
      containers: [],
      schedulingGates: [{ name: "slipway.dev/start" }],
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
    },
    status: { phase: "Pending" },
  };
}

const group = (name: string, size: number, selector?: Record<string, string>): readonly Pod[] =>
  Array.from({ length: size }, (_, index) => member(name, index + 1, size, selector));
const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
const onNode = (pod: Pod): Pod => ({
  ...withoutGate(pod),
  spec: { ...withoutGate(pod).spec, nodeName: "n" },
});

describe("pods that start together", () => {
  test("go together, in their turn, and not before all are there", () => {
    const [first, second] = group("b", 2);
    const all = [...group("a", 1), ...group("b", 2), ...group("c", 1)];
    expect(names(turnOf(all, 4, NOW))).toEqual(["a-algo-1", "b-algo-1", "b-algo-2", "c-algo-1"]);
    expect(names(turnOf(all, 2, NOW))).toEqual(["a-algo-1"]);
    expect(names(turnOf([first, ...group("c", 1)] as Pod[], 4, NOW))).toEqual(["c-algo-1"]);
    expect(second).toBeDefined();
  });

  test("go alone where they are more than there is room for", () => {
    expect(names(turnOf(group("a", 6), 4, NOW))).toHaveLength(6);
    const busy = withoutGate(member("z", 1, 1));
    expect(turnOf([busy, ...group("a", 6)], 4, NOW)).toEqual([]);
  });

  test("go on where a kill has left a part of them behind the gate", () => {
    const [first, second] = group("b", 2) as [Pod, Pod];
    expect(names(turnOf([withoutGate(first), second, ...group("a", 2)], 1, NOW))).toEqual(["b-algo-2"]);
  });

  test("go one group at a time where they may want the same machines, and at once where not", () => {
    const small = { pool: "small" };
    const both = [...group("a", 2, small), ...group("b", 2, small), ...group("c", 2, { pool: "large" })];
    expect(names(turnOf(both, 20, NOW))).toEqual(["a-algo-1", "a-algo-2", "c-algo-1", "c-algo-2"]);
    const released = [...group("a", 2, small).map(withoutGate), ...group("b", 2, small)];
    expect(turnOf(released, 20, NOW)).toEqual([]);
    const placed = [...group("a", 2, small).map(onNode), ...group("b", 2, small)];
    expect(names(turnOf(placed, 20, NOW))).toEqual(["b-algo-1", "b-algo-2"]);
    // Who names no machines may get any.
    expect(turnOf([...group("a", 2).map(withoutGate), ...group("b", 2, small)], 20, NOW)).toEqual([]);
  });
});

/** Three places, and a scheduler that places any pod that may start, one after the other. */
class Cluster {
  pods: readonly Pod[] = [];
  #made = 0;

  comes(size: number): void {
    this.pods = [...this.pods, ...group(`job-${String(this.#made++).padStart(4, "0")}`, size)];
  }

  /** Whoever opens gates is killed after so many. */
  opens(many: number): void {
    for (const pod of turnOf(this.pods, 4, NOW).slice(0, many)) this.#change(withoutGate(pod));
  }

  /** Whether there was a place for a pod that has none. */
  places(which: number): boolean {
    const free = this.pods.filter((pod) => !isGated(pod) && !hasNode(pod));
    const pod = free[which % Math.max(1, free.length)];
    if (pod === undefined || this.pods.filter(hasNode).length >= 3) return false;
    const running = container("algorithm", { state: { running: { startedAt: "2026-01-01T00:59:59Z" } } });
    const status: Pod["status"] = { phase: "Running", containerStatuses: [running] };
    this.#change({ ...pod, spec: { ...pod.spec, nodeName: "n" }, status });
    return true;
  }

  /** A job that has all of its pods on nodes comes to its end. */
  ends(which: number): void {
    const jobs = this.running;
    const job = jobs[which % Math.max(1, jobs.length)];
    this.pods = this.pods.filter((pod) => jobOf(pod) !== job);
  }

  get running(): readonly string[] {
    const isWhole = (job: string) => this.pods.filter((pod) => jobOf(pod) === job).every(hasNode);
    return [...new Set(this.pods.filter(hasNode).map(jobOf))].filter(isWhole);
  }

  #change(changed: Pod): void {
    this.pods = this.pods.map((pod) => (keyOf(pod) === keyOf(changed) ? changed : pod));
  }
}

const hasNode = ({ spec }: Pod): boolean => spec.nodeName !== undefined;
const jobOf = (pod: Pod): string => podGroupOf(pod)?.name ?? keyOf(pod);

const step = fc.oneof(
  fc.constantFrom(1, 2, 2, 3).map((size) => (cluster: Cluster) => cluster.comes(size)),
  fc.nat(9).map((which) => (cluster: Cluster) => cluster.ends(which)),
  fc.nat(9).map((which) => (cluster: Cluster) => void cluster.places(which)),
  fc.nat(3).map((many) => (cluster: Cluster) => cluster.opens(many)),
);

test("With a scheduler that knows no groups, no two of them ever wait for what the other holds", () => {
  const property = fc.property(fc.array(step, { minLength: 300, maxLength: 300 }), (steps) => {
    const cluster = new Cluster();
    for (const one of steps) one(cluster);
    // Nobody comes any more: all that are there get through.
    for (let left = 1_000; left > 0 && cluster.pods.length > 0; left--) {
      cluster.opens(9);
      while (cluster.places(left));
      expect(cluster.running.length).toBeGreaterThan(0);
      cluster.ends(0);
    }
    expect(cluster.pods).toEqual([]);
  });
  fc.assert(property, modelRuns(5));
});
