import type { Server } from "node:https";
import { type Caller, SlipwayError } from "@slipway/model";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { notServed } from "./answers/refusals.ts";
import { send } from "./answers/send.ts";
import { failure } from "./answers/status.ts";
import type { DoorParts } from "./call.ts";
import { versionInfo } from "./discovery/version.ts";
import { addressOf, dispatch } from "./dispatch.ts";
import { OpenApiDocuments } from "./openapi/documents.ts";
import { openApi } from "./openapi/open-api.ts";
import { callerOf } from "./requests/caller.ts";
import { mayReadPath } from "./reviews/non-resource.ts";
import { OpenStreams } from "./streams/open-streams.ts";

const BODY_LIMIT = 3 * 1024 * 1024;
/** For a request to arrive whole; answers may take as long as they like. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEALTH = ["/healthz", "/livez", "/readyz"];
const ROOTS = ["/api", "/api/*", "/apis", "/apis/*"];

export type DoorOptions = Omit<DoorParts, "streams"> & {
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
};

/** The Kubernetes API over TLS. Closing it ends its watches and followed logs in good order. */
export type KubernetesDoor = FastifyInstance<Server>;

/**
 * Translates HTTP to the API server and back; every rule of reading and writing is the server's. Who is not known is
 * refused before a body is read.
 */
export async function createKubernetesDoor({ tls, ...parts }: DoorOptions): Promise<KubernetesDoor> {
  const door: DoorParts = { ...parts, streams: new OpenStreams() };
  const app = Fastify({
    https: { ...tls, minVersion: "TLSv1.2" },
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, _, reply) => refuse(door, error, reply as FastifyReply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.setErrorHandler((error, _, reply) => refuse(door, error, reply));
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
    callers.set(request, callerOf(door.server, request.raw));
  });
  return (request) => {
    const caller = callers.get(request);
    if (caller === undefined) throw new SlipwayError("SLIP-API-005", "Unauthorized");
    return caller;
  };
}

function route(app: KubernetesDoor, door: DoorParts, callerOf: CallerOf): void {
  const documents = new OpenApiDocuments(door.server.resources, door.version);
  for (const path of HEALTH) app.get(path, (_, reply) => reply.type("text/plain; charset=utf-8").send("ok"));
  for (const path of ROOTS) {
    app.all(path, (request, reply) => dispatch(door, callerOf(request), { request, reply }));
  }
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

function refuse(door: DoorParts, error: unknown, reply: FastifyReply): FastifyReply {
  const { http, code, status } = failure(error);
  if (http >= 500) door.log.error("a request broke", { code, error });
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  reply.code(http).header("x-slipway-code", code).header("cache-control", "no-cache, private");
  return code === "SLIP-API-009"
    ? reply.type("text/plain; charset=utf-8").send(`${status.message ?? ""}\n`)
    : reply.type("application/json").send(`${JSON.stringify(status)}\n`);
}
