import { keyOf } from "@slipway/model";
import { POD_GROUP, podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Node, Pod } from "@slipway/model/kubernetes/workloads.ts";
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

/** As Kubernetes 1.34's scheduler says it of a pod that no node takes, and of one for which others would have to end. */
const SAYS = {
  never:
    "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  later:
    "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
} as const;

/** A scheduler has had no machine for the pod since then. */
function unplacedSince(pod: Pod, since: Date, message: string): Pod {
  const lastTransitionTime = since.toISOString();
  const scheduled = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message,
    lastTransitionTime,
  };
  return { ...withoutGate(pod), status: { phase: "Pending", conditions: [scheduled] } };
}

describe("a group that finds no machines", () => {
  const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
  const waiting = (since: Date, message: string): readonly Pod[] =>
    group("a", 2).map((pod) => unplacedSince(pod, since, message));
  const goes = (pods: readonly Pod[]) => names(turnOf([...pods, ...group("b", 2)], 20, NOW));

  test("holds no other up once it is known for long that no machine takes it", () => {
    expect(goes(waiting(ago(4), SAYS.never))).toEqual([]);
    expect(goes(waiting(ago(5), SAYS.never))).toEqual(["b-algo-1", "b-algo-2"]);
    const [first, second] = waiting(ago(5), SAYS.never) as [Pod, Pod];
    expect(goes([onNode(first), second])).toEqual(["b-algo-1", "b-algo-2"]);
    // As the API server leaves it of a pod that has had a gate.
    const timeless = waiting(ago(0), SAYS.never).map(({ metadata, status, ...pod }) => ({
      ...pod,
      metadata: { ...metadata, creationTimestamp: ago(5).toISOString() },
      status: {
        ...status,
        conditions: status?.conditions?.map((one) => ({ ...one, lastTransitionTime: null })),
      },
    }));
    expect(goes(timeless as unknown as readonly Pod[])).toEqual(["b-algo-1", "b-algo-2"]);
  });

  test("holds no other up where all machines together are too few for it, and others where they might do", () => {
    const asking = (pod: Pod): Pod => ({
      ...pod,
      spec: { ...pod.spec, containers: [{ name: "algorithm", resources: { requests: { cpu: "3" } } }] },
    });
    const node = (name: string, cpu: string, labels = {}): Node => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels },
      status: { allocatable: { cpu } },
    });
    const eight = group("a", 8).map(asking);
    const waiting = (minutes: number) =>
      eight.map((pod, host) => (host < 2 ? onNode(pod) : unplacedSince(pod, ago(minutes), SAYS.later)));
    const goes = (minutes: number, nodes: readonly Node[]) =>
      names(turnOf([...waiting(minutes), ...group("b", 2)], 20, NOW, nodes)).length;
    const few = [node("n", "8"), node("m", "4500m"), node("o", "2")];
    expect([goes(5, few), goes(4, few), goes(5, []), goes(5, [...few, node("p", "15")])]).toEqual([
      2, 0, 0, 0,
    ]);
    const pool = (labels: object) => [...few, node("p", "15", labels)];
    const chosen = (nodes: readonly Node[]) => {
      const pods = waiting(5).map((pod) => ({ ...pod, spec: { ...pod.spec, nodeSelector: { pool: "a" } } }));
      return names(turnOf([...pods, ...group("b", 2)], 20, NOW, nodes)).length;
    };
    expect([chosen(pool({ pool: "a" })), chosen(pool({ pool: "b" }))]).toEqual([2, 2]);
    expect(chosen([node("p", "24", { pool: "a" })])).toBe(0);
  });

  test("holds others up however long it waits for machines that others have: both could hold a part", () => {
    expect(goes(waiting(ago(600), SAYS.later))).toEqual([]);
    expect(goes(waiting(ago(600), ""))).toEqual([]);
  });
});

/** Three places, and a scheduler that places any pod that may start, one after the other. */
class Cluster {
  pods: readonly Pod[] = [];
  #made = 0;
  #now = NOW;

  comes(size: number, isPossible = true): void {
    const name = `job-${String(this.#made++).padStart(4, "0")}${isPossible ? "" : IMPOSSIBLE}`;
    const asking = (pod: Pod): Pod => ({ ...pod, spec: { ...pod.spec, containers: [GREEDY] } });
    this.pods = [...this.pods, ...group(name, size).map((pod) => (isPossible ? pod : asking(pod)))];
  }

  passes(minutes: number): void {
    this.#now = new Date(this.#now.getTime() + minutes * 60_000);
  }

  /** Whoever opens gates is killed after so many. */
  opens(many: number): void {
    for (const pod of turnOf(this.pods, 4, this.#now).slice(0, many)) this.#change(withoutGate(pod));
  }

  /** Whether there was a place for a pod that has none. */
  places(which: number): boolean {
    const free = this.pods.filter((pod) => !isGated(pod) && !hasNode(pod));
    const pod = free[which % Math.max(1, free.length)];
    if (pod === undefined) return false;
    if (isImpossible(pod) || this.pods.filter(hasNode).length >= 3) {
      const known = pod.status?.conditions?.[0]?.lastTransitionTime;
      const since = known === undefined ? this.#now : new Date(known);
      this.#change(unplacedSince(pod, since, isImpossible(pod) ? SAYS.never : SAYS.later));
      return false;
    }
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

  get possible(): readonly Pod[] {
    return this.pods.filter((pod) => !isImpossible(pod));
  }

  get running(): readonly string[] {
    const isWhole = (job: string) => this.pods.filter((pod) => jobOf(pod) === job).every(hasNode);
    return [...new Set(this.pods.filter(hasNode).map(jobOf))].filter(isWhole);
  }

  #change(changed: Pod): void {
    this.pods = this.pods.map((pod) => (keyOf(pod) === keyOf(changed) ? changed : pod));
  }
}

/** What no machine has. */
const GREEDY = { name: "algorithm", resources: { requests: { cpu: "1000" } } };
const IMPOSSIBLE = "-impossible";
const isImpossible = ({ metadata }: Pod): boolean =>
  metadata.labels?.["slipway.dev/run"]?.endsWith(IMPOSSIBLE) === true;

const hasNode = ({ spec }: Pod): boolean => spec.nodeName !== undefined;
const jobOf = (pod: Pod): string => podGroupOf(pod)?.name ?? keyOf(pod);

const step = fc.oneof(
  fc.constantFrom(1, 2, 2, 3).map((size) => (cluster: Cluster) => cluster.comes(size)),
  fc.constantFrom(1, 2, 3).map((size) => (cluster: Cluster) => cluster.comes(size, false)),
  fc.nat(9).map((minutes) => (cluster: Cluster) => cluster.passes(minutes)),
  fc.nat(9).map((which) => (cluster: Cluster) => cluster.ends(which)),
  fc.nat(9).map((which) => (cluster: Cluster) => void cluster.places(which)),
  fc.nat(3).map((many) => (cluster: Cluster) => cluster.opens(many)),
);

test("With a scheduler that knows no groups, no two of them ever wait for what the other holds, nor any for one that no machine takes", () => {
  const property = fc.property(fc.array(step, { minLength: 300, maxLength: 300 }), (steps) => {
    const cluster = new Cluster();
    for (const one of steps) one(cluster);
    // Nobody comes any more: all that are there and can get through do.
    for (let left = 1_000; left > 0 && cluster.possible.length > 0; left--) {
      cluster.opens(9);
      // The scheduler looks at each of those that wait.
      for (let which = 0; which < cluster.pods.length; which++) cluster.places(which);
      cluster.passes(6);
      cluster.ends(0);
    }
    expect(cluster.possible).toEqual([]);
  });
  fc.assert(property, modelRuns(5));
});
