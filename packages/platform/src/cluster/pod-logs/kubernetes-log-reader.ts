import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import type { PodLogReader } from "./pod-log-reader.ts";

/** Reads logs through the API server, which asks the node's kubelet. */
export function kubernetesLogReader(client: KubernetesClient): PodLogReader {
  return {
    read: ({ namespace, pod, container }, { since, signal }) =>
      client.lines(`/api/v1/namespaces/${namespace}/pods/${pod}/log`, {
        signal,
        query: {
          container,
          follow: "true",
          timestamps: "true",
          ...(since === undefined ? {} : { sinceTime: since.toISOString() }),
        },
      }),
  };
}
