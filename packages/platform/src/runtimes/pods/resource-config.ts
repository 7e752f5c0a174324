import type { RunHost } from "../runs.ts";
import type { NodeWays } from "./node-ways.ts";

/**
 * `input/config/resourceconfig.json` of one host, as SageMaker writes it.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 */
export function resourceConfig(
  hosts: readonly RunHost[],
  host: RunHost,
  { networkInterface }: Pick<NodeWays, "networkInterface">,
): string {
  const groups = [...new Set(hosts.map(({ group }) => group))];
  return JSON.stringify({
    current_host: host.name,
    current_instance_type: host.instanceType,
    current_group_name: host.group,
    hosts: hosts.map(({ name }) => name),
    instance_groups: groups.map((group) => {
      const members = hosts.filter((one) => one.group === group);
      return {
        instance_group_name: group,
        instance_type: members[0]?.instanceType ?? "",
        hosts: members.map(({ name }) => name),
      };
    }),
    network_interface_name: networkInterface,
  });
}
