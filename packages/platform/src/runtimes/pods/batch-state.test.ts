import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, test } from "vitest";
import { ANNOTATION } from "./layout.ts";
import { KUBELET } from "./node-ways.ts";
import { runState } from "./run-state.ts";
import { stopOrder } from "./stop-pod.ts";

type State = NonNullable<ContainerStatus["state"]>;

const NOW = new Date("2026-01-01T00:01:00Z");
const RUNNING: State = { running: { startedAt: "2026-01-01T00:00:10Z" } };
const ended = (exitCode: number, message = "", reason = "Error"): State => ({
  terminated: {
    exitCode,
    message,
    reason,
    startedAt: "2026-01-01T00:00:10Z",
    finishedAt: "2026-01-01T00:00:20Z",
  },
});
const status = (name: string, state: State, more: Partial<ContainerStatus> = {}): ContainerStatus =>
  ({ name, image: "i", imageID: "", ready: true, restartCount: 0, state, ...more }) as ContainerStatus;

/** A model's server, and what asks it. */
function pod(phase: string, server: ContainerStatus, asks: ContainerStatus): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "p",
      creationTimestamp: "2026-01-01T00:00:00Z",
      annotations: { [ANNOTATION.mainContainer]: "transform" },
    },
    spec: { nodeName: "n", containers: [{ name: "transform", image: "i" }] },
    status: {
      phase,
      initContainerStatuses: [status("fetch", ended(0)), server],
      containerStatuses: [asks],
    },
  } as Pod;
}
const stateOf = (...of: Parameters<typeof pod>) => runState(pod(...of), { now: NOW, imagePatienceMs: 0 });
const serves = status("algorithm", RUNNING);

describe("a batch", () => {
  test("runs while it asks, however long its server has run, and is over when all was asked", () => {
    expect(stateOf("Running", serves, status("transform", RUNNING)).phase).toBe("running");
    const done = status("algorithm", ended(143));
    expect(stateOf("Succeeded", done, status("transform", ended(0)))).toMatchObject({
      phase: "succeeded",
      entered: { running: new Date("2026-01-01T00:00:10Z") },
    });
  });

  test.each([
    ["the data", 11, "SLIP-BATCH-001: no", "input", "SLIP-BATCH-001: no"],
    ["the model", 10, "SLIP-BATCH-002: no", "user-code", "SLIP-BATCH-002: no"],
    ["the store", 12, "SLIP-S3-018: no", "output", "SLIP-S3-018: no"],
    [
      "nobody",
      137,
      "the log's last lines",
      "internal",
      /ended by something else than itself \(exit code 137\)$/,
    ],
  ] as const)("blames %s by its exit code, which is no program's", (_, code, said, blame, message) => {
    const { failure } = stateOf("Failed", serves, status("transform", ended(code, said)));
    expect(failure).toEqual({
      class: blame,
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
    });
  });

  test("fails for the memory of its server, which it cannot know itself", () => {
    const server = status("algorithm", RUNNING, { restartCount: 1, lastState: ended(137, "", "OOMKilled") });
    const { failure } = stateOf("Failed", server, status("transform", ended(10, "SLIP-BATCH-002: broke")));
    expect(failure).toMatchObject({ class: "out-of-memory" });
    const data = stateOf("Failed", server, status("transform", ended(11, "SLIP-BATCH-001: no")));
    expect(data.failure).toMatchObject({ class: "input" });
  });

  test("is given up when its server ends again and again before it has answered, in that one's own words", () => {
    const crashes = (restartCount: number) =>
      status(
        "algorithm",
        { waiting: { reason: "CrashLoopBackOff" } },
        { restartCount, lastState: ended(3, "no such model") },
      );
    const waits = status("transform", { waiting: { reason: "PodInitializing" } });
    expect(stateOf("Pending", crashes(2), waits)).toMatchObject({
      phase: "downloading",
      message: "Starting the model's server",
    });
    expect(stateOf("Pending", crashes(3), waits)).toMatchObject({
      phase: "failed",
      failure: { class: "user-code", message: "no such model", exitCode: 3 },
    });
    // Once it has answered, what asks it knows which record that was.
    expect(stateOf("Running", crashes(9), status("transform", RUNNING)).phase).toBe("running");
    expect(stateOf("Failed", crashes(9), status("transform", ended(11, "record 4")))).toMatchObject({
      failure: { class: "input", message: "record 4" },
    });
  });

  test("is stopped at once: what it has not stored it does not store", () => {
    const order = stopOrder(pod("Running", serves, status("transform", RUNNING)), KUBELET, NOW);
    expect(order).toMatchObject({ write: { spec: { activeDeadlineSeconds: 1 } } });
  });
});
