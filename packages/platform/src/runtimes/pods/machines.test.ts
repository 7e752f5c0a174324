import type { NodePool, NodePoolSpec } from "@slipway/model/kinds/node-pool/index.ts";
import { describe, expect, it, test } from "vitest";
import { CLUSTER_MACHINES, machinesOf, oneMachine } from "./machines.ts";

const pool = (spec: Omit<NodePoolSpec, "instanceTypes">): NodePool => ({
  apiVersion: "slipway.dev/v1alpha1",
  kind: "NodePool",
  metadata: { name: "gpu" },
  spec: { instanceTypes: ["gpu"], ...spec },
});
const GIB = 2 ** 30;
const laptop = oneMachine({ memory: 14 * GIB, hasAccelerators: false });
const onCluster = (type: string) => machinesOf(undefined, { type, ways: CLUSTER_MACHINES });
const onLaptop = (type: string) => machinesOf(undefined, { type, ways: laptop });

test("a node pool becomes a node selector, tolerations, and requests that are limits too", () => {
  const capacity = { memory: "26Gi", "nvidia.com/gpu": 1 };
  const taints = [
    { key: "nvidia.com/gpu", effect: "NoSchedule" },
    { key: "dedicated", value: "ml", effect: "NoExecute" },
  ] as const;
  const { placement, resources } = machinesOf(pool({ nodeSelector: { pool: "gpu" }, taints, capacity }), {
    type: "gpu",
    ways: CLUSTER_MACHINES,
  });
  expect(placement).toEqual({
    nodeSelector: { pool: "gpu" },
    tolerations: [
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
      { key: "dedicated", operator: "Equal", value: "ml", effect: "NoExecute" },
    ],
  });
  expect(resources).toEqual({ resources: { requests: capacity, limits: capacity } });
});

describe("an instance type whose size no node pool says", () => {
  // https://aws.amazon.com/ec2/instance-types/m5: ml.m5.large is 2 vCPUs and 8 GiB.
  it("has the memory that AWS gives it as its limit, on a cluster and on one machine", () => {
    expect(onCluster("ml.m5.large").resources.resources?.limits).toEqual({ memory: "8192Mi" });
    expect(onLaptop("ml.m5.large").resources.resources?.limits).toEqual({ memory: "8192Mi" });
    const selected = machinesOf(pool({ nodeSelector: { a: "b" } }), {
      type: "ml.m5.large",
      ways: CLUSTER_MACHINES,
    });
    expect(selected.placement).toEqual({ nodeSelector: { a: "b" } });
    expect(selected.resources.resources?.limits).toEqual({ memory: "8192Mi" });
  });

  it("asks for a part of it, so that small jobs run side by side, and on one machine never for processors", () => {
    expect(onCluster("ml.m5.large").resources.resources?.requests).toEqual({ memory: "512Mi", cpu: "250m" });
    expect(onLaptop("ml.m5.large").resources.resources?.requests).toEqual({ memory: "1024Mi" });
    expect(onLaptop("ml.p5.48xlarge").resources.resources?.requests).toEqual({ memory: "1792Mi" });
  });

  it("gets no more than the machine has, and says so", () => {
    const { resources, advice } = onLaptop("ml.m5.4xlarge");
    expect(resources.resources?.limits).toEqual({ memory: `${14 * 1024}Mi` });
    expect(advice).toBe(
      "ml.m5.4xlarge has 64 GiB of memory, and this machine gives a program at most 14.0 GiB",
    );
    expect(onLaptop("ml.m5.large").advice).toBeUndefined();
  });

  it.each([
    ["ml.g4dn.xlarge", "1 GPU"],
    ["ml.p3.8xlarge", "4 GPUs"],
    ["ml.g6e.48xlarge", "8 GPUs"],
    ["ml.inf2.xlarge", "1 Inferentia2 chip"],
    ["ml.trn1.32xlarge", "16 Trainium chips"],
  ])("runs %s without its %s where there is none, and says so", (type, what) => {
    expect(onLaptop(type).advice).toContain(`${type} has ${what}, and this machine has none`);
    expect(onCluster(type).advice).toBe(
      `${type} has ${what}, and no NodePool says how pods get one here: the program runs without`,
    );
    const workstation = oneMachine({ memory: 4096 * GIB, hasAccelerators: true });
    expect(machinesOf(undefined, { type, ways: workstation }).advice).toBeUndefined();
  });

  it.each(["", "gpu", "ml.m5", "ml.m99.large", "local"])(
    "waits on a cluster when it is %j, and may have the whole of one machine",
    (type) => {
      expect(() => onCluster(type)).toThrow(
        expect.objectContaining({
          code: "SLIP-RUN-013",
          message: expect.stringContaining(JSON.stringify(type)),
        }),
      );
      expect(onLaptop(type).resources.resources?.limits).toEqual({ memory: `${14 * 1024}Mi` });
    },
  );

  it("waits when its pool cannot be used as it is", () => {
    const broken = pool({ capacity: { memory: "much" } });
    for (const ways of [CLUSTER_MACHINES, laptop])
      expect(() => machinesOf(broken, { type: "gpu", ways })).toThrow(
        expect.objectContaining({ code: "SLIP-RUN-013", message: expect.stringContaining("NodePool gpu") }),
      );
  });
});
