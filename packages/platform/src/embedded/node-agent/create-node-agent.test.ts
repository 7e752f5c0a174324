import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

describe("a pod that runs to its end", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.end());

  it("succeeds when its program ends with 0, and its output is in the ledger by then", async () => {
    await world.create(podOf("hello", [shell("main", "echo out; echo err >&2; printf last")]));
    const pod = await world.until("hello", isOver);
    expect(pod.status?.phase).toBe("Succeeded");
    expect(await world.log("hello", "main")).toEqual(["out", "err", "last"]);
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
  });
});
