import type { IncomingMessage, ServerResponse } from "node:http";
import { SlipwayError } from "@slipway/model";
import { errors } from "undici";
import { chooseVariant } from "./choose-variant.ts";
import type { Counters, VariantCounters } from "./counters.ts";
import { type Forwarded, forward } from "./forward.ts";
import { requestHeaders, TARGET_VARIANT } from "./headers.ts";
import { type RequestBody, requestBody } from "./request-body.ts";
import type { Route, VariantRoute } from "./routing-table.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** One request for one endpoint. */
export interface Invocation {
  readonly route: Route;
  readonly action: "invocations" | "ping";
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface Invoker {
  readonly upstreams: Upstreams;
  readonly counters: Counters;
  readonly bodyLimit: number;
  readonly random: () => number;
}

/**
 * Pods asked for one request: an unreachable one costs nothing, but a request that broke a connection may be what breaks
 * pods, so it is sent at most twice.
 */
const MOST = { attempts: 3, broken: 2 } as const;

/** Chooses a variant and a pod, sends the request there, and to another pod when the first takes or answers nothing. */
export async function invoke(invocation: Invocation, invoker: Invoker): Promise<void> {
  const variant = variantFor(invocation, invoker.random());
  const body =
    invocation.action === "ping" ? undefined : await requestBody(invocation.request, invoker.bodyLimit);
  const { namespace, endpoint } = invocation.route;
  const counters = invoker.counters.of({ namespace, endpoint, variant: variant.name });
  counters.underWay += 1;
  try {
    await tryPods({ invocation, variant, body, counters }, invoker);
  } finally {
    counters.underWay -= 1;
  }
}

function variantFor({ route, request }: Invocation, random: number): VariantRoute {
  const wanted = request.headers[TARGET_VARIANT];
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
  readonly invocation: Invocation;
  readonly variant: VariantRoute;
  readonly body: RequestBody | undefined;
  readonly counters: VariantCounters;
}

async function tryPods(trying: Trying, invoker: Invoker): Promise<void> {
  const asked = new Set<string>();
  let broken = 0;
  for (let attempt = 1; ; attempt++) {
    const startedAt = performance.now();
    const upstream = choosePod(trying, invoker.upstreams, asked);
    const forwarded = await askPod(trying, upstream);
    if (forwarded.kind === "answered") invoker.upstreams.answered(upstream);
    if (forwarded.kind !== "failed") return count(trying, forwarded, performance.now() - startedAt);
    if (trying.body?.failure !== undefined) throw trying.body.failure;
    invoker.upstreams.failed(upstream);
    asked.add(upstream.address);
    if (!isUnreachable(forwarded.error)) broken += 1;
    const left = attempt < MOST.attempts && broken < MOST.broken && (trying.body?.replayable ?? true);
    if (!left || isTooLate(forwarded.error)) throw unanswered(trying, forwarded.error);
  }
}

function askPod({ invocation, variant, body }: Trying, upstream: Upstream): Promise<Forwarded> {
  return forward({
    upstream,
    variant: variant.name,
    method: invocation.action === "ping" ? "GET" : "POST",
    path: `/${invocation.action}`,
    headers: requestHeaders(invocation.request.headers),
    body,
    response: invocation.response,
  });
}

/** A pod not asked yet, else one that was: its idle connections may have been stale. */
function choosePod({ variant, invocation }: Trying, upstreams: Upstreams, asked: ReadonlySet<string>) {
  const upstream = upstreams.pick(variant.pods, asked) ?? upstreams.pick(variant.pods, new Set());
  if (upstream !== undefined) return upstream;
  throw new SlipwayError(
    "SLIP-ROUTER-007",
    `Every pod of variant ${variant.name} of endpoint ${invocation.route.endpoint} has as many invocations under way as it may have.`,
    { details: { retryAfterSeconds: 1 } },
  );
}

function count(trying: Trying, forwarded: Forwarded, tookMs: number): void {
  const { counters } = trying;
  if (trying.invocation.action === "ping" || forwarded.kind !== "answered") return;
  counters.invocations += 1;
  counters.latencyMs += tookMs;
  if (!forwarded.complete) counters.unanswered += 1;
  else if (forwarded.status >= 500) counters.serverErrors += 1;
  else if (forwarded.status >= 400) counters.clientErrors += 1;
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

function unanswered({ variant, invocation, counters }: Trying, error: Error): SlipwayError {
  if (invocation.action === "invocations") {
    counters.invocations += 1;
    counters.unanswered += 1;
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
    `The container of variant ${variant.name} of endpoint ${invocation.route.endpoint} ${what}.`,
    { cause: error },
  );
}
