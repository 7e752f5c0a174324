import type { Caller } from "@slipway/model";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import { TextStream } from "#lib/http/text-stream.ts";
import { methodNotAllowed, notServed } from "./answers/refusals.ts";
import { type Answer, send } from "./answers/send.ts";
import type { Call, DoorParts } from "./call.ts";
import { discover } from "./discovery/discover.ts";
import { negotiate } from "./requests/accept.ts";
import { addressOf } from "./requests/address-of.ts";
import { readObject } from "./requests/body.ts";
import type { ResourcePath } from "./requests/parse-path.ts";
import { targetOf } from "./requests/target-of.ts";
import { answerReview, findReview } from "./reviews/reviews.ts";
import { verbOf } from "./verbs/verb-of.ts";

/** How long a reader may take nothing before it is dropped. */
const STALL_MS = 30_000;

/** Routes what is below /api and /apis: discovery, questions about oneself, and objects. */
export async function dispatch(
  door: DoorParts,
  caller: Caller,
  http: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<void> {
  const { path, query } = addressOf(http.request);
  if (path === undefined) throw notServed();
  if (path.kind === "resource") return dispatchResource({ door, caller, path, query, ...http });
  if (http.request.method !== "GET") throw methodNotAllowed();
  await send(http.request, http.reply, discover(door, path, http.request));
}

interface ResourceRequest {
  readonly door: DoorParts;
  readonly caller: Caller;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function dispatchResource(asked: ResourceRequest): Promise<void> {
  const { door, path, query, request, reply } = asked;
  const reviewed = review(asked);
  if (reviewed !== undefined) return send(request, reply, reviewed);
  const resource = door.server.resources.find(path);
  const verb = resource && verbOf(request.method, path, { resource, query });
  if (verb === undefined) throw notServed();
  const call = callOf(asked, resource as ResourceDefinition);
  const answer = await verb(call);
  if (answer !== undefined) await send(request, reply, answer, call.accepted.encoding);
}

function review({ door, caller, path, request }: ResourceRequest): Answer | undefined {
  const found = findReview(path);
  if (found === undefined) return undefined;
  if (request.method !== "POST") throw methodNotAllowed();
  const object = readObject(bodyOf(request) ?? Buffer.from("{}"), request.headers["content-type"], found);
  return answerReview(found, { server: door.server, caller, object });
}

function callOf(asked: ResourceRequest, resource: ResourceDefinition): Call {
  const { door, caller, path, query, request, reply } = asked;
  return {
    door,
    caller,
    target: targetOf(path, resource),
    query,
    headers: request.headers,
    body: bodyOf(request),
    accepted: negotiate(request.headers.accept),
    stream(contentType) {
      reply.hijack();
      return new TextStream(reply.raw, { contentType, clock: door.clock, stallMs: STALL_MS });
    },
  };
}

function bodyOf(request: FastifyRequest): Buffer | undefined {
  return Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined;
}
