import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "#lib/clock.ts";
import { knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import { checkClaim, proveClaim } from "#lib/sigv4/verify-sigv4.ts";
import type { AccessKeys } from "../access-keys.ts";
import { findKey, issuedId } from "../find-key.ts";
import { hostRegion } from "../host-region.ts";
import { toAwsError } from "./aws-error.ts";
import { BodyBudget, type BodyLimits, throttled } from "./http/body-budget.ts";
import { answerError, type Exchange } from "./protocols/exchange.ts";
import { spokenProtocol } from "./protocols/spoken-protocol.ts";
import { chooseService } from "./services/choose-service.ts";
import type { DoorService, ProvenByBody } from "./services/door-service.ts";
import { notServed, notServedUnsigned } from "./services/not-served.ts";

export interface SignedDoorOptions {
  readonly accessKeys: AccessKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: BodyLimits;
  readonly table: { readonly services: readonly DoorService[]; readonly beside: readonly string[] };
  /** Requests wait for it. */
  readonly synced: Promise<unknown>;
}

export interface AwsDoor {
  /** Answers one request for any AWS service but S3, in the protocol that it speaks; never throws. */
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves once the door knows what is there; requests before that wait for it. */
  readonly synced: Promise<unknown>;
}

const LIMITS: BodyLimits = { bytes: 256 * 1024 * 1024, requests: 512 };

/** Services behind one address: each request is one service's, and is answered once its signature is proven. */
export function signedDoor({ table, synced, ...options }: SignedDoorOptions): AwsDoor {
  const { services } = table;
  const budget = new BodyBudget(options.limits ?? LIMITS, options.clock);

  async function serve(exchange: Exchange, service: DoorService | undefined): Promise<void> {
    // Keys may be among what is not known before.
    if (service?.unsigned !== undefined) await synced;
    const unsigned = service?.unsigned?.(exchange);
    if (service === undefined || unsigned === undefined) return serveSigned(exchange, service);
    if ("prove" in unsigned) return serveProven(exchange, { unsigned, longestBody: service.longestBody });
    const { request, response } = exchange;
    const { caller } = unsigned;
    if (caller !== undefined && !knowCaller(request.socket, caller)) throw throttled();
    const body = await budget.read(request, response, caller === undefined ? 0 : service.longestBody);
    budget.enter(response);
    await unsigned.answer(exchange, body);
  }

  async function serveProven(
    exchange: Exchange,
    { unsigned, longestBody }: { readonly unsigned: ProvenByBody; readonly longestBody: number },
  ): Promise<void> {
    const { request, response } = exchange;
    const body = await budget.read(request, response, longestBody);
    const { caller, answer } = unsigned.prove(body);
    if (!knowCaller(request.socket, caller)) throw throttled();
    budget.enter(response);
    await answer(exchange, body);
  }

  async function serveSigned(exchange: Exchange, service: DoorService | undefined): Promise<void> {
    const { request, response } = exchange;
    const now = options.clock.now();
    const foreign = service === undefined ? notServedUnsigned(services, request) : undefined;
    if (foreign !== undefined) throw foreign;
    const claim = checkClaim(
      request,
      (accessKeyId, sessionToken) => findKey(options.accessKeys, { accessKeyId, sessionToken }, now),
      { now, service: service?.signingName, region: hostRegion(request.headers.host) },
    );
    if (service === undefined) throw notServed(table, request);
    const body = await budget.read(request, response, service.longestBody);
    const { key } = await proveClaim(claim, body);
    if (!knowCaller(request.socket, issuedId(key))) throw throttled();
    budget.enter(response);
    await synced;
    await service.answer({ exchange, key, body });
  }

  return {
    synced,
    handler: (request, response) => {
      const service = chooseService(services, request);
      const protocol = service?.protocolOf(request) ?? spokenProtocol(request);
      const exchange: Exchange = { request, response, requestId: randomUUID(), protocol };
      serve(exchange, service).catch((error: unknown) => {
        const failure = toAwsError(error);
        if (failure.status >= 500 && !response.destroyed) {
          options.log.error("AWS request failed", { requestId: exchange.requestId, error });
        }
        answerError(exchange, failure);
      });
    },
  };
}
