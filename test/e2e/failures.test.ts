import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);
const pool = (name: string, memory: string) => ({
  apiVersion: "slipway.dev/v1alpha1",
  kind: "NodePool",
  metadata: { name },
  spec: {
    instanceTypes: [name],
    nodeSelector: { "example.com/pool": name },
    taints: [{ key: "example.com/pool", value: name, effect: "NoSchedule" }],
    capacity: { memory },
  },
});

/** What only a home of one machine does; that a job says why it cannot succeed is tried on every home. */
describe("node pools on one machine", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
    const node = await ok(
      home.kubectl("get", "node", "-o", "jsonpath={.items[0].status.allocatable.memory}"),
    );
    const most = `${Math.ceil(Number.parseInt(node, 10) * 0.6)}Ki`;
    const items = [pool("small", "300Mi"), pool("most", most)];
    await ok(home.kubectlWith(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "apply", "-f", "-"));
  });
  afterAll(() => home.down());

  const field = (job: string, path: string) =>
    ok(home.kubectl("get", "trainingjob", job, "-o", `jsonpath={.status.${path}}`));
  const trains = (job: string) =>
    eventually(`${job} training`, 60, async () =>
      (await field(job, "secondaryStatus")) === "Training" ? true : undefined,
    );

  test("can be listed and explained", async () => {
    expect(await ok(home.slipway("get", "nodepools"))).toMatch(
      /^NAME +STATE +INSTANCE-TYPES +RUNTIME +READY +AGE\nmost /,
    );
    expect(await ok(home.kubectl("explain", "nodepool.spec"))).toMatch(/capacity\s+<map\[string\]Object>/);
  });

  test("hold a job to its memory also when the server was killed and came back", async () => {
    await ok(
      home.slipway(
        "train",
        fixture("hungry"),
        ...["--name", "hungry", "--instance-type", "small", "--hp", "after=4"],
      ),
    );
    await trains("hungry");
    home.kill();
    await home.start();
    const { code } = await home.slipway("wait", "trainingjob/hungry", "--timeout", "2m");
    expect(code).toBe(100);
    expect(await field("hungry", "failureReason")).toMatch(/^AlgorithmError: .*OOMKilled/);
  });

  test("let a job wait for the memory of another one, and begin when that is gone", async () => {
    const train = (name: string, ticks: number) =>
      ok(
        home.slipway(
          "train",
          fixture("counting"),
          ...["--name", name, "--instance-type", "most", "--hp", `ticks=${ticks}`],
        ),
      );
    await train("first", 5_000);
    await trains("first");
    await train("second", 2);
    const said = await eventually("the scheduler's words", 30, async () => {
      const message = await field("second", "slipway.message");
      return message.includes("Insufficient") ? message : undefined;
    });
    expect(said).toBe(
      "Waiting for a machine: 0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    );
    expect(await ok(home.slipway("why", "trainingjob/second"))).toContain("1 Insufficient memory");
    await ok(home.kubectl("delete", "trainingjob", "first", "--timeout=60s"));
    await ok(home.slipway("wait", "trainingjob/second", "--timeout", "2m"));
    expect(await field("second", "trainingJobStatus")).toBe("Completed");
  });
});
