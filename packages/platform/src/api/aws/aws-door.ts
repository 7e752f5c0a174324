import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Pool } from "undici";
import type { Clock } from "#lib/clock.ts";
import { knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import { checkClaim, verifySigV4 } from "#lib/sigv4/verify-sigv4.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey, AccessKeys } from "../access-keys.ts";
import { toAwsError } from "./aws-error.ts";
import { control, notServed } from "./control/control.ts";
import { answerBody, answerError, type Exchange } from "./http/answer.ts";
import { BodyBudget, type BodyLimits, throttled } from "./http/body-budget.ts";
import { endpointStates } from "./invoke/endpoint-states.ts";
import { invokeEndpoint } from "./invoke/invoke-endpoint.ts";
import { InvokeRights } from "./invoke/invoke-rights.ts";
import { nameIndex } from "./objects/name-index.ts";

export interface AwsDoorOptions {
  /** With rights to list and watch the door's kinds; every request acts with its caller's rights. */
  readonly store: Store;
  readonly accessKeys: AccessKeys;
  readonly router: { readonly url: string; readonly token: string };
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: BodyLimits;
}

export interface AwsDoor {
  /** Answers one request whose credential scope names the service `sagemaker`; never throws. */
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves once the door knows what is there; requests before that wait for it. */
  readonly synced: Promise<void>;
  close(): Promise<void>;
}

/** One SigV4 service name for control and runtime alike. */
const AWS_DOOR_SERVICE = "sagemaker";

const LIMITS: BodyLimits = { bytes: 256 * 1024 * 1024, requests: 512 };
/** Objects hold 3 MiB, invocations 6 MiB. */
const LONGEST = { control: 3 * 1024 * 1024, invocation: 6 * 1024 * 1024 } as const;
/** The router gives up first, and says why. */
const ROUTER_TIMEOUT_MS = 90_000;

const INVOCATIONS = /^\/endpoints\/([^/?]+)\/invocations(?:\?|$)/;

/** SageMaker's control API (JSON 1.1) and runtime API (REST) over the objects of the store. */
export function createAwsDoor(options: AwsDoorOptions): AwsDoor {
  const names = nameIndex(options);
  const states = endpointStates(options);
  const synced = Promise.all([names.synced, states.synced]).then(() => undefined);
  const rights = new InvokeRights(options.store, options.clock);
  const budget = new BodyBudget(options.limits ?? LIMITS, options.clock);
  const pool = new Pool(options.router.url, {
    connections: 256,
    headersTimeout: ROUTER_TIMEOUT_MS,
    bodyTimeout: ROUTER_TIMEOUT_MS,
  });
  const router = { pool, token: options.router.token };

  const lookup = (id: string): AccessKey | undefined => options.accessKeys.find(id);
  const claimed = () => ({ now: options.clock.now(), service: AWS_DOOR_SERVICE });

  async function serve(exchange: Exchange, endpoint: string | undefined): Promise<void> {
    const { request, response } = exchange;
    checkClaim(request, lookup, claimed());
    const limit = endpoint === undefined ? LONGEST.control : LONGEST.invocation;
    const body = await budget.read(request, response, limit);
    const { key } = await verifySigV4(request, lookup, { ...claimed(), body });
    if (!knowCaller(request.socket, key.accessKeyId)) throw throttled();
    budget.enter(response);
    await synced;
    const identity = { accountId: key.accountId, region: key.region };
    const { namespace } = key;
    if (endpoint !== undefined) {
      await rights.check(key, endpoint);
      return invokeEndpoint({ endpoint, namespace, identity, body }, exchange, { states, router });
    }
    const target = request.headers["x-amz-target"];
    if (request.method !== "POST" || typeof target !== "string") {
      throw notServed(`${request.method} ${request.url}`);
    }
    const store = options.store.as(key.caller);
    const call = { store, names, identity, namespace, now: options.clock.now() };
    answerBody(exchange, await control(target, body, call));
  }

  return {
    synced,
    handler: (request, response) => {
      const endpoint = endpointIn(request);
      const protocol = endpoint === undefined ? "json-1.1" : "rest-json";
      const exchange: Exchange = { request, response, requestId: randomUUID(), protocol };
      serve(exchange, endpoint).catch((error: unknown) => {
        const told = toAwsError(error);
        if (told.status >= 500 && !response.destroyed) {
          options.log.error("AWS request failed", { requestId: exchange.requestId, error });
        }
        answerError(exchange, told);
      });
    },
    close: async () => {
      await Promise.all([names.close(), states.close(), pool.close()]);
    },
  };
}

/** The endpoint that a request to the runtime API names; undefined for the control API. */
function endpointIn({ method, url = "" }: IncomingMessage): string | undefined {
  const name = method === "POST" ? INVOCATIONS.exec(url)?.[1] : undefined;
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
