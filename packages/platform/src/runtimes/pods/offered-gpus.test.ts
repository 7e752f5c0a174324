import type { Node } from "@slipway/model/kubernetes/workloads.ts";
import { expect, test } from "vitest";
import { gpusFor, offeredByNodes } from "./offered-gpus.ts";

const node = (gpus: string, more: { readonly ready?: string; readonly unschedulable?: boolean } = {}): Node =>
  ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "a" },
    spec: { unschedulable: more.unschedulable ?? false },
    status: {
      allocatable: { cpu: "8", "nvidia.com/gpu": gpus },
      conditions: [{ type: "Ready", status: more.ready ?? "True" }],
    },
  }) as unknown as Node;

test("Nodes offer as many GPUs as the greatest of those that take pods", () => {
  expect(offeredByNodes([node("2"), node("4"), node("0")])).toEqual({ "nvidia.com/gpu": 4 });
  expect(offeredByNodes([node("8", { ready: "False" }), node("8", { unschedulable: true })])).toEqual({});
});

test("Only an instance type that has GPUs waits until they are found", async () => {
  let found = (_: Readonly<Record<string, number>>): void => {};
  const offered = new Promise<Readonly<Record<string, number>>>((resolve) => {
    found = resolve;
  });
  expect(await gpusFor("ml.m5.large", () => offered)).toEqual({});
  const asked = gpusFor("ml.g5.xlarge", () => offered);
  found({ "nvidia.com/gpu": 1 });
  expect(await asked).toEqual({ "nvidia.com/gpu": 1 });
  expect(await gpusFor("ml.m5.large", () => offered)).toEqual({ "nvidia.com/gpu": 1 });
});
