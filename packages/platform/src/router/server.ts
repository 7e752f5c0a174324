import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { connectionLimits } from "#lib/http/connection-limits.ts";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { discardBody } from "#lib/http/discard-body.ts";
import { guardConnections, knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import { ERROR_CODE, requestHeaders } from "./headers.ts";
import type { RoutedRequest } from "./invoke.ts";
import type { Recipient } from "./invoker.ts";
import { requestBody } from "./request-body.ts";
import type { Route } from "./routing-table.ts";
import type { UnderWay } from "./under-way.ts";

export interface RouterServerOptions {
  readonly token: string;
  readonly log: Log;
  readonly underWay: UnderWay;
  /** Requests that the router carries at a time: who is too many is told so, which takes connections too. */
  readonly atOnce: number;
  /** Bytes of one request's body. */
  readonly bodyLimit: number;
  /** Throws when the endpoint is not served. */
  readonly route: (namespace: string, endpoint: string) => Route;
  readonly invoke: (request: RoutedRequest) => Promise<void>;
}

const PATH = /^\/namespaces\/([^/?]+)\/endpoints\/([^/?]+)\/(invocations|ping)$/;

/** For a request to come whole; its answer may take what the container may. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Above the longest body that is taken. */
const MOST_DISCARDED = 16 * 1024 * 1024;

/** The HTTP side: who asks, for which endpoint, and errors as JSON `{code, message, remedy}`. */
export function routerServer(options: RouterServerOptions): Server {
  const expected = digest(`Bearer ${options.token}`);
  const server = createServer(
    { ...HEAD_DEADLINE, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      response.once("close", () => {
        if (!server.listening) setImmediate(() => server.closeIdleConnections());
      });
      serve(request, response).catch((error: unknown) =>
        answerError({ request, response, error, log: options.log }),
      );
    },
  );
  // Twice, so that who is too many is told so; all of them come from the doors that hold the token.
  const { most, strangers } = connectionLimits();
  const share = Math.min(2 * options.atOnce, most);
  guardConnections(server, { limits: { most: share, strangers, perCaller: share } });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ""), expected)) {
      throw new SlipwayError("SLIP-API-005", "The request carries no valid router token.");
    }
    if (!knowCaller(request.socket, "door")) throw options.underWay.tooMany();
    options.underWay.enter(response);
    const { route, action } = resolve(request);
    const headers = requestHeaders(request.headers);
    const recipient = recipientOf(response);
    if (action === "ping") return options.invoke({ route, action, headers, recipient });
    const body = () => requestBody(request, options.bodyLimit);
    return options.invoke({ route, action, headers, body, recipient });
  }
  function resolve(request: IncomingMessage): Pick<RoutedRequest, "route" | "action"> {
    const [, namespace, endpoint, action] = PATH.exec(request.url ?? "") ?? [];
    if (
      namespace === undefined ||
      endpoint === undefined ||
      (action !== "invocations" && action !== "ping")
    ) {
      throw new SlipwayError("SLIP-API-009", `The router serves no ${request.url}.`);
    }
    const wanted = action === "ping" ? "GET" : "POST";
    if (request.method !== wanted) {
      throw new SlipwayError("SLIP-API-010", `/${action} takes ${wanted}, not ${request.method}.`);
    }
    return { route: options.route(namespace, endpoint), action };
  }
  return server;
}

/** The head of an answer is sent at once, for its body may be long in coming. */
function recipientOf(response: ServerResponse): Recipient {
  return {
    response,
    begin: (status, headers) => {
      response.writeHead(status, headers);
      response.flushHeaders();
      return response;
    },
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

interface Failing {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly error: unknown;
  readonly log: Log;
}

function answerError({ request, response, error, log }: Failing): void {
  if (response.destroyed || request.errored) return;
  if (response.headersSent) return void response.destroy();
  const known = isSlipwayError(error)
    ? error
    : new SlipwayError("SLIP-API-014", "The router met an error it did not foresee.", { cause: error });
  if (known !== error) log.error("invocation failed", { error });
  const { message, code, entry, details } = known;
  const body = JSON.stringify({ code, message, remedy: entry.remedy });
  response.writeHead(entry.http, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    [ERROR_CODE]: code,
    ...(details.retryAfterSeconds === undefined ? {} : { "retry-after": String(details.retryAfterSeconds) }),
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(body);
  discardBody(request, MOST_DISCARDED);
}
