import type { Node, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { withoutGate } from "./start-gate.ts";
import { roomOn, turnOf } from "./start-queue.ts";
import { container } from "./testing/machinery.ts";

const NOW = new Date("2026-01-01T01:00:00Z");
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 59, second)).toISOString();

/** The pod of a run, made at this second of the minute before now. */
function pod(name: string, second: number, change: Partial<Pod> = {}): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: name,
      creationTimestamp: at(second),
      labels: { "slipway.dev/run": name },
    },
    spec: { containers: [], schedulingGates: [{ name: "slipway.dev/start" }] },
    status: { phase: "Pending" },
    ...change,
  };
}
const open = (name: string, second: number, status: Pod["status"] = {}): Pod =>
  withoutGate(pod(name, second, { status: { phase: "Pending", ...status } }));
const names = (pods: readonly Pod[]): readonly string[] => pods.map(({ metadata }) => metadata.name);

const asking = (one: Pod, cpu: string): Pod => ({
  ...one,
  spec: { ...one.spec, containers: [{ name: "algorithm", resources: { requests: { cpu } } }] },
});

describe("the queue of starts", () => {
  test("lets the oldest go first, and no more than there is room for", () => {
    expect(names(turnOf([pod("c", 3), pod("a", 1), pod("b", 2)], 2, NOW))).toEqual(["a", "b"]);
  });

  test("is the same for two who look at once, also at pods of one second", () => {
    const pods = [pod("b", 1), pod("a", 1), pod("c", 1)];
    expect(names(turnOf(pods, 2, NOW))).toEqual(names(turnOf(pods.toReversed(), 2, NOW)));
  });

  test("counts what is starting, and nobody once the program runs or the pod is over", () => {
    const running = {
      containerStatuses: [container("algorithm", { state: { running: { startedAt: at(5) } } })],
    };
    const busy = [open("a", 1), open("b", 2), open("c", 3, running), open("d", 4, { phase: "Succeeded" })];
    expect(names(turnOf([...busy, pod("e", 5), pod("f", 6), pod("g", 7)], 4, NOW))).toEqual(["e", "f"]);
  });

  test("is not held up by what waits for a machine, by what starts for minutes, or by what is deleted", () => {
    const unschedulable = {
      conditions: [
        { type: "PodScheduled", status: "False", reason: "Unschedulable", lastTransitionTime: at(1) },
      ],
    };
    const slow = {
      conditions: [{ type: "PodScheduled", status: "True", lastTransitionTime: "2026-01-01T00:54:00Z" }],
    };
    const gone = open("gone", 3);
    const deleted = { ...gone, metadata: { ...gone.metadata, deletionTimestamp: at(4) } };
    const pods = [
      asking(open("big", 1, unschedulable), "64"),
      open("slow", 2, slow),
      deleted,
      pod("next", 5),
    ];
    expect(names(turnOf(pods, 1, NOW))).toEqual(["next"]);
  });

  test("lets no more of a kind wait for a machine than may start at once, and others go before it", () => {
    const unschedulable = {
      conditions: [
        { type: "PodScheduled", status: "False", reason: "Unschedulable", lastTransitionTime: at(1) },
      ],
    };
    const big = (one: Pod): Pod => asking(one, "64");
    const waiting = [open("big-1", 1, unschedulable), open("big-2", 2, unschedulable)].map(big);
    const queue = [big(pod("big-3", 3)), asking(pod("small-1", 4), "1"), asking(pod("small-2", 5), "1")];
    expect(names(turnOf([...waiting, ...queue], 2, NOW))).toEqual(["small-1", "small-2"]);
    expect(names(turnOf([...waiting.slice(1), ...queue], 2, NOW))).toEqual(["big-3", "small-1"]);
  });

  test("tells kinds of machine apart by what a server asks that runs beside the pod's own containers", () => {
    const unschedulable = {
      conditions: [
        { type: "PodScheduled", status: "False", reason: "Unschedulable", lastTransitionTime: at(1) },
      ],
    };
    const served = (one: Pod, cpu: string): Pod => {
      const server = {
        name: "algorithm",
        restartPolicy: "Always",
        resources: { requests: { cpu } },
      } as const;
      return { ...one, spec: { ...one.spec, initContainers: [server], containers: [{ name: "transform" }] } };
    };
    const waiting = served(open("big-1", 1, unschedulable), "64");
    const queue = [served(pod("big-2", 2), "64"), served(pod("small-1", 3), "1")];
    expect(names(turnOf([waiting, ...queue], 1, NOW))).toEqual(["small-1"]);
  });

  test("leaves other gates, and the pods that have those alone, to others", () => {
    const other = pod("other", 1, { spec: { containers: [], schedulingGates: [{ name: "their/gate" }] } });
    expect(turnOf([other], 4, NOW)).toEqual([]);
    const both = pod("both", 1, {
      spec: { containers: [], schedulingGates: [{ name: "their/gate" }, { name: "slipway.dev/start" }] },
    });
    expect(withoutGate(both).spec.schedulingGates).toEqual([{ name: "their/gate" }]);
  });

  test("has room by the nodes that take pods, and some where none is known", () => {
    const node = (ready: string, unschedulable = false): Node => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n" },
      spec: { unschedulable },
      status: { conditions: [{ type: "Ready", status: ready }] },
    });
    expect(
      [[], [node("True")], [node("True"), node("False"), node("True", true), node("True")]].map(roomOn),
    ).toEqual([4, 4, 8]);
  });
});
