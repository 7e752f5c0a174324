import type { AddressInfo } from "node:net";
import { SlipwayError } from "@slipway/model";
import { SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { endpointSliceKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import { Counters, type VariantCounters, type VariantMeasures } from "./counters.ts";
import { invoke } from "./invoke.ts";
import type { Invoker } from "./invoker.ts";
import { wholeBody } from "./request-body.ts";
import { type Route, type RoutingTable, routeKey, routingTable } from "./routing-table.ts";
import { routerServer } from "./server.ts";
import { UnderWay } from "./under-way.ts";
import { Upstreams } from "./upstreams.ts";

export interface RouterOptions {
  readonly cache: Cache;
  /** Who knows it may invoke every endpoint; doors hold it. */
  readonly token: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: Partial<RouterLimits>;
  /** In [0, 1); which variant gets the next request, and which of equally busy pods. */
  readonly random?: () => number;
}

export interface RouterLimits {
  /** Bytes of one request's body. */
  readonly body: number;
  /** Milliseconds that a container may take until its first byte, and between two. */
  readonly responseTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Invocations under way, at one pod and in all. */
  readonly perPod: number;
  readonly atOnce: number;
}

/** SageMaker's own: 6 MiB of payload, 60 s to answer. */
const DEFAULTS: RouterLimits = {
  body: 6 * 1024 * 1024,
  responseTimeoutMs: 60_000,
  connectTimeoutMs: 1_000,
  perPod: 128,
  atOnce: 1024,
};

/** An invoker for who is in the same process, and one by HTTP for who holds the token. */
export interface Router extends Invoker {
  /** Starts to listen; port 0 takes any free one. */
  listen(where?: { readonly port?: number; readonly host?: string }): Promise<{ readonly url: string }>;
  counters(): readonly VariantCounters[];
  /** What variants have served since this was last called; for one caller, which tells it on. */
  takeMeasures(): readonly VariantMeasures[];
  /** Whether the endpoint has a pod that can be asked now. */
  isServed(namespace: string, endpoint: string): boolean;
  /** Takes no new requests, lets those under way end for at most `graceMs`, then cuts them off. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** The data plane: knows where endpoints' pods are by watching the store, and carries invocations to them. */
export async function createRouter(options: RouterOptions): Promise<Router> {
  const limits = { ...DEFAULTS, ...options.limits };
  const random = options.random ?? Math.random;
  const upstreams = new Upstreams(limits, options.clock, random);
  const counters = new Counters();
  const underWay = new UnderWay(limits.atOnce);
  const table = await liveTable(options, (fresh) => {
    upstreams.keepOnly(new Set(podsOf(fresh)));
    counters.keepOnly((namespace, endpoint) => fresh.has(routeKey(namespace, endpoint)));
  });
  const pods = { upstreams, counters, random };
  const routeOf = (namespace: string, endpoint: string): Route => {
    const route = table.current().get(routeKey(namespace, endpoint));
    if (route !== undefined) return route;
    const message = `No endpoint ${endpoint} in namespace ${namespace} is served.`;
    throw new SlipwayError("SLIP-ROUTER-001", message);
  };
  const server = routerServer({
    token: options.token,
    log: options.log,
    underWay,
    atOnce: limits.atOnce,
    bodyLimit: limits.body,
    route: routeOf,
    invoke: (request) => invoke(request, pods),
  });
  return {
    listen: ({ port = 0, host = "127.0.0.1" } = {}) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve({ url: `http://${host}:${(server.address() as AddressInfo).port}` });
        });
      }),
    invoke: async ({ namespace, endpoint, headers, body }, recipient) => {
      underWay.enter(recipient.response);
      const route = routeOf(namespace, endpoint);
      const taken = () => wholeBody(body, limits.body);
      await invoke({ route, action: "invocations", headers, body: taken, recipient }, pods);
    },
    counters: () => counters.all(),
    takeMeasures: () => counters.takeMeasures(),
    isServed: (namespace, endpoint) => canServe(table.current().get(routeKey(namespace, endpoint))),
    close: async ({ graceMs = 5_000 } = {}) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cancel = options.clock.after(graceMs, () => {
        underWay.cut();
        server.closeAllConnections();
      });
      await Promise.all([closed, underWay.none()]);
      cancel();
      table.close();
      await upstreams.destroy();
    },
  };
}

function canServe(route: Route | undefined): boolean {
  return route?.variants.some(({ pods }) => pods.length > 0) ?? false;
}

function* podsOf(table: RoutingTable): Iterable<string> {
  for (const route of table.values()) for (const variant of route.variants) yield* variant.pods;
}

/** The table of what the store holds now, rebuilt when somebody asks after a change. */
async function liveTable(
  { cache }: RouterOptions,
  rebuilt: (table: RoutingTable) => void,
): Promise<{ current(): RoutingTable; close(): void }> {
  let table: RoutingTable | undefined;
  const changed = () => {
    table = undefined;
  };
  const stop = new AbortController();
  const follower = { where: { has: [SERVING_LABEL.endpoint] }, changed };
  cache.follow(serviceKind, follower, stop.signal);
  cache.follow(endpointSliceKind, follower, stop.signal);
  const [services, slices] = await Promise.all([cache.of(serviceKind), cache.of(endpointSliceKind)]);
  return {
    current: () => {
      if (table === undefined) {
        table = routingTable(services.values(), slices.values());
        rebuilt(table);
      }
      return table;
    },
    close: () => stop.abort(),
  };
}
