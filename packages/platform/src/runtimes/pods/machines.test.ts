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
const none = { gpus: {} };
const gpus = async () => ({});
const laptop = oneMachine({ memory: 14 * GIB, hasAccelerators: false, gpus });
const onCluster = (type: string, offered = {}) =>
  machinesOf(undefined, { type, ways: CLUSTER_MACHINES, gpus: offered });
const onLaptop = (type: string, offered = {}) => machinesOf(undefined, { type, ways: laptop, gpus: offered });

test("a node pool becomes a node selector, tolerations, and requests that are limits too", () => {
  const capacity = { memory: "26Gi", "nvidia.com/gpu": 1 };
  const taints = [
    { key: "nvidia.com/gpu", effect: "NoSchedule" },
    { key: "dedicated", value: "ml", effect: "NoExecute" },
  ] as const;
  const { placement, resources } = machinesOf(pool({ nodeSelector: { pool: "gpu" }, taints, capacity }), {
    type: "gpu",
    ways: CLUSTER_MACHINES,
    ...none,
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

test("what a run asks for counts before its type and its pool, and its memory grows", () => {
  const resources = { cpu: "2", memory: "2Gi", "nvidia.com/gpu": "1" };
  const asked = { type: "ml.m5.large", ways: CLUSTER_MACHINES, ...none, resources, memoryFactor: 2 };
  const grown = { ...resources, memory: "4096Mi" };
  const capacity = { memory: "26Gi", "ephemeral-storage": "10Gi" };
  expect(machinesOf(undefined, asked)).toMatchObject({
    placement: { tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }] },
    resources: { resources: { requests: grown, limits: grown } },
  });
  const both = { ...capacity, ...grown };
  expect(machinesOf(pool({ capacity }), { ...asked, type: "gpu" }).resources).toEqual({
    resources: { requests: both, limits: both },
  });
  expect(machinesOf(undefined, { ...asked, resources: { cpu: "2" } }).resources.resources?.limits).toEqual({
    cpu: "2",
    memory: "16384Mi",
  });
});

describe("an instance type whose size no node pool says", () => {
  // https://aws.amazon.com/ec2/instance-types/m5: ml.m5.large is 2 vCPUs and 8 GiB.
  it("has the memory that AWS gives it as its limit, on a cluster and on one machine", () => {
    expect(onCluster("ml.m5.large").resources.resources?.limits).toEqual({ memory: "8192Mi" });
    expect(onLaptop("ml.m5.large").resources.resources?.limits).toEqual({ memory: "8192Mi" });
    const selected = machinesOf(pool({ nodeSelector: { a: "b" } }), {
      type: "ml.m5.large",
      ways: CLUSTER_MACHINES,
      ...none,
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
      `${type} has ${what}, and neither a NodePool nor a node offers one: the program runs without`,
    );
    const workstation = oneMachine({ memory: 4096 * GIB, hasAccelerators: true, gpus });
    expect(machinesOf(undefined, { type, ways: workstation, ...none }).advice).toBeUndefined();
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
      expect(() => machinesOf(broken, { type: "gpu", ways, ...none })).toThrow(
        expect.objectContaining({ code: "SLIP-RUN-013", message: expect.stringContaining("NodePool gpu") }),
      );
  });
});

describe("an instance type that has GPUs, where they are handed out", () => {
  const GPU = "nvidia.com/gpu";
  const asked = ({ resources }: ReturnType<typeof machinesOf>) => [
    resources.resources?.requests?.[GPU],
    resources.resources?.limits?.[GPU],
  ];
  const tolerates = [{ key: GPU, operator: "Exists", effect: "NoSchedule" }];

  // https://aws.amazon.com/ec2/instance-types: P3, G5, P4.
  it.each([
    ["ml.p3.8xlarge", "4"],
    ["ml.g5.12xlarge", "4"],
    ["ml.p4d.24xlarge", "8"],
    ["ml.g4dn.xlarge", "1"],
  ])("asks for those of %s, as a request and a limit", (type, count) => {
    for (const machines of [onLaptop(type, { [GPU]: 8 }), onCluster(type, { [GPU]: 8 })]) {
      expect(asked(machines)).toEqual([count, count]);
      expect(machines.placement.tolerations).toEqual(tolerates);
      expect(machines.advice ?? "").not.toContain("GPU");
    }
  });

  it("asks for no more than a machine has, and says so", () => {
    expect(asked(onLaptop("ml.p4d.24xlarge", { [GPU]: 2 }))).toEqual(["2", "2"]);
    expect(onLaptop("ml.p4d.24xlarge", { [GPU]: 2 }).advice).toContain(
      "ml.p4d.24xlarge has 8 GPUs, and this machine has 2: the program gets 2",
    );
    expect(onCluster("ml.p4d.24xlarge", { [GPU]: 4 }).advice).toBe(
      "ml.p4d.24xlarge has 8 GPUs, and no node offers more than 4: the program gets 4",
    );
  });

  it("shares one machine's among the instances of a run, which start together, and no cluster's", () => {
    const shared = (type: string, gpus: number, ways = laptop) =>
      machinesOf(undefined, { type, ways, gpus: { [GPU]: gpus }, sharing: 2 });
    expect(asked(shared("ml.p4d.24xlarge", 5))).toEqual(["2", "2"]);
    expect(shared("ml.p4d.24xlarge", 5).advice).toContain(
      "ml.p4d.24xlarge has 8 GPUs, and this machine has 5 for 2 instances: each gets 2",
    );
    expect(asked(shared("ml.g5.xlarge", 1))).toEqual([undefined, undefined]);
    expect(shared("ml.g5.xlarge", 1).advice).toContain(
      "ml.g5.xlarge has 1 GPU, and this machine has 1 for 2 instances: each gets none",
    );
    expect(asked(shared("ml.g5.xlarge", 2))).toEqual(["1", "1"]);
    expect(asked(shared("ml.p4d.24xlarge", 8, CLUSTER_MACHINES))).toEqual(["8", "8"]);
  });

  it("asks for AMD's where there are no others, and for all of a machine that is meant with its GPUs", () => {
    expect(onLaptop("ml.g5.xlarge", { "amd.com/gpu": 2 }).resources.resources?.limits).toMatchObject({
      "amd.com/gpu": "1",
    });
    expect(asked(onLaptop("local_gpu", { [GPU]: 2 }))).toEqual(["2", "2"]);
    expect(onLaptop("local_gpu").advice).toBe(
      "local_gpu means a machine with GPUs, and this machine has none: the program runs without",
    );
  });

  it("is told apart from one that has none, whose job hears how it would get one", () => {
    const plain = onLaptop("ml.m5.large", { [GPU]: 2 });
    expect(asked(plain)).toEqual([undefined, undefined]);
    expect(plain.advice).toBe(
      "ml.m5.large asks for none of the 2 GPUs of this machine; ml.g5.xlarge asks for one, local_gpu for all",
    );
    expect(onCluster("ml.m5.large", { [GPU]: 2 }).advice).toBeUndefined();
  });

  it("leaves the number to the pool that says it, and puts up with the usual taint", () => {
    const capacity = { memory: "26Gi", [GPU]: 2 };
    const machines = machinesOf(pool({ capacity }), {
      type: "ml.p3.8xlarge",
      ways: laptop,
      gpus: { [GPU]: 8 },
    });
    expect(machines.resources.resources).toEqual({ requests: capacity, limits: capacity });
    expect(machines.placement.tolerations).toEqual(tolerates);
  });
});
