import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeKind, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSqliteLedger } from "#ledger/sqlite/create-sqlite-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { howItWorks } from "./sandbox/choose-sandbox.ts";
import { findControlGroups } from "./supervisor/groups/find-control-groups.ts";
import { BOUNDS } from "./supervisor/limits-file.ts";
import { ATTACKS } from "./testing/attacks.ts";
import { kill, startAgentProcess, withStore } from "./testing/home.ts";
import { stateOf } from "./testing/pods.ts";
import { processesWith } from "./testing/processes.ts";
import { sleep } from "./testing/world.ts";

const isRoot = process.getuid?.() === 0;
const groupsWork = (await findControlGroups()) !== undefined;
const sandboxWorks = (await howItWorks({ PATH: process.env["PATH"] ?? "" })) !== undefined;

interface Setting {
  readonly sandbox: "auto" | "none";
  readonly groups: "auto" | "none";
}

const settings: readonly Setting[] = (["auto", "none"] as const).flatMap((sandbox) => [
  ...(groupsWork ? [{ sandbox, groups: "auto" } as const] : []),
  { sandbox, groups: "none" } as const,
]);

/** A pod's state is there from its start until the agent has told of its end. */
async function allEnded(folders: readonly string[]): Promise<void> {
  const begun = new Set<string>();
  for (const end = Date.now() + 150_000; Date.now() < end; await sleep(50)) {
    const there = folders.filter((folder) => existsSync(folder));
    for (const folder of there) begun.add(folder);
    if (there.length === 0 && begun.size === folders.length) return;
  }
  throw new Error(`these pods never ended: ${folders.filter((folder) => existsSync(folder))}`);
}

describe.each(settings)(
  "programs that want more than their share, sandbox $sandbox, groups $groups",
  (setting) => {
    const hasGroups = groupsWork && setting.groups === "auto";
    const isPlain = setting.sandbox === "none" || !sandboxWorks;
    const tried = Object.entries(ATTACKS).filter(
      ([, { needsGroupsAsRoot, needsSandboxOrGroups }]) =>
        hasGroups || ((needsGroupsAsRoot !== true || !isRoot) && (needsSandboxOrGroups !== true || !isPlain)),
    );
    // Looked for on the whole machine: no other test, and no other run of this one, sleeps as long.
    const seconds = `7${process.pid}.${settings.indexOf(setting)}`;
    let stateDir: string;
    let pods: ReadonlyMap<string, Pod>;
    let promised: string;
    const logs = new Map<string, readonly string[]>();

    beforeAll(async () => {
      stateDir = await mkdtemp(join(tmpdir(), "slipway-bounds-"));
      const created = await withStore(stateDir, (store) =>
        Promise.all(tried.map(([name, { pod }]) => store.create(podKind, pod(name, seconds)))),
      );
      const agent = await startAgentProcess(stateDir, {
        options: { ...setting, node: { name: "slipway", places: { runs: 20 } } },
      });
      try {
        await allEnded(created.map(({ metadata }) => join(stateDir, "pods", metadata.uid ?? "", "state")));
      } finally {
        await kill(agent);
      }
      pods = new Map(
        (await withStore(stateDir, (store) => store.list(podKind))).items.map((pod) => [
          pod.metadata.name,
          pod,
        ]),
      );
      const node = await withStore(stateDir, (store) => store.get(nodeKind, "/slipway"));
      promised = node?.status?.conditions?.find(({ type }) => type === "LimitsKept")?.message ?? "";
      const ledger = await createSqliteLedger({ path: join(stateDir, "ledger.sqlite"), log: silentLog });
      for (const [name, { metadata }] of pods) {
        const stream = { namespace: "default", pod: name, uid: metadata.uid ?? "", container: "main" };
        const { lines } = await ledger.readLog(stream, { from: 0, limit: 100 });
        logs.set(
          name,
          lines.map(({ text }) => text),
        );
      }
      await ledger.close();
    });
    afterAll(async () => {
      await rm(stateDir, { recursive: true, force: true });
      // Who was killed outside of a sandbox leaves it.
      await rm(`/dev/shm/files-in-memory-${seconds}`, { force: true });
    });

    it.each(tried)("end as a kubelet tells it: %s", (name, { ends }) => {
      const pod = pods.get(name);
      expect(pod && stateOf(pod, "main")?.terminated).toMatchObject(ends);
      expect(logs.get(name)).not.toContain("survived");
    });

    it("leave no process behind", async () => {
      expect(await processesWith(seconds)).toEqual([]);
      for (const { metadata } of pods.values()) expect(await processesWith(metadata.uid ?? "?")).toEqual([]);
    });

    it.runIf(tried.some(([name]) => name === "forks"))("get as many processes as they may have", () => {
      const [forks = ""] = logs.get("forks") ?? [];
      expect(Number(forks)).toBeGreaterThan(BOUNDS.processes / 2);
      expect(Number(forks)).toBeLessThanOrEqual(BOUNDS.processes);
    });

    it.runIf(!hasGroups)("are promised no more than that by the node", () => {
      expect(promised).toMatch(/^no control groups can be made here: memory is looked at/);
      const untried = Object.keys(ATTACKS).filter((name) => tried.every(([other]) => other !== name));
      expect(promised.includes("files in /dev/shm count to nobody")).toBe(isPlain);
      expect(promised.includes("processes are not bounded")).toBe(untried.includes("forks") && isPlain);
    });

    it.runIf(hasGroups)("leave no control group behind", async () => {
      const found: string[] = [];
      for (const name of await readdir("/sys/fs/cgroup", { recursive: true }))
        for (const { metadata } of pods.values()) if (name.includes(metadata.uid ?? "?")) found.push(name);
      expect(found).toEqual([]);
    });
  },
);
