import type { Ledger, MetricPoint } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { endpointPoints } from "#monitoring/endpoint-points.ts";
import { ENDPOINT_METRICS } from "#monitoring/metric.ts";
import { putSubject } from "#monitoring/metric-places.ts";
import { MetricWriter } from "#monitoring/metric-writer.ts";
import type { Router } from "#router/router.ts";
import type { Closers } from "./closers.ts";

const MINUTE_MS = 60_000;
/** What is kept of minutes in which the ledger could not be reached. */
const MOST_KEPT = 20_000;

/**
 * Writes down once a minute, at its end, what endpoints have served in it. What the ledger does not take is tried again with the next
 * minute's; nothing here holds up an invocation.
 */
export function measureEndpoints(
  {
    router,
    ledger,
    clock,
    log,
  }: {
    readonly router: Pick<Router, "takeMeasures">;
    readonly ledger: Pick<Ledger, "appendMetrics" | "metricsCursor">;
    readonly clock: Clock;
    readonly log: Log;
  },
  closers: Closers,
): void {
  const writer = new MetricWriter(ledger);
  const waiting = new Map<string, MetricPoint[]>();
  let cancel = (): void => {};
  const take = (): void => {
    // The last instant that the minute has.
    const at = new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000 - 1);
    for (const { namespace, ...measures } of router.takeMeasures()) {
      const points = waiting.get(namespace) ?? [];
      waiting.set(namespace, [...points, ...endpointPoints(measures, at)].slice(-MOST_KEPT));
    }
  };
  const write = async (): Promise<void> => {
    for (const [namespace, points] of [...waiting]) {
      waiting.delete(namespace);
      try {
        await writer.append(putSubject(namespace, ENDPOINT_METRICS), points);
      } catch (error) {
        waiting.set(namespace, [...points, ...(waiting.get(namespace) ?? [])].slice(-MOST_KEPT));
        log.error("what endpoints served could not be written down", { namespace, error: String(error) });
      }
    }
  };
  const next = (): void => {
    cancel = clock.after(MINUTE_MS - (clock.now().getTime() % MINUTE_MS), () => {
      take();
      void write();
      next();
    });
  };
  next();
  closers.add(async () => {
    cancel();
    take();
    await write();
  });
}
