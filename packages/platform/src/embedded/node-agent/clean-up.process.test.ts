import { mkdirSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { createWorld, type World } from "./testing/world.ts";

const ml = {
  volumes: [{ name: "ml", emptyDir: {} }],
  mount: { volumeMounts: [{ name: "ml", mountPath: "/opt/ml" }] },
};
/** Works with and without mount paths of its own. */
const VOLUME = `cd "\${SLIPWAY_OPT_ML:-/opt/ml}"`;
const DEEP = `perl -e 'for (1 .. 3000) { mkdir "d" x 50; chdir "d" x 50 } chmod 0, "."'`;
const CLOSED = "mkdir -p a/b; touch a/b/f; ln -s / a/root; chmod 000 a/b; chmod 500 a";

describe.each(["auto", "none"] as const)("what an ended pod leaves, sandbox %s", (sandbox) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ sandbox });
  });
  afterAll(() => world.end());
  const left = async () => {
    const folders = ["pods", "trash"].map((name) => readdir(join(world.stateDir, name)));
    return (await Promise.all(folders)).flat();
  };

  it.each([
    ["closed", CLOSED],
    ["deep", DEEP],
    ["many", "mkdir many; cd many; seq 5000 | xargs touch"],
    ["own", `${CLOSED}; chmod 000 .`],
    ["temporary", `cd "\${TMPDIR}"; ${CLOSED}`],
  ])("goes with the pod, whatever its modes, depth and number: %s", async (name, script) => {
    await world.create(podOf(name, [shell("main", `${VOLUME}; ${script}; exit 3`, ml.mount)], ml));
    expect((await world.until(name, isOver)).status?.phase).toBe("Failed");
    await world.store.remove(podKind, `default/${name}`);
    await world.untilGone(name);
    await expect.poll(left).toEqual([]);
  });

  it("does not keep a container from being started again, also where its message should be", async () => {
    const script = `${VOLUME}; [ -e again ] && exit 0; touch again; mkdir -p output/failure; cd output/failure; ${CLOSED}; exit 3`;
    const message = { ...ml.mount, terminationMessagePath: "/opt/ml/output/failure" };
    await world.create(
      podOf("again", [shell("main", script, message)], { ...ml, restartPolicy: "OnFailure" }),
    );
    const pod = await world.until("again", isOver);
    expect(stateOf(pod, "main")?.terminated).toMatchObject({ exitCode: 0 });
    expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(1);
  });
});

describe("an agent that was killed while it removed what pods had left", () => {
  it("is followed by one that goes on", async () => {
    const world = await createWorld();
    await world.agent.stop();
    const trash = join(world.stateDir, "trash");
    mkdirSync(join(trash, "half", "done"), { recursive: true });
    writeFileSync(join(trash, "half", "done", "file"), "");
    const agent = world.anotherAgent();
    await agent.start();
    await expect.poll(() => readdir(trash)).toEqual([]);
    await world.end();
  });
});
