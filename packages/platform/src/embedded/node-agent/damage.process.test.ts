import type { ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { kill, startAgentProcess, withStore } from "./testing/home.ts";
import { isOver, podOf, shell } from "./testing/pods.ts";
import { processesWith } from "./testing/processes.ts";
import { sleep } from "./testing/world.ts";

const ROOMY = { name: "slipway", places: { runs: 64 } };

/** Changes every fact whose name fits. */
const facts =
  (name: RegExp, change: (path: string) => void) =>
  (folder: string): void => {
    for (const each of readdirSync(join(folder, "state")).filter((fact) => name.test(fact)))
      change(join(folder, "state", each));
  };
const saying = (fact: string) => (path: string) => {
  unlinkSync(path);
  symlinkSync(fact, path);
};
const asFolder = (path: string): void => {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
};

/** What happens to a pod's folder while its program runs and nobody looks; the pod is named by it. */
const DAMAGES: Readonly<Record<string, (folder: string) => void>> = {
  nothing: () => {},
  "record-garbage": (folder) => writeFileSync(join(folder, "pod.json"), "garbage"),
  "record-empty": (folder) => truncateSync(join(folder, "pod.json"), 0),
  "record-of-null": (folder) => writeFileSync(join(folder, "pod.json"), "null"),
  "record-missing": (folder) => rmSync(join(folder, "pod.json")),
  "record-a-folder": (folder) => asFolder(join(folder, "pod.json")),
  "lock-garbage": facts(/^lock\./, saying("no process")),
  "lock-missing": facts(/^lock\./, unlinkSync),
  "lock-a-file": facts(/^lock\./, (path) => {
    const fact = readlinkSync(path);
    unlinkSync(path);
    writeFileSync(path, fact);
  }),
  "run-garbage": facts(/\.run /, (path) => renameSync(path, path.replace(/ .*/, " garbage"))),
  "run-missing": facts(/\.run /, unlinkSync),
  "state-missing": (folder) => rmSync(join(folder, "state"), { recursive: true }),
  "state-a-file": (folder) => {
    rmSync(join(folder, "state"), { recursive: true });
    writeFileSync(join(folder, "state"), "garbage");
  },
  "plan-missing": (folder) => {
    for (const name of readdirSync(folder).filter((each) => each.startsWith("plan.")))
      rmSync(join(folder, name), { recursive: true });
  },
  "log-cut": (folder) => truncateSync(join(folder, "containers/main/log"), 0),
  "log-missing": (folder) => rmSync(join(folder, "containers/main/log")),
  "containers-missing": (folder) => rmSync(join(folder, "containers"), { recursive: true }),
  "all-missing": (folder) => rmSync(folder, { recursive: true }),
};
const ROUND_MS = 12_000;
const NAMES = Object.keys(DAMAGES);

let stateDir: string;
let agent: ChildProcess | undefined;
/**
 * A folder that pods may read, in memory: below /tmp or the home folder it would be mounted in what of a pod is damaged, and
 * go from the pod's sight with it.
 */
let signals: string;
beforeEach(async () => {
  signals = await mkdtemp("/dev/shm/slipway-damage-");
  chmodSync(signals, 0o755);
  stateDir = await mkdtemp(join(tmpdir(), "slipway-pod-damage-"));
});
afterEach(async () => {
  if (agent !== undefined) await kill(agent);
  for (const folder of [stateDir, signals]) await rm(folder, { recursive: true, force: true });
});

it("brings every pod whose folder was damaged to an end, and leaves nothing of it", async () => {
  const little = { cpu: "10m", memory: "32Mi" };
  const resources = { requests: little, limits: little };
  const program = shell("main", `until [ -e ${signals}/go ]; do echo a line; sleep 0.2; done`, { resources });
  const options = { node: ROOMY, allowRead: [signals] };
  await withStore(stateDir, async (store) => {
    for (const name of NAMES) await store.create(podKind, podOf(name, [program]));
  });
  agent = await startAgentProcess(stateDir, { options });
  await expect.poll(() => logsThatBegan(), { interval: 50 }).toBe(NAMES.length);
  await kill(agent);
  const before = await pods();
  for (const { metadata } of before) DAMAGES[metadata.name]?.(join(stateDir, "pods", metadata.uid ?? "?"));
  agent = await startAgentProcess(stateDir, { options });
  await sleep(3_000);
  writeFileSync(join(signals, "go"), "");
  let after = await podsWhenOver(ROUND_MS);
  // A busy machine gets another agent, which goes on where the first one was.
  for (let rounds = 0; rounds < 8 && !after.every(isOver); rounds++) {
    agent = await startAgentProcess(stateDir, { options });
    after = await podsWhenOver(ROUND_MS);
  }
  const phases = Object.fromEntries(after.map((pod) => [pod.metadata.name, pod.status?.phase]));
  expect(
    after.filter((pod) => !isOver(pod)).map(({ metadata }) => metadata.name),
    JSON.stringify(phases),
  ).toEqual([]);
  expect(phases["nothing"]).toBe("Succeeded");
  // Whatever became of them, a failed one says why.
  for (const { metadata, status } of after.filter((pod) => pod.status?.phase === "Failed")) {
    const container = status?.containerStatuses?.[0]?.state?.terminated;
    expect([metadata.name, status?.reason ?? container?.reason ?? ""]).not.toEqual([metadata.name, ""]);
  }
  await withStore(stateDir, async (store) => {
    for (const name of NAMES) await store.remove(podKind, `default/${name}`);
  });
  agent = await startAgentProcess(stateDir, { options });
  await expect.poll(() => readdirSync(join(stateDir, "pods")), { interval: 100 }).toEqual([]);
  // A supervisor that was killed may leave the clock of its next look at its folder, which ends by itself.
  await expect.poll(() => processesOf(before), { interval: 500 }).toEqual([]);
}, 300_000);

/** What the agent has made of the pods after so long; it is ended to look. */
async function podsWhenOver(afterMs: number): Promise<readonly Pod[]> {
  await sleep(afterMs);
  if (agent !== undefined) await kill(agent);
  agent = undefined;
  return pods();
}

async function processesOf(all: readonly Pod[]): Promise<readonly (readonly [string, readonly string[]])[]> {
  const left = all.map(
    async ({ metadata }) => [metadata.name, await processesWith(metadata.uid ?? "?")] as const,
  );
  return (await Promise.all(left)).filter(([, processes]) => processes.length > 0);
}

const pods = (): Promise<readonly Pod[]> =>
  withStore(stateDir, async (store) => (await store.list(podKind)).items);

function logsThatBegan(): number {
  const folder = join(stateDir, "pods");
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).filter((uid) => existsSync(join(folder, uid, "containers/main/log"))).length;
}
