import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { containersOf, runsToEnd } from "../pod/roles.ts";
import { type Launch, lastLaunch, type PodFacts } from "../supervisor/facts.ts";

/** After the start of a program: what ends at once is told with its end. */
const RUNNING_MS = 100;
/** Of steps that lead from one state to the next; a kubelet looks as seldom. */
const BETWEEN_MS = 1_000;

/**
 * When what a pod does as it should is told at the latest, in milliseconds, so that what follows soon is told in the same write.
 * Nothing waits once something went wrong or was started again, nor in a pod that serves, for requests wait for it.
 */
export function tellAt(pod: Pod, facts: PodFacts, untoldSince: number): number {
  if (!runsToEnd(pod)) return untoldSince;
  const containers = containersOf(pod).map(({ name, role }) => ({ role, last: lastLaunch(facts, name) }));
  if (containers.some(({ last }) => last !== undefined && isTrouble(last))) return untoldSince;
  const mains = containers.filter(({ role }) => role === "main").map(({ last }) => last);
  if (!mains.every((last) => last !== undefined && last.end === undefined)) return untoldSince + BETWEEN_MS;
  return Math.max(...mains.map((last) => last?.startedAt?.getTime() ?? untoldSince)) + RUNNING_MS;
}

const isTrouble = ({ count, end }: Launch): boolean => count > 0 || (end !== undefined && end.code !== 0);
