import { endpointSliceKind } from "@slipway/model/kubernetes/workloads.ts";
import { createAwsDoor } from "#api/aws/aws-door.ts";
import { storeAccessKeys } from "#api/store-access-keys.ts";
import { DRAIN } from "#installation/drain.ts";
import { KEYS_NAMESPACE, ROUTER, SYSTEM_NAMESPACE } from "#installation/names.ts";
import { createPostgresLedger } from "#ledger/postgres/create-postgres-ledger.ts";
import { drainServer } from "#lib/http/drain-server.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import { holdingInvoker } from "#router/holding-invoker.ts";
import { HttpInvoker } from "#router/http-invoker.ts";
import { podsOfService } from "#router/routing-table.ts";
import type { Cache } from "#store/cache.ts";
import { awsServer } from "../common/aws-server.ts";
import { homeJudge } from "../common/home-judge.ts";
import { PROGRAMS } from "../program-files.ts";
import type { Base } from "./base.ts";
import { listenEverywhere } from "./listen.ts";

const PORT = 8080;

/** The AWS door for SageMaker and its runtime; buckets have a door of their own. */
export async function runAwsDoor({ store, cache, files, clock, log, closers }: Base): Promise<void> {
  const accessKeys = storeAccessKeys({ cache, log, namespace: KEYS_NAMESPACE });
  closers.add(() => accessKeys.close());
  const ledger = await createPostgresLedger({ url: await files.text("database-url"), clock });
  closers.add(() => ledger.close());
  const token = await files.text("router-token");
  const invoker = new HttpInvoker({
    url: routerUrl(process.env),
    routers: routersOf(cache),
    token,
    clock,
  });
  closers.add(() => invoker.close());
  const metrics = createMetricReading({ workerUrl: PROGRAMS.metricWorker });
  closers.add(() => metrics.close());
  const door = createAwsDoor({
    store,
    cache,
    accessKeys,
    ledger,
    invoker: holdingInvoker({ invoker, clock }),
    clock,
    log,
    // Whether AWS is spoken to is known to the operator's process alone.
    judge: homeJudge({ store, cache }, { metrics, withoutAws: undefined }),
  });
  await Promise.all([accessKeys.synced, door.synced]);
  const server = awsServer((request, response) => door.handler(request, response));
  await listenEverywhere(server, PORT);
  closers.add(() => drainServer(server, DRAIN, clock));
}

/**
 * Where the routers' pods are, which the cache knows while the API server is away too. They are dialled one by one: a connection through
 * the Service's own address would stay with the one that it came to at first, and would not say which one has broken it.
 */
function routersOf(cache: Cache): () => readonly string[] {
  // Until they are known the Service's address does.
  cache.of(endpointSliceKind).catch(() => {});
  let known: { readonly revision: string; readonly pods: readonly string[] } | undefined;
  return () => {
    const slices = cache.now(endpointSliceKind);
    if (slices === undefined) return [];
    if (known?.revision !== slices.revision)
      known = {
        revision: slices.revision,
        pods: podsOfService(slices.values(), `${SYSTEM_NAMESPACE}/${ROUTER}`),
      };
    return known.pods;
  };
}

/** The router's Service as the kubelet tells it to pods of its namespace: an address that needs no cluster DNS. */
function routerUrl(env: Readonly<Record<string, string | undefined>>): string {
  const [host, port] = [env["SLIPWAY_ROUTER_SERVICE_HOST"], env["SLIPWAY_ROUTER_SERVICE_PORT"]];
  return host === undefined ? "http://slipway-router" : `http://${host}:${port ?? 80}`;
}
