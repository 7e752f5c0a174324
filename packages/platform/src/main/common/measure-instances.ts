import { memoryLimit, type PodUsage, type PodUsages } from "@slipway/model/kubernetes/pod-usage.ts";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import { SERVING_ANNOTATION, SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { type Node, nodeKind, type Pod, podKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { type InstanceUsage, instancePoints } from "#monitoring/instance-points.ts";
import { ENDPOINT_INSTANCE_METRICS } from "#monitoring/metric.ts";
import { MetricQueues } from "#monitoring/metric-queues.ts";
import type { Cache } from "#store/cache.ts";
import type { Closers } from "./closers.ts";
import { everyMinute } from "./every-minute.ts";

/** What is kept of minutes in which the ledger could not be reached. */
const MOST_KEPT = 20_000;

interface Parts {
  readonly cache: Cache;
  readonly ledger: Pick<Ledger, "appendMetrics">;
  readonly clock: Clock;
  readonly log: Log;
  /** What these pods have taken since they were last asked for. */
  usages(pods: readonly Pod[]): Promise<PodUsages>;
}

/**
 * Writes down once a minute, at its end, what the instances of endpoints take of their machines. What the ledger does not take is tried
 * again with the next minute's; of a minute in which nobody could tell there is nothing.
 */
export function measureInstances(parts: Parts, closers: Closers): void {
  const { ledger, clock, log } = parts;
  const queues = new MetricQueues(ledger, { metrics: ENDPOINT_INSTANCE_METRICS, most: MOST_KEPT });
  const measure = async (at: Date): Promise<void> => {
    for (const { namespace, instances, ...of } of await variantsNow(parts))
      queues.of(namespace).add(instancePoints(of, instances, at));
  };
  const told = (error: unknown): void =>
    log.error("what instances of endpoints take could not be written down", { error: String(error) });
  let working = Promise.resolve();
  let isBusy = false;
  const cancel = everyMinute(clock, (at) => {
    // Who takes longer than a minute is not asked twice at once.
    if (isBusy) return;
    isBusy = true;
    working = measure(at)
      .catch(told)
      .then(() => queues.write())
      .catch(told)
      .then(() => {
        isBusy = false;
      });
  });
  closers.add(async () => {
    cancel();
    await working;
  });
}

interface MeasuredVariant {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly instances: InstanceUsage[];
}

/** While a variant is updated it has the instances of both its fleets. */
async function variantsNow({ cache, usages }: Parts): Promise<readonly MeasuredVariant[]> {
  const [pods, services, nodes] = await Promise.all([
    cache.of(podKind),
    cache.of(serviceKind),
    cache.of(nodeKind),
  ]);
  const serving = [...pods.values()].filter(
    ({ metadata, status }) =>
      metadata.labels?.[SERVING_LABEL.endpoint] !== undefined && status?.phase === "Running",
  );
  if (serving.length === 0) return [];
  const taken = await usages(serving);
  const found = new Map<string, MeasuredVariant>();
  for (const pod of serving) {
    const { namespace = "", uid = "", labels } = pod.metadata;
    const usage = taken.get(uid);
    const service = services.get(`${namespace}/${labels?.[SERVING_LABEL.variant]}`);
    if (usage === undefined || service === undefined) continue;
    const { [SERVING_ANNOTATION.endpointName]: endpoint, [SERVING_ANNOTATION.variant]: variant } =
      service.metadata.annotations ?? {};
    if (endpoint === undefined || variant === undefined) continue;
    const key = JSON.stringify([namespace, endpoint, variant]);
    const known = found.get(key) ?? { namespace, endpoint, variant, instances: [] };
    known.instances.push(inPercent(usage, pod, nodes.get(`/${pod.spec.nodeName ?? ""}`)));
    found.set(key, known);
  }
  return [...found.values()];
}

/** Memory is told of what the pod may have, which is the machine's where it has no limit. */
function inPercent(
  { processors, memoryBytes, gpus }: PodUsage,
  pod: Pod,
  node: Node | undefined,
): InstanceUsage {
  const machine = quantity(node?.status?.allocatable?.["memory"] ?? "");
  const memory = memoryLimit(pod) ?? machine;
  return {
    ...(processors === undefined ? {} : { CPUUtilization: 100 * processors }),
    ...(memoryBytes === undefined || memory === undefined || memory === 0
      ? {}
      : { MemoryUtilization: Math.min(100, (100 * memoryBytes) / memory) }),
    ...(gpus === undefined ? {} : { GPUUtilization: gpus.busy, GPUMemoryUtilization: gpus.memory }),
  };
}
