import type { Artifacts } from "#artifacts/artifacts.ts";
import { AsyncMeasures } from "#async-inference/async-measures.ts";
import { Dispatcher } from "#async-inference/dispatcher.ts";
import { type AsyncEndpoints, asyncEndpoints } from "#async-inference/endpoints.ts";
import { placesOf } from "#async-inference/places-of.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { asyncPoints, backlogPoints } from "#monitoring/async-points.ts";
import { ENDPOINT_METRICS } from "#monitoring/metric.ts";
import { MetricQueues } from "#monitoring/metric-queues.ts";
import { type LiveTable, liveTable } from "#router/live-table.ts";
import { routeKey } from "#router/routing-table.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import type { Closers } from "./closers.ts";
import { everyMinute, lastInstant } from "./every-minute.ts";

/** What is kept of minutes in which the ledger could not be reached. */
const MOST_KEPT = 20_000;

interface Parts {
  readonly cache: Cache;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** With what a namespace's jobs may reach. */
  readonly artifacts: (namespace: string) => Promise<Artifacts>;
}

/** Carries out the requests that wait for endpoints, and writes down once a minute how their queues stand. */
export async function answerLater(parts: Parts, closers: Closers): Promise<Dispatcher> {
  const { cache, ledger } = parts;
  const [endpoints, routes] = await Promise.all([asyncEndpoints(parts), liveTable(cache)]);
  const measures = new AsyncMeasures();
  closers.add(() => routes.close());
  measure({ ...parts, endpoints, routes, measures }, closers);
  const dispatcher = new Dispatcher({
    ...parts,
    queue: ledger.requests,
    answers: ledger.answers,
    endpoints,
    routes,
    measures,
  });
  closers.add(() => dispatcher.close());
  return dispatcher;
}

function measure(
  parts: Parts & {
    readonly endpoints: AsyncEndpoints;
    readonly routes: LiveTable;
    readonly measures: AsyncMeasures;
  },
  closers: Closers,
): void {
  const { ledger, clock, log, endpoints, routes, measures } = parts;
  const queues = new MetricQueues(ledger, { metrics: ENDPOINT_METRICS, most: MOST_KEPT });
  const takeCounts = (at: Date): void => {
    for (const { namespace, ...taken } of measures.take()) queues.of(namespace).add(asyncPoints(taken, at));
  };
  const takeBacklogs = async (at: Date): Promise<void> => {
    const all = endpoints.all();
    if (all.length === 0) return;
    const depths = new Map((await ledger.requests.depths()).map((depth) => [depth.uid, depth]));
    for (const { namespace, endpoint, uid } of all) {
      const depth = depths.get(uid);
      const instances = placesOf(routes.current().get(routeKey(namespace, endpoint))).length;
      const age = depth === undefined ? 0 : (at.getTime() - depth.oldestAt.getTime()) / 1_000;
      const backlog = {
        endpoint,
        requests: depth?.requests ?? 0,
        oldestSeconds: Math.max(0, age),
        instances,
      };
      queues.of(namespace).add(backlogPoints(backlog, at));
    }
  };
  const told = (error: unknown): void =>
    log.error("what waits for endpoints could not be written down", { error: String(error) });
  const cancel = everyMinute(clock, (at) => {
    takeCounts(at);
    takeBacklogs(at)
      .then(() => queues.write())
      .catch(told);
  });
  closers.add(async () => {
    cancel();
    takeCounts(lastInstant(clock));
    await queues.write().catch(told);
  });
}
