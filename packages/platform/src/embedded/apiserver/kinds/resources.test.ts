import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { admin, pod, type TestServer, testServer } from "../testing/test-server.ts";

interface Resources {
  readonly limits?: Readonly<Record<string, string | number>>;
  readonly requests?: Readonly<Record<string, string | number>>;
}

// Recorded from a Kubernetes 1.34.
describe("the resources of a pod's container", () => {
  let world: TestServer;
  let count = 0;
  beforeAll(async () => {
    world = await testServer();
  });
  const create = async (resources: Resources) => {
    const containers = [{ name: "main", image: "busybox:1", resources }];
    const made = await world.server.create(admin, world.at("pods"), pod(`p${count++}`, { containers }));
    return (made.object as Pod).spec.containers[0]?.resources;
  };
  const at = "spec.containers[0].resources";

  it("are asked for where only a limit is given", async () => {
    expect(await create({ limits: { memory: "32Mi", cpu: 2 }, requests: { cpu: "1" } })).toEqual({
      limits: { memory: "32Mi", cpu: "2" },
      requests: { memory: "32Mi", cpu: "1" },
    });
    expect(await create({ requests: { memory: "1Gi" } })).toEqual({ requests: { memory: "1Gi" } });
  });

  it.each<readonly [Resources, string]>([
    [
      { requests: { memory: "2Gi" }, limits: { memory: "1Gi" } },
      `${at}.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi`,
    ],
    [
      { requests: { "nvidia.com/gpu": "1" }, limits: { "nvidia.com/gpu": "2" } },
      `${at}.requests: Invalid value: "1": must be equal to nvidia.com/gpu limit of 2`,
    ],
    [
      { requests: { "example.com/accelerator": "1" } },
      `${at}.limits: Required value: Limit must be set for non overcommitable resources`,
    ],
    [
      { requests: { memory: "-1" } },
      `${at}.requests[memory]: Invalid value: "-1": must be greater than or equal to 0`,
    ],
    [
      { requests: { gpu: "1" } },
      `${at}.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified`,
    ],
    [{ limits: { memory: "16 gigs" } }, "quantities must match the regular expression"],
    [
      { limits: { "nvidia.com/gpu": "1.5" } },
      `${at}.limits[nvidia.com/gpu]: Invalid value: "1.5": must be an integer`,
    ],
  ])("%j are refused", async (resources, message) => {
    await expect(create(resources)).rejects.toThrow(message);
  });
});
