import type { Server } from "node:https";
import { type Caller, SlipwayError } from "@slipway/model";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { HANDSHAKE_DEADLINE, HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { discardBody } from "#lib/http/discard-body.ts";
import { guardConnections, knowCaller } from "#lib/http/guard-connections.ts";
import { OpenStreams } from "#lib/http/open-streams.ts";
import { admit } from "./admit.ts";
import { notServed, tooManyRequests } from "./answers/refusals.ts";
import { send } from "./answers/send.ts";
import { failure } from "./answers/status.ts";
import { WatchLines } from "./answers/watch-lines.ts";
import type { DoorParts } from "./call.ts";
import { versionInfo } from "./discovery/version.ts";
import { dispatch } from "./dispatch.ts";
import { KEPT_RECORDS, readKeptRecords } from "./kept-records.ts";
import { OpenApiDocuments } from "./openapi/documents.ts";
import { openApi } from "./openapi/open-api.ts";
import { addressOf } from "./requests/address-of.ts";
import { callerOf } from "./requests/caller.ts";
import { mayReadPath } from "./reviews/non-resource.ts";

const BODY_LIMIT = 3 * 1024 * 1024;
/** For a request to arrive whole; answers may take as long as they like. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Nothing comes and nothing of an answer is taken; streams have a clock of their own. */
const STALL_MS = 60_000;
const HEALTH = ["/healthz", "/livez", "/readyz"];
const ROOTS = ["/api", "/api/*", "/apis", "/apis/*"];

const WELL = { http: 200, text: "ok", contentType: "text/plain; charset=utf-8" };

export type DoorOptions = Omit<DoorParts, "streams" | "lines"> & {
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
};

/** The Kubernetes API over TLS. Closing it ends its watches and followed logs in good order. */
export type KubernetesDoor = FastifyInstance<Server>;

/**
 * Translates HTTP to the API server and back; every rule of reading and writing is the server's. Who is not known, or
 * may not do what is asked, is refused before a body is read.
 */
export async function createKubernetesDoor({ tls, ...parts }: DoorOptions): Promise<KubernetesDoor> {
  const door: DoorParts = { ...parts, streams: new OpenStreams(), lines: new WatchLines() };
  const app = Fastify({
    https: { ...tls, minVersion: "TLSv1.2", ...HEAD_DEADLINE, ...HANDSHAKE_DEADLINE },
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: STALL_MS,
    frameworkErrors: (error, request, reply) => {
      void refuse(door, error, { request: request as FastifyRequest, reply: reply as FastifyReply });
    },
  });
  guardConnections(app.server);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => refuse(door, error, { request, reply }));
  app.addHook("preClose", () => door.streams.close());
  route(app, door, authenticate(app, door));
  return app;
}

type CallerOf = (request: FastifyRequest) => Caller;

/** Lets nobody unknown past; only whether we are well is told to everybody. */
function authenticate(app: KubernetesDoor, door: DoorParts): CallerOf {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.addHook("onRequest", async (request) => {
    if (HEALTH.includes(addressOf(request).pathname)) return;
    const caller = callerOf(door.server, request.raw);
    callers.set(request, caller);
    if (!knowCaller(request.raw.socket, caller.user)) throw tooManyRequests();
    admit(door, caller, request);
  });
  return (request) => {
    const caller = callers.get(request);
    if (caller === undefined) throw new SlipwayError("SLIP-API-005", "Unauthorized");
    return caller;
  };
}

function route(app: KubernetesDoor, door: DoorParts, callerOf: CallerOf): void {
  const documents = new OpenApiDocuments(door.server.resources, door.version);
  for (const path of HEALTH) app.get(path, (request, reply) => send(request, reply, WELL));
  for (const path of ROOTS) {
    app.all(path, (request, reply) => dispatch(door, callerOf(request), { request, reply }));
  }
  // The router takes a colon for the beginning of a parameter.
  app.get(KEPT_RECORDS.replaceAll(":", "::"), async (request, reply) =>
    send(request, reply, await readKeptRecords(door, callerOf(request), addressOf(request))),
  );
  app.get("/version", (request, reply) =>
    send(request, reply, { http: 200, body: versionInfo(door.version) }),
  );
  app.get("/openapi/*", (request, reply) =>
    send(request, reply, openApi(documents, addressOf(request), request.headers)),
  );
  app.get("/", (request, reply) =>
    send(request, reply, { http: 200, body: { paths: rootPaths(documents) } }),
  );
  app.setNotFoundHandler((request) => {
    throw refusal(callerOf(request), request);
  });
}

function rootPaths(documents: OpenApiDocuments): readonly string[] {
  const versions = [...documents.all().keys()].map((place) => `/${place}`);
  return ["/api", "/apis", ...versions, ...HEALTH, "/openapi/v2", "/openapi/v3", "/version"].sort();
}

function refusal(caller: Caller, request: FastifyRequest): SlipwayError {
  const { pathname } = addressOf(request);
  if (mayReadPath(caller, pathname)) return notServed();
  const verb = request.method === "GET" ? "get" : request.method.toLowerCase();
  return new SlipwayError(
    "SLIP-API-006",
    `forbidden: User ${JSON.stringify(caller.user)} cannot ${verb} path ${JSON.stringify(pathname)}`,
  );
}

/** Says what failed as a Status; what is not served at all is said in plain text, as a real server does. */
function refuse(
  door: DoorParts,
  error: unknown,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<void> {
  const { http, code, status } = failure(error);
  if (http >= 500) door.log.error("a request broke", { code, error });
  const retryAfter = status.details?.retryAfterSeconds;
  const headers = {
    "x-slipway-code": code,
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  };
  const plain = { text: `${status.message ?? ""}\n`, contentType: "text/plain; charset=utf-8" };
  discardBody(request.raw, BODY_LIMIT);
  return send(request, reply, { http, headers, ...(code === "SLIP-API-009" ? plain : { body: status }) });
}
