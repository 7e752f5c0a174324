import { defined } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, it } from "vitest";
import { containersOf } from "../pod/roles.ts";
import type { Launch } from "../supervisor/facts.ts";
import { podOf, shell } from "../testing/pods.ts";
import type { ContainerObservation } from "./container-status.ts";
import { podStatus } from "./pod-status.ts";

const at = new Date("2026-01-01T00:00:00Z");
const later = new Date("2026-01-01T00:01:00Z");
const runs: Launch = { count: 0, startedAt: at };
const ended = (code: number, how?: "oom" | "lost"): Launch => ({
  ...runs,
  end: { code, at: later, ...defined({ how }) },
});

const training: Pod = {
  ...podOf("job", [shell("algorithm", "")], {
    initContainers: [shell("fetch", ""), shell("store", "", { restartPolicy: "Always" })],
  }),
};

function statusOf(
  launches: Readonly<Record<string, readonly Launch[]>>,
  more: { readonly over?: boolean; readonly ending?: string; readonly ready?: boolean } = {},
) {
  const pod = { ...training, metadata: { ...training.metadata, uid: "u" } };
  const containers = containersOf(pod).map((container): ContainerObservation => {
    const all = launches[container.name] ?? [];
    return {
      container,
      launches: all,
      started: more.ready ?? true,
      ready: more.ready ?? true,
      messages: new Map(),
      ...(all.length === 0 ? { waiting: { reason: "PodInitializing" } } : {}),
    };
  });
  const status = podStatus({ pod, containers, over: more.over ?? false, ending: more.ending, now: later });
  const conditions = Object.fromEntries(
    (status.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      [status, reason, message].filter(Boolean).join(" "),
    ]),
  );
  return { status, conditions };
}

// Phases, reasons and messages as kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle and kubelets have them.
describe("a pod's status", () => {
  it("is Pending, not initialized, while init containers run", () => {
    const { status, conditions } = statusOf({ fetch: [runs] });
    expect(status.phase).toBe("Pending");
    expect(conditions).toEqual({
      PodReadyToStartContainers: "True",
      Initialized: "False ContainersNotInitialized containers with incomplete status: [fetch]",
      Ready: "False ContainersNotReady containers with unready status: [store algorithm]",
      ContainersReady: "False ContainersNotReady containers with unready status: [store algorithm]",
      PodScheduled: "True",
    });
    expect(status.containerStatuses?.[0]).toMatchObject({
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason: "PodInitializing" } },
    });
  });

  it("is Running and ready once everything runs", () => {
    const { status, conditions } = statusOf({ fetch: [ended(0)], store: [runs], algorithm: [runs] });
    expect(status.phase).toBe("Running");
    expect(conditions).toMatchObject({ Initialized: "True", Ready: "True", ContainersReady: "True" });
    expect(status.initContainerStatuses?.[0]).toMatchObject({
      ready: true,
      state: { terminated: { reason: "Completed" } },
    });
    expect(status.containerStatuses?.[0]?.state).toEqual({ running: { startedAt: "2026-01-01T00:00:00Z" } });
  });

  it("is still Running while a sidecar ends after the program", () => {
    expect(statusOf({ fetch: [ended(0)], store: [runs], algorithm: [ended(0)] }).status.phase).toBe(
      "Running",
    );
  });

  it("is Succeeded or Failed by the main containers alone", () => {
    const good = statusOf({ fetch: [ended(0)], store: [ended(1)], algorithm: [ended(0)] }, { over: true });
    expect(good.status.phase).toBe("Succeeded");
    expect(good.conditions).toMatchObject({ Initialized: "True PodCompleted", Ready: "False PodCompleted" });
    const bad = statusOf({ fetch: [ended(0)], store: [ended(0)], algorithm: [ended(1)] }, { over: true });
    expect(bad.status.phase).toBe("Failed");
    expect(bad.conditions).toMatchObject({ Ready: "False PodFailed" });
  });

  it("is Failed for the reason it was ended, also when the program then ended well", () => {
    const { status } = statusOf(
      { fetch: [ended(0)], algorithm: [ended(0)] },
      { over: true, ending: "DeadlineExceeded" },
    );
    expect(status).toMatchObject({
      phase: "Failed",
      reason: "DeadlineExceeded",
      message: "Pod was active on the node longer than the specified deadline",
    });
  });

  it("names why a container ended", () => {
    const reason = (launch: Launch) =>
      statusOf({ algorithm: [launch] }, { over: true }).status.containerStatuses?.[0]?.state?.terminated
        ?.reason;
    expect([ended(0), ended(1), ended(137, "oom"), ended(137, "lost")].map(reason)).toEqual([
      "Completed",
      "Error",
      "OOMKilled",
      "ContainerStatusUnknown",
    ]);
  });
});
