import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { endpointPoints, shadowPoints } from "#monitoring/endpoint-points.ts";
import { ENDPOINT_METRICS, OWN_METRICS } from "#monitoring/metric.ts";
import { putSubject } from "#monitoring/metric-places.ts";
import { MetricQueue } from "#monitoring/metric-queue.ts";
import { addMeasures } from "#router/add-measures.ts";
import type { Router } from "#router/router.ts";
import type { Closers } from "./closers.ts";
import { everyMinute, lastInstant } from "./every-minute.ts";

/** What is kept of minutes in which the ledger could not be reached. */
const MOST_KEPT = 20_000;

/**
 * Writes down once a minute, at its end, what endpoints have served in it. What the ledger does not take is tried again with the next
 * minute's; nothing here holds up an invocation.
 */
export function measureEndpoints(
  {
    measured,
    ledger,
    clock,
    log,
  }: {
    /** Who carries invocations. */
    readonly measured: readonly Pick<Router, "takeMeasures">[];
    readonly ledger: Pick<Ledger, "appendMetrics">;
    readonly clock: Clock;
    readonly log: Log;
  },
  closers: Closers,
): void {
  /** By namespaces of metrics and of the home, of which there are few. */
  const queues = new Map<string, { readonly namespace: string; readonly queue: MetricQueue }>();
  const queueOf = (namespace: string, metrics = ENDPOINT_METRICS): MetricQueue => {
    const key = `${metrics} ${namespace}`;
    const subject = putSubject(namespace, metrics);
    const { queue } = queues.get(key) ?? { queue: new MetricQueue(ledger, { subject, most: MOST_KEPT }) };
    queues.set(key, { namespace, queue });
    return queue;
  };
  const take = (at: Date): void => {
    const all = addMeasures(measured.flatMap((one) => one.takeMeasures()));
    for (const { namespace, compared, ...measures } of all) {
      queueOf(namespace).add(endpointPoints(measures, at));
      if (compared !== undefined) queueOf(namespace, OWN_METRICS).add(shadowPoints(measures, compared, at));
    }
  };
  const write = async (): Promise<void> => {
    for (const { namespace, queue } of queues.values()) {
      try {
        await queue.write();
      } catch (error) {
        log.error("what endpoints served could not be written down", { namespace, error: String(error) });
      }
    }
  };
  const cancel = everyMinute(clock, (at) => {
    take(at);
    void write();
  });
  closers.add(async () => {
    cancel();
    take(lastInstant(clock));
    await write();
  });
}
