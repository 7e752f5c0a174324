import { SlipwayError } from "@slipway/model";
import { errors } from "undici";
import { chooseVariant } from "./choose-variant.ts";
import type { Counters, Ending, VariantCounters } from "./counters.ts";
import { forward } from "./forward.ts";
import { TARGET_VARIANT } from "./headers.ts";
import type { Recipient } from "./invoker.ts";
import type { Relayed } from "./relay.ts";
import type { RequestBody } from "./request-body.ts";
import type { Route, VariantRoute } from "./routing-table.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** One request for one endpoint that is served. */
export interface RoutedRequest {
  readonly route: Route;
  readonly action: "invocations" | "ping";
  /** What the container is told. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Read only once it is known who may take it; absent for a ping. */
  readonly body?: () => RequestBody | Promise<RequestBody>;
  readonly recipient: Recipient;
}

export interface Pods {
  readonly upstreams: Upstreams;
  readonly counters: Counters;
  /** In [0, 1). */
  readonly random: () => number;
}

/**
 * Pods asked for one request: an unreachable one costs nothing, but a request that broke a connection may be what breaks
 * pods, so it is sent at most twice.
 */
const MOST = { attempts: 3, broken: 2 } as const;

/** Chooses a variant and a pod, sends the request there, and to another pod when the first takes or answers nothing. */
export async function invoke(request: RoutedRequest, pods: Pods): Promise<void> {
  const variant = variantFor(request, pods.random());
  const body = await request.body?.();
  const { namespace, endpoint } = request.route;
  const counters = pods.counters.of({ namespace, endpoint, variant: variant.name });
  counters.underWay += 1;
  try {
    const ended = (ending: Ending): void => pods.counters.ended(counters, ending);
    await tryPods({ request, variant, body, counters, ended }, pods.upstreams);
  } finally {
    counters.underWay -= 1;
  }
}

function variantFor({ route, headers }: RoutedRequest, random: number): VariantRoute {
  const wanted = headers[TARGET_VARIANT];
  if (wanted === undefined) {
    const chosen = chooseVariant(route.variants, random);
    if (chosen === undefined) throw noPods(route);
    return chosen;
  }
  const variant = route.variants.find(({ name }) => name === wanted);
  if (variant === undefined) {
    throw new SlipwayError(
      "SLIP-ROUTER-002",
      `Endpoint ${route.endpoint} has no variant ${String(wanted)}; it has ${route.variants.map(({ name }) => name).join(", ")}.`,
    );
  }
  if (variant.pods.length === 0) throw noPods({ ...route, variants: [variant] });
  return variant;
}

interface Trying {
  readonly request: RoutedRequest;
  readonly variant: VariantRoute;
  readonly body: RequestBody | undefined;
  readonly counters: VariantCounters;
  readonly ended: (ending: Ending) => void;
}

async function tryPods(trying: Trying, upstreams: Upstreams): Promise<void> {
  const asked = new Set<string>();
  let broken = 0;
  for (let attempt = 1; ; attempt++) {
    const startedAt = performance.now();
    const upstream = choosePod(trying, upstreams, asked);
    const relayed = await askPod(trying, upstream);
    if (relayed.kind === "answered") upstreams.answered(upstream);
    if (relayed.kind !== "failed") return count(trying, relayed, performance.now() - startedAt);
    if (trying.body?.failure !== undefined) throw trying.body.failure;
    upstreams.failed(upstream);
    asked.add(upstream.address);
    if (!isUnreachable(relayed.error)) broken += 1;
    const left = attempt < MOST.attempts && broken < MOST.broken && (trying.body?.replayable ?? true);
    if (!left || isTooLate(relayed.error)) throw unanswered(trying, relayed.error);
  }
}

function askPod({ request, variant, body }: Trying, upstream: Upstream): Promise<Relayed> {
  const { action, headers, recipient } = request;
  const method = action === "ping" ? "GET" : "POST";
  return forward({ upstream, variant: variant.name, method, path: `/${action}`, headers, body, recipient });
}

/** A pod not asked yet, else one that was: its idle connections may have been stale. */
function choosePod({ variant, request }: Trying, upstreams: Upstreams, asked: ReadonlySet<string>) {
  const upstream = upstreams.pick(variant.pods, asked) ?? upstreams.pick(variant.pods, new Set());
  if (upstream !== undefined) return upstream;
  throw new SlipwayError(
    "SLIP-ROUTER-007",
    `Every pod of variant ${variant.name} of endpoint ${request.route.endpoint} has as many invocations under way as it may have.`,
    { details: { retryAfterSeconds: 1 } },
  );
}

function count(trying: Trying, relayed: Relayed, tookMs: number): void {
  const { counters } = trying;
  if (trying.request.action === "ping" || relayed.kind !== "answered") return;
  counters.invocations += 1;
  counters.latencyMs += tookMs;
  if (!relayed.complete) counters.unanswered += 1;
  else if (relayed.status >= 500) counters.serverErrors += 1;
  else if (relayed.status >= 400) counters.clientErrors += 1;
  trying.ended(relayed.complete ? { status: relayed.status, tookMs } : undefined);
}

function noPods(route: Route): SlipwayError {
  const names = route.variants.map(({ name }) => name).join(", ");
  return new SlipwayError(
    "SLIP-ROUTER-003",
    `No pod of endpoint ${route.endpoint} (variants: ${names}) answers /ping yet; the endpoint's status says what they wait for.`,
    { details: { retryAfterSeconds: 1 } },
  );
}

function isUnreachable(error: Error): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true;
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH";
}

function isTooLate(error: Error): boolean {
  return error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
}

function unanswered({ variant, request, counters, ended }: Trying, error: Error): SlipwayError {
  if (request.action === "invocations") {
    counters.invocations += 1;
    counters.unanswered += 1;
    ended(undefined);
  }
  if (isTooLate(error)) {
    return new SlipwayError(
      "SLIP-ROUTER-004",
      `Your invocation timed out while waiting for a response from container ${variant.name}.`,
      { cause: error },
    );
  }
  const what = isUnreachable(error) ? "could not be reached" : "closed the connection before it answered";
  return new SlipwayError(
    isUnreachable(error) ? "SLIP-ROUTER-003" : "SLIP-ROUTER-005",
    `The container of variant ${variant.name} of endpoint ${request.route.endpoint} ${what}.`,
    { cause: error },
  );
}
