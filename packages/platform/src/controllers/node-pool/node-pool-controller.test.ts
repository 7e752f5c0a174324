import { findCondition } from "@slipway/model";
import { type NodePool, type NodePoolSpec, nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { findNodePool } from "#runtimes/node-pools.ts";
import { nodePoolController } from "./node-pool-controller.ts";

/** Pools are the whole cluster's: names of these tests alone, and what they made is taken away. */
const MARK = `t${Math.random().toString(36).slice(2, 8)}`;

describe("a node pool", () => {
  let workshop: Workshop;
  let made: string[];
  beforeEach(async () => {
    workshop = await openWorkshop();
    made = [];
  });
  afterEach(async () => {
    for (const name of made) await workshop.hands.remove(nodePoolKind, `/${name}`).catch(() => {});
    await workshop.close();
  });
  const controller = nodePoolController();
  const create = async (name: string, spec: NodePoolSpec): Promise<NodePool> => {
    made.push(`${MARK}-${name}`);
    const metadata = { name: `${MARK}-${name}` };
    return workshop.hands.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata,
      spec,
    });
  };
  const ready = async (name: string) => {
    await settle(controller, `/${MARK}-${name}`, workshop);
    const pool = await workshop.hands.get(nodePoolKind, `/${MARK}-${name}`);
    const { status, message } = findCondition(pool?.status?.conditions, "Ready") ?? {};
    return [status, message];
  };
  const holder = async (instanceType: string) =>
    (await findNodePool({ store: workshop.hands, cache: workshop.cache }, { instanceType }))?.metadata.name;
  const type = (name: string): string => `${MARK}.${name}`;

  test("is usable as it is declared", async () => {
    await create("gpu", {
      instanceTypes: [type("gpu")],
      nodeSelector: { pool: "gpu" },
      taints: [{ key: "nvidia.com/gpu", effect: "NoSchedule" }],
      capacity: { cpu: "7", memory: "26Gi", "nvidia.com/gpu": 1 },
    });
    expect(await ready("gpu")).toEqual(["True", "Jobs can ask for its instance types"]);
  });

  test("with the same taint twice names it, since a node can have it once", async () => {
    await create("gpu", {
      instanceTypes: [type("gpu")],
      taints: [
        { key: "a", value: "1", effect: "NoSchedule" },
        { key: "a", value: "2", effect: "NoSchedule" },
      ],
    });
    const [status, message] = await ready("gpu");
    expect(status).toBe("False");
    expect(message).toMatch(/^SLIP-RUN-006: spec\.taints\[1\]: a:NoSchedule is there twice/);
  });

  test("with a capacity that is no quantity names what was expected", async () => {
    await create("big", { instanceTypes: [type("big")], capacity: { memory: "16 gigs" } });
    expect((await ready("big"))[1]).toContain('spec.capacity[memory]: "16 gigs" is no quantity');
  });

  /** Creation times are whole seconds, here and on a real API server. */
  const aSecondLater = async () => {
    workshop.clock.advance(1_000);
    if (process.env["SLIPWAY_TEST_KUBECONFIG"] !== undefined)
      await new Promise((resolve) => setTimeout(resolve, 1_000));
  };

  test("that claims an earlier one's instance type says whose it is, and mends when that one goes", async () => {
    await create("z", { instanceTypes: [type("shared")] });
    await aSecondLater();
    await create("a", { instanceTypes: [type("shared"), type("own")] });
    expect((await ready("z"))[0]).toBe("True");
    const [status, message] = await ready("a");
    expect(status).toBe("False");
    expect(message).toContain(`instance type ${type("shared")} is NodePool ${MARK}-z's already`);
    expect(await holder(type("shared"))).toBe(`${MARK}-z`);
    expect(await holder(type("own"))).toBe(`${MARK}-a`);
    await workshop.hands.remove(nodePoolKind, `/${MARK}-z`);
    expect((await ready("a"))[0]).toBe("True");
  });

  test("that was the second of three is told of the first, and the third hears of both", async () => {
    await create("m", { instanceTypes: [type("x")] });
    await aSecondLater();
    await create("z", { instanceTypes: [type("x"), type("y")] });
    await aSecondLater();
    await create("a", { instanceTypes: [type("y"), type("x")] });
    expect((await ready("z"))[1]).toContain(`${type("x")} is NodePool ${MARK}-m's`);
    expect((await ready("a"))[1]).toContain(`${type("y")} is NodePool ${MARK}-z's`);
    expect((await ready("a"))[1]).toContain("and 1 more");
    await workshop.hands.remove(nodePoolKind, `/${MARK}-m`);
    expect((await ready("z"))[0]).toBe("True");
    expect((await ready("a"))[1]).toContain(`${type("y")} is NodePool ${MARK}-z's`);
  });

  test("that is deleted and made again has lost what another claimed meanwhile", async () => {
    await create("a", { instanceTypes: [type("x")] });
    await aSecondLater();
    await create("b", { instanceTypes: [type("x")] });
    await workshop.hands.remove(nodePoolKind, `/${MARK}-a`);
    await aSecondLater();
    await create("a", { instanceTypes: [type("x")] });
    expect((await ready("b"))[0]).toBe("True");
    expect((await ready("a"))[1]).toContain(`${type("x")} is NodePool ${MARK}-b's`);
  });
});
