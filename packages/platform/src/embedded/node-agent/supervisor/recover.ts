import { lstatSync, readdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import { killGroup } from "#lib/process-identity.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { markOf } from "../sandbox/sandbox.ts";
import { lockOf } from "./container-lock.ts";
import { type PodFacts, readFacts, writeFact } from "./facts.ts";
import { disband, groupsOf } from "./groups/launch-groups.ts";
import { killMarked } from "./kill-marked.ts";

/**
 * A supervisor that was killed cannot tell how its containers end, and nobody restarts them: what is left of them is
 * killed, and written down as lost, so that the attempt counts as over. Doing it twice changes nothing.
 */
export async function recover(options: {
  readonly pod: Pod;
  readonly podFolder: string;
  readonly facts: PodFacts;
  readonly clock: Clock;
}): Promise<void> {
  const { pod, podFolder, facts, clock } = options;
  const { uid = "" } = pod.metadata;
  for (const [container, launches] of facts.launches)
    for (const { count } of launches) await disband(groupsOf(podFolder, `${container}.${count}`));
  const locks = new Set([...facts.launches.keys()].map((container) => lockOf(uid, container)));
  await killMarked(markOf({ mark: `${uid}/` }), locks);
  const now = Math.floor(clock.now().getTime() / 1000);
  for (const [container, launches] of facts.launches) {
    for (const { count, process, end } of launches) {
      if (process !== undefined) await killGroup(process);
      if (end === undefined) await writeFact(podFolder, `${container}.${count}.end`, `137 ${now} lost`);
    }
  }
  if (facts.process !== undefined) await killGroup(facts.process);
  await writeFact(podFolder, `done.${facts.attempt}`, `${now}`);
}

/**
 * Where what a supervisor wrote down is gone, nobody can know any more what became of its programs: they are ended, and the
 * pod counts as lost. Doing it twice changes nothing. Returns what the folder tells.
 */
export async function mendState(pod: Pod, folder: PodFolder, clock: Clock): Promise<PodFacts> {
  const seen = await readFacts(folder.path);
  if (tellsWho(seen) || !(await isTorn(folder))) return seen;
  if (!isFolder(folder.state)) {
    await rm(folder.state, { force: true });
    await mkdir(folder.state, { mode: 0o700 });
  }
  await writeFact(folder.path, "ending", "Lost");
  await recover({ pod, podFolder: folder.path, facts: await readFacts(folder.path), clock });
  return readFacts(folder.path);
}

/** A plan was made, and the folder for its facts is gone, or does not say who carried it out though somebody did. */
async function isTorn(folder: PodFolder): Promise<boolean> {
  if (!namesIn(folder.path).some((name) => name.startsWith("plan."))) return false;
  if (!isFolder(folder.state)) return true;
  // Looked at before the facts are read: a supervisor may take its lock at any moment, and then starts programs.
  const before = namesIn(folder.state);
  const facts = await readFacts(folder.path);
  if (tellsWho(facts)) return false;
  // What an earlier attempt has launched says nothing of one that has yet to begin.
  const wasLocked = before.some((name) => name.startsWith("lock."));
  return before.includes(`lock.${facts.attempt}`) || (facts.launches.size > 0 && !wasLocked);
}

/** Who carries out the newest plan, or did. */
const tellsWho = ({ process, supervisor }: PodFacts): boolean =>
  process !== undefined || supervisor === "done";

const isFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Kills a supervisor that does not do as it is told, with all its containers; what is left is then recovered. */
export async function destroy(facts: PodFacts): Promise<void> {
  if (facts.process !== undefined) await killGroup(facts.process);
  for (const launches of facts.launches.values())
    for (const { process, end } of launches)
      if (process !== undefined && end === undefined) await killGroup(process);
}

/** Takes an attempt's lock before its supervisor does, so that this attempt never begins. */
export function forbid(podFolder: string, attempt: number): Promise<void> {
  return writeFact(podFolder, `lock.${attempt}`, "0 agent");
}
