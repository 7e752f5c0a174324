import type { ChildProcess } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSqliteLedger } from "#ledger/sqlite/create-sqlite-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { readFacts } from "./supervisor/facts.ts";
import { startEngine, type TestEngine } from "./testing/engine.ts";
import { kill, startAgentProcess, withStore } from "./testing/home.ts";
import { isOver, podOf, shell, stateOf } from "./testing/pods.ts";
import { sleep } from "./testing/world.ts";

const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "amd64";
const INIT = join(import.meta.dirname, `../../../init/init-${ARCHITECTURE}`);
const IMAGE = "localhost/test/sh:1";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.makeImage(IMAGE, ['ENTRYPOINT ["/bin/sh", "-c"]']);
}, 120_000);
afterAll(() => engine?.stop());

/** Lines 1 to `count` on both outputs in turn, then the exit code. */
function counting(name: string, count: number, code: number): Pod {
  const loop = `i=0; while [ $i -lt ${count} ]; do i=$((i+1)); echo line $i; sleep 0.05; done`;
  return podOf(name, [shell("main", `echo begun; ${loop}; exit ${code}`, { image: IMAGE })]);
}

const lines = (count: number) => ["begun", ...Array.from({ length: count }, (_, i) => `line ${i + 1}`)];

describe("containers whose agent is killed", () => {
  let stateDir: string;
  let agent: ChildProcess | undefined;
  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), "slipway-containers-"));
  });
  afterEach(async () => {
    if (agent !== undefined) await kill(agent);
    agent = undefined;
    await rm(stateDir, { recursive: true, force: true });
  });

  const start = () =>
    startAgentProcess(stateDir, { options: { containers: { env: engine.env, init: INIT } } });
  const stop = async () => {
    if (agent !== undefined) await kill(agent);
    agent = undefined;
  };
  const create = (pods: readonly Pod[]) =>
    withStore(stateDir, async (store) => {
      for (const pod of pods) await store.create(podKind, pod);
    });
  const folders = () => readdir(join(stateDir, "pods")).catch(() => []);
  /** Nothing of any pod is left but what failed ones wrote. */
  const isStill = async () =>
    (await engine.containers()).length === 0 &&
    (await Promise.all((await folders()).map((uid) => readdir(join(stateDir, "pods", uid))))).every(
      (names) => !names.includes("state"),
    );
  async function pods(): Promise<ReadonlyMap<string, Pod>> {
    const { items } = await withStore(stateDir, (store) => store.list(podKind));
    return new Map(items.map((pod) => [pod.metadata.name ?? "", pod]));
  }
  async function logOf(pod: Pod | undefined): Promise<readonly string[]> {
    const ledger = await createSqliteLedger({ path: join(stateDir, "ledger.sqlite"), log: silentLog });
    const { name = "", uid = "" } = pod?.metadata ?? {};
    const stream = { namespace: "default", pod: name, uid, container: "main" };
    const found = await ledger.readLog(stream, { from: 0, limit: 10_000 });
    await ledger.close();
    return found.lines.map(({ text }) => text);
  }
  const ids = async () =>
    (await engine.podman("ps", "-aq", "--no-trunc")).split("\n").filter((id) => id !== "");
  /** The one container, once it runs. */
  const running = () =>
    expect.poll(() => engine.podman("ps", "--format", "{{.Names}}"), { timeout: 60_000 }).not.toBe("");
  /** Kills the agent once it has said of the one pod that it runs. */
  const stopRunning = async () => {
    await running();
    for (;;) {
      await stop();
      const [pod] = [...(await pods()).values()];
      if (pod?.status?.phase === "Running") return;
      agent = await start();
      await sleep(500);
    }
  };

  it("go on and are found again, whenever that was: none is run twice, no line is lost or doubled, nothing is left", async () => {
    // One of them has a network with a container beside it.
    const side = shell("side", "trap 'exit 0' TERM; while :; do sleep 0.1; done", { image: IMAGE });
    const initContainers = [{ ...side, restartPolicy: "Always" as const }];
    const c = counting("c", 60, 2);
    const beside = { ...c, spec: { ...c.spec, initContainers } };
    await create([counting("a", 60, 0), counting("b", 60, 1), beside]);
    // On a quick machine the pods are over, and their folders gone, before the last agent starts.
    let begun = 0;
    for (const delayMs of [0, 150, 300, 450, 600, 900, 1_200, 1_500]) {
      const child = await start();
      await sleep(delayMs);
      await kill(child);
      begun = Math.max(begun, (await folders()).length);
    }
    agent = await start();
    await expect.poll(async () => Math.max(begun, (await folders()).length), { timeout: 60_000 }).toBe(3);
    await expect.poll(isStill, { timeout: 90_000, interval: 300 }).toBe(true);
    await stop();
    const found = await pods();
    for (const [i, name] of ["a", "b", "c"].entries()) {
      const pod = found.get(name);
      const code = pod && stateOf(pod, "main")?.terminated?.exitCode;
      expect({ name, code, lines: await logOf(pod) }).toEqual({ name, code: i, lines: lines(60) });
    }
  });

  it("that end meanwhile end as they did, and those that were deleted are ended", async () => {
    await create([counting("ends", 20, 7), counting("goes", 10_000, 0)]);
    agent = await start();
    await expect
      .poll(async () => (await engine.podman("ps", "-q")).trim().split("\n").length, { timeout: 60_000 })
      .toBe(2);
    await stop();
    await expect
      .poll(() => engine.podman("ps", "-q", "--filter", "status=exited"), { timeout: 60_000 })
      .not.toBe("");
    await withStore(stateDir, (store) => store.remove(podKind, "default/goes", { gracePeriodSeconds: 0 }));
    agent = await start();
    await expect.poll(isStill, { timeout: 60_000, interval: 300 }).toBe(true);
    await stop();
    const pod = (await pods()).get("ends");
    expect(pod && stateOf(pod, "main")?.terminated).toMatchObject({ exitCode: 7, reason: "Error" });
    expect(await logOf(pod)).toEqual(lines(20));
  });

  it("that somebody removed meanwhile are lost, and not run again", async () => {
    await create([counting("removed", 10_000, 0)]);
    agent = await start();
    await stopRunning();
    await engine.podman("rm", "--all", "--force", "--time", "0");
    agent = await start();
    await expect.poll(isStill, { timeout: 60_000, interval: 300 }).toBe(true);
    await stop();
    const pod = (await pods()).get("removed");
    expect(pod && stateOf(pod, "main")?.terminated?.reason).toBe("ContainerStatusUnknown");
  });

  it("whose pods' folders were removed as well are ended at the next start", async () => {
    await create([counting("stray", 10_000, 0)]);
    agent = await start();
    await stopRunning();
    const [uid = ""] = await folders();
    const { process: supervisor } = await readFacts(join(stateDir, "pods", uid));
    if (supervisor !== undefined) process.kill(supervisor.pid, "SIGKILL");
    await rm(join(stateDir, "pods", uid), { recursive: true });
    agent = await start();
    await expect.poll(() => engine.containers(), { timeout: 60_000 }).toEqual([]);
  });

  it("whose pods were never said to run and have lost their folders make way for new ones", async () => {
    const volume = { name: "own", mountPath: "/own" };
    const main = shell("main", "test ! -e /own/ran; touch /own/ran; sleep 3", { image: IMAGE });
    const pod = podOf("anew", [{ ...main, volumeMounts: [volume] }]);
    await create([{ ...pod, spec: { ...pod.spec, volumes: [{ name: "own", emptyDir: {} }] } }]);
    agent = await start();
    await running();
    const [former] = await ids();
    await stop();
    await withStore(stateDir, async (store) => {
      const said = await store.get(podKind, "default/anew");
      if (said !== undefined) await store.replace(podKind, { ...said, status: {} }, "status");
    });
    const [uid = ""] = await folders();
    const { process: supervisor } = await readFacts(join(stateDir, "pods", uid));
    if (supervisor !== undefined) process.kill(supervisor.pid, "SIGKILL");
    await rm(join(stateDir, "pods", uid), { recursive: true });
    agent = await start();
    await expect
      .poll(async () => (await ids()).filter((id) => id !== former), { timeout: 60_000 })
      .toHaveLength(1);
    await expect.poll(isStill, { timeout: 60_000, interval: 300 }).toBe(true);
    await stop();
    expect((await pods()).get("anew")?.status?.phase).toBe("Succeeded");
  });

  it("whose supervisor was killed as well are ended, and lost", async () => {
    await create([counting("torn", 10_000, 0)]);
    agent = await start();
    await stopRunning();
    const [uid = ""] = await folders();
    const { process: supervisor } = await readFacts(join(stateDir, "pods", uid));
    if (supervisor !== undefined) process.kill(-supervisor.pid, "SIGKILL");
    agent = await start();
    await expect.poll(isStill, { timeout: 60_000, interval: 300 }).toBe(true);
    await stop();
    const pod = (await pods()).get("torn");
    expect(pod && isOver(pod)).toBe(true);
  });

  it("outlive an engine that is away for a while", async () => {
    await create([counting("patient", 60, 0)]);
    agent = await start();
    await running();
    await engine.pause();
    await sleep(1_000);
    await engine.resume();
    await expect.poll(isStill, { timeout: 60_000, interval: 300 }).toBe(true);
    await stop();
    const pod = (await pods()).get("patient");
    expect(pod?.status?.phase).toBe("Succeeded");
    expect(await logOf(pod)).toEqual(lines(60));
  });
});
