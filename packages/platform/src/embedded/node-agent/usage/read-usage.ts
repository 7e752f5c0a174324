import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { isAlive } from "#lib/process-identity.ts";
import { containersOf } from "../pod/roles.ts";
import type { PodContainers } from "../runner/pod-containers.ts";
import { lockOf } from "../supervisor/container-lock.ts";
import type { Launch, PodFacts } from "../supervisor/facts.ts";
import { groupsOf, groupUsage } from "../supervisor/groups/launch-groups.ts";
import type { ProcessTable } from "../supervisor/process-table.ts";
import type { Reading } from "./reading.ts";

export interface UsageTools {
  readonly podFolder: string;
  readonly processes: ProcessTable;
  /** Of the pod; absent where no engine runs it. */
  readonly containers: Pick<PodContainers, "usage"> | undefined;
}

/**
 * What the running containers of a pod have taken, but for those that run to their end before it: by its engine, by what the kernel
 * counts of its control groups, or else by its processes.
 */
export async function readUsage(pod: Pod, facts: PodFacts, tools: UsageTools): Promise<readonly Reading[]> {
  const running = containersOf(pod).flatMap(({ name, role }) => {
    const last = facts.launches.get(name)?.at(-1);
    // What the agent does itself is nothing of the pod's.
    const isProgram = last?.process !== undefined || last?.isContainer === true;
    return role === "init" || !isProgram || last.end !== undefined ? [] : [{ name, last }];
  });
  const readings = running.map(async ({ name, last }): Promise<readonly Reading[]> => {
    const { startedAt } = last;
    const launch = `${name}.${last.count}`;
    if (startedAt === undefined) return [];
    if (last.isContainer === true) return [{ launch, startedAt, ...(await tools.containers?.usage(launch)) }];
    const lock = lockOf(pod.metadata.uid ?? "", name);
    return [{ launch, startedAt, ...(await processUsage(last, { ...tools, launch, lock })) }];
  });
  return (await Promise.all(readings)).flat();
}

async function processUsage(
  { process: leader }: Launch,
  { podFolder, processes, launch, lock }: UsageTools & { readonly launch: string; readonly lock: number },
): Promise<Pick<Reading, "cpuMs" | "memoryBytes">> {
  if (leader === undefined || !(await isAlive(leader))) return {};
  const counted = groupUsage(groupsOf(podFolder, launch));
  return {
    cpuMs: counted.cpuMs ?? (await processes.cpuOf(leader.pid, lock)),
    memoryBytes: counted.memoryBytes ?? (await processes.memoryOf(leader.pid, 0, lock)),
  };
}
