import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { runState as stateOf } from "./run-state.ts";

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
const runState = (of: Pod) => stateOf(of, { now: new Date("2026-01-01T00:00:30Z"), imagePatienceMs: 0 });
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

  describe("where images come over a network", () => {
    const after = (minutes: number, waiting: { readonly reason: string; readonly message?: string }) =>
      stateOf(
        {
          ...pod({
            phase: "Pending",
            containerStatuses: [{ ...common, name: "algorithm", state: { waiting } }],
          }),
        },
        { now: new Date(Date.UTC(2026, 0, 1, 0, minutes)), imagePatienceMs: 10 * 60_000 },
      );

    test.each(["ErrImagePull", "ImagePullBackOff"])(
      "%s is waited for, for minutes, with a sentence",
      (reason) => {
        const waiting = { reason, message: "dial tcp: connection refused" };
        expect(after(9, waiting)).toMatchObject({
          phase: "pending",
          message:
            "Waiting for an instance to start: the image i cannot be pulled and is tried again for 10 minutes: dial tcp: connection refused",
        });
        expect(after(10, waiting).failure).toMatchObject({ class: "image-pull", message: waiting.message });
      },
    );

    test.each(["InvalidImageName", "ErrImageNeverPull"])("%s is final at once", (reason) => {
      expect(after(0, { reason, message: "no" })).toMatchObject({
        phase: "failed",
        failure: { class: "image-pull" },
      });
    });

    test("an image whose user is root is final at once where nothing may be root, with the remedy", () => {
      const message = "container has runAsNonRoot and image will run as root";
      expect(after(0, { reason: "CreateContainerConfigError", message }).failure?.message).toMatch(
        /will run as root; the annotation slipway\.dev\/run-as-user names/,
      );
    });

    test("a Secret that is not there yet is waited for", () => {
      const message = 'secret "slipway-artifacts" not found';
      expect(after(1, { reason: "CreateContainerConfigError", message }).phase).toBe("pending");
    });
  });

  test("waits for its turn with a sentence", () => {
    const waiting = pod({ phase: "Pending" });
    const gated = { ...waiting, spec: { ...waiting.spec, schedulingGates: [{ name: "slipway.dev/start" }] } };
    expect(runState(gated)).toMatchObject({ phase: "pending", message: expect.stringContaining("its turn") });
  });

  // The kubelet's own sentences (pkg/kubelet/eviction).
  test.each([
    'Usage of EmptyDir volume "ml" exceeds the limit "1Gi". ',
    'Container algorithm exceeded its local ephemeral storage limit "1Gi". ',
    "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
  ])("is the user's failure when it was evicted for its own disk: %s", (message) => {
    const { failure } = runState(pod({ phase: "Failed", reason: "Evicted", message }));
    expect(failure?.class).toBe("user-code");
    expect(failure?.message).toContain(message.trim());
    expect(failure?.message).toContain("volumeSizeInGB");
  });

  test.each([
    ["EvictionByEvictionAPI", "preempted"],
    ["PreemptionByScheduler", "preempted"],
    ["TerminationByKubelet", "preempted"],
    ["DeletionByTaintManager", "node-lost"],
    ["DeletionByPodGC", "node-lost"],
  ])("is lost by the class of its disruption %s, while it still runs", (reason, blame) => {
    const state = runState(
      pod({
        phase: "Running",
        conditions: [{ type: "DisruptionTarget", status: "True", reason, message: "going" }],
        containerStatuses: [
          { ...common, name: "algorithm", state: { running: { startedAt: "2026-01-01T00:00:02Z" } } },
        ],
      }),
    );
    expect(state.failure).toEqual({ class: blame, message: "going" });
  });

  test("goes on uploading what ended well before its pod was taken away", () => {
    const terminated = { exitCode: 0, finishedAt: "2026-01-01T00:00:05Z" };
    const state = (exitCode: number) =>
      runState(
        pod({
          phase: "Running",
          conditions: [{ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }],
          containerStatuses: [
            { ...common, name: "algorithm", state: { terminated: { ...terminated, exitCode } } },
          ],
        }),
      ).phase;
    expect([state(0), state(143)]).toEqual(["uploading", "failed"]);
  });

  test("blames the results' container for what ended without it", () => {
    const ended = (name: string, exitCode: number, second: number) => ({
      ...common,
      name,
      state: {
        terminated: { exitCode, message: `${name} broke`, finishedAt: `2026-01-01T00:00:0${second}Z` },
      },
    });
    const of = (store: number, program: number) =>
      runState(
        pod({
          phase: "Failed",
          containerStatuses: [ended("store", 1, store), ended("algorithm", 137, program)],
        }),
      );
    expect(of(2, 8).failure?.class).toBe("output");
    expect(of(8, 2).failure).toMatchObject({ class: "user-code", message: "algorithm broke" });
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

  test.each([
    ["did not hear SIGTERM", { exitCode: 137, reason: "Error" }, 120],
    ["ended by itself", { exitCode: 143, reason: "Error" }, undefined],
    ["ran out of memory meanwhile", { exitCode: 137, reason: "OOMKilled" }, undefined],
  ])("tells of a stopped program that %s", (_, terminated, seconds) => {
    const containerStatuses = [{ ...common, name: "algorithm", state: { terminated } }];
    const ended = pod({ phase: "Failed", reason: "DeadlineExceeded", containerStatuses });
    expect(runState(ended)).toMatchObject({ phase: "stopped", message: "Stopped as asked" });
    expect(runState(ended).killedAfterSeconds).toBe(seconds);
  });

  test.each(["OutOfcpu", "OutOfmemory", "OutOfpods", "OutOfephemeral-storage"])(
    "found no room on its node after all: %s",
    (reason) => {
      const message = "Pod was rejected: Node didn't have enough resource";
      expect(runState(pod({ phase: "Failed", reason, message })).failure).toEqual({
        class: "unschedulable",
        message,
      });
    },
  );

  describe("with channels that are streamed", () => {
    const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
    const ended = (exitCode: number, second: number, message?: string) => ({
      terminated: { exitCode, finishedAt: at(second), ...(message === undefined ? {} : { message }) },
    });
    const streaming = (phase: "Running" | "Succeeded", stream: object, program: object) =>
      runState(
        pod({
          phase,
          initContainerStatuses: [{ ...common, name: "stream", ...stream }],
          containerStatuses: [{ ...common, name: "algorithm", state: program }],
        } as Status),
      );
    const running = { running: { startedAt: at(1) } };
    const broke = { state: running, lastState: ended(1, 3, "no such object"), restartCount: 1 };

    test("fails while its program still runs when a channel broke off, for that may wait for ever", () => {
      expect(streaming("Running", broke, running)).toMatchObject({
        phase: "failed",
        failure: { class: "input", message: expect.stringContaining("no such object") },
      });
    });

    test.each([
      ["before its program ended well", ended(1, 3, "why"), ended(0, 5), "failed"],
      ["in the second in which its program ended well", ended(1, 5, "why"), ended(0, 5), "failed"],
      ["of a signal while its program ran", ended(137, 3), ended(0, 5), "failed"],
      ["of the signal by which its pod ended", ended(143, 5), ended(0, 5), "succeeded"],
      ["after its program, which had closed its pipes", ended(1, 6, "why"), ended(0, 5), "succeeded"],
      ["as it should", ended(0, 5), ended(0, 5), "succeeded"],
    ])("whose stream ended %s", (_, stream, program, phase) => {
      expect(streaming("Succeeded", { state: stream }, program).phase).toBe(phase);
    });
  });
});
