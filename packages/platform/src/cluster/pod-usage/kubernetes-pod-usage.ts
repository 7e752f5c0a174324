import { isSlipwayError } from "@slipway/model";
import type { PodUsage, PodUsages } from "@slipway/model/kubernetes/pod-usage.ts";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";

/** What is older tells of no minute that matters: whoever measures has stopped. */
const FRESH_MS = 120_000;

/** metrics.k8s.io/v1beta1 PodMetrics, as far as it is read. */
export interface PodMetrics {
  readonly metadata: { readonly namespace?: string; readonly name: string };
  readonly timestamp: string;
  readonly containers: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<string, string | number>>;
  }[];
}

/**
 * What pods with a label take, as the cluster's metrics API tells it (metrics-server, or what else serves it): averages of processors
 * over what that calls a window, and working sets. Nothing where nobody serves it. It knows no GPU.
 */
export async function kubernetesPodUsage(
  client: Pick<KubernetesClient, "json">,
  { label, pods, now }: { readonly label: string; readonly pods: readonly Pod[]; readonly now: Date },
): Promise<PodUsages> {
  return usagesIn(await podMetrics(client, label), { pods, now });
}

async function podMetrics(
  client: Pick<KubernetesClient, "json">,
  label: string,
): Promise<readonly PodMetrics[]> {
  try {
    const path = "/apis/metrics.k8s.io/v1beta1/pods";
    const query = { labelSelector: label };
    return (await client.json<{ readonly items?: readonly PodMetrics[] }>({ path, query })).items ?? [];
  } catch (error) {
    if (isSlipwayError(error) && error.code === "SLIP-API-009") return [];
    throw error;
  }
}

/** A pod that was made anew under its name since may be told of once as the one before it. */
export function usagesIn(
  items: readonly PodMetrics[],
  { pods, now }: { readonly pods: readonly Pod[]; readonly now: Date },
): PodUsages {
  const byName = new Map(
    items.map((one) => [`${one.metadata.namespace ?? ""}/${one.metadata.name}`, one] as const),
  );
  const usages = new Map<string, PodUsage>();
  for (const { metadata } of pods) {
    const found = byName.get(`${metadata.namespace ?? ""}/${metadata.name}`);
    if (found === undefined || !(now.getTime() - Date.parse(found.timestamp) <= FRESH_MS)) continue;
    const processors = sumOf(found, "cpu");
    const memoryBytes = sumOf(found, "memory");
    usages.set(metadata.uid ?? "", {
      ...(processors === undefined ? {} : { processors }),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
    });
  }
  return usages;
}

/** Undefined where one of the containers is not told of. */
function sumOf({ containers }: PodMetrics, resource: string): number | undefined {
  if (containers.length === 0) return undefined;
  return containers.reduce<number | undefined>((sum, { usage }) => {
    const taken = quantity(usage[resource] ?? "");
    return sum === undefined || taken === undefined ? undefined : sum + taken;
  }, 0);
}
