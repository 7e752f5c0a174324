import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqliteLedger } from "#ledger/sqlite/create-sqlite-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { kill, startAgentProcess, withStore } from "./testing/home.ts";
import { podOf, shell, stateOf } from "./testing/pods.ts";
import { processesWith } from "./testing/processes.ts";
import { sleep } from "./testing/world.ts";

const note = (text: string) => `echo note: ${text}`;

/** As a training pod is made: data in, the program with its log, results out by a sidecar that is told at the end. */
function trainingPod(name: string, seconds: number): Pod {
  const main = `${note("train")}; i=0; while [ $i -lt ${seconds * 50} ]; do i=$((i+1)); echo line $i; sleep 0.02; done`;
  const store = `${note("store")}; trap '${note("upload")}; exit 0' TERM; while :; do sleep 0.05; done`;
  return podOf(name, [shell("main", main)], {
    initContainers: [shell("store", store, { restartPolicy: "Always" }), shell("fetch", note("fetch"))],
  });
}

describe("an agent that is killed", () => {
  let stateDir: string;
  let agent: ChildProcess | undefined;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), "slipway-crash-"));
  });
  afterEach(async () => {
    if (agent !== undefined) await kill(agent);
    await rm(stateDir, { recursive: true, force: true });
  });

  const create = (pods: readonly Pod[]) =>
    withStore(stateDir, async (store) => {
      for (const pod of pods) await store.create(podKind, pod);
    });
  const folders = () => readdir(join(stateDir, "pods"));
  /** What the pod's containers noted: as the ledger has it, or the files of those that nobody has shipped. */
  async function story(name: string): Promise<readonly string[]> {
    const ledger = await createSqliteLedger({ path: join(stateDir, "ledger.sqlite"), log: silentLog });
    const notes = await Promise.all(
      ["fetch", "store", "main"].map(async (container) => {
        const [stream] = await ledger.findLogs({ namespace: "default", pod: name });
        const uid = stream?.uid ?? (await uidOf(name));
        const file = join(stateDir, "pods", uid, "containers", container, "log");
        const written = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
        const { lines } = await ledger.readLog(
          { namespace: "default", pod: name, uid, container },
          { from: 0, limit: 10_000 },
        );
        const shipped = lines.map(({ text }) => text);
        return shipped.length > written.length ? shipped : written;
      }),
    );
    await ledger.close();
    const prefix = "note: ";
    const noted = notes.flat().filter((line) => line.startsWith(prefix));
    return noted.map((line) => line.slice(prefix.length)).toSorted();
  }
  async function uidOf(name: string): Promise<string> {
    for (const uid of await folders().catch(() => [])) {
      const record = await readFile(join(stateDir, "pods", uid, "pod.json"), "utf8").catch(() => "{}");
      if ((JSON.parse(record) as { pod?: Pod }).pod?.metadata.name === name) return uid;
    }
    return "?";
  }
  async function logOf(pod: Pod): Promise<readonly string[]> {
    const ledger = await createSqliteLedger({ path: join(stateDir, "ledger.sqlite"), log: silentLog });
    const { namespace = "", name, uid = "" } = pod.metadata;
    const { lines, closed } = await ledger.readLog(
      { namespace, pod: name, uid, container: "main" },
      { from: 0, limit: 10_000 },
    );
    await ledger.close();
    expect(closed).toBe(true);
    return lines.map(({ text }) => text).filter((line) => line.startsWith("line "));
  }

  it("finds every pod again, whenever it was killed: nothing runs twice, nothing is lost, nothing is left", async () => {
    const names: string[] = [];
    for (const delayMs of [0, 20, 60, 200]) {
      const round = ["a", "b"].map((letter) => `pod-${delayMs}-${letter}`);
      names.push(...round);
      await create(round.map((name) => trainingPod(name, 0.6)));
      const child = await startAgentProcess(stateDir);
      await sleep(delayMs);
      await kill(child);
    }
    agent = await startAgentProcess(stateDir);
    const isThrough = async () => {
      if ((await folders()).length > 0) return false;
      const stories = await Promise.all(names.map(story));
      return stories.every((notes) => notes.includes("upload"));
    };
    await expect.poll(isThrough, { interval: 50 }).toBe(true);
    await kill(agent);
    agent = undefined;
    for (const name of names)
      expect([name, ...(await story(name))]).toEqual([name, "fetch", "store", "train", "upload"]);
    const pods = await withStore(stateDir, (store) => store.list(podKind));
    for (const pod of pods.items) {
      expect(pod.status?.phase).toBe("Succeeded");
      expect(await logOf(pod)).toEqual(Array.from({ length: 30 }, (_, i) => `line ${i + 1}`));
      expect(await processesWith(pod.metadata.uid ?? "?")).toEqual([]);
    }
  });

  it("leaves the pod training, and its sidecar uploading, while there is none", async () => {
    await create([trainingPod("alone", 3)]);
    const child = await startAgentProcess(stateDir);
    await expect.poll(() => story("alone"), { interval: 20 }).toContain("train");
    await kill(child);
    expect(await story("alone")).not.toContain("upload");
    await expect.poll(() => story("alone")).toEqual(["fetch", "store", "train", "upload"]);
    const [uid = "?"] = await folders();
    await expect.poll(() => processesWith(uid)).toEqual([]);
    agent = await startAgentProcess(stateDir);
    await expect.poll(folders, { interval: 50 }).toEqual([]);
  });

  it("stops what was deleted meanwhile", async () => {
    await create([trainingPod("deleted", 60)]);
    const child = await startAgentProcess(stateDir);
    await expect.poll(() => story("deleted")).toContain("train");
    await kill(child);
    await withStore(stateDir, (store) => store.remove(podKind, "default/deleted", { gracePeriodSeconds: 0 }));
    const [uid = "?"] = await folders();
    expect(await processesWith(uid)).not.toEqual([]);
    agent = await startAgentProcess(stateDir);
    await expect.poll(folders, { interval: 50 }).toEqual([]);
    expect(await processesWith(uid)).toEqual([]);
    expect(await story("deleted")).toContain("upload");
  });

  it.each(["auto", "none"] as const)(
    "ends what left its parent, session and environment when its supervisor was killed as well, groups %s",
    async (groups) => {
      const seconds = `7${process.pid}.9`;
      const hidden = `env -i PATH="$PATH" perl -MPOSIX=setsid -e 'fork and exit; setsid; fork and exit; exec "sleep", "${seconds}"'`;
      const main = shell("main", `${hidden}; ${note("hidden")}; sleep ${seconds}`);
      await create([podOf("hidden", [main])]);
      const options = { sandbox: "none", groups } as const;
      const child = await startAgentProcess(stateDir, { options });
      await expect.poll(() => story("hidden")).toContain("hidden");
      await kill(child);
      const [uid = "?"] = await folders();
      for (const line of await processesWith(`${uid}/supervise.sh`))
        process.kill(Number(line.split(" ")[0]), "SIGKILL");
      expect(await processesWith(seconds)).not.toEqual([]);
      agent = await startAgentProcess(stateDir, { options });
      await expect.poll(() => processesWith(seconds)).toEqual([]);
    },
  );

  it("tells of a pod whose supervisor was killed as well that its containers are lost, and ends what is left of them", async () => {
    await create([trainingPod("orphaned", 60)]);
    const child = await startAgentProcess(stateDir);
    await expect.poll(() => story("orphaned")).toContain("train");
    await kill(child);
    const [uid = "?"] = await folders();
    for (const line of await processesWith(`${uid}/supervise.sh`))
      process.kill(Number(line.split(" ")[0]), "SIGKILL");
    agent = await startAgentProcess(stateDir);
    await expect.poll(() => processesWith(uid)).toEqual([]);
    await expect
      .poll(async () => (await readdir(join(stateDir, "pods", uid))).filter((name) => name !== "volumes"))
      .toEqual([]);
    await kill(agent);
    agent = undefined;
    const pod = await withStore(stateDir, (store) => store.get(podKind, "default/orphaned"));
    expect(pod?.status?.phase).toBe("Failed");
    expect(pod && stateOf(pod, "main")?.terminated).toMatchObject({
      exitCode: 137,
      reason: "ContainerStatusUnknown",
    });
  });
});
