import { POD_GROUP } from "@slipway/model/kubernetes/pod-group.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, describe, expect, test } from "vitest";
import { isOver, podOf, shell } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

let world: World;
afterEach(() => world.end());

/** One of a group of two that call each other. */
function host(group: string, number: number, script: string): Pod {
  const annotations = { [POD_GROUP.name]: group, [POD_GROUP.size]: "2" };
  return podOf(`${group}-${number}`, [shell("main", script)], { annotations, hostname: `algo-${number}` });
}

const LOOK = 'hostname; for name in algo-1 algo-2 localhost; do getent hosts $name || echo "no $name"; done';

/** The lines of a pod that has ended. */
async function said(name: string): Promise<readonly string[]> {
  const pod = await world.until(name, isOver);
  expect([name, pod.status?.phase]).toEqual([name, "Succeeded"]);
  return (await world.log(name, "main")).map((line) => line.replace(/\s+/g, " "));
}

const addressIn = (lines: readonly string[], name: string): string =>
  lines.find((line) => line.endsWith(` ${name}`))?.split(" ")[0] ?? "";

describe("pods of a group", () => {
  test("know each other by their host names, at addresses of their own, and nobody else does", async () => {
    world = await createWorld();
    for (const number of [1, 2]) await world.create(host("one", number, `${LOOK}; sleep 1`));
    for (const number of [1, 2]) await world.create(host("two", number, LOOK));
    await world.create(podOf("alone", [shell("main", LOOK)]));
    const [first, second, other] = await Promise.all(["one-1", "one-2", "two-1"].map(said));
    expect([first?.[0], second?.[0]]).toEqual(["algo-1", "algo-2"]);
    expect(first?.slice(1)).toEqual(second?.slice(1));
    const addresses = [first, other].flatMap((lines) =>
      ["algo-1", "algo-2"].map((name) => addressIn(lines ?? [], name)),
    );
    expect(new Set(addresses).size).toBe(4);
    for (const address of addresses) expect(address).toMatch(/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./);
    expect((await world.pod("one-2"))?.status).toMatchObject({
      podIP: addressIn(first ?? [], "algo-2"),
      hostIP: "127.0.0.1",
    });
    expect(await said("alone")).toEqual(expect.arrayContaining(["no algo-1", "no algo-2"]));
    expect((await world.pod("alone"))?.status?.podIP).toBe("127.0.0.1");
  });

  test("keep their names while the agent is away, and who begins later is where the others were told", async () => {
    world = await createWorld({ node: { name: "slipway", places: { runs: 1 } } });
    await world.create(host("one", 1, `sleep 4; ${LOOK}`));
    await world.create(host("one", 2, `sleep 4; ${LOOK}`));
    await world.until("one-1", ({ status }) => status?.phase === "Running");
    await world.agent.stop();
    const agent = world.anotherAgent();
    await agent.start();
    const [first, second] = await Promise.all(["one-1", "one-2"].map(said));
    expect(first?.slice(1)).toEqual(second?.slice(1));
    expect((await world.pod("one-1"))?.status?.podIP).toBe(addressIn(second ?? [], "algo-1"));
  });

  test("are told the addresses by a variable where programs are plain processes", async () => {
    world = await createWorld({ sandbox: "none" });
    for (const number of [1, 2]) await world.create(host("one", number, 'echo "$SLIPWAY_HOSTS $HOSTNAME"'));
    const [first = [], second = []] = await Promise.all(["one-1", "one-2"].map(said));
    const told = JSON.parse((first[0] ?? "{}").split(" ")[0] ?? "{}");
    expect(Object.keys(told)).toEqual(["algo-1", "algo-2"]);
    expect((await world.pod("one-1"))?.status?.podIP).toBe(told["algo-1"]);
    expect(second[0]).toBe(`${JSON.stringify(told)} algo-2`);
  });
});
