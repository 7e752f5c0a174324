import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { SlipwayError } from "@slipway/model";
import { connectionLimits } from "#lib/http/connection-limits.ts";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { discardBody } from "#lib/http/discard-body.ts";
import { guardConnections, knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import { errorAnswer } from "./error-answer.ts";
import { FastConnections, type FastPathOptions } from "./fast-connections.ts";
import { requestHeaders, TARGET_VARIANT } from "./headers.ts";
import { fieldLines } from "./http1/header-fields.ts";
import { type InvocationPath, invocationPath, METHOD } from "./invocation-path.ts";
import type { Recipient } from "./invoker.ts";
import { requestBody } from "./request-body.ts";
import type { Route } from "./routing-table.ts";
import { SESSION_ID } from "./session-fields.ts";
import { tellRecipient } from "./tell-recipient.ts";

export interface RouterServerOptions extends Omit<FastPathOptions, "guard" | "handOver"> {
  /** Requests that the router carries at a time: who is too many is told so, which takes connections too. */
  readonly atOnce: number;
  /** Throws when the endpoint is not served. */
  readonly routeOf: (namespace: string, endpoint: string) => Route;
}

/** The router's own HTTP server. */
export interface RouterServer {
  readonly http: Server;
  /** Takes no new connections; resolves when those there are have closed, each after its last answer. */
  close(): Promise<void>;
  /** Closes all connections at once. */
  cut(): void;
}

/** For a request to come whole; its answer may take what the container may. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Above the longest body that is taken. */
const MOST_DISCARDED = 16 * 1024 * 1024;

/**
 * The HTTP side: who asks, for which endpoint, and errors as JSON `{code, message, remedy}`. What is plain goes the fast way; what is
 * not, Node reads, from a head on that the fast way has found faultless, and that is the last request of its connection.
 */
export function routerServer(options: RouterServerOptions): RouterServer {
  const heard = new WeakSet<Socket>();
  const http = createServer({ ...HEAD_DEADLINE, requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    // Node drops what follows by itself, but for versions that it should not take.
    if (heard.has(request.socket)) return void request.socket.destroy();
    heard.add(request.socket);
    response.once("close", () => {
      if (!http.listening) setImmediate(() => http.closeIdleConnections());
    });
    serve(request, response, options).catch((error: unknown) =>
      answerError({ request, response, error, log: options.log }),
    );
  });
  // The fast way has found no fault in the head of the one that is Node's to read; of another nobody would know.
  http.maxRequestsPerSocket = 1;
  const readByNode = http.listeners("connection") as ((socket: Socket) => void)[];
  http.removeAllListeners("connection");
  // Twice, so that who is too many is told so; all of them come from the doors that hold the token.
  const { most, strangers } = connectionLimits();
  const share = Math.min(2 * options.atOnce, most);
  const guard = guardConnections(http, { limits: { most: share, strangers, perCaller: share } });
  const fast = new FastConnections({
    ...options,
    guard,
    handOver: (socket) => {
      for (const read of readByNode) read.call(http, socket);
    },
  });
  http.on("connection", (socket) => fast.take(socket));
  return {
    http,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          fast.closed();
          resolve();
        });
        fast.close();
      }),
    cut: () => {
      fast.cut();
      http.closeAllConnections();
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: RouterServerOptions,
): Promise<void> {
  const { underWay, bodyLimit, token, target, invoking } = options;
  const expected = digest(`Bearer ${token}`);
  if (!timingSafeEqual(digest(request.headers.authorization ?? ""), expected)) {
    throw new SlipwayError("SLIP-API-005", "The request carries no valid router token.");
  }
  if (!knowCaller(request.socket, "door")) throw underWay.tooMany();
  underWay.enterUntilClosed(response);
  const { action, namespace, endpoint } = asked(request);
  const { [SESSION_ID]: session, ...headers } = requestHeaders(request.headers);
  const wanted = { variant: headers[TARGET_VARIANT]?.toString(), session: session?.toString() };
  const chosen = () => {
    const route = options.routeOf(namespace, endpoint);
    return { route, ...target(route, wanted), action, fields: fieldLines(headers) };
  };
  // Who cannot be served is told so before the body is read, and asked for again after it: its pods may have changed meanwhile.
  chosen();
  const body = action === "ping" ? {} : { body: await requestBody(request, bodyLimit) };
  const routed = { ...chosen(), ...body };
  await tellRecipient(recipientOf(response), (answer) => invoking(routed, answer));
}

function asked({ url = "", method = "" }: IncomingMessage): InvocationPath {
  const path = invocationPath(url);
  if (path === undefined) throw new SlipwayError("SLIP-API-009", `The router serves no ${url}.`);
  const wanted = METHOD[path.action];
  if (method === wanted) return path;
  throw new SlipwayError("SLIP-API-010", `/${path.action} takes ${wanted}, not ${method}.`);
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
  const { status, headers, body } = errorAnswer(error, log);
  response.writeHead(status, headers);
  response.end(body);
  discardBody(request, MOST_DISCARDED);
}
