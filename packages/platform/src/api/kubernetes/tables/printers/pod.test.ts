import type { Resource } from "@slipway/model";
import { expect, test } from "vitest";
import { podPrinter } from "./pod.ts";

const now = new Date("2026-01-01T01:00:00Z");

interface Parts {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

const pod = ({ metadata, spec, status }: Parts): Resource => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", creationTimestamp: "2026-01-01T00:00:00Z", ...metadata },
  spec: { containers: [{ name: "c1" }, { name: "c2" }], ...spec },
  status: { phase: "Running", ...status },
});

const running = { ready: true, restartCount: 0, state: { running: {} } };
const waiting = (reason: string) => ({ ready: false, restartCount: 0, state: { waiting: { reason } } });
const ended = (terminated: object) => ({ ready: false, restartCount: 0, state: { terminated } });
const init = (...containers: object[]) => ({ initContainers: containers, containers: [{ name: "c1" }] });

// Expected cells as in the tests of Kubernetes' own printer (printers_test.go, TestPrintPod).
test.each<[string, Parts, string, string]>([
  ["two that run", { status: { containerStatuses: [running, running] } }, "2/2", "Running"],
  [
    "one that waits",
    { status: { containerStatuses: [running, waiting("ContainerWaitingReason")] } },
    "1/2",
    "ContainerWaitingReason",
  ],
  ["no status at all", { status: { phase: "Pending" } }, "0/2", "Pending"],
  ["a reason of the pod", { status: { phase: "Failed", reason: "Evicted" } }, "0/2", "Evicted"],
  [
    "one that ended by a signal",
    { status: { containerStatuses: [running, ended({ signal: 9, exitCode: 137 })] } },
    "1/2",
    "Signal:9",
  ],
  [
    "one that ended by a code",
    { status: { containerStatuses: [ended({ exitCode: 3 }), running] } },
    "1/2",
    "ExitCode:3",
  ],
  [
    "one that is through while another runs, the pod being ready",
    {
      status: {
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [ended({ exitCode: 0, reason: "Completed" }), running],
      },
    },
    "1/2",
    "Running",
  ],
  [
    "one that is through while another runs, the pod not being ready",
    { status: { containerStatuses: [ended({ exitCode: 0, reason: "Completed" }), running] } },
    "1/2",
    "NotReady",
  ],
  [
    "all through",
    {
      status: {
        phase: "Succeeded",
        containerStatuses: [
          ended({ exitCode: 0, reason: "Completed" }),
          ended({ exitCode: 0, reason: "Completed" }),
        ],
      },
    },
    "0/2",
    "Completed",
  ],
  [
    "the first init container at work",
    {
      spec: init({ name: "i1" }, { name: "i2" }),
      status: { phase: "Pending", initContainerStatuses: [running, waiting("PodInitializing")] },
    },
    "0/1",
    "Init:0/2",
  ],
  [
    "the second init container at work",
    {
      spec: init({ name: "i1" }, { name: "i2" }),
      status: { phase: "Pending", initContainerStatuses: [ended({ exitCode: 0 }), running] },
    },
    "0/1",
    "Init:1/2",
  ],
  [
    "an init container that failed",
    {
      spec: init({ name: "i1" }),
      status: { phase: "Pending", initContainerStatuses: [ended({ exitCode: 1, reason: "Error" })] },
    },
    "0/1",
    "Init:Error",
  ],
  [
    "an init container that cannot start",
    {
      spec: init({ name: "i1" }),
      status: { phase: "Pending", initContainerStatuses: [waiting("ErrImagePull")] },
    },
    "0/1",
    "Init:ErrImagePull",
  ],
  [
    "a native sidecar that is ready beside the main container",
    {
      spec: init({ name: "s", restartPolicy: "Always" }),
      status: {
        containerStatuses: [running],
        initContainerStatuses: [{ ...running, name: "s", started: true }],
      },
    },
    "2/2",
    "Running",
  ],
  [
    "one being deleted",
    {
      metadata: { deletionTimestamp: "2026-01-01T00:59:00Z" },
      status: { containerStatuses: [running, running] },
    },
    "2/2",
    "Terminating",
  ],
  [
    "one being deleted that has ended",
    {
      metadata: { deletionTimestamp: "2026-01-01T00:59:00Z" },
      status: { phase: "Succeeded", containerStatuses: [] },
    },
    "0/2",
    "Succeeded",
  ],
])("a pod with %s is shown as kubectl's users know it", (_, parts, ready, status) => {
  const cells = podPrinter.cells(pod(parts), now);
  expect(cells.slice(0, 3)).toEqual(["p", ready, status]);
});

test("restarts are counted, and the last one is told", () => {
  const restarted = {
    ...running,
    restartCount: 3,
    lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:55:00Z" } },
  };
  const cells = podPrinter.cells(pod({ status: { containerStatuses: [restarted, running] } }), now);
  expect(cells[3]).toBe("3 (5m ago)");
  expect(podPrinter.cells(pod({}), now)[3]).toBe("0");
});

test("there are as many cells as columns, the address and node among the wide ones", () => {
  const cells = podPrinter.cells(pod({ spec: { nodeName: "n" }, status: { podIP: "127.0.0.1" } }), now);
  expect(cells).toHaveLength(podPrinter.columns.length);
  expect(cells.slice(4)).toEqual(["60m", "127.0.0.1", "n", "<none>", "<none>"]);
  expect(podPrinter.columns.filter((column) => column.priority > 0).map((column) => column.name)).toEqual([
    "IP",
    "Node",
    "Nominated Node",
    "Readiness Gates",
  ]);
});

test("a finished pod's row says so", () => {
  expect(podPrinter.conditions?.(pod({ status: { phase: "Succeeded" } }))).toEqual([
    {
      type: "Completed",
      status: "True",
      reason: "Succeeded",
      message: "The pod has completed successfully.",
    },
  ]);
  expect(podPrinter.conditions?.(pod({}))).toEqual([]);
});

test("a bookmark's bare object is a row as well", () => {
  const bare = { apiVersion: "v1", kind: "Pod", metadata: { resourceVersion: "7" } } as unknown as Resource;
  expect(podPrinter.cells(bare, now)).toHaveLength(podPrinter.columns.length);
});
