import { hostName } from "@slipway/model/run-plan.ts";
import type { AskedRun } from "./launch.ts";

/** More than any account may have of one type; what asks for more is refused or goes out as it is. */
const MOST_HOSTS = 1_000;

/** Machines of one type that a job asks for. */
export interface Instances {
  readonly instanceGroupName?: string;
  readonly instanceType?: string;
  readonly instanceCount?: number;
}

/** SageMaker's names of a job's hosts, group after group, and of the one group where none is asked for. */
export function hostsOf({
  instanceGroups,
  ...instances
}: Instances & { readonly instanceGroups?: readonly Instances[] }): AskedRun["hosts"] {
  const groups = instanceGroups === undefined || instanceGroups.length === 0 ? [instances] : instanceGroups;
  const hosts = groups.flatMap(({ instanceGroupName, instanceType = "", instanceCount = 1 }) =>
    Array.from({ length: Math.min(Math.max(1, instanceCount), MOST_HOSTS) }, () => ({
      group: instanceGroupName ?? "homogeneousCluster",
      instanceType,
    })),
  );
  return hosts.map((host, index) => ({ name: hostName(index), ...host }));
}
