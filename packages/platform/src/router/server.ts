import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { connectionLimits } from "#lib/http/connection-limits.ts";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { discardBody } from "#lib/http/discard-body.ts";
import { guardConnections, knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import { ERROR_CODE } from "./headers.ts";
import type { Invocation } from "./invoke.ts";
import { type Route, routeKey } from "./routing-table.ts";

export interface RouterServerOptions {
  readonly token: string;
  readonly log: Log;
  /** Requests under way in all; more are refused rather than queued. */
  readonly atOnce: number;
  readonly route: (key: string) => Route | undefined;
  readonly invoke: (invocation: Invocation) => Promise<void>;
}

const PATH = /^\/namespaces\/([^/?]+)\/endpoints\/([^/?]+)\/(invocations|ping)$/;

/** For a request to come whole; its answer may take what the container may. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Above the longest body that is taken. */
const MOST_DISCARDED = 16 * 1024 * 1024;

/** The HTTP side: who asks, for which endpoint, and errors as JSON `{code, message, remedy}`. */
export function routerServer(options: RouterServerOptions): Server {
  const expected = digest(`Bearer ${options.token}`);
  let underWay = 0;
  const server = createServer(
    { ...HEAD_DEADLINE, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      underWay += 1;
      response.once("close", () => {
        underWay -= 1;
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
    if (!knowCaller(request.socket, "door")) throw tooMany();
    if (underWay > options.atOnce) {
      throw tooMany();
    }
    await options.invoke({ ...resolve(request), request, response });
  }
  function tooMany(): SlipwayError {
    return new SlipwayError("SLIP-ROUTER-007", `${options.atOnce} invocations are under way already.`, {
      details: { retryAfterSeconds: 1 },
    });
  }
  function resolve(request: IncomingMessage): Pick<Invocation, "route" | "action"> {
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
    const route = options.route(routeKey(namespace, endpoint));
    if (route === undefined) {
      throw new SlipwayError(
        "SLIP-ROUTER-001",
        `No endpoint ${endpoint} in namespace ${namespace} is served.`,
      );
    }
    return { route, action };
  }
  return server;
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
