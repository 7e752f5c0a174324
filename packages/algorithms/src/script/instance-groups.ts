import type { Values } from "./values.ts";

interface Group {
  readonly instance_group_name: string;
  readonly hosts: readonly string[];
}

/** What sagemaker-training tells a program of the groups of instances of its job. */
export function instanceGroups({
  resources,
  values,
}: {
  readonly resources: Readonly<Record<string, unknown>>;
  readonly values: Values;
}) {
  const groups = Array.isArray(resources["instance_groups"]) ? (resources["instance_groups"] as Group[]) : [];
  const current = resources["current_group_name"] ?? "homogeneousCluster";
  return {
    current_instance_group: current,
    current_instance_group_hosts: groups.find((group) => group.instance_group_name === current)?.hosts ?? [],
    instance_groups: groups.map((group) => group.instance_group_name),
    instance_groups_dict: Object.fromEntries(groups.map((group) => [group.instance_group_name, group])),
    distribution_instance_groups:
      values.reserved["sagemaker_distribution_instance_groups"] ?? (asksForLauncher(values) ? [current] : []),
    is_hetero: groups.length > 1,
  };
}

const asksForLauncher = ({ reserved }: Values): boolean =>
  Object.entries(reserved).some(([name, value]) => name.endsWith("_enabled") && value === true);
