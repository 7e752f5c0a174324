import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type TestEngine } from "./testing/engine.ts";
import { imagesOfAll } from "./testing/images.ts";
import { isOver, podOf, shell } from "./testing/pods.ts";
import { createWorld } from "./testing/world.ts";

const SH = "localhost/test/sh:1";

describe.runIf(process.getuid?.() === 0)("a container without limits that fills the engine's disk", () => {
  let disk: string;
  let isMounted = false;
  let engine: TestEngine | undefined;
  beforeAll(async () => {
    disk = await mkdtemp(join(tmpdir(), "slipway-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m", "none", disk], { stdio: "ignore" });
    } catch {
      return;
    }
    isMounted = true;
    engine = await startEngine(disk);
    await engine.makeImage(SH, ['ENTRYPOINT ["/bin/sh", "-c"]']);
  });
  afterAll(async () => {
    await engine?.stop();
    if (isMounted) execFileSync("umount", [disk]);
    await rm(disk, { recursive: true });
  });

  it.for([
    ["the home's own", () => disk],
    ["another", tmpdir],
  ] as const)("is evicted before it is full, and the others go on: %s", async ([, below], { skip }) => {
    if (engine === undefined) return skip("no file system in memory can be mounted here");
    const world = await createWorld({
      stateDir: await mkdtemp(join(below(), "slipway-node-")),
      images: imagesOfAll,
      containers: { env: engine.env },
    });
    const write = "dd if=/dev/zero of=/$i bs=5M count=1 2>/dev/null || exit 3";
    const greedy = `i=0; while [ $i -lt 78 ]; do ${write}; i=$((i+1)); done; sleep 60`;
    try {
      await world.create(podOf("modest", [shell("main", "sleep 8; echo done", { image: SH })]));
      await world.create(podOf("greedy", [shell("main", greedy, { image: SH })]));
      const { status } = await world.until("greedy", isOver);
      expect(status).toMatchObject({ phase: "Failed", reason: "Evicted" });
      expect(status?.message).toContain(
        "The node was low on resource: ephemeral-storage. Threshold quantity: 20Mi",
      );
      expect((await world.until("modest", isOver)).status?.phase).toBe("Succeeded");
    } finally {
      await world.end();
    }
  });
});
