import { defined } from "@slipway/model";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";

export { isOver } from "@slipway/model/kubernetes/is-over.ts";

/** A container that runs a script, given as text. */
export function shell(name: string, script: string, more: Partial<Container> = {}): Container {
  return { name, image: "sh", args: [script], ...more };
}

/** A pod that runs to its end once. */
export function podOf(
  name: string,
  containers: readonly Container[],
  more: Partial<Pod["spec"]> & { readonly annotations?: Readonly<Record<string, string>> } = {},
): Pod {
  const { annotations, ...spec } = more;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", ...defined({ annotations }) },
    spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 5, containers: [...containers], ...spec },
  };
}

export function stateOf(pod: Pod, container: string) {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return all.find(({ name }) => name === container)?.state;
}
