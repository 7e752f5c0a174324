import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import { killGroup } from "#lib/process-identity.ts";
import { markOf } from "../sandbox/sandbox.ts";
import { lockOf } from "./container-lock.ts";
import { type PodFacts, writeFact } from "./facts.ts";
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
    for (const { count } of launches) await disband(await groupsOf(podFolder, `${container}.${count}`));
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
