import type { AddressInfo } from "node:net";
import { SlipwayError } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import type { Answer } from "./answer.ts";
import type { Carrying } from "./carrying.ts";
import { Counters, type VariantCounters, type VariantMeasures } from "./counters.ts";
import { TARGET_VARIANT } from "./headers.ts";
import { fieldLines } from "./http1/header-fields.ts";
import type { Invoker } from "./invoker.ts";
import { Invoking, type RoutedRequest } from "./invoking.ts";
import { liveTable } from "./live-table.ts";
import { ModelsPassage } from "./models-passage.ts";
import { Passage } from "./passage.ts";
import { wholeBody } from "./request-body.ts";
import { type Route, type RoutingTable, routeKey } from "./routing-table.ts";
import { routerServer } from "./server.ts";
import { SESSION_ID } from "./session-fields.ts";
import { ShadowTap } from "./shadow/shadow-tap.ts";
import { refuseModel, refuseTarget, stepsFor, targetModel } from "./steps-for.ts";
import { Room } from "./tap/room.ts";
import type { Tap } from "./tap/tap.ts";
import { tappedAnswer } from "./tap/tapped-answer.ts";
import { Taps } from "./tap/taps.ts";
import { targetFor, type Wanted } from "./target-for.ts";
import { tellRecipient } from "./tell-recipient.ts";
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
  /** Who looks on at the invocations of endpoints that ask for it. */
  readonly taps?: readonly Tap[];
}

export interface RouterLimits {
  /** Bytes of one request's body. */
  readonly body: number;
  /** Milliseconds that a container may take until its first byte, and between two. */
  readonly responseTimeoutMs: number;
  /** Milliseconds from a request's first byte at a container to the last of its answer. */
  readonly answerTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Invocations under way, at one pod and in all. */
  readonly perPod: number;
  readonly atOnce: number;
  /** Bytes that copies for taps may take in all. */
  readonly copies: number;
}

/** SageMaker's own: 6 MiB of payload, 60 s to answer, 8 minutes for an answer that is streamed. */
const DEFAULTS: RouterLimits = {
  body: 6 * 1024 * 1024,
  responseTimeoutMs: 60_000,
  answerTimeoutMs: 480_000,
  connectTimeoutMs: 1_000,
  perPod: 128,
  atOnce: 1024,
  copies: 64 * 1024 * 1024,
};

/** Copies under way at one pod of a shadow. */
const SHADOW_PER_POD = 16;
/** Bytes that containers have answered and the next ones have not taken yet, of all requests. */
const MOST_BETWEEN = 256 * 1024 * 1024;

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
  const toShadows = new Upstreams({ ...limits, perPod: SHADOW_PER_POD }, options.clock, random);
  const counters = new Counters();
  const underWay = new UnderWay(limits.atOnce);
  const table = await liveTable(options.cache, (fresh) => {
    const known = new Set(podsOf(fresh));
    upstreams.keepOnly(known);
    toShadows.keepOnly(known);
    counters.keepOnly((namespace, endpoint) => fresh.has(routeKey(namespace, endpoint)));
  });
  const route = (namespace: string, endpoint: string) => table.current().get(routeKey(namespace, endpoint));
  const routeOf = (namespace: string, endpoint: string): Route => {
    const found = route(namespace, endpoint);
    if (found !== undefined) return found;
    const message = `No endpoint ${endpoint} in namespace ${namespace} is served.`;
    throw new SlipwayError("SLIP-ROUTER-001", message);
  };
  const target = (of: Route, wanted: Wanted) => targetFor(of, wanted, random(), options.clock.now());
  const isBusy = () => underWay.isHalfFull;
  const shadows = new ShadowTap({ upstreams: toShadows, counters, random, isBusy });
  const taps = new Taps([shadows, ...(options.taps ?? [])], {
    room: new Room(limits.copies),
    most: limits.body,
  });
  const room = new Room(MOST_BETWEEN);
  const invoking = (request: RoutedRequest, answer: Answer): Carrying => {
    const { route, variant, action } = request;
    const tally = counters.of(route, variant);
    if (action === "ping") return new Invoking(request, answer, { upstreams, tally });
    const { several, multiModel } = variant;
    if (several === undefined) refuseTarget(request);
    if (multiModel === undefined) refuseModel(request);
    const steps = several && stepsFor(request, several);
    const tapped = taps.of(request);
    if (multiModel !== undefined) {
      const target = targetModel(request.fields);
      return new ModelsPassage(request, tappedAnswer(answer, tapped), { upstreams, tally, tapped, target });
    }
    if (several === undefined || steps === undefined)
      return new Invoking(request, answer, { upstreams, tally, tapped });
    const tallyOf = (container: string) => counters.of(route, variant, container);
    const parts = { upstreams, tally, tapped, tallyOf, several, steps, room, most: limits.body };
    return new Passage(request, tappedAnswer(answer, tapped), parts);
  };
  const server = routerServer({
    token: options.token,
    log: options.log,
    underWay,
    atOnce: limits.atOnce,
    bodyLimit: limits.body,
    route,
    routeOf,
    target,
    invoking,
  });
  const { http } = server;
  return {
    listen: ({ port = 0, host = "127.0.0.1" } = {}) =>
      new Promise((resolve, reject) => {
        http.once("error", reject);
        http.listen(port, host, () => {
          http.off("error", reject);
          resolve({ url: `http://${host}:${(http.address() as AddressInfo).port}` });
        });
      }),
    invoke: async ({ namespace, endpoint, headers, body }, recipient) => {
      underWay.enterUntilClosed(recipient.response);
      const found = routeOf(namespace, endpoint);
      const { [SESSION_ID]: session, ...others } = headers;
      const chosen = target(found, { variant: headers[TARGET_VARIANT], session });
      const request = { route: found, ...chosen, action: "invocations", fields: fieldLines(others) } as const;
      const whole = wholeBody(body, limits.body);
      await tellRecipient(recipient, (answer) => invoking({ ...request, body: whole }, answer));
    },
    counters: () => counters.all(),
    takeMeasures: () => counters.takeMeasures(),
    isServed: (namespace, endpoint) => canServe(route(namespace, endpoint)),
    close: async ({ graceMs = 5_000 } = {}) => {
      const closed = server.close();
      const cancel = options.clock.after(graceMs, () => {
        underWay.cut();
        server.cut();
      });
      await Promise.all([closed, underWay.none()]);
      cancel();
      table.close();
      upstreams.destroy();
      toShadows.destroy();
    },
  };
}

function canServe(route: Route | undefined): boolean {
  return route?.variants.some(({ pods }) => pods.length > 0) ?? false;
}

function* podsOf(table: RoutingTable): Iterable<string> {
  for (const { variants, shadows } of table.values()) {
    for (const { pods, instances, several } of [...variants, ...shadows]) {
      yield* pods;
      yield* instances.values();
      for (const addresses of several?.addresses.values() ?? []) yield* addresses;
    }
  }
}
