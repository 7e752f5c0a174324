import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { runState } from "./run-state.ts";

type Status = NonNullable<Pod["status"]>;

/** Statuses below are in the form a kubelet writes them (core/v1 PodStatus). */
function pod(status: Status): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "run-1-algo-1", namespace: "default", creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { containers: [] },
    status,
  };
}
const common = { image: "i", imageID: "", restartCount: 0, ready: false } as const;

describe("a pod's status as a run", () => {
  test("waits for a machine in the scheduler's words", () => {
    const state = runState(
      pod({
        phase: "Pending",
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            reason: "Unschedulable",
            message: "0/1 nodes are available: 1 Insufficient cpu.",
          },
        ],
      }),
    );
    expect(state.phase).toBe("pending");
    expect(state.message).toContain("0/1 nodes are available: 1 Insufficient cpu.");
  });

  test("waits in the words of the container that cannot start yet", () => {
    const message = 'secret "slipway-artifacts" not found';
    const state = runState(
      pod({
        phase: "Pending",
        initContainerStatuses: [
          { ...common, name: "fetch", state: { waiting: { reason: "ContainerCreating", message } } },
        ],
      }),
    );
    expect(state).toMatchObject({ phase: "pending", message: expect.stringContaining(message) });
  });

  test("is out of memory when the kernel killed the program", () => {
    const state = runState(
      pod({
        phase: "Failed",
        containerStatuses: [
          { ...common, name: "algorithm", state: { terminated: { exitCode: 137, reason: "OOMKilled" } } },
        ],
      }),
    );
    expect(state.failure).toMatchObject({ class: "out-of-memory", exitCode: 137 });
    expect(state.message).toContain("OOMKilled");
  });

  test("is preempted when the node evicted the pod, whatever its containers say", () => {
    const state = runState(
      pod({ phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." }),
    );
    expect(state.failure).toEqual({ class: "preempted", message: "The node was low on resource: memory." });
  });

  test("is failed as soon as its image cannot be pulled, though the pod still waits", () => {
    const message = 'Back-off pulling image "nobody/knows:1"';
    const state = runState(
      pod({
        phase: "Pending",
        containerStatuses: [
          { ...common, name: "algorithm", state: { waiting: { reason: "ImagePullBackOff", message } } },
        ],
      }),
    );
    expect(state).toMatchObject({ phase: "failed", failure: { class: "image-pull", message } });
  });

  test("uploads between the program's end and the pod's", () => {
    const state = runState(
      pod({
        phase: "Running",
        initContainerStatuses: [
          {
            ...common,
            name: "fetch",
            state: {
              terminated: {
                exitCode: 0,
                startedAt: "2026-01-01T00:00:01Z",
                finishedAt: "2026-01-01T00:00:02Z",
              },
            },
          },
          { ...common, name: "store", state: { running: { startedAt: "2026-01-01T00:00:02Z" } } },
        ],
        containerStatuses: [
          {
            ...common,
            name: "algorithm",
            state: {
              terminated: {
                exitCode: 0,
                startedAt: "2026-01-01T00:00:02Z",
                finishedAt: "2026-01-01T00:00:09Z",
              },
            },
          },
        ],
      }),
    );
    expect(state.phase).toBe("uploading");
    expect(state.entered).toEqual({
      pending: new Date("2026-01-01T00:00:00Z"),
      downloading: new Date("2026-01-01T00:00:01Z"),
      running: new Date("2026-01-01T00:00:02Z"),
      uploading: new Date("2026-01-01T00:00:09Z"),
    });
  });

  test("is stopped, not failed, when its deadline was brought forward", () => {
    const state = runState(
      pod({
        phase: "Failed",
        reason: "DeadlineExceeded",
        message: "Pod was active on the node longer than the specified deadline",
      }),
    );
    expect(state.phase).toBe("stopped");
    expect(state.failure).toBeUndefined();
  });
});
