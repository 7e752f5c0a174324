import { FIRST_HOST } from "@slipway/model/run-plan.ts";
import type { AskedRun } from "./launch.ts";

/** More than any account may have of one type; what asks for more is refused or goes out as it is. */
const MOST_HOSTS = 1_000;

/** SageMaker's names of a job's hosts, and of the one group where none is asked for. */
export function hostsOf({
  instanceType = "",
  instanceCount = 1,
}: {
  readonly instanceType?: string;
  readonly instanceCount?: number;
}): AskedRun["hosts"] {
  const count = Math.min(Math.max(1, instanceCount), MOST_HOSTS);
  return Array.from({ length: count }, (_, index) => ({
    name: index === 0 ? FIRST_HOST : `algo-${index + 1}`,
    group: "homogeneousCluster",
    instanceType,
  }));
}
